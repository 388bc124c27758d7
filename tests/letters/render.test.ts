import { beforeAll, describe, expect, it } from 'vitest';
import { isPrintable, toPrintable } from '../../src/letters/printable.ts';
import { renderPdf, renderSvg } from '../../src/letters/render.ts';
import { createTypesetter, type Typesetter } from '../../src/letters/typst.ts';
import { LETTERS, sampleLetter } from './sample.ts';
import { hasPoppler, hasQpdf, pageCount, pdfText, qpdfCheck } from './tools.ts';

let typesetter: Typesetter;
beforeAll(() => {
  typesetter = createTypesetter();
});

/** What residents have typed, or could: markup, code, other scripts, far too long words. */
const NASTY = [
  '#panic("x") *a* $b$',
  '#include "/etc/passwd"',
  '#import "/kit/letter.typ": *',
  '#read("/data.json")',
  '] ) } #let x = 1; \\ ~ ` ``` <label> @label',
  '$ sum_(i=1)^n $ // comment /* block */',
  '= Judul\n- butir\n+ butir',
  '"; drop table letter; --',
  '{"a": "\\u0000"} \u0000\u0007\u001b[31m',
  'emoji 😀 👨‍👩‍👧‍👦 🇮🇩 👍🏽 1️⃣ ❤️',
  'العربية مع أرقام ١٢٣ و עברית',
  '漢字かな 한국어 ไทย ᮞᮥᮔ᮪ᮓ ꦗꦮ',
  '\u202eterbalik\u202c \u2066x\u2069 \ufeff \u200b',
  'z̸̢̛a̷̡̛l̵g̶o̷ é é ñ ő',
  'X'.repeat(200),
  `${'a-'.repeat(150)}z`,
  Array.from({ length: 40 }, (_, line) => `baris ${line}`).join('\n'),
  ' ',
  '\ud800 lone \udfff',
];

