import { setTimeout as wait } from 'node:timers/promises';
import { proto } from '@whiskeysockets/baileys';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { MediaRef } from '../../flows/kit/message.ts';
import { takeLease } from '../../src/channels/lease.ts';
import { KeyStore } from '../../src/channels/whatsapp/keys.ts';
import { bubble } from '../support/whatsapp/bubble.ts';
import { STREAM_ENDS } from '../support/whatsapp/index.ts';
import { Inbox, openLine, type TestLine } from '../support/whatsapp/line.ts';

let line: TestLine;
let inbox: Inbox;

beforeEach(async () => {
  inbox = new Inbox();
  line = await openLine();
});
afterEach(async () => {
  await line.close();
});

const until = (look: () => boolean) => expect.poll(look, { timeout: 15_000, interval: 20 }).toBe(true);

describe('when a connection ends', () => {
  test.each(['restart', 'unavailable', 'badSession'] as const)('%s: it comes again', async (reason) => {
    await line.open(inbox);
    line.server.end(STREAM_ENDS[reason]);
    await until(() => line.server.logins.length === 2);
    const person = line.server.person();
    await person.says('masih ada?');
    await until(() => inbox.got.length === 1);
  });

  test('the wire is cut, or nobody answers any more: it comes again', async () => {
    await line.open(inbox, { line: { ...line.common.line, keepAliveMs: 300 } });
    line.server.cut();
    await until(() => line.server.logins.length === 2);
    line.server.deaf = true;
    await until(() => line.server.open === 0);
    line.server.deaf = false;
    await until(() => line.server.logins.length === 3);
  });

  test.each([
    ['loggedOut', /unlinked/, 1],
    ['replaced', /took over/, 2],
  ] as const)('%s: it stops, keeps its keys, and says so', async (reason, words, times) => {
    const channel = await line.open(inbox);
    for (let time = 1; time <= times; time += 1) {
      await until(() => line.server.open === 1 && line.server.logins.length === time);
      line.server.end(STREAM_ENDS[reason]);
    }
    await until(() => channel.state.what === 'stopped');
    expect(channel.state.reason).toMatch(words);
    expect(line.logged.join('')).toContain('needs a person');
    const { sql } = line.database;
    expect(await sql`select 1 from wa_session`).toHaveLength(1);
    // Long enough for several looks at the login: it is not tried again.
    await sql`select pg_sleep(1)`;
    expect(line.server.logins).toHaveLength(times);
  });

  test('whose lease was taken meanwhile does not come again, though no timer has told it', async () => {
    await line.open(inbox, { lease: { ttlMs: 60_000, renewMs: 60_000 } });
    const other = await takeLease(line.database.sql, line.accountId, undefined, { force: true });
    line.server.end(STREAM_ENDS.restart);
    await until(() => line.server.open === 0);
    await line.database.sql`select pg_sleep(1)`;
    expect(line.server.logins).toHaveLength(1);
    await other?.release();
  });

  test.each([401, 403, 405])('a login refused with %i is not tried again', async (code) => {
    line.server.failures.push(code);
    const channel = line.channel();
    await channel.start(inbox, new AbortController().signal);
    await until(() => channel.state.what === 'stopped');
    await line.database.sql`select pg_sleep(1)`;
    expect(line.server.logins).toHaveLength(0);
  });

  test('what the ended connection was still doing changes no key of the next one', async () => {
    const { server } = line;
    const held: (() => void)[] = [];
    let hold = false;
    const seen: string[] = [];
    const channel = line.channel({ stored: async (id) => seen.includes(id) });
    await channel.start(
      {
        async receive({ externalId, body }) {
          if (hold) {
            hold = false;
            await new Promise<void>((resolve) => held.push(resolve));
          }
          if (seen.includes(externalId)) return 'duplicate';
          seen.push(externalId);
          return body.kind === 'text' ? 'handled' : 'parked';
        },
      },
      new AbortController().signal,
    );
    const person = server.person();
    await person.says('satu');
    await until(() => seen.length === 1);
    await channel.send(bubble(person.jid, 'balas satu'));
    await person.hears(1);
    hold = true;
    await person.says('dua');
    await until(() => held.length === 1);
    server.end(STREAM_ENDS.restart);
    // The next connection comes while the first one still stores; let go late, it must not put old keys back.
    setTimeout(() => held[0]?.(), 400);
    await until(() => seen.length === 2);
    for (const word of ['tiga', 'empat', 'lima']) {
      await person.says(word);
      await channel.send(bubble(person.jid, `balas ${word}`)).catch(() => undefined);
      await wait(150);
    }
    await until(() => seen.length === 5);
    await channel.send(bubble(person.jid, 'terakhir'));
    await until(() => person.heard.at(-1)?.text === 'terakhir');
    expect(person.unread).toBe(0);
    expect(server.answered.filter(({ type }) => type === 'retry')).toEqual([]);
  });

  test('a message whose receipt was cut off comes again, is known, and begins no new session', async () => {
    const { server } = line;
    const stored = async (id: string) => inbox.got.some(({ externalId }) => externalId === id);
    await line.open(inbox, { stored });
    const person = server.person();
    await person.says('satu');
    await until(() => server.pending === 0);
    for (const word of ['dua', 'tiga']) {
      const id = await person.says(word);
      await until(() => server.answered.some((one) => one.id === id));
      server.replay(id);
      await until(() => server.answered.filter((one) => one.id === id).length === 2);
    }
    expect(inbox.texts).toEqual(['satu', 'dua', 'tiga']);
    expect(server.answered.filter(({ type, error }) => type === 'retry' || error !== undefined)).toEqual([]);
  });

  test('what cannot be told while the database is away is asked again over the next connection', async () => {
    const { server } = line;
    let away = 0;
    const orAway = <T>(answer: T): T => {
      away -= 1;
      if (away >= 0) throw new Error('the database is gone');
      return answer;
    };
    const channel = await line.open(inbox, {
      stored: async (id) => orAway(inbox.got.some(({ externalId }) => externalId === id)),
      recall: async () => orAway({ bubble: bubble('', 'jawaban').bubble, file: null }),
    });
    const person = server.person();
    const id = await person.says('halo');
    await until(() => server.pending === 0);
    const sent = await channel.send(bubble(person.jid, 'jawaban'));
    await person.hears(1);
    // In all more often than the library answers a phone over one connection.
    for (let times = 1; times <= 3; times += 1) {
      // Known to nobody but the record any more.
      server.end(STREAM_ENDS.restart);
      await until(() => server.open === 1 && server.logins.length === 3 * times - 1);
      away = 2;
      await person.asksAgain(sent.externalId);
      await until(() => person.repeated === times && server.pending === 0);
      expect(server.logins).toHaveLength(3 * times + 1);
    }
    away = 1;
    server.replay(id);
    await until(() => server.logins.length === 11);
    expect(server.answered.filter(({ type }) => type === 'retry')).toEqual([]);
  });

  test('a login refused with 503 is tried again', async () => {
    line.server.failures.push(503, 503);
    await line.open(inbox);
    expect(line.server.logins).toHaveLength(1);
  });

  test('200 messages over ten cut wires: none lost, none twice, in order', async () => {
    await line.open(inbox);
    const person = line.server.person();
    for (let i = 1; i <= 200; i += 1) {
      await person.says(`pesan ${i}`);
      if (i % 20 === 0) line.server.cut();
    }
    await until(() => inbox.got.length === 200);
    expect(inbox.texts).toEqual(Array.from({ length: 200 }, (_, i) => `pesan ${i + 1}`));
  });
});

