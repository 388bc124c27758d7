import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createWebChannel } from '../../src/channels/web/channel.ts';
import { account, conversation, device, inbox } from '../../src/db/schema/index.ts';
import { transaction } from '../../src/db/transaction.ts';
import { createFileStore } from '../../src/files/store.ts';
import { endForgotten } from '../../src/opening/kiosk.ts';
import {
  addDevice,
  admitDevice,
  DEVICE_CODE_MS,
  deviceOf,
  devicesOf,
  revokeDevice,
} from '../../src/wards/devices.ts';
import type { KioskView, Ticket } from '../../src/web/kiosk/port.ts';
import { createKiosk } from '../../src/web/kiosk/room.ts';
import { withCode } from '../../src/web/kiosk/ticket.ts';
import { deps, type KioskOffice, openKioskOffice, type Process } from './office.ts';

let office: KioskOffice;
beforeEach(async () => {
  office = await openKioskOffice();
});
afterEach(() => office.close());

/** A screen without a browser: its cookie and the key of its session. */
interface Screen {
  readonly cookie: string;
  readonly session: string;
}

const call = (
  site: Process,
  path: string,
  { cookie, session }: Partial<Screen>,
  body?: object,
  more: Record<string, string> = {},
) =>
  fetch(`${site.url}/anjungan${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      ...(cookie ? { cookie } : {}),
      ...(session ? { 'x-sesi': session } : {}),
      ...(body ? { 'content-type': 'application/json' } : {}),
      ...more,
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });

async function letIn(site: Process, more: Record<string, string> = {}) {
  const { code } = await office.code();
  const answer = await call(site, '/api/device', {}, { code: code.toLowerCase().replace('-', ' ') }, more);
  const set = answer.headers.get('set-cookie') ?? '';
  return { status: answer.status, set, cookie: set.split(';')[0] ?? '' };
}

async function begin(site: Process, language = 'id'): Promise<Screen & { view: KioskView }> {
  const { cookie } = await letIn(site);
  const answer = await call(site, '/api/sessions', { cookie }, { language });
  return { cookie, ...((await answer.json()) as { session: string; view: KioskView }) };
}

const text = (words: string) => ({ kind: 'text', id: randomUUID(), text: words });

describe('a device code', () => {
  it('works once, not after half an hour, not when switched off, and for one of two screens at once', async () => {
    const { db, sql } = office.database;
    const { code } = await office.code();
    const now = new Date();
    const admit = (code: string, at = now) =>
      transaction(sql, ({ tx }) => admitDevice(tx, deps, { code, now: at }));
    const both = await Promise.all([admit(code), admit(code)]);
    const won = both.flatMap((one) => one ?? []);
    expect(won).toHaveLength(1);
    expect(await admit(code)).toBe(null);
    expect(await deviceOf(db, deps, won[0]?.token ?? '', now)).toMatchObject({ wardId: office.ward.id });
    expect(await deviceOf(db, deps, 'x'.repeat(43), now)).toBe(null);

    const late = await addDevice(db, deps, { wardId: office.ward.id, name: 'Loket 2', now });
    expect(await admit(late.code, new Date(now.getTime() + DEVICE_CODE_MS))).toBe(null);
    expect((await devicesOf(db, office.ward.id, late.expiresAt)).map(({ state }) => state)).toEqual([
      'on',
      'expired',
    ]);
    const off = await addDevice(db, deps, { wardId: office.ward.id, name: 'Loket 3', now });
    const byNobody = { id: off.id, wardId: randomUUID(), now };
    expect(await revokeDevice(db, byNobody)).toBe(false);
    expect(await revokeDevice(db, { ...byNobody, wardId: office.ward.id })).toBe(true);
    expect(await admit(off.code)).toBe(null);
    // Neither a code nor a token lies in the table.
    const rows = JSON.stringify(await db.select().from(device));
    expect(rows).not.toContain(code.replace('-', ''));
    expect(rows).not.toContain(won[0]?.token);
  });

  it('is tried five times from one address, also when the sixth would be right', async () => {
    const site = await office.process();
    for (let tries = 0; tries < 5; tries += 1)
      expect((await call(site, '/api/device', {}, { code: 'AAAA-2222' })).status).toBe(400);
    expect((await letIn(site)).status).toBe(429);
  });

  it('leaves a cookie that no script reads, for https only where https is', async () => {
    const plain = await office.process();
    const flags = (set: string) => set.replace(/=[\w-]+;/, ';').toLowerCase();
    expect(flags((await letIn(plain)).set)).toBe(
      'anjungan; max-age=34560000; path=/anjungan; httponly; samesite=strict',
    );
    const open = await office.process({ publicUrl: 'https://halo.example.go.id' });
    expect((await letIn(open, { 'x-forwarded-proto': 'https' })).set).toContain('Secure');
    expect((await letIn(open)).set).not.toContain('Secure');
  });
});

describe('without', () => {
  it('a device there is no chat, and without its own session none either', async () => {
    const site = await office.process();
    expect((await call(site, '/api/sessions', {}, { language: 'id' })).status).toBe(401);
    expect(await (await call(site, '', {})).text()).toContain('Kode perangkat');
    const one = await begin(site);
    const other = await begin(site);
    expect((await call(site, '/api/chat?seen=0', one)).status).toBe(200);
    expect((await call(site, '/api/chat?seen=0', { ...one, cookie: other.cookie })).status).toBe(410);
    expect((await call(site, '/api/chat?seen=0', { session: one.session })).status).toBe(401);
    const forged = one.session.replace(/^./, (first) => (first === '0' ? '1' : '0'));
    expect((await call(site, '/api/messages', { ...one, session: forged }, text('halo'))).status).toBe(410);
  });

  it('a page of this office nothing is posted', async () => {
    const site = await office.process();
    const screen = await begin(site);
    const foreign = { origin: 'https://jahat.example', 'sec-fetch-site': 'cross-site' };
    expect((await call(site, '/api/messages', screen, text('halo'), foreign)).status).toBe(403);
    expect((await call(site, '/api/messages', screen, { kind: 'text', text: 'halo' })).status).toBe(400);
  });
});

describe('the chat of a screen', () => {
  it('tells from the stored question what it takes, in the language that was chosen', async () => {
    const site = await office.process();
    const screen = await begin(site, 'en');
    expect(screen.view.language).toBe('en');
    expect(screen.view.messages.some(({ from }) => from === 'me')).toBe(false);
    const say = async (words: string) =>
      (await (await call(site, '/api/messages', screen, text(words))).json()) as KioskView;
    expect((await say('domisili')).question).toMatchObject({ accept: { kind: 'none' } });
    const asked = await say('1');
    expect(asked.question?.accept).toEqual({ kind: 'identity' });
    expect(asked.question?.choices.map(({ n }) => n)).toEqual(['1', '0']);
    expect(asked.draft).toBe(true);
  });

  it('takes a repeated post once', async () => {
    const site = await office.process();
    const screen = await begin(site);
    const post = text('domisili');
    const first = (await (await call(site, '/api/messages', screen, post)).json()) as KioskView;
    const again = (await (await call(site, '/api/messages', screen, post)).json()) as KioskView;
    expect(again.revision).toBe(first.revision);
  });

  it('shows what another process has answered, though this one sent nothing', async () => {
    const here = await office.process();
    const there = await office.process();
    const screen = await begin(here);
    const waiting = call(here, `/api/chat?seen=${screen.view.revision}`, screen);
    const answer = await call(there, '/api/messages', screen, text('domisili'));
    const shown = (await answer.json()) as KioskView;
    const seen = (await (await waiting).json()) as KioskView;
    expect(seen.messages).toEqual(shown.messages);
    expect(seen.question).toEqual(shown.question);
  });

  it('is looked up in the table, so that a process that hears nothing of it shows it too', async () => {
    const site = await office.process();
    const screen = await begin(site);
    const { db } = office.database;
    const [held] = await db.select().from(account).where(eq(account.channel, 'web'));
    const files = createFileStore('/nowhere', deps.sealer);
    const deaf = createWebChannel({ ...deps, accountId: held?.id ?? '', files });
    const kiosk = createKiosk({
      ...deps,
      db,
      ward: office.ward,
      channel: deaf,
      now: async () => deps.clock.now(),
      services: new Map(),
      openings: {},
      linkCode: async () => '',
      doors: () => [],
      readAttachment: async () => new Uint8Array(),
    });
    const chat = `anjungan:${screen.session.split('.')[0]}`;
    const news = kiosk.changed(chat, screen.view.revision, 600_000, new AbortController().signal);
    await call(site, '/api/messages', screen, text('domisili'));
    await news;
    expect((await kiosk.view(chat))?.messages.at(-1)?.text).toContain('Apakah Bapak/Ibu setuju');
  });

  it('goes on where another process was before it ended', async () => {
    const first = await office.process();
    const screen = await begin(first);
    await call(first, '/api/messages', screen, text('domisili'));
    await first.stop();
    const second = await office.process();
    const view = (await (await call(second, '/api/messages', screen, text('1'))).json()) as KioskView;
    expect(view.question?.accept.kind).toBe('identity');
  });

  it('is held open no longer than the server runs', async () => {
    const site = await office.process();
    const screen = await begin(site);
    const waiting = call(site, `/api/chat?seen=${screen.view.revision}`, screen).then(
      () => 'answered',
      () => 'cut',
    );
    await site.stop();
    expect(['answered', 'cut']).toContain(await waiting);
  });

  it('that nobody ended is over after a quarter of an hour without a word', async () => {
    const site = await office.process();
    const { db } = office.database;
    const screen = await begin(site);
    const [held] = await db.select().from(account).where(eq(account.channel, 'web'));
    const { now } = await site.house.officeOf(office.ward.id);
    const gone = async () => (await db.select({ at: conversation.goneAt }).from(conversation))[0]?.at;
    await endForgotten(db, held?.id ?? '', new Date(now.getTime() + 14 * 60_000));
    expect(await gone()).toBe(null);
    await endForgotten(db, held?.id ?? '', new Date(now.getTime() + 16 * 60_000));
    expect(await gone()).not.toBe(null);
    expect((await call(site, '/api/messages', screen, text('1'))).status).toBe(410);
    expect((await db.select().from(inbox)).length).toBe(1);
  });
});

describe('the way to a phone', () => {
  it('takes what was begun along to the chat that sends the code, also after the end of the session', async () => {
    const site = await office.process();
    const counter = await begin(site);
    await call(site, '/api/messages', counter, text('domisili'));
    const ended = await call(site, '/api/end', counter, { ticket: true });
    const { ticket } = (await ended.json()) as { ticket: Ticket };
    expect(ticket).toMatchObject({ draft: true, receipts: [] });
    expect(ticket.doors.map(({ label }) => label)).toEqual(['WhatsApp', 'Telegram']);
    // Any chat of the ward may send it; here it is one of another screen.
    const other = await begin(site);
    const answer = await call(site, '/api/messages', other, text(`sambung ${ticket.code}`));
    expect(((await answer.json()) as KioskView).draft).toBe(true);
  });

  it('writes the words where the app takes words, and the code where it takes a code', () => {
    expect(withCode('https://wa.me/6281339000000', 'ABCD-2345')).toBe(
      'https://wa.me/6281339000000?text=sambung%20ABCD-2345',
    );
    expect(withCode('https://t.me/naikoten2_bot', 'ABCD-2345')).toBe(
      'https://t.me/naikoten2_bot?start=sambung_ABCD2345',
    );
    expect(withCode('https://lain.example/x', 'ABCD-2345')).toBe(null);
  });
});
