import { afterEach, beforeEach, expect, it } from 'vitest';
import { DEMO } from '../../src/wards/training-demo.ts';
import { temporaryFolder } from '../support/folder.ts';
import { type GraphServer, type Person, startGraph } from '../support/graph/index.ts';
import {
  command,
  databaseEnded,
  type OfficeProcess,
  type Settings,
  startOffice,
} from '../support/process.ts';
import { startTelegram } from '../support/telegram/index.ts';
import {
  bound,
  cloudSettings,
  connected,
  domisili,
  domisiliInChat,
  getsLetter,
  hears,
  shows,
  taps,
} from './cloud-journey.ts';
import { type Place, telegramSettings, verified, walk } from './journey.ts';
import { inDatabase } from './real-ward.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let graph: GraphServer;
let place: Place;
let open: OfficeProcess;

beforeEach(async () => {
  folder = await temporaryFolder();
  graph = await startGraph({ statuses: 'after' });
});
afterEach(async () => {
  open?.process.kill('SIGKILL');
  await open?.ended;
  await databaseEnded(folder.path);
  await graph.stop();
  await folder.remove();
});

async function start(more: Settings = {}): Promise<void> {
  place = { folder: folder.path, settings: await cloudSettings(graph, more) };
  open = await startOffice(place.folder, place.settings);
  await connected(graph, place, open);
}

it('the main job over the Cloud API, staff and resident', { timeout: 240_000 }, async () => {
  await start();
  expect(open.out.join('\n')).toMatch(
    /WhatsApp Cloud API \+62 380 123456 \(Kelurahan Uji\), webhook https?:/,
  );
  const operator = await bound(graph, place, 'operator', 'Yuliana Petugas');
  const lurah = await bound(graph, place, 'lurah', 'Adriana Lurah, S.IP.');
  const warga = graph.person({ name: 'Yohanes', phone: DEMO.warga1.phone });
  await walk(await domisili(warga, () => open));
  await taps(operator, 'Ambil');
  await taps(operator, 'OK, teruskan ke lurah');
  await hears(operator, 'diteruskan ke lurah');
  await taps(lurah, 'Tanda tangani');
  await hears(lurah, 'ditandatangani, nomor');
  const letter = await getsLetter(warga);
  const pdf = letter.file?.bytes ?? Buffer.alloc(0);
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
  const pages = await verified(letter, open.url);
  expect(pages.byCode).toContain('Surat latihan');
  expect(pages.byFile).toContain('Berkas utuh');
  expect(await open.interrupt()).toBe(0);
});

/** Staff, and a request of a resident on the lurah's desk. */
async function requested(): Promise<{ warga: Person; operator: Person; lurah: Person }> {
  const operator = await bound(graph, place, 'operator', 'Yuliana Petugas');
  const lurah = await bound(graph, place, 'lurah', 'Adriana Lurah');
  const warga = graph.person({ phone: DEMO.warga1.phone });
  await walk(await domisili(warga, () => open));
  await taps(operator, 'Ambil');
  await taps(operator, 'OK, teruskan ke lurah');
  await shows(lurah, 'Tanda tangani');
  await hears(warga, 'menunggu tanda tangan');
  return { warga, operator, lurah };
}

/** The resident has not written for 25 hours, to Meta and to us. */
async function longAgo(warga: Person): Promise<void> {
  const hours = 25 * 3_600_000;
  warga.account.lastInAt = Date.now() - hours;
  await inDatabase(
    folder.path,
    ({ sql }) => sql`update conversation set last_in_at = now() - interval '25 hours' where staff_id is null`,
  );
}

const sawTemplate = (person: Person, name: string) =>
  person.waits((message) => message.template?.name === name, 40_000);

it('a day after the resident wrote last the letter goes out in the template of the ward', {
  timeout: 240_000,
}, async () => {
  await graph.stop();
  graph = await startGraph({
    statuses: 'after',
    templates: [
      { name: 'surat_selesai', language: 'id', variables: 1, header: 'document' },
      { name: 'kabar', language: 'id', variables: 1 },
    ],
  });
  await start();
  const set = ['ward', 'set', 'templates', 'notice=kabar/id,letter=surat_selesai/id'];
  expect((await command(folder.path, set)).out).toContain('notice=kabar/id,letter=surat_selesai/id');
  const { warga, lurah } = await requested();
  await longAgo(warga);
  await taps(lurah, 'Tanda tangani');
  const letter = await sawTemplate(warga, 'surat_selesai');
  expect(letter.file?.bytes.subarray(0, 5).toString()).toBe('%PDF-');
  expect(letter.template?.parameters).toEqual([expect.stringContaining('sudah jadi')]);
  expect(graph.calls.filter(({ status, kind }) => kind === 'messages' && status >= 400)).toEqual([]);
});

it('without a template the letter comes to the other chat of the same person', {
  timeout: 240_000,
}, async () => {
  const telegram = await startTelegram();
  try {
    const settings = await cloudSettings(graph);
    const here = `http://127.0.0.1:${settings['PORT']}`;
    await start({ ...settings, ...telegramSettings(telegram), PUBLIC_URL: here });
    const operator = await bound(graph, place, 'operator', 'Yuliana Petugas');
    const lurah = await bound(graph, place, 'lurah', 'Adriana Lurah');
    const warga = graph.person({ phone: DEMO.warga1.phone });
    const other = telegram.person({});
    other.says('sambung');
    const shown = await other.waits((message) => /sambung [A-Z0-9]{4}-/.test(message.text), 40_000);
    warga.says(/sambung [A-Z0-9]{4}-[A-Z0-9]{4}/.exec(shown.text)?.[0] ?? '');
    await hears(warga, 'Sudah tersambung');
    await walk(await domisiliInChat(warga));
    await taps(operator, 'Ambil');
    await taps(operator, 'OK, teruskan ke lurah');
    await shows(lurah, 'Tanda tangani');
    await longAgo(warga);
    const before = warga.seen().length;
    await taps(lurah, 'Tanda tangani');
    const letter = await other.waits((message) => message.file?.name?.endsWith('.pdf') === true, 40_000);
    expect(letter.file?.bytes.subarray(0, 5).toString()).toBe('%PDF-');
    expect(warga.seen()).toHaveLength(before);
  } finally {
    await telegram.stop();
  }
});