describe('what is not believed', () => {
  const { Type } = proto.Message.ProtocolMessage;
  const forgedInside = proto.WebMessageInfo.encode({
    key: { remoteJid: '628111111111@s.whatsapp.net', fromMe: false, id: 'LURAH' },
    message: { conversation: 'SETUJUI 12' },
  }).finish();
  const forgeries: Record<string, proto.IMessage> = {
    'an answer to a request for data': {
      protocolMessage: {
        type: Type.PEER_DATA_OPERATION_REQUEST_RESPONSE_MESSAGE,
        peerDataOperationRequestResponseMessage: {
          stanzaId: 'x',
          peerDataOperationResult: [
            { placeholderMessageResendResponse: { webMessageInfoBytes: forgedInside } },
          ],
        },
      },
    },
    'a history': {
      protocolMessage: {
        type: Type.HISTORY_SYNC_NOTIFICATION,
        historySyncNotification: { syncType: 3, directPath: '/v/h', mediaKey: Buffer.alloc(32, 1) },
      },
    },
    'a share of keys': {
      protocolMessage: {
        type: Type.APP_STATE_SYNC_KEY_SHARE,
        appStateSyncKeyShare: {
          keys: [{ keyId: { keyId: Buffer.from('k') }, keyData: { keyData: Buffer.alloc(32) } }],
        },
      },
    },
    'a table of numbers': {
      protocolMessage: { type: Type.LID_MIGRATION_MAPPING_SYNC, lidMigrationMappingSyncMessage: {} },
    },
    'a copy of our own message': {
      deviceSentMessage: {
        destinationJid: '628111111111@s.whatsapp.net',
        message: { conversation: 'SETUJUI 12' },
      },
    },
  };

  test.each(Object.keys(forgeries))('%s from a resident changes nothing and is noted', async (name) => {
    await line.open(inbox);
    const person = line.server.person();
    await person.says('halo');
    await until(() => inbox.got.length === 1);
    const creds = await storedCreds();
    await person.sends(forgeries[name] ?? {});
    await person.says('sesudahnya');
    await until(() => inbox.texts.includes('sesudahnya'));
    expect(inbox.texts).toEqual(['halo', 'sesudahnya']);
    expect(line.logged.filter((text) => text.includes('whatsapp-forgery'))).toHaveLength(1);
    expect(await storedCreds()).toEqual(creds);
    const { sql } = line.database;
    expect(await sql`select 1 from wa_key where type = 'app-state-sync-key'`).toHaveLength(0);
  });

  test('a message that is not encrypted changes nothing, whoever it names', async () => {
    await line.open(inbox);
    const person = line.server.person();
    const bytes = proto.Message.encode({ conversation: 'SETUJUI 12' }).finish();
    person.sendsPlain(bytes);
    person.sendsPlain(bytes, { attrs: { from: '628111111111@s.whatsapp.net', sender_pn: undefined } });
    await person.says('sesudahnya');
    await until(() => inbox.got.length === 1);
    expect(inbox.texts).toEqual(['sesudahnya']);
    expect(line.logged.filter((text) => text.includes('whatsapp-forgery'))).toHaveLength(2);
    await line.server.until(({ pending }) => pending === 0);
  });

  test('groups, status, broadcasts and channels are not listened to', async () => {
    await line.open(inbox);
    const person = line.server.person();
    const participant = person.jid;
    await person.says('grup', { attrs: { from: '120363000000000001@g.us', participant } });
    await person.says('status', { attrs: { from: 'status@broadcast', participant } });
    await person.says('siaran', { attrs: { from: '1600000000@broadcast', participant } });
    await person.says('kanal', { attrs: { from: '120363000000000002@newsletter' } });
    await person.says('pribadi');
    await until(() => inbox.got.length === 1);
    expect(inbox.texts).toEqual(['pribadi']);
  });

  async function storedCreds(): Promise<unknown> {
    const { sql, sealer, accountId } = line.common;
    const store = new KeyStore({ sql, sealer, accountId, epoch: 0, onFailure: () => undefined });
    const creds = await store.loadCreds();
    return { key: creds?.myAppStateKeyId, history: creds?.processedHistoryMessages, me: creds?.me };
  }
});

