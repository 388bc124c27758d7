import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import pdfmake from 'pdfmake';
import { systemEntropy } from '../../src/entropy.ts';
import { renderPdf } from '../../src/letters/render.ts';
import { makeCertificate } from '../../src/letters/signature/certificate.ts';
import { createTypesetter } from '../../src/letters/typst.ts';
import { createWorkshop } from '../../src/letters/workshop.ts';
import { startBrowser } from '../support/browser.ts';
import { median } from './chats.ts';
import { letterOf } from './letter.ts';
import { definition, html } from './peers/page.ts';

/** As many letters of each a round as take about the same time. */
const LETTERS_A_ROUND = { ours: 100, signed: 100, pdfmake: 10, chromium: 20 } as const;

/**
 * Letters a second, one after another: `ours` only printed, in this process, as pdfmake does; `signed` the finished
 * letter through the workshop's process; Chromium with one warm page. Each letter is another resident's.
 */
export async function measureLetters(options: {
  readonly rounds: number;
}): Promise<{ ours: number; signed: number; pdfmake: number; chromium: number }> {
  const at = new Date('2026-11-21T02:15:00.000Z');
  const made = makeCertificate({ city: 'Kupang', kecamatan: 'Raja', kelurahan: 'Dua' }, at, 1, systemEntropy);
  const key = { chainPem: made.chainPem, key: made.privateKeyPkcs8 };
  const typesetter = createTypesetter();
  const workshop = createWorkshop();
  const { browser, close } = await startBrowser();
  const page = await browser.newPage();
  useRoboto();
  const makers = {
    ours: async (n: number) => renderPdf(typesetter, letterOf(n)),
    signed: (n: number) => workshop.letter(letterOf(n), key),
    pdfmake: (n: number) => pdfmake.createPdf(definition(letterOf(n))).getBuffer(),
    chromium: async (n: number) => {
      await page.setContent(html(letterOf(n)));
      return page.pdf({ preferCSSPageSize: true });
    },
  };
  const names = Object.keys(makers) as (keyof typeof makers)[];
  const rates: Record<string, number[]> = {};
  try {
    for (let round = -2; round < options.rounds; round += 1)
      for (const name of names) {
        const began = performance.now();
        const count = LETTERS_A_ROUND[name];
        for (let n = 0; n < count; n += 1) {
          const pdf = await makers[name]((round + 2) * count + n);
          if (Buffer.from(pdf).toString('latin1', 0, 5) !== '%PDF-') throw new Error(`${name} made no PDF`);
        }
        const rate = (1000 * count) / (performance.now() - began);
        if (round >= 0) rates[name] = [...(rates[name] ?? []), rate];
      }
  } finally {
    await close();
    await workshop.stop();
  }
  const of = (name: keyof typeof makers) => Math.round(median(rates[name] ?? []) * 10) / 10;
  return { ours: of('ours'), signed: of('signed'), pdfmake: of('pdfmake'), chromium: of('chromium') };
}

function useRoboto(): void {
  const fonts = join(
    dirname(createRequire(import.meta.url).resolve('pdfmake/package.json')),
    'fonts',
    'Roboto',
  );
  pdfmake.setUrlAccessPolicy(() => false);
  pdfmake.setLocalAccessPolicy((path) => path.startsWith(fonts));
  pdfmake.addFonts({
    Roboto: {
      normal: join(fonts, 'Roboto-Regular.ttf'),
      bold: join(fonts, 'Roboto-Medium.ttf'),
      italics: join(fonts, 'Roboto-Italic.ttf'),
      bolditalics: join(fonts, 'Roboto-MediumItalic.ttf'),
    },
  });
}
