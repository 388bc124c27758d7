import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeCertificate } from '../../src/letters/signature/certificate.ts';
import { createWorkshop, type Workshop } from '../../src/letters/workshop.ts';
import { seededEntropy } from '../support/keys.ts';
import { LETTERS, sampleLetter } from './sample.ts';

let workshop: Workshop;
beforeAll(() => {
  workshop = createWorkshop({ maxTasks: 3 });
});
afterAll(() => workshop.stop());

const AT = new Date('2026-11-21T02:15:00.000Z');
const made = makeCertificate(
  { city: 'Kupang', kecamatan: 'Raja', kelurahan: 'Dua' },
  AT,
  1,
  seededEntropy('w'),
);
const key = { chainPem: made.chainPem, key: made.privateKeyPkcs8 };

describe('the workshop', () => {
  it('signs letters, over several children', async () => {
    const pdfs = await Promise.all(
      Array.from({ length: 7 }, (_, n) => workshop.letter(sampleLetter({ number: `470/${n}` }), key)),
    );
    for (const pdf of pdfs) {
      expect(await workshop.verify(pdf, [made.chainPem], AT)).toEqual({ verdict: 'unchanged', signer: 0 });
    }
    expect(new Set(pdfs.map((pdf) => pdf.toString('latin1'))).size).toBe(7);
  });

  it('makes a draft without code and signature, whatever the data says', async () => {
    const draft = (await workshop.draft(LETTERS.sku)).toString('latin1');
    expect(draft).not.toContain('/ByteRange');
  });

  it('refuses what it cannot print, and goes on', async () => {
    await expect(workshop.draft(sampleLetter({ service: 'nothere' }))).rejects.toMatchObject({
      name: 'WorkerFailure',
      transient: false,
    });
    await expect(workshop.letter(sampleLetter(), { ...key, key: Buffer.from('x') })).rejects.toMatchObject({
      name: 'WorkerFailure',
    });
    await expect(workshop.page('../../etc/passwd', {})).rejects.toMatchObject({ transient: false });
    const broken = { ...sampleLetter(), biodata: 'Budi Rahasia' } as unknown as ReturnType<
      typeof sampleLetter
    >;
    await expect(workshop.draft(broken)).rejects.toThrow(/^ZodError$/);
    expect((await workshop.draft(sampleLetter())).length).toBeGreaterThan(10_000);
  });

  it('makes a picture of a page', async () => {
    const png = await workshop.page('services/sku/letter', {
      ...LETTERS.sku,
      pages: 1,
      logo: null,
      qr: null,
      site: '',
    });
    expect(await sharp(png).metadata()).toMatchObject({ format: 'png', width: 1080 });
  });
});
