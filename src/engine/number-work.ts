import { eq } from 'drizzle-orm';
import type { Notice } from '../../flows/kit/notices.ts';
import { type KeptNumber, type NumberKeeper, NumberRefused } from '../channels/number-keeper.ts';
import { conversation } from '../db/schema/index.ts';
import { transaction } from '../db/transaction.ts';
import { uuid7 } from '../entropy.ts';
import type { FileStore } from '../files/store.ts';
import type { Consequence } from '../requests/office.ts';
import type { EngineOptions } from './engine.ts';
import { insertNotices } from './queue.ts';
import { IDS_A_TURN } from './surroundings.ts';

/** What managing numbers from a chat needs. */
export interface NumberWorkDeps extends Omit<EngineOptions, 'jobs'> {
  readonly files: FileStore;
  /** Null where there are no numbers to manage, as in a played office. */
  readonly numbers: NumberKeeper | null;
  /** The process is stopping: what is not finished is tried again by the next one. */
  readonly stopping: AbortSignal;
}

type NumberJob = Extract<Consequence, { kind: 'job'; queue: 'number' }>;
type News = Extract<Notice, { kind: 'number' }>;

/** Links, lets go of or looks at the ward's own number, and tells the chat that asked what comes of it. */
export async function manageNumber(deps: NumberWorkDeps, job: NumberJob): Promise<void> {
  const { numbers, stopping } = deps;
  const tell = (news: Partial<News> & Pick<News, 'what'>) => tellNumber(deps, job.conversationId, news);
  if (!numbers) return tell({ what: 'failed', detail: 'none' });
  try {
    if (job.what === 'status')
      await tell({ what: 'status', numbers: kept(await numbers.status(job.wardId)) });
    else if (job.what === 'unlink') {
      const { number, told } = await numbers.unlink(job.wardId, stopping);
      await tell({ what: told ? 'unlinked' : 'forgotten', detail: number });
    } else await link(deps, numbers, job, tell);
  } catch (error) {
    if (!(error instanceof NumberRefused)) throw error;
    await tell({ what: 'failed', detail: error.why });
  }
}

async function link(
  deps: NumberWorkDeps,
  numbers: NumberKeeper,
  job: NumberJob,
  tell: (news: Partial<News> & Pick<News, 'what'>) => Promise<void>,
): Promise<void> {
  const { files, clock, entropy, stopping } = deps;
  const pictures: string[] = [];
  try {
    const number = await numbers.link(
      job,
      {
        onQr: async (png) => {
          const id = uuid7(clock.now(), entropy);
          pictures.push(id);
          await files.put(`qr/${id}`, png);
          const file = { kind: 'qr', id, name: 'kode-wa.png', mime: 'image/png' } as const;
          await tell({ what: 'qr', file });
        },
        onCode: (code) => tell({ what: 'code', detail: code }),
      },
      stopping,
    );
    await tell({ what: 'linked', detail: number });
  } finally {
    // A code that was used or ran out is of no use to anybody.
    await Promise.allSettled(pictures.map((id) => files.remove(`qr/${id}`)));
  }
}

/** Told when the job was given up. */
export function tellNumberFailed(deps: NumberWorkDeps, { conversationId }: NumberJob): Promise<void> {
  return tellNumber(deps, conversationId, { what: 'failed' });
}

function kept(numbers: readonly KeptNumber[]): News['numbers'] {
  // A login that WhatsApp refuses is none: it is linked anew like one that never was.
  return numbers.map(({ name, number, refused, held }) => ({
    name,
    number: refused === null ? number : null,
    held,
  }));
}

async function tellNumber(
  deps: NumberWorkDeps,
  conversationId: number,
  news: Partial<News> & Pick<News, 'what'>,
): Promise<void> {
  const body: News = { kind: 'number', detail: '', file: null, numbers: [], ...news };
  const [chat] = await deps.db
    .select({ wardId: conversation.wardId })
    .from(conversation)
    .where(eq(conversation.id, conversationId));
  if (!chat) return;
  await deps.ids.during(IDS_A_TURN, () =>
    transaction(deps.sql, async (both) => {
      const office = deps.wards.office(await deps.wards.ward(both.tx, chat.wardId));
      await insertNotices(both, deps.sealer, office, [
        { conversationId, kind: body.kind, key: null, dueAt: office.now, body },
      ]);
    }),
  );
  deps.committed();
}
