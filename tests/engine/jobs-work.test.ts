import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Channel, SendFailure } from '../../src/channels/port.ts';
import { account, conversation, document, letter, notice } from '../../src/db/schema/index.ts';
import { keepReference } from '../../src/documents/documents.ts';
import type { Prepared } from '../../src/documents/refusal.ts';
import { AccountBook } from '../../src/engine/accounts.ts';
import { createJobWorker, type WorkDeps } from '../../src/engine/work.ts';
import { createFileStore, type FileStore } from '../../src/files/store.ts';
import {
  DEMO,
  letterIdOf,
  type RequestsFixture,
  type ResidentActor,
  requestsFixture,
} from '../domain/requests-fixture.ts';
import { deps } from '../domain/wards-fixture.ts';
import { processOf, toldIn } from './beside.ts';

/** The slow work beside the turns: a file is fetched, a letter that cannot be made is told of. */

const FINE: Extract<Prepared, { ok: true }> = {
  ok: true,
  bytes: Buffer.from('clean'),
  mime: 'image/jpeg',
  width: 1,
  height: 1,
  tiny: false,
  blurry: false,
};

let fixture: RequestsFixture;
let folder: string;
let files: FileStore;
let accountId: string;
let owner: ResidentActor;
let prepared: Prepared;
let fetched: () => Promise<Uint8Array>;
beforeAll(async () => {
  fixture = await requestsFixture();
  folder = await mkdtemp(join(tmpdir(), 'halo-work-'));
  files = createFileStore(folder, deps.sealer);
  const [row] = await fixture.db.select().from(account);
  accountId = row?.id ?? '';
  owner = await fixture.resident(DEMO.warga1);
});
beforeEach(async () => {
  await fixture.db.delete(notice);
  prepared = FINE;
  fetched = async () => Buffer.from('raw');
});
afterAll(async () => {
  await fixture.drop();
  await rm(folder, { recursive: true, force: true });
});

function worker(channel: Partial<Channel> | null = { fetch: () => fetched() }) {
  return createJobWorker({
    ...processOf(fixture),
    files,
    accounts: new AccountBook(fixture.clock),
    jobs: { send: async () => undefined },
    committed: () => undefined,
    studio: { prepare: async () => prepared, stop: async () => undefined },
    numbers: null,
    channelOf: () => channel ?? undefined,
  } as unknown as WorkDeps & Parameters<typeof createJobWorker>[0]);
}

async function told() {
  return (await toldIn(fixture)).map(({ key: _, ...rest }) => rest);
}

const jobOf = async (ref = 'x') => {
  const media = { ref, mime: 'image/jpeg', name: 'x.jpg', size: 1 };
  const { personId, conversationId } = owner;
  const documentId = await fixture.run((tx, { now }) =>
    keepReference(tx, deps, { personId, wardId: fixture.wardId, item: 'ktp', media, now }),
  );
  return { kind: 'job', queue: 'document', documentId, accountId, conversationId } as const;
};
const stateOf = async (id: string) =>
  (await fixture.db.select().from(document).where(eq(document.id, id)))[0]?.state;

