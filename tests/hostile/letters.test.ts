import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clean } from '../../flows/kit/message.ts';
import { toPrintable } from '../../src/letters/printable.ts';
import { createWorkshop, type Workshop } from '../../src/letters/workshop.ts';
import { sampleLetter } from '../letters/sample.ts';
import { hasPoppler, pageCount, pdfText } from '../letters/tools.ts';
import { bodiesOf, corpus } from './corpus.ts';

let workshop: Workshop;
beforeAll(() => {
  workshop = createWorkshop();
});
afterAll(() => workshop.stop());

/** What a question of own words keeps of a message: cleaned, and at most 500 characters. */
const typed = corpus.flatMap((input) =>
  bodiesOf(input).flatMap((body, at) =>
    body.kind === 'text' && clean(body.text, 500).trim() !== ''
      ? [{ ...input, at, text: clean(body.text, 500).trim() }]
      : [],
  ),
);

/** What a reader sees of it: spaces and places where a long word may break do not count. */
const seen = (text: string) => text.replaceAll(/[\s\u200b\u00ad]/g, '');

/** Plain ASCII is printed whole; of other scripts what the letter's font has. */
const wanted = (text: string) => (/^[\s\x20-\x7e]*$/.test(text) ? text : toPrintable(text));

const BATCH = 12;
const batches = Array.from({ length: Math.ceil(typed.length / BATCH) }, (_, n) =>
  typed.slice(n * BATCH, (n + 1) * BATCH),
);

describe('a letter of hostile answers', () => {
  test.each(batches.map((batch) => [`${batch[0]?.n}-${batch.at(-1)?.n}`, batch] as const))(
    'shows them as they were typed: %s',
    async (_, batch) => {
      const pdf = await workshop.draft(
        sampleLetter({
          service: 'sktm',
          draft: true,
          biodata: batch.map(({ text }, at) => [`Baris ${at}`, text]),
          answers: { keperluan: batch[0]?.text ?? '', instansi: batch.at(-1)?.text ?? '' },
        }),
      );
      expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
      if (!hasPoppler) return;
      expect(await pageCount(pdf)).toBeLessThan(12);
      const printed = seen(await pdfText(pdf));
      for (const { n, name, text } of batch) expect(printed, `${n} ${name}`).toContain(seen(wanted(text)));
      expect(printed).not.toContain('root:x:');
    },
    30_000,
  );
});
