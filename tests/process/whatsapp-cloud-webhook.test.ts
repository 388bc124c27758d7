import { request } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/folder.ts';
import { type GraphServer, type Item, type Person, startGraph } from '../support/graph/index.ts';
import { databaseEnded, type OfficeProcess, startOffice } from '../support/process.ts';
import { cloudSettings, connected, hears } from './cloud-journey.ts';
import { inDatabase } from './real-ward.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let graph: GraphServer;
let open: OfficeProcess;
let url: string;

beforeEach(async () => {
  folder = await temporaryFolder();
  graph = await startGraph();
  const settings = await cloudSettings(graph);
  open = await startOffice(folder.path, settings);
  await connected(graph, { folder: folder.path, settings }, open);
  url = `${open.url}/webhook/whatsapp-cloud/${graph.phoneNumberId}`;
});
afterEach(async () => {
  open.process.kill('SIGKILL');
  await open.ended;
  await databaseEnded(folder.path);
  await graph.stop();
  await folder.remove();
});

const said = (from: string, id: string, text: string, timestamp: number): Item => ({
  kind: 'messages',
  content: { from, id, timestamp: String(timestamp), type: 'text', text: { body: text } },
  contact: null,
});

/** What the database holds of conversations. */
const kept = () =>
  inDatabase(folder.path, async ({ sql }) => {
    const [row] = await sql<{ inbox: string; messages: string; chats: string; requests: string }[]>`
      select (select count(*) from inbox) as inbox, (select count(*) from message) as messages,
        (select count(*) from conversation where account_id in (select id from account where channel = 'whatsapp-cloud')) as chats,
        (select count(*) from request) as requests`;
    return row;
  });

async function post(body: string | Uint8Array, headers: Record<string, string> = {}): Promise<number> {
  const response = await fetch(url, {
    method: 'POST',
    body: typeof body === 'string' ? body : new Uint8Array(body),
    headers: { 'content-type': 'application/json', ...headers },
  });
  await response.arrayBuffer();
  return response.status;
}
const signed = (body: string | Uint8Array) => ({ 'x-hub-signature-256': graph.poster.signature(body) });

/** Two headers of the same name, which fetch would join. */
function twice(body: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const signature = graph.poster.signature(body);
    const asked = request(url, { method: 'POST' }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    asked.on('error', reject);
    asked.setHeader('x-hub-signature-256', [signature, signature]);
    asked.end(body);
  });
}

describe('the webhook of the Cloud API, in the real process', () => {
  it('refuses what Meta never sends, says so rightly, and keeps nothing of it', {
    timeout: 120_000,
  }, async () => {
    const now = Math.floor(Date.now() / 1000);
    const good = JSON.stringify(graph.poster.envelope([said('6281234567890', 'wamid.A', 'halo', now)]));
    const before = await kept();
    const right = graph.poster.signature(good);
    for (const signature of [
      undefined,
      '',
      'sha256=',
      `sha256=${'0'.repeat(64)}`,
      right.toUpperCase(),
      right.replace('sha256', 'sha1'),
      right.slice(0, -1),
      `${right}, ${right}`,
    ])
      expect(await post(good, signature === undefined ? {} : { 'x-hub-signature-256': signature })).toBe(401);
    expect(await twice(good)).toBe(401);
    expect(await post(`${good} `, { 'x-hub-signature-256': right })).toBe(401);
    const foreign = good.replace(graph.phoneNumberId, '999');
    expect(await post(foreign, signed(foreign))).toBe(200);

    const big = 'x'.repeat(3 * 1024 * 1024 + 1);
    expect(await post(big, signed(big))).toBe(413);
    const packed = gzipSync(good);
    expect(await post(packed, { ...signed(packed), 'content-encoding': 'gzip' })).toBe(415);
    for (const body of ['', '{', 'null', '[]', '{"object":"page","entry":[]}', '['.repeat(100_000)])
      expect(await post(body, signed(body)), body.slice(0, 20)).toBe(400);
    const bytes = Buffer.from([0xff, 0xfe, 0x00]);
    expect(await post(bytes, signed(bytes))).toBe(400);

    expect((await fetch(`${url}?hub.mode=subscribe&hub.verify_token=x&hub.challenge=1`)).status).toBe(403);
    expect((await fetch(url, { method: 'PUT', body: good })).status).toBe(405);
    expect((await fetch(`${url}0`, { method: 'POST', body: good, headers: signed(good) })).status).toBe(404);
    expect(await kept()).toEqual(before);
    expect([...open.out, ...open.errors].join('\n')).not.toMatch(/6281234567890|wamid/);
  });

  it('takes what is malformed in part for the rest of it', { timeout: 60_000 }, async () => {
    const warga = graph.person();
    const now = Math.floor(Date.now() / 1000);
    const items = [
      said('x', 'wamid.B', 'halo', now),
      { kind: 'messages' as const, content: { id: 7 }, contact: null },
      {
        kind: 'statuses' as const,
        content: { id: 'wamid.none', status: 'read', timestamp: 'x' },
        contact: null,
      },
      { kind: 'statuses' as const, content: { status: 'failed' }, contact: null },
      said(warga.chat, 'wamid.C', 'halo', now),
    ];
    const body = JSON.stringify(graph.poster.envelope(items));
    warga.account.lastInAt = Date.now();
    expect(await post(body, signed(body))).toBe(200);
    await warga.waits((message) => message.rows.length + message.buttons.length > 0, 20_000);
    expect(await kept()).toMatchObject({ inbox: '1', chats: '1' });
  });

  it('answers a message once, however often and in whatever order it comes', {
    timeout: 120_000,
  }, async () => {
    const warga = graph.person();
    Object.assign(graph.poster.delivery, { copies: 3 });
    warga.says('halo');
    await warga.waits((message) => message.rows.length + message.buttons.length > 0, 20_000);
    graph.poster.delivery.copies = 1;
    const now = Math.floor(Date.now() / 1000);
    const words = ['status', 'bantuan', 'menu'];
    const replay = JSON.stringify(
      graph.poster.envelope(words.map((word, i) => said(warga.chat, `wamid.R${i}`, word, now + i)).reverse()),
    );
    await Promise.all([1, 2, 3].map(async () => expect(await post(replay, signed(replay))).toBe(200)));
    const answers = await settled(warga);
    expect(await kept()).toMatchObject({ inbox: '4', chats: '1', requests: '0' });
    // Again an hour later, as Meta does when an answer was lost: nothing more is said.
    expect(await post(replay, signed(replay))).toBe(200);
    expect(await settled(warga)).toBe(answers);
    warga.says('halo');
    await hears(warga, '');
    const order = await inDatabase(folder.path, async ({ sql }) => {
      const rows = await sql<{ external_id: string }[]>`
        select external_id from message where direction = 'in' order by id`;
      return rows.map((row) => row.external_id);
    });
    expect(new Set(order).size).toBe(order.length);
    expect(order.join()).not.toContain('wamid');
  });
});

/** How many messages a person has when no more come for a while. */
async function settled(person: Person): Promise<number> {
  for (let last = -1; ; ) {
    const now = person.seen().length;
    if (now === last) return now;
    last = now;
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
}
