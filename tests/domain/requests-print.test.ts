import { beforeAll, describe, expect, test } from 'vitest';
import type { Submission } from '../../flows/kit/calls.ts';
import { letterContent } from '../../src/requests/content.ts';
import { openForm, type RequestForm, shortName } from '../../src/requests/form.ts';
import { serviceOf } from '../../src/requests/office.ts';
import { submit } from '../../src/requests/submit.ts';
import { familyOf, findByNikAndBirth } from '../../src/residents/register.ts';
import { DEMO, type ResidentActor, taken } from './requests-fixture.ts';
import { openedRequests } from './requests-opened.ts';
import { deps } from './wards-fixture.ts';

/** What stands in a letter, and how the office speaks of its applicant. */

const fixture = openedRequests({ certificate: false });
let unknown: ResidentActor;
beforeAll(async () => {
  unknown = await fixture.resident();
});

async function formOf(actor: ResidentActor, draft: Submission): Promise<RequestForm> {
  const { result } = await fixture.run((tx, office) => submit(tx, office, actor, draft));
  const { requestId } = taken(result);
  return openForm(deps.sealer, requestId, (await fixture.row(requestId)).form);
}

/** As somebody writes who is not of the register. */
async function outside(actor: ResidentActor): Promise<Submission> {
  const photos = { ktp: await fixture.photo(actor, 'ktp'), kk: await fixture.photo(actor, 'kk') };
  return fixture.draft(actor, {
    ownData: {
      name: 'Markus Louk',
      nik: '5371050201909991',
      birth_date: '1990-01-02',
      religion: 'kristen',
      occupation: 'Nelayan',
    },
    documents: {
      ktp: { ids: [photos.ktp], bring: false },
      kk: { ids: [photos.kk], bring: false },
      pengantar: { ids: [], bring: true },
    },
  });
}

describe('what a letter prints', () => {
  async function contentOf(service: string, draft: Submission, actor: ResidentActor) {
    const office = await fixture.office();
    const form = await formOf(actor, draft);
    const found = serviceOf(office, service);
    if (!found) throw new Error(`no ${service}`);
    return letterContent(office, found, form, { name: 'N', rank: 'R', nip: '1' });
  }

  test('of somebody of the register: every line, words with capitals', async () => {
    const content = await contentOf('domisili', await fixture.draft(fixture.owner), fixture.owner);
    expect(content.biodata).toEqual([
      ['Nama', 'YOHANES BANUNAEK'],
      ['NIK', DEMO.warga1.nik],
      ['Nomor KK', '5371051503109001'],
      ['Tempat, tanggal lahir', 'SOE, 12 Mei 1985'],
      ['Jenis kelamin', 'Laki-laki'],
      ['Agama', 'Katholik'],
      ['Status perkawinan', 'Kawin'],
      ['Pekerjaan', 'Buruh Harian Lepas'],
      ['Kewarganegaraan', 'WNI'],
      [
        'Alamat',
        'JL. CONTOH MELATI NO. 12, RT 001/RW 001, Kelurahan Naikoten II, Kecamatan Kota Raja, Kota Kupang',
      ],
    ]);
    expect(content.letterhead).toEqual({
      city: 'Kota Kupang',
      kecamatan: 'Kota Raja',
      kelurahan: 'Naikoten II',
      address: 'Jl. Contoh Kelurahan No. 1, Kupang',
      contact: 'Loket Kelurahan Naikoten II (latihan)',
      logo: null,
    });
    expect(content.signer).toEqual({
      position: 'Lurah Naikoten II',
      onBehalf: null,
      name: 'N',
      rank: 'R',
      nip: '1',
    });
  });

  test('of somebody outside it: no line for a family card that nobody knows', async () => {
    const content = await contentOf('domisili', await outside(unknown), unknown);
    expect(content.biodata.map(([label]) => label)).not.toContain('Nomor KK');
    expect(Object.fromEntries(content.biodata)).toMatchObject({ Agama: 'Kristen', Pekerjaan: 'Nelayan' });
  });

  test('members of the family as a table of their own, amounts in words, skipped answers not at all', async () => {
    const known = await findByNikAndBirth(fixture.db, deps.sealer, {
      wardId: fixture.wardId,
      ...DEMO.warga1,
    });
    const family = await familyOf(fixture.db, deps.sealer, known?.id ?? '');
    const later = { ids: [], bring: true };
    const draft = async (tanggungan: string) =>
      fixture.draft(fixture.owner, {
        service: 'sktm',
        answers: { keperluan: 'Bantuan sosial', instansi: 'RSUD', penghasilan: '900000', tanggungan },
        documents: {
          pengantar: later,
          pernyataan: later,
          ktp: { ids: [await fixture.photo(fixture.owner, 'ktp')], bring: false },
          rumah: {
            ids: [await fixture.photo(fixture.owner, 'rumah'), await fixture.photo(fixture.owner, 'rumah')],
            bring: false,
          },
        },
      });
    const answers = { keperluan: 'Bantuan sosial', instansi: 'RSUD', penghasilan: 'Rp 900.000' };
    const son = family.find((one) => one.data.name === 'GABRIEL BANUNAEK');
    const wife = family.find((one) => one.data.relation === 'ISTRI');
    const filled = await contentOf('sktm', await draft(`${wife?.id},${son?.id}`), fixture.owner);
    expect(filled.answers).toEqual(answers);
    expect(filled.members).toEqual([
      {
        name: 'ERNESTA GORETI TEFA',
        nik: '5371056307889002',
        sex: 'P',
        born: 'KEFAMENANU, 23 Juli 1988',
        relation: 'ISTRI',
      },
      {
        name: 'GABRIEL BANUNAEK',
        nik: '5371050510139004',
        sex: 'L',
        born: 'KUPANG, 5 Oktober 2013',
        relation: 'ANAK',
      },
    ]);
    const skipped = await contentOf('sktm', await draft(''), fixture.owner);
    expect([skipped.answers, skipped.members]).toEqual([answers, []]);
  });

  test.for([
    ['Kota Kupang', 'Kupang'],
    ['Kabupaten Timor Tengah Selatan', 'Timor Tengah Selatan'],
    ['Kotabaru', 'Kotabaru'],
    ['Pasar Kota Lama', 'Pasar Kota Lama'],
  ] as const)('%s is the place %s', async ([city, place]) => {
    const office = await fixture.office();
    const ward = { ...office.ward, settings: { ...office.ward.settings, city } };
    const service = serviceOf(office, 'domisili');
    if (!service) throw new Error('no domisili');
    const form = await formOf(fixture.owner, await fixture.draft(fixture.owner));
    const signer = { name: 'N', rank: 'R', nip: '1' };
    const content = letterContent({ ...office, ward }, { ...service, validMonths: null }, form, signer);
    expect([content.place, content.valid]).toEqual([place, null]);
  });
});

test.for([
  ['YOHANES BANUNAEK', 'Yohanes B.'],
  ['Maria  selfiana RIWU', 'Maria S. R.'],
  ['SUKARNO', 'Sukarno'],
] as const)('%s is %s to the office', ([name, short]) => {
  expect(shortName(name)).toBe(short);
});
