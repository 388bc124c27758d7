import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DEMO } from '../../src/wards/training-demo.ts';
import { temporaryFolder } from '../support/folder.ts';
import { type GraphServer, startGraph } from '../support/graph/index.ts';
import { databaseEnded, type OfficeProcess, startOffice } from '../support/process.ts';
import { Canaries, filesBelow, nonsense, search } from './canaries.ts';
import { bound, cloudSettings, domisili, formOf, hears, shows, taps } from './cloud-journey.ts';
import { type Place, walk } from './journey.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let graph: GraphServer;
let open: OfficeProcess | null;

beforeEach(async () => {
  folder = await temporaryFolder();
  graph = await startGraph({ statuses: 'after' });
  open = null;
});
afterEach(async () => {
  open?.process.kill('SIGKILL');
  await open?.ended;
  await databaseEnded(folder.path);
  await graph.stop();
  await folder.remove();
});

it('no number, id, word or key of the Cloud API is found in the database, the files or the logs', {
  timeout: 240_000,
}, async () => {
  const canaries = new Canaries();
  const word = canaries.plant('verify token', `${nonsense()}-${nonsense()}`);
  const settings = await cloudSettings(graph, { LOG_LEVEL: 'trace', WHATSAPP_CLOUD_VERIFY_TOKEN: word });
  canaries.plant('access token', graph.token);
  canaries.plant('app secret', graph.appSecret);
  const place: Place = { folder: folder.path, settings };
  const office = await startOffice(folder.path, settings);
  open = office;
  if (!(await graph.poster.connect(`${office.url}/webhook/whatsapp-cloud/${graph.phoneNumberId}`, word)))
    throw new Error('the webhook was not verified');

  const operator = await bound(graph, place, 'operator', 'Petugas Uji');
  const lurah = await bound(graph, place, 'lurah', 'Lurah Uji');
  const shown = graph.person({
    phone: canaries.digits('phone', 13, '62813'),
    name: canaries.word('profile name'),
  });
  const hidden = graph.person({ phone: null });
  canaries.plant('id of a person', hidden.userId);
  canaries.plant('id of a person, bare', hidden.userId.slice(3));
  canaries.plant('id of the shown one', shown.userId.slice(3));
  canaries.plant('phone of the operator', operator.chat);

  for (const person of [shown, hidden]) {
    await walk((await domisili(person, () => office, DEMO.warga1)).slice(0, 3));
    canaries.plant(`form of ${person.userId}`, formOf(person, office).split('/').at(-1) ?? '');
  }
  await walk((await domisili(shown, () => office, DEMO.warga1)).slice(3));
  shown.says(canaries.word('talk'));
  await hears(shown, '');
  shown.replies(shown.seen().at(-1)?.id ?? '', canaries.word('answer'));
  await hears(shown, '');
  shown.sendsContact(canaries.digits('a stranger', 13, '62857'));
  await hears(shown, '');
  await taps(operator, 'Ambil');
  await taps(operator, 'OK, teruskan ke lurah');
  await shows(lurah, 'Tanda tangani');
  // A person who is not there any more: the failure is logged.
  hidden.account.unreachable = 'answer';
  hidden.says('menu');
  await taps(lurah, 'Tanda tangani');
  await hears(lurah, 'ditandatangani, nomor');
  // Broken webhooks are logged as well.
  graph.poster.push({
    kind: 'messages',
    content: { from: canaries.digits('phone in a broken webhook', 13, '62877'), id: randomInt(9), type: 7 },
    contact: null,
  });
  await expect.poll(() => graph.poster.pending, { timeout: 20_000 }).toBe(0);

  const ids = [...graph.world.ids];
  expect(ids.length).toBeGreaterThan(20);
  for (const [n, id] of ids.entries()) canaries.plant(`message id ${n}`, id.replace('wamid.', ''));
  expect(await office.interrupt()).toBe(0);
  const kept = [
    ...(await filesBelow(join(folder.path, 'data'))),
    { where: 'output', bytes: Buffer.from([...office.out, ...office.errors].join('\n')) },
  ];
  expect(search(new Map([['staff name', 'Petugas Uji']]), kept)).not.toEqual([]);
  // The number's own id is public and stands on the account.
  expect(search(new Map([['phone number id', graph.phoneNumberId]]), kept)).not.toEqual([]);
  expect(search(canaries.all, kept)).toEqual([]);
});
