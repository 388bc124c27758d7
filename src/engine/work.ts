import { and, desc, eq, gte } from 'drizzle-orm';
import type { MediaRef } from '../../flows/kit/message.ts';
import { type Channel, SendFailure } from '../channels/port.ts';
import { fetchUpload, isUpload } from '../channels/uploads.ts';
import { conversation, document, letter, linkCode, request } from '../db/schema/index.ts';
import { transaction } from '../db/transaction.ts';
import { refuse, type Stored, store } from '../documents/documents.ts';
import { MAX_BYTES } from '../documents/refusal.ts';
import type { Studio } from '../documents/studio.ts';
import type { FileName, FileStore } from '../files/store.ts';
import { makeLetter } from '../letters/issue.ts';
import type { Workshop } from '../letters/workshop.ts';
import { tellRoles } from '../requests/people.ts';
import { letterMade } from '../requests/sign.ts';
import type { EngineOptions } from './engine.ts';
import type { JobWorker } from './jobs.ts';
import { manageNumber, type NumberWorkDeps, tellNumberFailed } from './number-work.ts';
import { insertNotices, queueConsequences } from './queue.ts';
import { IDS_A_TURN } from './surroundings.ts';

/** What the jobs need beside what a turn needs. */
export interface WorkDeps extends NumberWorkDeps {
  readonly files: FileStore;
  readonly studio: Studio;
  readonly workshop: Workshop;
  readonly channelOf: (accountId: string) => Channel | undefined;
}

/** What the jobs do; each ends in a notice to a conversation, so that the flow hears of it like of anything else. */
export function createJobWorker(deps: WorkDeps & Pick<EngineOptions, 'jobs'>): JobWorker {
  return {
    run: (job) => {
      if (job.queue === 'number') return manageNumber(deps, job);
      return job.queue === 'letter' ? makeAndDeliver(deps, job.letterId) : fetchDocument(deps, job);
    },
    giveUp: async (job) => {
      if (job.queue === 'number') await tellNumberFailed(deps, job);
      else if (job.queue === 'letter') await tellLetterFailed(deps, job.letterId);
      else await tellStored(deps, job.conversationId, await refuse(deps.db, deps, job.documentId, 'gone'));
    },
  };
}

async function makeAndDeliver(deps: WorkDeps & Pick<EngineOptions, 'jobs'>, letterId: string): Promise<void> {
  const [row] = await deps.db.select({ wardId: letter.wardId }).from(letter).where(eq(letter.id, letterId));
  if (!row) return;
  const known = await deps.wards.ward(deps.db, row.wardId);
  await makeLetter(deps.db, deps, letterId, deps.wards.timeOf(known.ward));
  await deps.ids.during(IDS_A_TURN, () =>
    transaction(deps.sql, async (both) => {
      const office = deps.wards.office(await deps.wards.ward(both.tx, row.wardId));
      const made = await letterMade(both.tx, office, { kind: 'system', channel: 'system' }, letterId);
      await queueConsequences(both, deps, office, made.follow);
    }),
  );
  deps.committed();
}

/** The number is kept and the making can be started again by hand; office and resident know before they ask. */
async function tellLetterFailed(
  deps: WorkDeps & Pick<EngineOptions, 'jobs'>,
  letterId: string,
): Promise<void> {
  const [row] = await deps.db
    .select({
      wardId: letter.wardId,
      number: letter.number,
      conversationId: request.conversationId,
      about: {
        requestId: request.id,
        task: request.task,
        number: request.number,
        service: request.service,
      },
    })
    .from(letter)
    .innerJoin(request, eq(request.id, letter.requestId))
    .where(eq(letter.id, letterId));
  if (!row) return;
  await deps.ids.during(IDS_A_TURN, () =>
    transaction(deps.sql, async (both) => {
      const office = deps.wards.office(await deps.wards.ward(both.tx, row.wardId));
      const notice = { kind: 'alert', what: 'letterFailed', number: row.number, detail: null } as const;
      await queueConsequences(both, deps, office, [
        ...(await tellRoles(both.tx, office, ['operator', 'lurah'], notice)),
        // Signing is told with the letter; here the letter keeps the resident waiting.
        {
          kind: 'tell',
          to: { personOf: row.conversationId },
          notice: { kind: 'moved', ...row.about, what: 'signed', holder: 'pembuatan surat' },
        },
      ]);
    }),
  );
  deps.committed();
}

async function fetchDocument(
  deps: WorkDeps,
  job: { documentId: string; accountId: string; conversationId: number },
): Promise<void> {
  const uploads: FileName[] = [];
  const fetchBytes = async (media: MediaRef): Promise<Uint8Array> => {
    // One byte more than is allowed, so that the studio can say "too big" instead of "damaged".
    const most = MAX_BYTES + 1;
    if (isUpload(media.ref)) {
      uploads.push(media.ref);
      return fetchUpload(deps.files, media, most);
    }
    const channel = deps.channelOf(job.accountId);
    if (!channel) throw new Error('the channel of this file is not running here');
    return channel.fetch(media, most);
  };
  let stored: Stored;
  try {
    stored = await store(deps.db, deps, job.documentId, fetchBytes);
  } catch (error) {
    if (!(error instanceof SendFailure) || error.kind === 'retry' || error.kind === 'unknown') throw error;
    stored = await refuse(
      deps.db,
      deps,
      job.documentId,
      error.message.includes('limit') ? 'too-big' : 'gone',
    );
  }
  // The prepared copy is kept now. Our own chat pages go on to show what was sent there.
  if (uploads.length > 0 && (await deps.accounts.get(deps.db, job.accountId)).channel !== 'web')
    for (const upload of uploads) await deps.files.remove(upload);
  await tellStored(deps, job.conversationId, stored);
}

async function tellStored(deps: WorkDeps, from: number, stored: Stored): Promise<void> {
  const conversationId = await draftWentTo(deps, from, stored.documentId);
  const [chat] = await deps.db
    .select({ wardId: conversation.wardId })
    .from(conversation)
    .where(eq(conversation.id, conversationId));
  if (!chat) return;
  const { documentId, item } = stored;
  const body =
    stored.kind === 'stored'
      ? ({ kind: 'stored', documentId, item, blurry: stored.blurry || stored.tiny } as const)
      : ({ kind: 'unreadable', documentId, item, why: stored.why } as const);
  await deps.ids.during(IDS_A_TURN, () =>
    transaction(deps.sql, async (both) => {
      const office = deps.wards.office(await deps.wards.ward(both.tx, chat.wardId));
      // A job that runs twice tells once.
      await insertNotices(both, deps.sealer, office, [
        { conversationId, kind: body.kind, key: `${body.kind}:${documentId}`, dueAt: office.now, body },
      ]);
    }),
  );
  deps.committed();
}

/** The chat in which the draft goes on that a paper was sent to, if it went elsewhere since: the paper follows it. */
async function draftWentTo({ db }: WorkDeps, from: number, documentId: string): Promise<number> {
  const [link] = await db
    .select({ to: linkCode.toConversationId })
    .from(linkCode)
    .innerJoin(document, eq(document.id, documentId))
    .where(and(eq(linkCode.conversationId, from), gte(linkCode.usedAt, document.createdAt)))
    .orderBy(desc(linkCode.usedAt))
    .limit(1);
  return link?.to ?? from;
}
