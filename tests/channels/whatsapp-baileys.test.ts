import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SendFailure } from '../../src/channels/port.ts';
import { linkWhatsApp, unlinkWhatsApp, whatsAppStatus } from '../../src/channels/whatsapp/index.ts';
import { testSealer } from '../support/keys.ts';
import { bubble } from '../support/whatsapp/bubble.ts';
import { STREAM_ENDS, startWhatsApp } from '../support/whatsapp/index.ts';
import { Inbox, openLine, type TestLine } from '../support/whatsapp/line.ts';
import { stanza } from '../support/whatsapp/stanza.ts';

let line: TestLine;
let inbox: Inbox;

beforeEach(() => {
  inbox = new Inbox();
});
afterEach(async () => {
  await line.close();
});

const until = (look: () => boolean) => expect.poll(look, { timeout: 40_000, interval: 20 }).toBe(true);
const numbered = (word: string, count: number) => Array.from({ length: count }, (_, i) => `${word} ${i + 1}`);

describe('the WhatsApp channel over the real library', () => {
  beforeEach(async () => {
    line = await openLine();
  });

  test('brings text in and carries text out, in order', async () => {
    const channel = await line.open(inbox);
    const person = line.server.person({ name: 'Maria' });
    for (const text of numbered('pesan', 30)) await person.says(text);
    await until(() => inbox.got.length === 30);
    expect(inbox.texts).toEqual(numbered('pesan', 30));
    expect(inbox.got[0]).toMatchObject({ chat: person.jid, phone: person.who.pn, quoted: null });
    const sends = numbered('jawaban', 10).map((text) => channel.send(bubble(person.jid, text)));
    const ids = (await Promise.all(sends)).map(({ externalId }) => externalId);
    await person.hears(10);
    expect(person.heard.map(({ text }) => text)).toEqual(numbered('jawaban', 10));
    expect(person.heard.map(({ id }) => id)).toEqual(ids);
  });

  test('a message is stored before it is receipted', async () => {
    const receiptedAtStore: boolean[] = [];
    inbox.onStored = (one) => {
      receiptedAtStore.push(line.server.answered.some(({ id }) => id === one.messageId));
    };
    await line.open(inbox);
    const person = line.server.person();
    await person.says('halo');
    await line.server.until(({ pending }) => pending === 0);
    expect(receiptedAtStore).toEqual([false]);
  });

  test('a message that could not be stored is not receipted, and comes again once it can be', async () => {
    await line.open(inbox);
    const person = line.server.person();
    inbox.failures = 2;
    for (const text of numbered('pesan', 5)) await person.says(text);
    await until(() => inbox.got.length === 5);
    expect(inbox.texts).toEqual(numbered('pesan', 5));
    expect(line.server.logins.length).toBe(3);
    await line.server.until(({ pending }) => pending === 0);
  });

  test('what came while away is brought in order, and once', async () => {
    const first = await line.open(inbox);
    const person = line.server.person();
    await person.says('pesan 1');
    await until(() => inbox.got.length === 1);
    await first.stop();
    for (const text of numbered('pesan', 4).slice(1)) await person.says(text);
    await line.open(inbox);
    await until(() => inbox.got.length === 4);
    line.server.replay(inbox.got[3]?.messageId ?? '');
    await person.says('pesan 5');
    await until(() => inbox.got.length === 5);
    expect(inbox.texts).toEqual(numbered('pesan', 5));
  });

  test('a message that could not be read is asked for again, and what its chat wrote later waits for it', async () => {
    await line.open(inbox);
    const [person, other] = [line.server.person(), line.server.person()];
    for (const one of [person, other]) await one.says('halo');
    await until(() => inbox.got.length === 2);
    person.garbled = 2;
    for (const text of numbered('pesan', 4)) await person.says(text);
    await other.says('saya juga');
    await until(() => inbox.got.length === 7);
    const from = (jid: string) => inbox.texts.filter((_, index) => inbox.got[index]?.chat === jid);
    expect(from(person.jid)).toEqual(['halo', ...numbered('pesan', 4)]);
    expect(from(other.jid)).toEqual(['halo', 'saya juga']);
    expect(line.server.journal.filter(({ what }) => /^asked for \w+ again/.test(what))).toHaveLength(2);
    await line.server.until(({ pending }) => pending === 0);
  });

  test('one person is one chat, by LID or by number', async () => {
    const channel = await line.open(inbox);
    const person = line.server.person();
    person.byNumber = true;
    await person.says('dari nomor');
    person.byNumber = false;
    person.hidesNumber = true;
    await person.says('dari LID');
    await until(() => inbox.got.length === 2);
    expect(inbox.got.map(({ chat }) => chat)).toEqual([`${person.who.lid}@lid`, `${person.who.lid}@lid`]);
    expect(inbox.got.map(({ phone }) => phone)).toEqual([person.who.pn, null]);
    await channel.send(bubble(`${person.who.lid}@lid`, 'Baik.'));
    await person.hears(1);
  });

  test('a quoted reply names the message that it answers', async () => {
    const channel = await line.open(inbox);
    const person = line.server.person();
    await person.says('halo');
    await until(() => inbox.got.length === 1);
    const { externalId } = await channel.send(bubble(person.jid, 'Tugas 12'));
    await person.hears(1);
    await person.replies(externalId, '12 OK');
    await until(() => inbox.got.length === 2);
    expect(inbox.got[1]).toMatchObject({ quoted: externalId, body: { kind: 'text', text: '12 OK' } });
  });

  test('nobody is written to who has not written first', async () => {
    const channel = await line.open(inbox);
    const stranger = line.server.person();
    await expect(channel.send(bubble(stranger.jid, 'Halo'))).rejects.toMatchObject({ kind: 'gone' });
    expect(line.server.sent).toEqual([]);
  });

  test('the cap of a day holds', async () => {
    const channel = await line.open(inbox, { dailyCap: 2 });
    const person = line.server.person();
    await person.says('halo');
    await until(() => inbox.got.length === 1);
    await channel.send(bubble(person.jid, 'satu'));
    await channel.send(bubble(person.jid, 'dua'));
    const refused = channel.send(bubble(person.jid, 'tiga'));
    await expect(refused).rejects.toMatchObject({ kind: 'retry', afterMs: 3_600_000 });
    expect(line.server.sent).toHaveLength(2);
  });

  test('tells apart what was refused, what is unknown, and what can be tried again', async () => {
    const channel = await line.open(inbox, { ackMs: 300 });
    const person = line.server.person();
    await person.says('halo');
    await until(() => inbox.got.length === 1);
    const kindOf = (text: string) =>
      channel.send(bubble(person.jid, text)).then(
        () => 'sent',
        (error: SendFailure) => error.kind,
      );
    line.server.refusals.push('463', '429');
    expect(await kindOf('ditolak')).toBe('giveUp');
    expect(await kindOf('terlalu banyak')).toBe('retry');
    line.server.holdAcks = true;
    expect(await kindOf('tanpa kabar')).toBe('unknown');
    line.server.holdAcks = false;
    line.server.end(STREAM_ENDS.loggedOut);
    await until(() => channel.state.what === 'stopped');
    expect(await kindOf('terputus')).toBe('retry');
  });

  test('a phone that could not read gets the message again: at once, and after a restart from the record', async () => {
    const asked: string[] = [];
    const recall = async (_chat: string, id: string) => {
      asked.push(id);
      return { bubble: bubble('', 'jawaban lama').bubble, file: null };
    };
    const first = await line.open(inbox, { recall });
    const person = line.server.person();
    await person.says('halo');
    await until(() => inbox.got.length === 1);
    person.unreadable = 1;
    await first.send(bubble(person.jid, 'jawaban'));
    await person.hears(1);
    expect(person.heard[0]?.text).toBe('jawaban');
    expect(asked).toEqual([]);
    await first.stop();
    await line.open(inbox, { recall });
    const id = person.heard[0]?.id ?? '';
    const before = line.server.sent.length;
    await person.asksAgain(id);
    await line.server.until(({ sent }) => sent.length > before);
    expect(asked).toEqual([id]);
    expect(line.server.sent.at(-1)?.id).toBe(id);
  });

  test('sent again after an unknown result, a message is shown once, in all its parts', async () => {
    const channel = await line.open(inbox, { ackMs: 300 });
    const { server } = line;
    const person = server.person();
    await person.says('halo');
    await until(() => inbox.got.length === 1);
    const long = { ...bubble(person.jid, `${'kata '.repeat(1_000)}akhir`), message: '7.1' };
    server.holdAcks = true;
    await expect(channel.send(long)).rejects.toMatchObject({ kind: 'unknown' });
    await until(() => person.heard.length === 1);
    server.holdAcks = false;
    const { externalId } = await channel.send(long);
    await until(() => person.heard.length === 2);
    expect(person.repeated).toBe(1);
    expect(person.heard.map(({ id }) => id)).toEqual([expect.any(String), externalId]);
    expect((await channel.send({ ...long, message: '7.2' })).externalId).not.toBe(externalId);
    expect(channel.resendable).toBe(true);
  });

  test('a message is changed while phones still show a change, and said anew later', async () => {
    const channel = await line.open(inbox);
    const person = line.server.person();
    await person.says('halo');
    await until(() => inbox.got.length === 1);
    const { externalId: edits } = await channel.send({ ...bubble(person.jid, 'Tugas 12'), message: '1.1' });
    const changed = { ...bubble(person.jid, 'Tugas 12: selesai'), edits, message: '1.2' };
    const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);
    expect((await channel.send({ ...changed, editsAt: minutesAgo(13) })).externalId).toBe(edits);
    await until(() => person.heard[0]?.text === 'Tugas 12: selesai');
    expect(person.heard).toHaveLength(1);
    const late = await channel.send({ ...changed, message: '1.3', editsAt: minutesAgo(16) });
    expect(late.externalId).not.toBe(edits);
    await person.hears(2);
  });

  test('tells when a phone has got a message of ours, and when it was read', async () => {
    const told: string[] = [];
    const channel = await line.open(inbox, {
      onStatus: async ({ externalId, state }) => told.push(`${externalId} ${state}`),
    });
    const person = line.server.person();
    await person.says('halo');
    await until(() => inbox.got.length === 1);
    const { externalId } = await channel.send(bubble(person.jid, 'Selamat pagi.'));
    await person.hears(1);
    person.reads(externalId);
    await until(() => told.length === 2);
    expect(told).toEqual([`${externalId} delivered`, `${externalId} read`]);
  });

  test('what only the phone may show is told to the office as something unknown', async () => {
    await line.open(inbox);
    const person = line.server.person();
    const attrs = { id: 'ONCE', from: person.jid, type: 'media', t: '1795000000' };
    line.server.offer(stanza('message', attrs, [stanza('unavailable', { type: 'view_once' })]));
    await until(() => inbox.got.length === 1);
    expect(inbox.got[0]).toMatchObject({ chat: person.jid, body: { kind: 'odd', what: 'unknown' } });
  });

  test('what only the phone may show is acknowledged when it is stored', async () => {
    await line.open(inbox);
    inbox.failures = 1;
    const attrs = { id: 'ONCE', from: line.server.person().jid, type: 'media', t: '1795000000' };
    line.server.offer(stanza('message', attrs, [stanza('unavailable', { type: 'view_once' })]));
    await until(() => inbox.got.length === 1);
    expect(line.server.logins.length).toBe(2);
    await line.server.until(({ pending }) => pending === 0);
  });

  test('one that sends very many keeps only itself waiting', async () => {
    await line.open(inbox);
    const [flood, other] = [line.server.person(), line.server.person()];
    await flood.says('pesan 0');
    await other.says('halo');
    await until(() => inbox.got.length === 2);
    inbox.onStored = () => new Promise((resolve) => setTimeout(resolve, 5));
    await Promise.all(numbered('pesan', 100).map((text) => flood.says(text)));
    await other.says('domisili');
    await until(() => inbox.got.length === 103);
    expect(inbox.texts.indexOf('domisili')).toBeLessThan(60);
    expect(inbox.texts.filter((text) => text.startsWith('pesan'))).toEqual([
      'pesan 0',
      ...numbered('pesan', 100),
    ]);
  });

  test('shows that it is typing', async () => {
    const channel = await line.open(inbox);
    const person = line.server.person();
    await person.says('halo');
    await until(() => inbox.got.length === 1);
    await channel.typing(person.jid);
    await line.server.until(({ typing }) => typing.some(({ to }) => to === person.jid));
  });

  test('what is typed on the ward phone is told apart from residents', async () => {
    const own: string[] = [];
    const seen = new Set<string>();
    await line.open(inbox, {
      onOwnMessage: async ({ chat, text }) => {
        seen.add(chat);
        own.push(text);
      },
    });
    const person = line.server.person();
    await line.server.phone.types(person, 'selesai');
    await until(() => own.length === 1);
    expect([...seen]).toEqual([person.jid]);
    expect(own).toEqual(['selesai']);
    expect(inbox.got).toEqual([]);
  });

  test('no session record is printed or logged, and no number or text is in the log', async () => {
    const channel = await line.open(inbox);
    const person = line.server.person();
    await person.says('rahasia saya');
    await until(() => inbox.got.length === 1);
    person.unreadable = 1;
    await channel.send(bubble(person.jid, 'jawaban'));
    await person.hears(1);
    const text = line.logged.join('');
    for (const secret of ['rahasia', 'jawaban', person.who.pn, person.who.lid, 'privKey', 'rootKey']) {
      expect(text, secret).not.toContain(secret);
    }
    // Nor is anything of it readable in the database.
    const rows = await line.database.sql`select * from wa_key`;
    const stored = Buffer.concat(rows.flatMap((row) => [row['key'] as Buffer, row['value'] as Buffer]));
    expect(rows.length).toBeGreaterThan(5);
    for (const secret of [person.who.pn, person.who.lid, line.server.account.pn]) {
      expect(stored.includes(secret)).toBe(false);
    }
    expect(await whatsAppStatus(line.database.sql, testSealer(), line.accountId)).toEqual({
      number: line.server.account.pn,
      refused: null,
      held: true,
      sent: { day: new Date().toISOString().slice(0, 10), count: 1 },
    });
  });
});

