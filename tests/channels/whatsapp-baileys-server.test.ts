import {
  type AuthenticationCreds,
  initAuthCreds,
  makeWASocket,
  type SignalKeyStore,
  type WAMessage,
} from '@whiskeysockets/baileys';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { silenceLibsignal } from '../../src/channels/whatsapp/quiet.ts';
import { memoryStore } from '../support/whatsapp/device.ts';
import { STREAM_ENDS, startWhatsApp, trustTestRoot, type WhatsAppServer } from '../support/whatsapp/index.ts';

// The server is the ground that every test of the channel stands on, so it is held against the bare library first.
trustTestRoot();
silenceLibsignal();

let server: WhatsAppServer;
const sockets: ReturnType<typeof makeWASocket>[] = [];

beforeEach(async () => {
  server = await startWhatsApp();
});
afterEach(async () => {
  await Promise.all(sockets.splice(0).map((socket) => socket.end(undefined)));
  await server.stop();
});

interface Client {
  readonly socket: ReturnType<typeof makeWASocket>;
  readonly got: { text: string; type: string; message: WAMessage }[];
  /** Resolves with the code that the connection closed with. */
  readonly closed: Promise<number>;
  readonly opened: Promise<void>;
  readonly qr: Promise<string>;
}

function client(creds: AuthenticationCreds, keys: SignalKeyStore): Client {
  const socket = makeWASocket({
    auth: { creds, keys },
    waWebSocketUrl: server.url,
    logger: pino({ level: process.env['WA_LOG'] ?? 'silent' }),
    shouldSyncHistoryMessage: () => false,
    fetchAgent: server.media.agent,
  });
  sockets.push(socket);
  const got: Client['got'] = [];
  socket.ev.on('messages.upsert', ({ messages, type }) => {
    for (const message of messages) {
      got.push({ text: message.message?.conversation ?? '', type, message });
    }
  });
  let close: (code: number) => void = () => undefined;
  let open: () => void = () => undefined;
  let show: (qr: string) => void = () => undefined;
  const closed = new Promise<number>((resolve) => {
    close = resolve;
  });
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const qr = new Promise<string>((resolve) => {
    show = resolve;
  });
  socket.ev.on('connection.update', ({ connection, lastDisconnect, qr: shown }) => {
    if (shown) show(shown);
    if (connection === 'open') open();
    const error = lastDisconnect?.error as { output?: { statusCode: number } } | undefined;
    if (connection === 'close') close(error?.output?.statusCode ?? 0);
  });
  return { socket, got, closed, opened, qr };
}

async function linked(): Promise<{ creds: AuthenticationCreds; keys: SignalKeyStore; one: Client }> {
  const keys = memoryStore();
  const creds = await server.account.linkedBefore(keys);
  return { creds, keys, one: client(creds, keys) };
}

const until = (look: () => boolean) => expect.poll(look, { timeout: 10_000, interval: 20 }).toBe(true);

