import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { temporaryFolder } from '../support/folder.ts';
import { databaseEnded, type OfficeProcess, startOffice } from '../support/process.ts';
import { STREAM_ENDS, startWhatsApp, type WhatsAppServer } from '../support/whatsapp/index.ts';
import type { Place } from './journey.ts';
import { boundOnWhatsApp, type Chat, paired, whatsAppSettings } from './whatsapp-journey.ts';

// How hard the storm is: HALO_STORM=1000 is the one whose figures are published; without it a short one runs.
const MESSAGES = Number(process.env['HALO_STORM'] ?? 60);
const FULL = MESSAGES >= 1_000;
const CUTS = Math.max(4, Math.floor(MESSAGES / 20));
const KILLS = Math.max(2, Math.floor(MESSAGES / 50));
const PEOPLE = 4;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let server: WhatsAppServer;
let place: Place;
let open: OfficeProcess;

beforeEach(async () => {
  folder = await temporaryFolder();
  server = await startWhatsApp();
  place = { folder: folder.path, settings: whatsAppSettings(server) };
  open = await startOffice(place.folder, place.settings);
  await paired(server, place);
  await server.until(({ logins }) => logins.length > 0);
});
afterEach(async () => {
  open.process.kill('SIGKILL');
  await open.ended;
  await databaseEnded(folder.path);
  await server.stop();
  await folder.remove();
});

/** People whose every message has one answer that names it: members of the office who ask for tasks by number. */
function officers(): Promise<Chat[]> {
  const names = Array.from({ length: PEOPLE }, (_, n) => `Petugas ${'ABCDEFGH'[n]}`);
  return Promise.all(names.map((name) => boundOnWhatsApp(server, place, 'operator', name)));
}

/** The numbers that were answered, in the order in which the phone showed them. */
function answered({ person }: Chat): number[] {
  return person.heard.flatMap(({ text }) =>
    [...text.matchAll(/Tugas #(\d+) tidak ada/g)].map(([, n]) => Number(n)),
  );
}

/** The wire cut, or one of the ends that the real server gives and that are to be got over. */
const ENDS: readonly (() => void)[] = [
  () => server.cut(),
  () => server.end(STREAM_ENDS.restart),
  () => server.cut(),
  () => server.end(STREAM_ENDS.unavailable),
  () => server.end(STREAM_ENDS.badSession),
];

it(`${MESSAGES} messages, ${CUTS} disconnects, ${KILLS} kills: lost 0, doubled 0, order kept`, {
  timeout: FULL ? 1_500_000 : 300_000,
}, async () => {
  const chats = await officers();
  const began = Date.now();
  const each = Math.ceil(MESSAGES / chats.length);
  const posting = Promise.all(
    chats.map(async ({ person }, at) => {
      await wait(at * 20);
      for (let n = 1; n <= each; n += 1) {
        await person.says(`${1_000 + n}`);
        await wait(FULL ? 250 : 150);
      }
    }),
  );
  const events = [...Array<'cut'>(CUTS).fill('cut'), ...Array<'kill'>(KILLS).fill('kill')];
  // Every run is another storm.
  events.sort(() => Math.random() - 0.5);
  let kills = 0;
  for (const [index, event] of events.entries()) {
    await wait(Math.random() * (FULL ? 1_200 : 1_500));
    if (event === 'cut') ENDS[index % ENDS.length]?.();
    else {
      await open.kill();
      kills += 1;
      open = await startOffice(place.folder, place.settings);
    }
  }
  await posting;
  const wanted = Array.from({ length: each }, (_, n) => 1_001 + n);
  const done = () => chats.every((chat) => answered(chat).length >= each);
  for (let until = Date.now() + 90_000; !done() && Date.now() < until; ) await wait(100);
  // Whatever would come twice has the time to do so.
  await server.until(({ pending }) => pending === 0);
  await wait(3_000);

  const lost = chats.flatMap((chat) => wanted.filter((n) => !answered(chat).includes(n))).length;
  const doubled = chats
    .map((chat) => answered(chat).length - new Set(answered(chat)).size)
    .reduce((a, b) => a + b);
  const disordered = chats.filter((chat) => {
    const numbers = answered(chat);
    return numbers.some((n, index) => index > 0 && n < (numbers[index - 1] ?? 0));
  }).length;
  const unread = chats.map(({ person }) => person.unread).reduce((a, b) => a + b);
  const asked = server.answered.filter(({ type }) => type === 'retry').length;
  const repeated = chats.map(({ person }) => person.repeated).reduce((a, b) => a + b);
  process.stdout.write(
    `storm: ${each * chats.length} messages, ${CUTS} disconnects, ${kills} kills in ${Math.round((Date.now() - began) / 1000)} s: ` +
      `lost ${lost}, doubled ${doubled}, chats out of order ${disordered}; logins ${server.logins.length}, ` +
      `most at once ${server.mostAtOnce}, sends repeated under the same id and shown once ${repeated}, ` +
      `unreadable at first: ${unread} for phones, ${asked} for the office\n`,
  );
  expect({ lost, doubled, disordered }).toEqual({ lost: 0, doubled: 0, disordered: 0 });
  expect(server.mostAtOnce).toBe(1);
});

it('says how long an answer takes, and how long the line is gone after each end', {
  timeout: 600_000,
  skip: !FULL,
}, async () => {
  const [chat] = await officers();
  if (!chat) throw new Error('nobody');
  const took: number[] = [];
  for (let n = 1; n <= 300; n += 1) {
    const at = performance.now();
    await chat.says(`${2_000 + n}`);
    while (!answered(chat).includes(2_000 + n)) await wait(1);
    took.push(performance.now() - at);
  }
  took.sort((a, b) => a - b);
  const at = (part: number) => Math.round(took[Math.floor(took.length * part)] ?? 0);
  process.stdout.write(
    `in -> reply out, ${took.length} messages: median ${at(0.5)} ms, p99 ${at(0.99)} ms\n`,
  );

  // With the real pauses: a process without haste, and each end met by one whose line has not failed before.
  place = { ...place, settings: whatsAppSettings(server, { hasty: false }) };
  const anew = async () => {
    await open.interrupt();
    const before = server.logins.length;
    open = await startOffice(place.folder, place.settings);
    await server.until(({ logins }) => logins.length > before);
  };
  const ends: Record<string, () => void> = {
    '515 restart required': () => server.end(STREAM_ENDS.restart),
    '503 unavailable': () => server.end(STREAM_ENDS.unavailable),
    '500 bad session': () => server.end(STREAM_ENDS.badSession),
    'wire cut': () => server.cut(),
  };
  for (const [name, end] of Object.entries(ends)) {
    const times: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      await anew();
      const logins = server.logins.length;
      const ended = Date.now();
      end();
      await server.until((one) => one.logins.length > logins);
      times.push((server.logins.at(-1) ?? 0) - ended);
    }
    process.stdout.write(`back after ${name}: ${times.join(', ')} ms\n`);
  }
});