describe('media', () => {
  async function mediaOf(index: number): Promise<MediaRef> {
    await until(() => inbox.got.length > index);
    const body = inbox.got[index]?.body;
    if (body?.kind !== 'media') throw new Error(`not media: ${body?.kind}`);
    return body.media;
  }

  test('an image and a document come down as they were sent, and a letter goes up', async () => {
    const channel = await line.open(inbox);
    const person = line.server.person();
    await person.sendsImage(Buffer.from('gambar KTP'), { caption: 'KTP saya' });
    await person.sendsDocument(Buffer.from('%PDF-1.7 KK'), { fileName: 'kk.pdf' });
    expect(Buffer.from(await channel.fetch(await mediaOf(0), 1_000)).toString()).toBe('gambar KTP');
    expect(Buffer.from(await channel.fetch(await mediaOf(1), 1_000)).toString()).toBe('%PDF-1.7 KK');
    expect(inbox.got[0]?.body).toMatchObject({ caption: 'KTP saya', media: { mime: 'image/jpeg' } });
    expect(inbox.got[1]?.body).toMatchObject({ media: { name: 'kk.pdf', mime: 'application/pdf' } });
    const letter = Buffer.from('%PDF-1.7 surat keterangan');
    const file = {
      kind: 'letter',
      id: '1',
      name: 'Surat Domisili.pdf',
      mime: 'application/pdf',
    } as const;
    await channel.send({ ...bubble(person.jid, 'Surat Anda sudah jadi.', { file }), file: letter });
    await person.hears(1);
    const sent = person.heard[0]?.message.documentMessage;
    expect(sent).toMatchObject({ fileName: 'Surat Domisili.pdf', caption: 'Surat Anda sudah jadi.' });
    expect(
      line.server.media.read(sent?.directPath ?? '', sent?.mediaKey ?? Buffer.alloc(0), 'document'),
    ).toEqual(letter);
  });

  test('one changed byte, anywhere, is refused', async () => {
    const channel = await line.open(inbox);
    const person = line.server.person();
    await person.sendsImage(Buffer.alloc(100, 7));
    const media = await mediaOf(0);
    const [path] = [...line.server.media.blobs.keys()];
    const good = Buffer.from(line.server.media.blobs.get(path ?? '') ?? []);
    for (let at = 0; at < good.length; at += 1) {
      const bad = Buffer.from(good);
      bad.writeUInt8(bad.readUInt8(at) ^ 1, at);
      line.server.media.blobs.set(path ?? '', bad);
      await expect(channel.fetch(media, 1_000)).rejects.toMatchObject({ kind: 'giveUp' });
    }
    line.server.media.blobs.set(path ?? '', good);
    expect((await channel.fetch(media, 1_000)).length).toBe(100);
  });

  test('a sender cannot choose the host, and a redirect is not followed', async () => {
    const channel = await line.open(inbox);
    const person = line.server.person();
    const bad = ['@evil.id/x', '.evil.id/x', '//evil.id/x', 'https://evil.id/x', '/a/../b', '/x y', ''];
    for (const directPath of bad) {
      await person.sendsImage(Buffer.from('x'), { directPath, url: `http://169.254.169.254/${directPath}` });
    }
    await person.sendsImage(Buffer.from('x'), { mediaKey: Buffer.alloc(31) });
    await until(() => inbox.got.length === bad.length + 1);
    expect(inbox.got.every(({ body }) => body.kind === 'odd')).toBe(true);
    await person.sendsImage(Buffer.from('x'), { url: 'http://169.254.169.254/' });
    const media = await mediaOf(bad.length + 1);
    const path = [...line.server.media.blobs.keys()].at(-1) ?? '';
    line.server.media.answer(path, { status: 302, headers: { location: 'https://evil.id/x' } });
    await expect(channel.fetch(media, 1_000)).rejects.toMatchObject({ kind: 'giveUp' });
    expect(line.server.media.requests.map(({ host }) => host)).toEqual(['mmg.whatsapp.net']);
  });

  test('more bytes than allowed are not read', async () => {
    const channel = await line.open(inbox);
    const person = line.server.person();
    await person.sendsImage(Buffer.alloc(50_000), { fileLength: 10 });
    await expect(channel.fetch(await mediaOf(0), 10_000)).rejects.toMatchObject({ kind: 'giveUp' });
  });
});

