import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { document } from '../../src/db/schema/index.ts';
import * as decide from '../../src/requests/decide.ts';
import { papersOf, taskCard } from '../../src/requests/read.ts';
import { resubmit, submit } from '../../src/requests/submit.ts';
import { familyOf, findByNikAndBirth } from '../../src/residents/register.ts';
import { DEMO, type Officer, type RequestRow, type StaffKey, taken } from './requests-fixture.ts';
import { openedRequests } from './requests-opened.ts';

/** The card of a task: what each of the office reads of a request, and what may be done with it now. */

const fixture = openedRequests();

async function cardFor(row: RequestRow, officer: Officer = fixture.officer('operator1')) {
  const card = await fixture.run((tx, office) => taskCard(tx, office, officer, { task: row.task }));
  if (!card) throw new Error('no card');
  return card;
}

const sktmPapers = async () => ({
  ktp: { ids: [await fixture.photo(fixture.owner, 'ktp')], bring: false },
  pengantar: { ids: [], bring: true },
  pernyataan: { ids: [], bring: true },
  rumah: {
    ids: [await fixture.photo(fixture.owner, 'rumah'), await fixture.photo(fixture.owner, 'rumah')],
    bring: false,
  },
});

const stranger = {
  name: 'MARKUS LOUK',
  nik: '5371050101909991',
  birth_date: '1990-01-02',
  birth_place: 'ROTE',
  sex: 'laki-laki',
  religion: 'kristen',
  marital: 'kawin',
  occupation: 'nelayan',
  address: 'Jl. Pantai No. 4',
  rt_rw: 'RT 3 RW 12',
};

