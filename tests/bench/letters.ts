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
import { cpuOf } from './load.ts';
import { definition, html } from './peers/page.ts';

/** As many letters of each a round as take about the same time. */
const LETTERS_A_ROUND = { ours: 100, signed: 100, pdfmake: 10, chromium: 20 } as const;

/**
 * Letters a second, one after another: `ours` only printed, in this process, as pdfmake does; `signed` the finished
 * letter through the workshop's process; Chromium with one warm page. Each letter is another resident's.
 */
export async function measureLetters(options: {
  readonly rounds: number;
  readonly tell: (line: string) => void;
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
  const used: Record<string, number[]> = {};
  try {
    for (let round = -2; round < options.rounds; round += 1)
      for (const name of names) {
        const count = LETTERS_A_ROUND[name];
        const before = cpuOf(process.pid);
        const began = performance.now();
        for (let n = 0; n < count; n += 1) {
          const pdf = await makers[name]((round + 2) * count + n);
          if (Buffer.from(pdf).toString('latin1', 0, 5) !== '%PDF-') throw new Error(`${name} made no PDF`);
        }
        const rate = (1000 * count) / (performance.now() - began);
        const after = cpuOf(process.pid);
        if (round < 0) continue;
        rates[name] = [...(rates[name] ?? []), rate];
        if (before && after)
          used[name] = [
            ...(used[name] ?? []),
            (1000 * (after.itself + after.below - before.itself - before.below)) / count,
          ];
      }
  } finally {
    await close();
    await workshop.stop();
  }
  const cpu = names.map((name) => `${name} ${median(used[name] ?? []).toFixed(1)} ms`);
  options.tell(`  CPU a letter, all processes together: ${cpu.join(', ')}`);
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
