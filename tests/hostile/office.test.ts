import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { conversation } from '../../src/db/schema/index.ts';
import { DEMO } from '../../src/wards/training.ts';
import { type App, type Apps, openApps } from '../people/apps.ts';
import { bodiesOf, corpus } from './corpus.ts';
import { checkBubble } from './speech.ts';

/** A sample of what people can send, through the real engine and a real database, at six questions. */

let apps: Apps;
let app: App;
beforeAll(async () => {
  apps = await openApps();
  app = await apps.app('telegram');
});
afterAll(() => apps.close());

const LIVES = `${DEMO.warga1.nik} 12-05-1985`;
const PLACES: Readonly<Record<string, readonly string[]>> = {
  'the menu': ['menu'],
  'the consent': ['surat domisili'],
  'the NIK': ['surat domisili', '1'],
  'the confirmation': ['surat domisili', '1', LIVES],
  'the purpose': ['surat usaha', '1', LIVES, '1'],
  'the papers': ['surat domisili', '1', LIVES, '1', '1'],
};

const said = corpus.filter((input) => bodiesOf(input).length > 0);

describe('in the real office', () => {
  test.each(Object.entries(PLACES))(
    'every second input gets its answer at %s',
    async (place, path) => {
      const nth = Object.keys(PLACES).indexOf(place);
      const sample = said.filter((_, at) => at % 2 === nth % 2);
      // Each in a chat of its own, all at once: what one sends may not hold the others up.
      await Promise.all(
        sample.map(async (input) => {
          const chat = `${nth}-${input.n}`;
          for (const text of path) await apps.push(app, chat, { kind: 'text', text });
        }),
      );
      await apps.house.settle();
      for (const { n } of sample) expect(app.heard(`${nth}-${n}`), `${n} is greeted`).not.toBe('');
      const begun = performance.now();
      const messages = sample.flatMap((input) => bodiesOf(input).map((body) => ({ input, body })));
      await Promise.all(messages.map(({ input, body }) => apps.push(app, `${nth}-${input.n}`, body)));
      await apps.house.settle();
      expect(performance.now() - begun, 'five seconds a message, were they one after another').toBeLessThan(
        messages.length * 5_000,
      );
      for (const { bubble, chat } of app.sent)
        checkBubble(bubble, { kind: 'text', text: '' }, `${chat} at ${place}`);
      for (const input of sample)
        expect(app.heard(`${nth}-${input.n}`), `${input.n} ${input.name} at ${place}`).not.toBe('');
      // Whatever it was, the chat goes on.
      await Promise.all(sample.map(({ n }) => apps.push(app, `${nth}-${n}`, { kind: 'text', text: 'menu' })));
      await apps.house.settle();
      for (const { n, name } of sample)
        expect(app.heard(`${nth}-${n}`), `${n} ${name}: the menu after it`).toMatch(/Mau urus apa|lanjut/i);
    },
    60_000,
  );

  test('every chat is there and can be read', async () => {
    const rows = await apps.database.db.select().from(conversation);
    expect(rows.length).toBeGreaterThanOrEqual(said.length);
  });
});