describe('what a card says', () => {
  test('shows NIK and address masked until the officer takes the request, then in full', async () => {
    const row = await fixture.submitted(fixture.owner);
    const before = await cardFor(row);
    expect(before).toMatchObject({
      requestId: row.id,
      task: row.task,
      number: row.number,
      service: 'domisili',
      state: 'submitted',
      applicant: 'Yohanes B.',
      rtRw: 'RT 001/RW 001',
      dueAt: row.dueAt.toISOString(),
      holder: null,
      mine: false,
      note: null,
      warnings: ['Ada berkas yang aslinya dibawa nanti.'],
    });
    expect(before.lines).toEqual([
      ['NIK', '537105******9001'],
      ['Alamat', 'Jl. C*** M*** No. **, RT 001/RW 001'],
      ['Keperluan', 'Membuka rekening bank'],
    ]);
    await fixture.run((tx, office) => decide.take(tx, office, fixture.officer('operator1'), row.task));
    const mine = await cardFor(row);
    expect(mine).toMatchObject({ holder: fixture.officer('operator1').name, mine: true });
    expect(mine.lines).toEqual([
      ['Nama', 'YOHANES BANUNAEK'],
      ['NIK', DEMO.warga1.nik],
      ['Nomor KK', expect.stringMatching(/^\d{16}$/)],
      ['Lahir', 'SOE, 12 Mei 1985'],
      ['Alamat', 'JL. CONTOH MELATI NO. 12, RT 001/RW 001'],
      ['Keperluan', 'Membuka rekening bank'],
    ]);
    const colleague = await cardFor(row, fixture.officer('operator2'));
    expect(colleague).toMatchObject({ holder: fixture.officer('operator1').name, mine: false });
    expect(colleague.lines).toEqual(before.lines);
  });

  test('warns of somebody outside the register, of a birth date that the NIK denies, of papers to come', async () => {
    const unknown = await fixture.resident();
    const papers = { ktp: await fixture.photo(unknown, 'ktp'), kk: await fixture.photo(unknown, 'kk') };
    const row = await fixture.submitted(unknown, {
      ownData: stranger,
      documents: {
        ktp: { ids: [papers.ktp], bring: false },
        kk: { ids: [papers.kk], bring: false },
        pengantar: { ids: [await fixture.photo(unknown, 'pengantar')], bring: false },
      },
    });
    const card = await cardFor(row);
    expect(card.warnings).toEqual([
      'Belum tercocokkan dengan data penduduk; cocokkan dengan KTP dan KK.',
      'Tanggal lahir (2 Januari 1990) tidak sama dengan angka di NIK.',
    ]);
    // Nobody but the office can compare the address, so it stands there as it was written.
    expect(card.lines.slice(0, 2)).toEqual([
      ['NIK', '537105******9991'],
      ['Alamat', 'Jl. Pantai No. 4, RT 003/RW 012'],
    ]);
    await fixture.run((tx, office) => decide.take(tx, office, fixture.officer('operator1'), row.task));
    // Nothing stands for the family card, whose number nobody knows.
    expect((await cardFor(row)).lines).toEqual([
      ['Nama', 'MARKUS LOUK'],
      ['NIK', '5371050101909991'],
      ['Lahir', 'ROTE, 2 Januari 1990'],
      ['Alamat', 'Jl. Pantai No. 4, RT 003/RW 012'],
      ['Keperluan', 'Membuka rekening bank'],
    ]);
  });

  test('names the members of the family with what they are to the applicant, amounts in rupiah, papers with their number', async () => {
    const office = await fixture.office();
    const found = await findByNikAndBirth(fixture.db, office.sealer, {
      wardId: fixture.wardId,
      ...DEMO.warga1,
    });
    const family = await familyOf(fixture.db, office.sealer, found?.id ?? '');
    const row = await fixture.submitted(fixture.owner, {
      service: 'sktm',
      answers: {
        keperluan: 'Bantuan sosial',
        instansi: 'RSUD Kupang',
        penghasilan: '900000',
        tanggungan: [family[1]?.id, family[2]?.id].join(),
      },
      documents: await sktmPapers(),
    });
    const card = await cardFor(row);
    expect(card.lines.slice(2)).toEqual([
      ['Keperluan', 'Bantuan sosial'],
      ['Ditujukan ke', 'RSUD Kupang'],
      ['Penghasilan per bulan', 'Rp 900.000'],
      ['Tanggungan', 'ERNESTA GORETI TEFA (istri); ANASTASIA BANUNAEK (anak)'],
    ]);
    expect(card.papers).toEqual([
      'KTP (1)',
      'Pengantar RT/RW (dibawa nanti)',
      'Surat pernyataan tidak mampu (dibawa nanti)',
      'Foto rumah (2)',
    ]);
    // The family card was not asked for, so it cannot be missing.
    expect(card.items.map(({ id }) => id)).toEqual([
      'ktp',
      'pengantar',
      'pernyataan',
      'rumah',
      'keperluan',
      'instansi',
      'penghasilan',
      'tanggungan',
    ]);
  });

  test('leaves out a question that was skipped', async () => {
    const row = await fixture.submitted(fixture.owner, {
      service: 'sktm',
      answers: { keperluan: 'Bantuan sosial', instansi: 'RSUD', penghasilan: '900000', tanggungan: '' },
      documents: await sktmPapers(),
    });
    expect((await cardFor(row)).lines.map(([label]) => label)).not.toContain('Tanggungan');
  });

  test('carries the note of the lurah while the request is worked on, and no longer', async () => {
    const row = await fixture.requestIn('verified', fixture.owner);
    const lurah = fixture.officer('lurah');
    await fixture.run((tx, office) => decide.sendBack(tx, office, lurah, row.task, 'nama keliru'));
    expect((await cardFor(row)).note).toBe('nama keliru');
    await fixture.run((tx, office) => decide.pass(tx, office, fixture.officer('operator1'), row.task));
    expect((await cardFor(row, lurah)).note).toBe('nama keliru');
    expect((await cardFor(await fixture.requestIn('refused', fixture.owner))).note).toBeNull();
  });

  test('still opens when the office has given the service up', async () => {
    const row = await fixture.submitted(fixture.owner);
    const card = await fixture.run((tx, office) =>
      taskCard(tx, { ...office, services: [] }, fixture.officer('operator1'), { requestId: row.id }),
    );
    expect(card).toMatchObject({ task: row.task, papers: [], items: [] });
    expect(card?.lines.map(([label]) => label)).toEqual(['NIK', 'Alamat']);
  });

  test('is shown to nobody outside the office', async () => {
    const row = await fixture.submitted(fixture.owner);
    expect(
      await fixture.run((tx, office) => taskCard(tx, office, fixture.owner, { requestId: row.id })),
    ).toBeNull();
  });
});