describe('a file', () => {
  test('is fetched, kept and told of, once, however often the job runs', async () => {
    const job = await jobOf();
    await worker().run(job);
    await worker().run(job);
    const { documentId } = job;
    expect(await told()).toEqual([
      { to: owner.conversationId, kind: 'stored', documentId, item: 'ktp', blurry: false },
    ]);
    expect(await stateOf(documentId)).toBe('stored');
    expect((await files.get(`document/${documentId}`)).toString()).toBe('clean');
  });

  test.for([
    [{ blurry: true, tiny: false }, true],
    [{ blurry: false, tiny: true }, true],
  ] as const)('that is hard to read (%o) is kept, with a word on it', async ([hints, blurry]) => {
    prepared = { ...FINE, ...hints };
    await worker().run(await jobOf());
    expect(await told()).toMatchObject([{ kind: 'stored', blurry }]);
  });

  test('that is no picture is told to be unreadable, with the reason', async () => {
    prepared = { ok: false, why: 'damaged' };
    const job = await jobOf();
    await worker().run(job);
    const { documentId } = job;
    expect(await told()).toEqual([
      { to: owner.conversationId, kind: 'unreadable', documentId, item: 'ktp', why: 'damaged' },
    ]);
    expect(await stateOf(documentId)).toBe('refused');
  });

  test.for([
    ['gone', 'no longer there', 'gone'],
    ['giveUp', 'over the limit', 'too-big'],
    ['giveUp', 'refused', 'gone'],
  ] as const)(
    'that the channel will never give (%s, %s) is asked for anew: %s',
    async ([kind, text, why]) => {
      fetched = () => Promise.reject(new SendFailure(kind, text));
      await worker().run(await jobOf());
      expect(await told()).toMatchObject([{ kind: 'unreadable', why }]);
    },
  );

  test('that may come later is tried again, and told of only when it was given up', async () => {
    const job = await jobOf();
    for (const error of [new SendFailure('retry', 'x'), new SendFailure('unknown', 'x'), new Error('x')]) {
      fetched = () => Promise.reject(error);
      await expect(worker().run(job)).rejects.toThrow(error);
    }
    await expect(worker(null).run(job)).rejects.toThrow('not running here');
    expect(await told()).toEqual([]);
    await worker().giveUp(job, new Error('x'));
    expect(await told()).toMatchObject([{ kind: 'unreadable', why: 'gone' }]);
  });

  test('uploaded to a page of ours is read from the store, and stays only where it is shown', async () => {
    const upload = `upload/${'a'.repeat(32)}` as const;
    await files.put(upload, Buffer.from('raw'));
    fetched = () => Promise.reject(new Error('the channel is not asked'));
    await worker().run(await jobOf(upload));
    expect(await told()).toMatchObject([{ kind: 'stored' }]);
    expect(await files.has(upload), 'the chat page shows it').toBe(true);
    await fixture.db.update(account).set({ channel: 'telegram' }).where(eq(account.id, accountId));
    await worker().run(await jobOf(upload));
    expect(await files.has(upload), 'a secure page does not').toBe(false);
    await fixture.db.update(account).set({ channel: 'web' }).where(eq(account.id, accountId));
  });
});

describe('a letter that cannot be made', () => {
  test('is told to the office, and the resident hears that it is signed and in the making', async () => {
    for (const key of ['operator1', 'lurah', 'kasi'] as const) {
      const chat = await fixture.newConversation();
      await fixture.db
        .update(conversation)
        .set({ staffId: fixture.staff[key] })
        .where(eq(conversation.id, chat));
    }
    const { id, task, number } = await fixture.requestIn('signed', owner);
    const letterId = await fixture.run((tx) => letterIdOf(tx, id));
    const [row] = await fixture.db.select().from(letter).where(eq(letter.id, letterId));
    await worker().giveUp({ kind: 'job', queue: 'letter', letterId }, new Error('x'));
    const alert = { kind: 'alert', what: 'letterFailed', number: row?.number, detail: null };
    const all = await told();
    expect(all).toHaveLength(3);
    expect(all.filter(({ kind }) => kind === 'alert')).toMatchObject([alert, alert]);
    expect(all.find(({ kind }) => kind === 'moved')).toEqual({
      to: owner.conversationId,
      kind: 'moved',
      requestId: id,
      task,
      number,
      service: 'domisili',
      what: 'signed',
      holder: 'pembuatan surat',
    });
    await fixture.db.delete(notice);
    const nobody = '00000000-0000-7000-8000-000000000000';
    await worker().giveUp({ kind: 'job', queue: 'letter', letterId: nobody }, new Error('x'));
    await worker().run({ kind: 'job', queue: 'letter', letterId: nobody });
    expect(await told()).toEqual([]);
  });
});

test('a number is managed where there is somebody to manage it, and its failure told', async () => {
  const { conversationId } = owner;
  const job = {
    kind: 'job',
    queue: 'number',
    what: 'status',
    wardId: fixture.wardId,
    phone: null,
    conversationId,
  } as const;
  await worker().run(job);
  await worker().giveUp(job, new Error('x'));
  expect(await told()).toMatchObject([
    { what: 'failed', detail: 'none' },
    { what: 'failed', detail: '' },
  ]);
});
