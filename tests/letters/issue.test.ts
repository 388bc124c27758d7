import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { certificate, letter, ward } from '../../src/db/schema/index.ts';
import { ensureCertificate, installCertificate, trustedChains } from '../../src/letters/certificates.ts';
import { drawLetter, makeLetter, openData, readLetter, revokeLetter } from '../../src/letters/issue.ts';
import { makeCertificate } from '../../src/letters/signature/certificate.ts';
import { createVerification, initials, type Verification } from '../../src/letters/verification.ts';
import { createWorkshop, type Workshop } from '../../src/letters/workshop.ts';
import { wardById } from '../../src/wards/ward.ts';
import { replaced, revised } from './attacks.ts';
import { type Office, openOffice } from './office.ts';

let office: Office;
let workshop: Workshop;
let verification: Verification;
beforeAll(async () => {
  office = await openOffice();
  workshop = createWorkshop();
  const { sealer } = office.deps;
  verification = createVerification({ db: office.db, sealer, clock: office.clock, workshop });
});
afterAll(async () => {
  await workshop.stop();
  await office.close();
});

const makeDeps = () => ({ sealer: office.deps.sealer, files: office.files, workshop });
const make = (letterId: string) => makeLetter(office.db, makeDeps(), letterId, office.clock.now());
const rowOf = async (letterId: string) => {
  const [row] = await office.db.select().from(letter).where(eq(letter.id, letterId));
  if (!row) throw new Error('no row');
  return row;
};

async function drawn(change: Parameters<Office['ward']>[0] = {}, withCertificate = true) {
  const of = await office.ward(change);
  if (withCertificate) {
    const settings = await wardById(office.db, of.wardId);
    await office.db.transaction((tx) => ensureCertificate(tx, office.deps, settings, office.clock.now()));
  }
  const given = await office.letter(of);
  const { letterId, number } = await office.db.transaction((tx) => drawLetter(tx, office.deps, given));
  const { code } = openData(office.deps.sealer, await rowOf(letterId)).verification;
  return { ...of, letterId, number, code };
}

async function issued(change: Parameters<Office['ward']>[0] = {}) {
  const one = await drawn(change);
  await make(one.letterId);
  return { ...one, pdf: await readLetter(office.db, office, one.letterId) };
}

describe('making a letter', () => {
  it('prints, signs and keeps it once', async () => {
    const { letterId } = await drawn();
    await expect(readLetter(office.db, office, letterId)).rejects.toMatchObject({ name: 'LetterNotMade' });
    expect(await make(letterId)).toBe('made');
    const first = await readLetter(office.db, office, letterId);
    expect(await make(letterId)).toBe('already');
    expect((await readLetter(office.db, office, letterId)).equals(first)).toBe(true);
    expect(await rowOf(letterId)).toMatchObject({ state: 'issued', issuedAt: office.clock.now() });
  });

  it('leaves one file and its digest when two make it at once', async () => {
    const { letterId } = await drawn();
    expect((await Promise.all([make(letterId), make(letterId)])).sort()).toEqual(['already', 'made']);
    expect(await verification.byFile(await readLetter(office.db, office, letterId))).toMatchObject({
      verdict: 'unchanged',
    });
  });

  it('says by name what is missing', async () => {
    await expect(make('018f0000-0000-7000-8000-000000000000')).rejects.toMatchObject({
      name: 'LetterUnknown',
    });
    const { letterId, wardId } = await drawn({}, false);
    await expect(make(letterId)).rejects.toMatchObject({ name: 'NoCertificate' });
    const owner = { city: 'Kota Kupang', kecamatan: 'Kota Raja', kelurahan: 'Naikoten II' };
    const old = makeCertificate(owner, new Date('2020-01-01T00:00:00Z'), 1, office.deps.entropy);
    await installCertificate(office.db, office.deps, wardId, old, office.clock.now());
    await expect(make(letterId)).rejects.toMatchObject({ name: 'CertificateOutOfDate' });
  });

  it('keeps neither name nor NIK nor key readable in the database', async () => {
    const { letterId } = await issued();
    const rows = await office.db.execute(
      sql`select l::text as l, c::text as c from letter l, certificate c where l.id = ${letterId}`,
    );
    const text = JSON.stringify(rows);
    for (const secret of [
      'BUDI',
      '5371030101900001',
      Buffer.from('BUDI').toString('hex'),
      Buffer.from('5371030101900001').toString('hex'),
    ]) {
      expect(text).not.toContain(secret);
    }
  });
});