describe('one socket for a number', () => {
  test('of two channels one speaks; the other takes over when it stops', async () => {
    const first = await line.open(inbox);
    const second = line.channel();
    await second.start(inbox, new AbortController().signal);
    await until(() => second.state.what === 'waiting');
    await line.database.sql`select pg_sleep(1)`;
    expect(line.server.logins).toHaveLength(1);
    await first.stop();
    await until(() => second.state.what === 'open');
    expect(line.server.mostAtOnce).toBe(1);
    const person = line.server.person();
    await person.says('halo');
    await until(() => inbox.got.length === 1);
  });

  test('a lease that was taken away ends the socket before anything more is sent', async () => {
    const channel = await line.open(inbox, { lease: { ttlMs: 60_000, renewMs: 30_000 } });
    const person = line.server.person();
    await person.says('halo');
    await until(() => inbox.got.length === 1);
    await line.database.sql`update channel_lease set epoch = epoch + 1, holder = 'another'`;
    await expect(channel.send(bubble(person.jid, 'jawaban'))).rejects.toMatchObject({ kind: 'retry' });
    await until(() => line.server.open === 0);
    expect(line.server.sent).toEqual([]);
    expect(person.heard).toEqual([]);
  });

  test('keys are written, changed and removed together; who wrote is forgotten under another number', async () => {
    const { sql, sealer, accountId } = line.common;
    const lease = await takeLease(sql, accountId, { ttlMs: 10_000, renewMs: 5_000 });
    const fresh = () =>
      new KeyStore({ sql, sealer, accountId, epoch: lease?.epoch ?? 0, onFailure: () => undefined });
    const store = fresh();
    await store.set({ 'device-list': { a: ['0'], b: ['1'] }, tctoken: { c: null } });
    await store.set({ 'device-list': { a: ['2'], b: null } });
    expect(await fresh().get('device-list', ['a', 'b'])).toEqual({ a: ['2'] });
    await store.becomes('628111');
    await store.remember('1@lid');
    await store.remember('1@lid');
    expect([await store.knows('1@lid'), await fresh().knows('1@lid'), await store.knows('2@lid')]).toEqual([
      true,
      true,
      false,
    ]);
    await store.becomes('628222');
    expect([await store.knows('1@lid'), await fresh().knows('1@lid')]).toEqual([false, false]);
    await lease?.release();
    await expect(store.count('2026-11-22')).rejects.toMatchObject({ name: 'LeaseLost' });
  });

  test('an old epoch writes no key', async () => {
    const { sql, sealer, accountId } = line.common;
    const times = { ttlMs: 100, renewMs: 60_000 };
    const old = await takeLease(sql, accountId, times);
    await sql`select pg_sleep(0.2)`;
    const now = await takeLease(sql, accountId, { ttlMs: 10_000, renewMs: 5_000 });
    expect(now?.epoch).toBe((old?.epoch ?? 0) + 1);
    const failures: Error[] = [];
    const store = new KeyStore({
      sql,
      sealer,
      accountId,
      epoch: old?.epoch ?? 0,
      onFailure: (error) => failures.push(error),
    });
    const set = store.set({ 'device-list': { '628': ['0'] } });
    await expect(set).rejects.toMatchObject({ name: 'LeaseLost' });
    expect(failures).toHaveLength(1);
    await expect(store.get('device-list', ['628'])).rejects.toMatchObject({ name: 'LeaseLost' });
    await old?.release();
    await now?.release();
  });

  test('a key store that fails ends the socket; nothing is sent with a key that was not kept', async () => {
    const channel = await line.open(inbox);
    const person = line.server.person();
    await person.says('halo');
    await until(() => inbox.got.length === 1);
    // With sessions in place already, encrypting is the only thing that writes a key.
    await channel.send(bubble(person.jid, 'nol'));
    const { sql } = line.database;
    await sql`alter table wa_key add constraint broken check (type <> 'session') not valid`;
    await expect(channel.send(bubble(person.jid, 'satu'))).rejects.toMatchObject({ kind: 'retry' });
    expect(line.server.sent).toHaveLength(1);
    await sql`alter table wa_key drop constraint broken`;
    await until(() => channel.state.what === 'open' && line.server.logins.length > 1);
    await channel.send(bubble(person.jid, 'dua'));
    await person.hears(2);
    expect(person.heard.map(({ text }) => text)).toEqual(['nol', 'dua']);
  });
});