describe('the WhatsApp server of the tests, with the real Baileys', () => {
  test('logs a client in and carries text both ways, in order', async () => {
    const { one } = await linked();
    await one.opened;
    const person = server.person({ name: 'Maria' });
    for (let i = 1; i <= 20; i += 1) await person.says(`pesan ${i}`);
    await until(() => one.got.length === 20);
    expect(one.got.map(({ text }) => text)).toEqual(Array.from({ length: 20 }, (_, i) => `pesan ${i + 1}`));
    expect(one.got[0]?.message.key.remoteJidAlt).toBe(`${person.who.pn}@s.whatsapp.net`);
    for (let i = 1; i <= 20; i += 1) await one.socket.sendMessage(person.jid, { text: `jawaban ${i}` });
    await person.hears(20);
    expect(person.heard.map(({ text }) => text)).toEqual(
      Array.from({ length: 20 }, (_, i) => `jawaban ${i + 1}`),
    );
    expect(server.phone.seen).toHaveLength(20);
    expect(server.pending).toBe(0);
  });

  test('writes to a phone number for the first time', async () => {
    const { one } = await linked();
    await one.opened;
    const person = server.person();
    await one.socket.sendMessage(`${person.who.pn}@s.whatsapp.net`, { text: 'Selamat pagi.' });
    await person.hears(1);
    expect(person.heard[0]?.text).toBe('Selamat pagi.');
  });

  test('keeps what comes while nobody is connected', async () => {
    const { creds, keys, one } = await linked();
    await one.opened;
    await one.socket.end(undefined);
    const person = server.person();
    for (let i = 1; i <= 5; i += 1) await person.says(`pesan ${i}`);
    expect(server.pending).toBe(5);
    const two = client(creds, keys);
    await until(() => two.got.length === 5);
    expect(two.got.map(({ type }) => type)).toEqual(Array(5).fill('append'));
    await until(() => server.pending === 0);
  });

  test('links a client by QR, tells it to come again, and takes its keys', async () => {
    const creds = initAuthCreds();
    const keys = memoryStore();
    const fresh = client(creds, keys);
    fresh.socket.ev.on('creds.update', (update) => Object.assign(creds, update));
    server.phone.scans(await fresh.qr);
    expect(await fresh.closed).toBe(515);
    const again = client(creds, keys);
    await again.opened;
    expect(server.account.companion?.once.length).toBeGreaterThan(5);
    const person = server.person();
    await person.says('halo');
    await until(() => again.got.length === 1);
  });

  test('links a client by a code typed on the phone', async () => {
    const creds = initAuthCreds();
    const keys = memoryStore();
    const fresh = client(creds, keys);
    fresh.socket.ev.on('creds.update', (update) => Object.assign(creds, update));
    await fresh.qr;
    const code = await fresh.socket.requestPairingCode(server.account.pn);
    await server.phone.enters(code);
    expect(await fresh.closed).toBe(515);
    const again = client(creds, keys);
    await again.opened;
    expect(server.open).toBe(1);
  });

  test.each([
    ['restart', 515],
    ['loggedOut', 401],
    ['replaced', 440],
    ['unavailable', 503],
    ['badSession', 500],
  ] as const)('ends a stream: %s is %i', async (reason, code) => {
    const { one } = await linked();
    await one.opened;
    server.end(STREAM_ENDS[reason]);
    expect(await one.closed).toBe(code);
  });

  test.each([401, 403, 405])('refuses a login with %i', async (code) => {
    server.failures.push(code);
    const { one } = await linked();
    expect(await one.closed).toBe(code);
  });

  test('a second login on the same number ends the first', async () => {
    const { creds, keys, one } = await linked();
    await one.opened;
    const two = client(creds, keys);
    expect(await one.closed).toBe(440);
    await two.opened;
  });

  test('a phone that cannot read asks again, and so does the client', async () => {
    const { one, keys } = await linked();
    await one.opened;
    const person = server.person();
    await person.says('halo');
    await until(() => one.got.length === 1);
    person.unreadable = 1;
    await one.socket.sendMessage(person.jid, { text: 'jawaban' });
    await person.hears(1);
    expect(person.heard[0]?.text).toBe('jawaban');
    await one.socket.signalRepository.deleteSession([person.jid]);
    await person.says('masih di sana?');
    await until(() => one.got.some(({ text }) => text === 'masih di sana?'));
    expect(server.answered.some(({ type }) => type === 'retry')).toBe(true);
    expect(keys).toBeDefined();
  });

  test('carries a document up, and an image down', async () => {
    const { one } = await linked();
    await one.opened;
    const person = server.person();
    const bytes = Buffer.from('%PDF-1.7 surat');
    await one.socket.sendMessage(person.jid, {
      document: bytes,
      mimetype: 'application/pdf',
      fileName: 'surat.pdf',
    });
    await person.hears(1);
    const sent = person.heard[0]?.message.documentMessage;
    expect(server.media.read(sent?.directPath ?? '', sent?.mediaKey ?? Buffer.alloc(0), 'document')).toEqual(
      bytes,
    );
    await person.sendsImage(Buffer.from('gambar'));
    await until(() => one.got.some(({ message }) => message.message?.imageMessage !== undefined));
  });

  test('what is typed on the ward phone reaches the client as its own', async () => {
    const { one } = await linked();
    await one.opened;
    const person = server.person();
    await server.phone.types(person, 'Saya yang jawab.');
    await until(() => one.got.length === 1);
    expect(one.got[0]?.message.key).toMatchObject({ fromMe: true, remoteJid: person.jid });
  });
});
