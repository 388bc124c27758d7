import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { renderPdf } from '../../src/letters/render.ts';
import { type MadeCertificate, makeCertificate } from '../../src/letters/signature/certificate.ts';
import { createOwnSigner } from '../../src/letters/signature/own.ts';
import { MAX_UPLOAD_BYTES, verifySignature } from '../../src/letters/signature/verify.ts';
import { createTypesetter } from '../../src/letters/typst.ts';
import { seededEntropy } from '../support/keys.ts';
import { replaced, revised } from './attacks.ts';
import { LETTERS, sampleLetter } from './sample.ts';
import { hasPoppler, hasQpdf, pdfsig, pdfText, qpdfCheck } from './tools.ts';

const OWNER = { city: 'Kota Kupang', kecamatan: 'Kota Raja', kelurahan: 'Naikoten II' };
const MADE_AT = new Date('2026-11-01T00:00:00Z');
const SIGNED_AT = new Date('2026-11-21T02:15:00Z');

let made: MadeCertificate;
let rsa: MadeCertificate;
let unsigned: Buffer;
let signed: Buffer;

const certificate = (seed: string) => makeCertificate(OWNER, MADE_AT, 3, seededEntropy(seed));
const sign = async (pdf: Buffer, by: MadeCertificate) => {
  const signer = await createOwnSigner({ chainPem: by.chainPem, key: by.privateKeyPkcs8 });
  return Buffer.from(await signer.sign(pdf, SIGNED_AT));
};
const verify = (pdf: Uint8Array, at = SIGNED_AT) => verifySignature(pdf, [made.chainPem], at);
const reasons = (pdf: Uint8Array, at?: Date) => {
  const verdict = verify(pdf, at);
  return verdict.verdict === 'refused' ? verdict.reasons : [];
};

beforeAll(async () => {
  made = certificate('ward');
  rsa = makeCertificate(OWNER, MADE_AT, 3, seededEntropy('rsa'), 'rsa');
  unsigned = renderPdf(createTypesetter(), LETTERS.domisili);
  signed = await sign(unsigned, made);
});

describe('a signed letter', () => {
  it('is unchanged, and keeps every byte of the page before it', () => {
    expect(verify(signed)).toEqual({ verdict: 'unchanged', signer: 0 });
    expect(signed.subarray(0, unsigned.length).equals(unsigned)).toBe(true);
  });

  it('keeps the first part of the id and changes the second (ISO 19005-2, 6.1.3)', () => {
    const ids = [...signed.toString('latin1').matchAll(/\/ID \[(\([^)]*\)|<[^>]*>) (\([^)]*\)|<[^>]*>)\]/g)];
    expect(ids).toHaveLength(2);
    expect(ids[1]?.[1]).toBe(ids[0]?.[1]);
    expect(ids[1]?.[2]).not.toBe(ids[0]?.[2]);
  });

  it('has a certifying, invisible field with an appearance, and an exact startxref', () => {
    const update = signed.toString('latin1', unsigned.length);
    for (const part of [
      '/SubFilter /ETSI.CAdES.detached',
      '/TransformMethod /DocMDP',
      '/P 1 /V /1.2',
      '/SigFlags 3',
      '/Perms << /DocMDP',
      '/Rect [0 0 0 0] /F 132 /AP',
      '/M (D:20261121021500Z)',
    ]) {
      expect(update).toContain(part);
    }
    const xref = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(update)?.[1]);
    expect(signed.toString('latin1', xref, xref + 4)).toBe('xref');
  });

  it('is as small as its chain needs', () => {
    expect(signed.length - unsigned.length).toBeLessThan(8000);
  });

  it('can be signed with RSA as well', async () => {
    const pdf = await sign(unsigned, rsa);
    expect(verifySignature(pdf, [made.chainPem, rsa.chainPem], SIGNED_AT)).toEqual({
      verdict: 'unchanged',
      signer: 1,
    });
  });

  it('is refused a second signature, and a key of another certificate', async () => {
    await expect(sign(signed, made)).rejects.toMatchObject({ name: 'UnsignablePdf' });
    await expect(sign(Buffer.from('%PDF-1.7\nnothing'), made)).rejects.toMatchObject({
      name: 'UnsignablePdf',
    });
    const other = certificate('other');
    const mixed = { ...made, privateKeyPkcs8: other.privateKeyPkcs8 };
    await expect(sign(unsigned, mixed)).rejects.toMatchObject({ name: 'KeyMismatch' });
  });

  it.skipIf(!hasPoppler)('satisfies pdfsig, also with several pages (needs poppler-utils)', async () => {
    const long = sampleLetter({ answers: { keperluan: 'panjang sekali '.repeat(150) } });
    for (const pdf of [
      signed,
      await sign(renderPdf(createTypesetter(), long), made),
      await sign(unsigned, rsa),
    ]) {
      const said = await pdfsig(pdf);
      expect(said).toContain('Signature is Valid');
      expect(said).toContain('Total document signed');
      expect(said).toContain('ETSI.CAdES.detached');
    }
    expect(await pdfText(signed)).toBe(await pdfText(unsigned));
  });

  it.skipIf(!hasQpdf)('satisfies qpdf (needs qpdf)', async () => {
    expect(await qpdfCheck(signed)).not.toContain('WARNING');
  });
});

