import { afterEach, beforeEach, expect, it } from 'vitest';
import { DEMO } from '../../src/wards/training-demo.ts';
import { temporaryFolder } from '../support/folder.ts';
import { type GraphServer, type Person, startGraph } from '../support/graph/index.ts';
import { LONG } from '../support/long.ts';
import { databaseEnded, type OfficeProcess, startOffice } from '../support/process.ts';
import { bound, cloudSettings, connected, domisili, getsLetter, hears, shows } from './cloud-journey.ts';
import type { Place, Step } from './journey.ts';
import { inDatabase } from './real-ward.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let graph: GraphServer;
let place: Place;
let open: OfficeProcess;

beforeEach(async () => {
  folder = await temporaryFolder();
  graph = await startGraph({ statuses: 'after' });
  place = { folder: folder.path, settings: await cloudSettings(graph) };
  open = await startOffice(place.folder, place.settings);
  await connected(graph, place, open);
});
afterEach(async () => {
  open.process.kill('SIGKILL');
  await open.ended;
  await databaseEnded(folder.path);
  await graph.stop();
  await folder.remove();
});

/** kill -9 so long after now, and the next start; Meta comes again until it is answered. */
async function killAndStart(afterMs: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, afterMs));
  await open.kill();
  open = await startOffice(place.folder, place.settings);
}

function saidOnce(person: Person): void {
  const texts = person.seen().map((message) => message.text.replace(/[0-9a-f]{32}/g, ''));
  expect(texts).toEqual([...new Set(texts)]);
}

it.runIf(LONG)(
  'kill -9 at every second step of the journey: it goes on, nothing is lost and nothing said twice',
  {
    timeout: 400_000,
  },
  async () => {
    const operator = await bound(graph, place, 'operator', 'Yuliana Petugas');
    const lurah = await bound(graph, place, 'lurah', 'Adriana Lurah');
    const warga = graph.person({ phone: DEMO.warga1.phone });
    // What comes in is posted three times, as when answers are lost on the way.
    graph.poster.delivery.copies = 3;
    const steps: Step[] = [
      ...(await domisili(warga, () => open)),
      { act: () => operator.taps('Ambil'), answered: () => shows(operator, 'OK, teruskan ke lurah') },
      { act: () => operator.taps('OK, teruskan ke lurah'), answered: () => shows(lurah, 'Tanda tangani') },
      { act: () => lurah.taps('Tanda tangani'), answered: () => getsLetter(warga) },
    ];
    // Before the message is read, and after it was answered; the short time of the sending itself has its own test.
    const moments = [0, 2, 5, 300, 700];
    let killed = 0;
    for (const [index, step] of steps.entries()) {
      if (index === 9) await shows(operator, 'Ambil');
      await step.act();
      if (index % 2 === 0) {
        await killAndStart(moments[killed % moments.length] ?? 0);
        killed += 1;
      }
      await step.answered().catch((error: unknown) => {
        throw new Error(`step ${index}, killed ${killed} times: ${String(error)}`);
      });
    }
    await hears(lurah, 'ditandatangani, nomor');
    for (const person of [warga, operator, lurah]) saidOnce(person);
    expect(warga.seen().filter((message) => message.text.includes('Nomor:'))).toHaveLength(1);
    expect(warga.seen().filter((message) => message.file !== null)).toHaveLength(1);
  },
);

it.runIf(LONG)(
  'of two sends that were cut off the one that Meta took is known to have arrived, the other one the office hears of',
  {
    timeout: 300_000,
  },
  async () => {
    const operator = await bound(graph, place, 'operator', 'Yuliana Petugas');
    const [taken, lost] = [graph.person(), graph.person()];
    // Both go out; the process ends before it hears of either. What Meta tells waits for the next start.
    graph.poster.delivery.held = true;
    graph.fault('messages', { kind: 'lateAnswer', ms: 60_000 });
    graph.fault('messages', { kind: 'silence' });
    const before = graph.callsOf('messages').length;
    taken.says('halo');
    graph.poster.release();
    await taken.waits((message) => message.rows.length > 0, 20_000);
    lost.says('halo');
    graph.poster.release();
    while (graph.callsOf('messages').length < before + 2)
      await new Promise((resolve) => setTimeout(resolve, 10));
    await killAndStart(0);
    graph.poster.delivery.held = false;
    graph.poster.release();
    await hears(operator, 'tidak bisa dikirim');
    expect(await sentRows()).toEqual([
      { outcome: 'sent', status: 'delivered', external: true },
      { outcome: 'unknown', status: null, external: false },
    ]);
    expect(lost.seen()).toEqual([]);
    lost.says('menu');
    await shows(lost, 'Surat Keterangan Domisili');
    for (const person of [taken, lost]) saidOnce(person);
    expect(operator.seen().filter(({ text }) => text.includes('tidak bisa dikirim'))).toHaveLength(1);
  },
);

/** How the messages to residents ended. */
function sentRows(): Promise<unknown[]> {
  return inDatabase(folder.path, async ({ sql }) => [
    ...(await sql`
      select m.outcome, m.status, m.external_id is not null as external from message m
      join conversation c on c.id = m.conversation_id join account a on a.id = c.account_id
      where m.direction = 'out' and c.staff_id is null and a.channel = 'whatsapp-cloud'
      order by c.id, m.id`),
  ]);
}