describe('what may be done with a task', () => {
  const MOVES: readonly [string, StaffKey, string][] = [
    ['submitted', 'operator1', 'take pass return refuse view ask'],
    ['submitted', 'lurah', 'view ask'],
    ['checking', 'operator1', 'pass return refuse view preview ask undo'],
    ['checking', 'operator2', 'pass return refuse view preview ask'],
    ['returned', 'operator1', 'view ask undo'],
    ['verified', 'operator1', 'view preview ask undo'],
    ['verified', 'seklur', 'view preview ask'],
    ['verified', 'lurah', 'sign sendBack view preview ask'],
    ['signed', 'operator1', 'view'],
    ['signed', 'lurah', 'revoke view'],
    ['ready', 'operator1', 'handOver view ask code'],
    ['ready', 'lurah', 'revoke view ask'],
    ['delivered', 'lurah', 'revoke view'],
    ['collected', 'operator1', 'view'],
    ['refused', 'operator1', 'view undo'],
    ['refused', 'kasi', 'view'],
    ['cancelled', 'operator1', 'view'],
    ['revoked', 'lurah', 'view'],
  ];
  test.for(MOVES)('%s, for %s: %s', async ([state, key, moves]) => {
    const card = await cardFor(await fixture.requestIn(state, fixture.owner), fixture.officer(key));
    expect(card.moves.join(' ')).toBe(moves);
    expect(card.signer).toBe(key === 'lurah');
  });

  test('a decision is offered back for two minutes, and not a millisecond longer', async () => {
    const row = await fixture.requestIn('refused', fixture.owner);
    fixture.clock.advance(120_000);
    expect((await cardFor(row)).moves).toContain('undo');
    fixture.clock.advance(1);
    expect((await cardFor(row)).moves).not.toContain('undo');
  });

  test('nothing is there to view of a request without papers', async () => {
    const filled = await fixture.draft(fixture.owner, { documents: {} });
    const { result } = await fixture.run((tx, office) => {
      const services = office.services.map((one) => ({ ...one, documents: [] }));
      return submit(tx, { ...office, services }, fixture.owner, filled);
    });
    expect((await cardFor(await fixture.row(taken(result).requestId))).moves).not.toContain('view');
  });

  test('no code of the counter is offered for somebody whom the register does not know', async () => {
    const row = await fixture.requestIn('ready', fixture.owner);
    await fixture.sql`update request set resident_id = null where id = ${row.id}`;
    expect((await cardFor(row)).moves).toEqual(['handOver', 'view', 'ask']);
  });
});

describe('the papers of a task', () => {
  const papers = (row: RequestRow, who = 'operator1' as StaffKey) =>
    fixture.run((tx, office) => papersOf(tx, office, fixture.officer(who), row.task));
  const stored = (id: string, mime: string) =>
    fixture.db.update(document).set({ state: 'stored', mime }).where(eq(document.id, id));

  test('are named by request and paper, in the order they came, those still on their way left out', async () => {
    const first = await fixture.photo(fixture.owner, 'ktp');
    fixture.clock.advance(1);
    const second = await fixture.photo(fixture.owner, 'pengantar');
    const draft = {
      documents: { ktp: { ids: [first], bring: false }, pengantar: { ids: [second], bring: false } },
    };
    const row = await fixture.submitted(fixture.owner, draft);
    expect(await papers(row)).toEqual([]);
    await stored(first, 'image/jpeg');
    await stored(second, 'application/pdf');
    expect(await papers(row)).toEqual([
      { kind: 'document', id: first, name: `${row.number} KTP.jpg`, mime: 'image/jpeg' },
      { kind: 'document', id: second, name: `${row.number} Pengantar RT-RW.pdf`, mime: 'application/pdf' },
    ]);
    const gone = await fixture.run((tx, office) =>
      papersOf(tx, { ...office, services: [] }, fixture.officer('operator1'), row.task),
    );
    expect(gone.map(({ name }) => name)).toEqual([`${row.number} ktp.jpg`, `${row.number} pengantar.pdf`]);
  });

  test('are those of now: one that was sent anew takes the place of the one before', async () => {
    const row = await fixture.requestIn('returned', fixture.owner);
    const old = await fixture.db.select().from(document).where(eq(document.requestId, row.id));
    const anew = await fixture.photo(fixture.owner, 'ktp');
    for (const { id } of [...old, { id: anew }]) await stored(id, 'image/jpeg');
    const draft = await fixture.draft(fixture.owner, { documents: { ktp: { ids: [anew], bring: false } } });
    await fixture.run((tx, office) => resubmit(tx, office, fixture.owner, row.id, draft));
    expect((await papers(row)).map(({ id }) => id)).toEqual([anew]);
  });

  test('are nothing where there is no such task', async () => {
    const row = await fixture.submitted(fixture.owner);
    expect(await papers({ ...row, task: row.task + 1000 })).toEqual([]);
  });
});