describe('certificates of a ward', () => {
  it('are made once, and one is in use at a time, also when two are installed at once', async () => {
    const { wardId } = await office.ward();
    const of = await wardById(office.db, wardId);
    const ensure = (at: Date) => office.db.transaction((tx) => ensureCertificate(tx, office.deps, of, at));
    const first = await ensure(office.clock.now());
    expect(await ensure(office.clock.now())).toBe(first);
    expect(await ensure(new Date('2032-01-01T00:00:00Z'))).not.toBe(first);
    const install = () =>
      office.db.transaction((tx) =>
        installCertificate(
          tx,
          office.deps,
          wardId,
          makeCertificate(of.settings, office.clock.now(), 1, office.deps.entropy),
          office.clock.now(),
        ),
      );
    await Promise.all([install(), install(), install()]);
    const rows = await office.db.select().from(certificate).where(eq(certificate.wardId, wardId));
    expect(rows).toHaveLength(5);
    expect(rows.filter((row) => row.active)).toHaveLength(1);
    expect(await trustedChains(office.db, wardId)).toHaveLength(5);
  });

  it('that are out of use still prove old letters', async () => {
    const { wardId, pdf } = await issued();
    const of = await wardById(office.db, wardId);
    await installCertificate(
      office.db,
      office.deps,
      wardId,
      makeCertificate(of.settings, office.clock.now(), 1, office.deps.entropy),
      office.clock.now(),
    );
    expect(await verification.byFile(pdf)).toMatchObject({ verdict: 'unchanged' });
  });
});