describe('a letter that somebody worked on', () => {
  it('is refused with any byte flipped that was signed', () => {
    const text = signed.toString('latin1');
    const from = text.indexOf('/Contents <') + '/Contents '.length;
    const until = text.indexOf('>', from) + 1;
    const passed: number[] = [];
    for (let at = 0; at < signed.length; at += at > unsigned.length && (at < from || at > until) ? 1 : 97) {
      const pdf = Buffer.from(signed);
      pdf[at] = (pdf[at] ?? 0) ^ 0x01;
      // Inside the CMS a version number may differ unnoticed: such a file is sound, and still not in the register.
      if (verify(pdf).verdict === 'unchanged' && (at <= from || at >= until - 1)) passed.push(at);
    }
    expect(passed).toEqual([]);
  });

  it('is refused with another certificate beside its own', () => {
    const root = made.chainPem.split(/(?<=-----END CERTIFICATE-----\n)/)[1] ?? '';
    const hex = Buffer.from(root.replaceAll(/-----.*-----|\s/g, ''), 'base64').toString('hex');
    expect(signed.toString('latin1')).toContain(hex);
    const other = `${hex.slice(0, -2)}${hex.endsWith('00') ? '01' : '00'}`;
    expect(reasons(replaced(signed, new RegExp(hex), other))).toEqual(['cms']);
  });

  it('is refused cut off or grown at either end', () => {
    for (const pdf of [
      signed.subarray(0, -1),
      signed.subarray(0, unsigned.length),
      Buffer.concat([signed, Buffer.from('\n')]),
      Buffer.concat([signed, Buffer.from('%%EOF\n')]),
      Buffer.concat([Buffer.from('\n'), signed]),
      Buffer.concat([signed, signed]),
    ]) {
      expect(verify(pdf).verdict).toBe('refused');
    }
  });

  it('is refused with an incremental update behind it, with and without a table (ISA)', () => {
    expect(reasons(revised(signed, { table: true }))).toEqual(
      expect.arrayContaining(['byte-range', 'revisions']),
    );
    expect(reasons(revised(signed, { table: false }))).toContain('byte-range');
  });

  it.each([
    ['Contents null', (pdf: Buffer) => replaced(pdf, /\/Contents <[0-9a-f]+>/, '/Contents null')],
    ['Contents empty', (pdf: Buffer) => replaced(pdf, /\/Contents <[0-9a-f]+>/, '/Contents <>')],
    [
      'Contents of zeros',
      (pdf: Buffer) => replaced(pdf, /\/Contents <[0-9a-f]+>/, (m) => m.replaceAll(/[0-9a-f](?=.*>)/g, '0')),
    ],
    ['no Contents', (pdf: Buffer) => replaced(pdf, /\/Contents <[0-9a-f]+>/, '')],
    ['no ByteRange', (pdf: Buffer) => replaced(pdf, /\/ByteRange \[[^\]]*\]/, '')],
    ['ByteRange null', (pdf: Buffer) => replaced(pdf, /\/ByteRange \[[^\]]*\]/, '/ByteRange null')],
    ['ByteRange negative', (pdf: Buffer) => replaced(pdf, /\/ByteRange \[0 /, '/ByteRange [0 -')],
    ['ByteRange not from 0', (pdf: Buffer) => replaced(pdf, /\/ByteRange \[0 /, '/ByteRange [9 ')],
    ['ByteRange twice', (pdf: Buffer) => replaced(pdf, /\/M \(D/, '/ByteRange [0 1 2 3] /M (D')],
    [
      'ByteRange moved (SWA)',
      (pdf: Buffer) =>
        replaced(
          pdf,
          /\/ByteRange \[0 (\d+) (\d+) (\d+)\]/,
          (_, a, b, c) => `/ByteRange [0 ${a} ${Number(b) + 40} ${Number(c) - 40}]`,
        ),
    ],
    ['something in the gap', (pdf: Buffer) => replaced(pdf, /(\/Contents <[0-9a-f]+)0000>/, '$1> <>')],
    ['something behind the CMS', (pdf: Buffer) => replaced(pdf, /00>\n\/M/, '01>\n/M')],
  ])('is refused with %s', (_, attack) => {
    const pdf = attack(signed);
    expect(pdf.equals(signed)).toBe(false);
    expect(verify(pdf).verdict).toBe('refused');
  });

  it('is refused when a look-alike authority with the same names signed it', async () => {
    const forged = certificate('forger');
    expect(forged.subject).toBe(made.subject);
    expect(verify(await sign(unsigned, forged))).toEqual({
      verdict: 'refused',
      reasons: ['unknown-signer'],
      signer: null,
    });
  });

  it('is refused when the CMS of another letter is put into it', async () => {
    const other = await sign(
      renderPdf(createTypesetter(), sampleLetter({ number: '470/124/KEL.NKT2/XI/2026' })),
      made,
    );
    const hex = /\/Contents <([0-9a-f]+)>/.exec(other.toString('latin1'))?.[1] ?? '';
    const pdf = replaced(signed, /\/Contents <[0-9a-f]+>/, `/Contents <${hex}>`);
    expect(verify(pdf)).toEqual({ verdict: 'refused', reasons: ['digest'], signer: 0 });
  });

  it('is refused outside the time of its certificate', () => {
    expect(reasons(signed, new Date('2026-10-31T00:00:00Z'))).toEqual(['dates']);
    expect(reasons(signed, new Date('2029-12-01T00:00:00Z'))).toEqual(['dates']);
  });

  it('is refused when our list has the leaf under another root', () => {
    const [leaf] = made.chainPem.split(/(?<=-----END CERTIFICATE-----\n)/);
    const root = certificate('forger').chainPem.split(/(?<=-----END CERTIFICATE-----\n)/)[1];
    expect(verifySignature(signed, [`${leaf}${root}`], SIGNED_AT)).toMatchObject({
      reasons: ['cms', 'chain'],
    });
  });

  it('never throws, whatever it is given', () => {
    const junk = [
      Buffer.alloc(0),
      Buffer.from('%PDF-'),
      Buffer.from('%PDF-1.7\n/ByteRange [0 1 2 3]'),
      Buffer.from(`%PDF-1.7\n${'/ByteRange '.repeat(300_000)}`),
      Buffer.from(`%PDF-1.7\n/ByteRange [0 40 ${40 + 60_002} 0]/Contents <${'30'.repeat(30_000)}>`),
      replaced(signed, /\/Contents <[0-9a-f]{40}/, `/Contents <${'a0'.repeat(20)}`),
      createHash('sha512').update('x').digest(),
      Buffer.alloc(MAX_UPLOAD_BYTES + 1, '%PDF-'),
    ];
    for (const bytes of junk) expect(verify(bytes).verdict).toBe('refused');
    expect(reasons(junk[7] ?? Buffer.alloc(0))).toEqual(['too-big']);
    expect(verifySignature(signed, ['not a certificate'], SIGNED_AT).verdict).toBe('refused');
  });
});
