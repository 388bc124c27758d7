import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type NumberKeeper, NumberRefused } from '../../src/channels/number-keeper.ts';
import { account, message, notice } from '../../src/db/schema/index.ts';
import { AccountBook } from '../../src/engine/accounts.ts';
import { chatKey } from '../../src/engine/chats.ts';
import { manageNumber, type NumberWorkDeps, tellNumberFailed } from '../../src/engine/number-work.ts';
import { TAKE_OVER_MS, takeOver } from '../../src/engine/take-over.ts';
import { createFileStore, type FileStore } from '../../src/files/store.ts';
import { type RequestsFixture, requestsFixture } from '../domain/requests-fixture.ts';
import { deps } from '../domain/wards-fixture.ts';
import { changeChat, chatRow, processOf, toldIn } from './beside.ts';

/** What happens beside the turns: the office writes by hand and links its number. */

let fixture: RequestsFixture;
let folder: string;
let files: FileStore;
let accountId: string;
let own: ReturnType<typeof surroundings>;
let committed = 0;
beforeAll(async () => {
  fixture = await requestsFixture({ certificate: false });
  folder = await mkdtemp(join(tmpdir(), 'halo-by-hand-'));
  files = createFileStore(folder, deps.sealer);
  const [row] = await fixture.db.select().from(account);
  accountId = row?.id ?? '';
  own = surroundings();
});
beforeEach(async () => {
  committed = 0;
  await fixture.db.delete(notice);
});
afterAll(async () => {
  await fixture.drop();
  await rm(folder, { recursive: true, force: true });
});

function surroundings() {
  return {
    ...processOf(fixture),
    accounts: new AccountBook(fixture.clock),
    committed: () => {
      committed += 1;
    },
  };
}

const told = () => toldIn(fixture);
const change = (id: number, to: Parameters<typeof changeChat>[2]) => changeChat(fixture, id, to);

describe('the office writes by hand', () => {
  let chat: number;
  beforeEach(async () => {
    chat = await fixture.newConversation();
    await change(chat, { chatKey: chatKey(deps.sealer, accountId, `c${chat}`) });
  });
  const write = (text: string, externalId: string) =>
    takeOver(own, { accountId, externalId, chat: `c${chat}`, at: fixture.clock.now(), text });

  test('the bot keeps silent there for twelve hours, and what was written belongs to the chat, once', async () => {
    await write('Selamat pagi', `a${chat}`);
    await write('Selamat pagi', `a${chat}`);
    const until = new Date(fixture.clock.now().getTime() + TAKE_OVER_MS);
    expect(await chatRow(fixture, chat)).toMatchObject({ mutedUntil: until, messages: 1 });
    const [row] = await fixture.db.select().from(message).where(eq(message.conversationId, chat));
    expect(row).toMatchObject({ direction: 'out', outcome: 'sent', due: null });
    const body = deps.sealer.openText(`message|body|${chat}.1`, row?.body ?? Buffer.from(''));
    expect(JSON.parse(body)).toEqual({ text: 'Selamat pagi', choices: [], file: null, askPhone: false });
    expect(await told()).toEqual([]);
    expect(committed).toBeGreaterThan(0);
  });

  test('"selesai" gives it back, which the resident hears if the bot was silent', async () => {
    await write(' Selesai! ', `a${chat}`);
    expect((await chatRow(fixture, chat)).mutedUntil).toBeNull();
    expect(await told(), 'it was not').toEqual([]);
    await write('tunggu', `b${chat}`);
    await write('selesai', `c${chat}`);
    expect((await chatRow(fixture, chat)).mutedUntil).toBeNull();
    expect(await told()).toEqual([{ to: chat, key: null, kind: 'handedBack' }]);
    await fixture.db.delete(notice);
    await change(chat, { mutedUntil: fixture.clock.now() });
    await write('selesai', `d${chat}`);
    expect(await told(), 'the silence was over by itself').toEqual([]);
  });

  test('not in a chat of the office, nor in one that never wrote to us', async () => {
    await change(chat, { staffId: fixture.staff.kasi });
    await write('halo', `a${chat}`);
    expect(await chatRow(fixture, chat)).toMatchObject({ mutedUntil: null, messages: 0 });
    const stranger = {
      accountId,
      externalId: `s${chat}`,
      chat: 'nobody',
      at: fixture.clock.now(),
      text: 'x',
    };
    await expect(takeOver(own, stranger)).resolves.toBeUndefined();
  });
});

