import { afterEach, beforeEach, expect, it } from 'vitest';
import { DEMO } from '../../src/wards/training-demo.ts';
import { temporaryFolder } from '../support/folder.ts';
import { type GraphServer, startGraph } from '../support/graph/index.ts';
import { databaseEnded, type OfficeProcess, type Settings, startOffice } from '../support/process.ts';
import { bound, cloudSettings, connected, domisili, getsLetter, hears, taps } from './cloud-journey.ts';
import { type Place, verified, walk } from './journey.ts';

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