describe('a letter', () => {
  it.each(Object.entries(LETTERS))('%s is PDF/A-2b with an id, its title and its time', (_, data) => {
    const text = renderPdf(typesetter, data).toString('latin1');
    expect(text).toMatch(/^%PDF-1\.7/);
    expect(text).toContain('<pdfaid:part>2</pdfaid:part>');
    expect(text).toContain('<pdfaid:conformance>B</pdfaid:conformance>');
    expect(text).toMatch(/\/OutputIntents/);
    expect(text.slice(text.lastIndexOf('trailer'))).toMatch(/\/ID \[/);
    expect(text).toContain('(D:20261121021500Z)');
  });

  it('keeps name, NIK and number out of the data that every viewer shows', () => {
    const text = renderPdf(typesetter, LETTERS.sktm).toString('latin1');
    for (const secret of ['BUDI', '5371030101900001', '470/123']) expect(text).not.toContain(secret);
  });

  it.each(NASTY)('prints %j as text, in every place where it can stand', (nasty) => {
    const data = sampleLetter({
      service: 'sktm',
      number: nasty,
      letterhead: { ...sampleLetter().letterhead, kelurahan: nasty, address: nasty, contact: nasty },
      signer: { position: nasty, onBehalf: nasty, name: nasty, rank: nasty, nip: nasty },
      biodata: [['Nama', nasty]],
      answers: { keperluan: nasty, instansi: nasty, penghasilan: nasty, tanggungan: nasty },
      members: [{ name: nasty, nik: nasty, sex: nasty, born: nasty, relation: nasty }],
      place: nasty,
    });
    expect(renderPdf(typesetter, data).subarray(0, 5).toString()).toBe('%PDF-');
  });

  it.skipIf(!hasPoppler)('prints an injection as it was typed (needs poppler-utils)', async () => {
    const typed = '#panic("x") *a* $b$ #include "/etc/passwd" @ref <x>';
    const pdf = renderPdf(
      typesetter,
      sampleLetter({ biodata: [['Nama', typed]], answers: { keperluan: typed } }),
    );
    // A line may break inside it.
    const printed = (await pdfText(pdf)).replaceAll(/\s/g, '');
    expect(printed.split(typed.replaceAll(' ', ''))).toHaveLength(3);
  });

  it('prints every code point that it claims to, and a square for the others', () => {
    const points = Array.from({ length: 0x2600 }, (_, n) => String.fromCodePoint(n));
    const covered = points.filter((char) => /\S/u.test(char) && isPrintable(char));
    expect(covered.length).toBeGreaterThan(600);
    const all = covered.join(' ');
    const data = sampleLetter({ title: all, biodata: [['Nama', all]], answers: { keperluan: all } });
    expect(() => renderPdf(typesetter, { ...data, draft: true })).not.toThrow();
    expect(toPrintable('beasiswa العربية ini')).toBe('beasiswa □ ini');
    expect(toPrintable('rumah 😀 baru')).toBe('rumah baru');
    expect(isPrintable('Jl. Café № 5')).toBe(true);
  });

  it('prints nothing for an optional answer that is missing', () => {
    const { answers } = LETTERS.domisili;
    const without = renderSvg(
      typesetter,
      sampleLetter({ answers: { keperluan: answers['keperluan'] ?? '' } }),
    );
    expect(renderSvg(typesetter, LETTERS.domisili).length).toBeGreaterThan(without.length);
    expect(() => renderPdf(typesetter, sampleLetter({ service: 'sku', answers: {} }))).not.toThrow();
    expect(() =>
      renderPdf(typesetter, sampleLetter({ service: 'sktm', answers: {}, valid: null })),
    ).not.toThrow();
  });

  it.skipIf(!hasPoppler)('may take a second page, and then counts them (needs poppler-utils)', async () => {
    const long = Array.from({ length: 150 }, () => 'panjang sekali').join(' ');
    const pdf = renderPdf(typesetter, sampleLetter({ answers: { keperluan: long } }));
    expect(await pageCount(pdf)).toBe(2);
    expect(await pdfText(pdf)).toContain('Halaman 2 dari 2');
    expect(await pdfText(renderPdf(typesetter, LETTERS.sku))).not.toContain('Halaman');
  });

  it.skipIf(!hasPoppler)('says on its face what it is (needs poppler-utils)', async () => {
    const letter = await pdfText(renderPdf(typesetter, LETTERS.sku));
    for (const words of [
      'KELURAHAN NAIKOTEN II',
      'Nomor: 470/123/KEL.NKT2/XI/2026',
      'a.n. Lurah Naikoten II',
      'atas nama Lurah Naikoten II',
      'Ditandatangani secara elektronik',
      'surat.contoh.go.id/v',
      'ABCDE-FGHJK-MNPQR-STUVW-XYZ234',
      'Pasal 5 ayat (1)',
      'Kios Sinar Pagi',
    ]) {
      expect(letter).toContain(words);
    }
    const draft = await pdfText(renderPdf(typesetter, sampleLetter({ draft: true, number: 'DRAF' })));
    expect(draft).toContain('Belum ditandatangani');
    expect(draft).not.toContain('ABCDE-FGHJK');
    const training = await pdfText(renderPdf(typesetter, sampleLetter({ training: true })));
    expect(training.replaceAll(' ', '')).toContain('LATIHAN');
    expect(letter.replaceAll(' ', '')).not.toContain('LATIHAN');
    expect(training).toContain('Surat latihan, tidak berlaku');
  });

  it('prints an SVG or PNG logo, and does without a damaged one', () => {
    const plain = renderPdf(typesetter, sampleLetter()).length;
    const withLogo = (logo: string) =>
      renderPdf(typesetter, sampleLetter({ letterhead: { ...sampleLetter().letterhead, logo } })).length;
    const png =
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
    expect(
      withLogo('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'),
    ).toBeGreaterThan(plain);
    expect(withLogo(`data:image/png;base64,${png}`)).toBeGreaterThan(plain);
    expect(withLogo('<svg')).toBe(plain);
    expect(withLogo('not a picture!')).toBe(plain);
  });

  it('refuses a service that is not a name', () => {
    for (const service of ['../../etc', 'domisili/../sku', '', 'Domisili', 'nothere']) {
      expect(() => renderPdf(typesetter, sampleLetter({ service }))).toThrow(
        expect.objectContaining({ name: 'Unworkable' }),
      );
    }
  });

  it.skipIf(!hasQpdf)('has a sound structure (needs qpdf)', async () => {
    expect(await qpdfCheck(renderPdf(typesetter, LETTERS.domisili))).toContain(
      'No syntax or stream encoding errors',
    );
  });
});