describe('the number of the ward', () => {
  const keeper = (change: Partial<NumberKeeper>): NumberKeeper => ({
    status: async () => [],
    link: async () => '628',
    unlink: async () => ({ number: '628', told: true }),
    ...change,
  });
  const manage = async (what: 'link' | 'status' | 'unlink', numbers: NumberKeeper | null) => {
    const conversationId = await fixture.newConversation();
    const given = { ...own, files, numbers, stopping: new AbortController().signal };
    const job = {
      kind: 'job',
      queue: 'number',
      what,
      wardId: fixture.wardId,
      phone: null,
      conversationId,
    } as const;
    await manageNumber(given as unknown as NumberWorkDeps, job);
    const rows = await told();
    expect(rows.every(({ to }) => to === conversationId)).toBe(true);
    return rows.map(({ to: _, key: __, kind: ___, ...rest }) => rest);
  };
  const plain = { detail: '', file: null, numbers: [] };

  test('is shown as it stands; a login that is refused is none', async () => {
    const kept = { name: 'a', number: '628', refused: null, held: true };
    const status = async () => [kept, { ...kept, name: 'b', refused: 'loggedOut', held: false }];
    const said = await manage('status', keeper({ status } as unknown as Partial<NumberKeeper>));
    const numbers = [
      { name: 'a', number: '628', held: true },
      { name: 'b', number: null, held: false },
    ];
    expect(said).toEqual([{ ...plain, what: 'status', numbers }]);
  });

  test('is linked by QR after QR, each kept only while it is of use', async () => {
    let kept: boolean[] = [];
    const said = await manage(
      'link',
      keeper({
        link: async (_, { onQr }) => {
          await onQr(Buffer.from('one'));
          await onQr(Buffer.from('two'));
          const shown = (await told()) as unknown as { file: { id: string } }[];
          kept = await Promise.all(shown.map(({ file }) => files.has(`qr/${file.id}`)));
          return '628123';
        },
      }),
    );
    const file = { kind: 'qr', id: expect.any(String), name: 'kode-wa.png', mime: 'image/png' };
    expect(said).toEqual([
      { ...plain, what: 'qr', file },
      { ...plain, what: 'qr', file },
      { ...plain, what: 'linked', detail: '628123' },
    ]);
    expect(kept).toEqual([true, true]);
    for (const { file: shown } of said.slice(0, 2) as unknown as { file: { id: string } }[])
      expect(await files.has(`qr/${shown.id}`)).toBe(false);
  });

  test('or by a code to type, or let go of', async () => {
    const link: NumberKeeper['link'] = async (_, { onCode }) => {
      await onCode('ABCD1234');
      return '628';
    };
    expect(await manage('link', keeper({ link }))).toEqual([
      { ...plain, what: 'code', detail: 'ABCD1234' },
      { ...plain, what: 'linked', detail: '628' },
    ]);
    await fixture.db.delete(notice);
    expect(await manage('unlink', keeper({}))).toEqual([{ ...plain, what: 'unlinked', detail: '628' }]);
    await fixture.db.delete(notice);
    const alone = keeper({ unlink: async () => ({ number: '628', told: false }) });
    expect(await manage('unlink', alone)).toEqual([{ ...plain, what: 'forgotten', detail: '628' }]);
  });

  test('what fails is told with its reason; what may go better is tried again by the queue', async () => {
    const refused = keeper({ link: () => Promise.reject(new NumberRefused('taken')) });
    expect(await manage('link', refused)).toEqual([{ ...plain, what: 'failed', detail: 'taken' }]);
    await fixture.db.delete(notice);
    expect(await manage('status', null)).toEqual([{ ...plain, what: 'failed', detail: 'none' }]);
    await fixture.db.delete(notice);
    const broken = keeper({ unlink: () => Promise.reject(new Error('network')) });
    await expect(manage('unlink', broken)).rejects.toThrow('network');
    const conversationId = await fixture.newConversation();
    await tellNumberFailed(own as unknown as NumberWorkDeps, { conversationId } as never);
    expect(await told()).toMatchObject([{ to: conversationId, what: 'failed', detail: '' }]);
  });
});