describe('linking', () => {
  beforeEach(async () => {
    line = await openLine({ linked: false });
  });

  test('by QR; then the line opens and works', async () => {
    const { signal } = new AbortController();
    const channel = line.channel();
    await channel.start(inbox, signal);
    await until(() => channel.state.what === 'unlinked');
    const showing = { onQr: (qr: string) => line.server.phone.scans(qr) };
    // The channel looks now and then whether it was linked, and holds the lease while it looks: that is waited for.
    expect(await linkWhatsApp({ ...line.common, signal }, showing)).toBe(line.server.account.pn);
    await until(() => channel.state.what === 'open');
    const person = line.server.person();
    await person.says('halo');
    await until(() => inbox.got.length === 1);
    await channel.send(bubble(person.jid, 'Selamat pagi.'));
    await person.hears(1);
  });

  test('by code; and unlinking forgets everything', async () => {
    const { signal } = new AbortController();
    const onCode = (code: string) => void line.server.phone.enters(code);
    await linkWhatsApp({ ...line.common, signal }, { phone: line.server.account.pn, onCode });
    const { sql } = line.database;
    expect(await sql`select 1 from wa_session`).toHaveLength(1);
    expect(await unlinkWhatsApp({ ...line.common, signal })).toBe(true);
    await until(() => line.server.account.companion === null);
    expect(await sql`select 1 from wa_session`).toHaveLength(0);
    // Only which number it was stays known, as a blind index.
    expect(await sql`select type from wa_key`).toEqual([{ type: 'own' }]);
  });

  test('unlinking tries again when its line breaks before the order has left', async () => {
    const { signal } = new AbortController();
    await linkWhatsApp({ ...line.common, signal }, { onQr: (qr) => line.server.phone.scans(qr) });
    line.server.failures.push(503, 440);
    expect(await unlinkWhatsApp({ ...line.common, signal })).toBe(true);
    await until(() => line.server.account.companion === null);
  });

  test('unlinking forgets the login even if WhatsApp cannot be told, and says so', async () => {
    const { signal } = new AbortController();
    await linkWhatsApp({ ...line.common, signal }, { onQr: (qr) => line.server.phone.scans(qr) });
    line.server.deaf = true;
    expect(await unlinkWhatsApp({ ...line.common, signal: AbortSignal.timeout(1_000) })).toBe(false);
    expect(line.server.account.companion).not.toBeNull();
    expect(await line.database.sql`select 1 from wa_session`).toHaveLength(0);
  });

  test('unlinking takes the line from a process that speaks for the number, and linking anew gives it back', async () => {
    const { signal } = new AbortController();
    const showing = { onQr: (qr: string) => line.server.phone.scans(qr) };
    await linkWhatsApp({ ...line.common, signal }, showing);
    const channel = await line.open(inbox);
    await unlinkWhatsApp({ ...line.common, signal });
    // The order to let go is on its way when the call returns; nobody answers it.
    await until(() => line.server.account.companion === null);
    await until(() => channel.state.what === 'unlinked');
    expect(channel.reach).toMatchObject({ up: false, why: 'the number is not linked' });
    await linkWhatsApp({ ...line.common, signal }, showing);
    await until(() => channel.state.what === 'open');
    expect(channel.reach.up).toBe(true);
  });

  test('under another number nobody is known: nobody is written to who does not know it', async () => {
    const { signal } = new AbortController();
    const showing = { onQr: (qr: string) => line.server.phone.scans(qr) };
    await linkWhatsApp({ ...line.common, signal }, showing);
    const channel = await line.open(inbox);
    const person = line.server.person();
    await person.says('halo');
    await until(() => inbox.got.length === 1);
    await channel.stop();
    const { sql } = line.database;
    await unlinkWhatsApp({ ...line.common, signal });
    await linkWhatsApp({ ...line.common, signal }, showing);
    expect(await sql`select 1 from wa_key where type = 'heard'`).toHaveLength(1);
    await unlinkWhatsApp({ ...line.common, signal });
    const other = await startWhatsApp();
    try {
      const its = { ...line.common, line: { ...line.common.line, url: other.url }, signal };
      await linkWhatsApp(its, { onQr: (qr) => other.phone.scans(qr) });
      expect(await sql`select 1 from wa_key where type = 'heard'`).toHaveLength(0);
    } finally {
      await other.stop();
    }
  });

  test('is given up when nobody scans', async () => {
    const giveUp = new AbortController();
    const linking = linkWhatsApp({ ...line.common, signal: giveUp.signal }, { onQr: () => giveUp.abort() });
    await expect(linking).rejects.toThrow('was not linked');
    const { sql } = line.database;
    expect(await sql`select 1 from channel_lease where expires_at > clock_timestamp()`).toHaveLength(0);
  });
});