describe('the public check', () => {
  it('tells what may be known, by code and by file', async () => {
    const { code, number, pdf } = await issued();
    const expected = {
      number,
      title: 'SURAT KETERANGAN DOMISILI',
      date: '2026-11-21',
      signer: 'MARIA CONTOH, S.Sos.',
      signerPosition: 'Lurah Naikoten II',
      initials: 'B. S. R.',
      status: 'valid',
      validUntil: '2027-05-21',
      revokedAt: null,
      training: false,
      wardName: 'Naikoten II',
    };
    expect(await verification.byCode(code.toLowerCase())).toEqual(expected);
    expect(await verification.byFile(pdf)).toEqual({ verdict: 'unchanged', letter: expected });
  });

  it('never tells NIK, name or address', async () => {
    const { code, pdf } = await issued();
    const said = JSON.stringify([await verification.byCode(code), await verification.byFile(pdf)]);
    for (const secret of ['5371030101900001', 'BUDI', 'SANTOSO', 'Bakti Karang', 'rekening', '1990']) {
      expect(said).not.toContain(secret);
    }
  });

  it('knows no code that was not issued', async () => {
    const { code } = await drawn();
    const other = (await issued()).code;
    for (const wrong of [
      code,
      '',
      'A',
      other.slice(0, -1),
      `${other}A`,
      '%',
      "' or 1=1 --",
      '\u0000',
      'x'.repeat(10_000),
    ]) {
      expect(await verification.byCode(wrong)).toBeNull();
    }
  });

  it('says when a letter has ended, was taken back, or was practice', async () => {
    const { code, letterId, pdf } = await issued({ training: true });
    expect(await verification.byCode(code)).toMatchObject({ status: 'valid', training: true });
    const now = office.clock.now();
    office.clock.set('2027-05-21T15:59:59.999Z');
    expect(await verification.byCode(code)).toMatchObject({ status: 'valid' });
    office.clock.set('2027-05-21T16:00:00Z');
    expect(await verification.byCode(code)).toMatchObject({ status: 'expired' });
    office.clock.set(now);
    await revokeLetter(office.db, office.deps, letterId, 'salah nama', new Date('2026-11-21T17:00:00Z'));
    await revokeLetter(office.db, office.deps, letterId, 'lagi', new Date('2026-12-01T00:00:00Z'));
    expect(await verification.byFile(pdf)).toMatchObject({
      letter: { status: 'revoked', revokedAt: '2026-11-22' },
    });
    const row = await rowOf(letterId);
    expect(
      office.deps.sealer.openText(`letter|revoked_reason|${letterId}`, row.revokedReason ?? Buffer.alloc(0)),
    ).toBe('salah nama');
  });

  it('counts the days of a training ward by its own clock', async () => {
    const { code, wardId } = await issued({ training: true });
    await office.db
      .update(ward)
      .set({ clockAheadMs: 200 * 86_400_000 })
      .where(eq(ward.id, wardId));
    expect(await verification.byCode(code)).toMatchObject({ status: 'expired' });
  });

  it('tells a changed letter from one that is not ours', async () => {
    const { pdf, wardId } = await issued();
    for (const worked of [
      Buffer.concat([pdf, Buffer.from('\n')]),
      revised(pdf, { table: true }),
      revised(pdf, { table: false }),
      replaced(pdf, /\/MediaBox/, '/mediaBox'),
      replaced(pdf, /\/ByteRange \[[^\]]*\]/, '/ByteRange [0 1 2 3]'),
    ]) {
      expect(await verification.byFile(worked)).toEqual({ verdict: 'changed' });
    }
    const of = await wardById(office.db, wardId);
    const forger = makeCertificate(of.settings, office.clock.now(), 1, office.deps.entropy);
    const data = openData(office.deps.sealer, await rowOf((await drawn()).letterId));
    const forged = await workshop.letter(data, { chainPem: forger.chainPem, key: forger.privateKeyPkcs8 });
    expect(await verification.byFile(forged)).toEqual({ verdict: 'unknown' });
    expect(await verification.byFile(await workshop.draft(data))).toEqual({ verdict: 'unknown' });
    expect(await verification.byFile(Buffer.from('%PDF-1.7\njunk'))).toEqual({ verdict: 'unknown' });
    expect(await verification.byFile(Buffer.from('halo'))).toEqual({ verdict: 'not-pdf' });
    expect(await verification.byFile(Buffer.alloc(5 * 1024 * 1024 + 1, '%PDF-'))).toEqual({
      verdict: 'too-big',
    });
  });

  it('does not know a sound signature on a letter that was never issued', async () => {
    const { wardId } = await issued();
    const [row] = await office.db.select().from(certificate).where(eq(certificate.wardId, wardId));
    if (!row) throw new Error('no certificate');
    const key = office.deps.sealer.open(`certificate|private_key|${row.id}`, row.privateKey);
    const data = openData(office.deps.sealer, await rowOf((await drawn()).letterId));
    const stray = await workshop.letter(data, { chainPem: row.chain, key });
    expect(await verification.byFile(stray)).toEqual({ verdict: 'unknown' });
  });

  it('does not believe a digest that was written into the table', async () => {
    const { letterId } = await issued();
    const foreign = Buffer.from('%PDF-1.7\nforeign');
    const { createHash } = await import('node:crypto');
    await office.db
      .update(letter)
      .set({ sha256: createHash('sha256').update(foreign).digest() })
      .where(eq(letter.id, letterId));
    expect(await verification.byFile(foreign)).toEqual({ verdict: 'changed' });
  });

  it('makes initials of any name', () => {
    const of = (name: string) =>
      initials({
        biodata: [
          ['NIK', '1'],
          ['Nama lengkap', name],
        ],
      });
    expect(of('Drs. Yohanes da Costa, S.H., M.Si.')).toBe('D. Y. D. C.');
    expect(of("NUR'AINI")).toBe('N.');
    expect(of('')).toBe('');
  });
});
