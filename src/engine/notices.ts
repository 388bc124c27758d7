import { Notice } from '../../flows/kit/notices.ts';
import { allOf } from '../db/bulk.ts';
import type { Both } from '../db/transaction.ts';
import { lateRequest } from '../requests/late.ts';
import { staffOfChats } from './chats.ts';
import { LateTimer, queueConsequences } from './queue.ts';
import { stateOf, surround, type TurnDeps } from './surroundings.ts';
import { type Trigger, takeTurn } from './turn.ts';
import { claimNotices, finishNotices, lockById, type NoticeRow } from './turn-sql.ts';
import { prepare, type Wanted, writeTurns } from './write.ts';

/** Notices that are due, one a conversation, in one transaction. Returns how many were handled. */
export async function handleNotices(
  both: Both,
  deps: TurnDeps,
  wardTimes: ReadonlyMap<string, Date>,
  limit: number,
): Promise<number> {
  const claimed = await claimNotices(both.raw, wardTimes, limit);
  if (claimed.length === 0) return 0;
  const toChats = claimed.filter((one) => one.conversation_id !== null);
  for (const timer of claimed.filter((one) => one.conversation_id === null))
    await runTimer(both, deps, timer);
  const rows = await lockById(
    both.raw,
    toChats.map((one) => Number(one.conversation_id)),
  );
  const members = await staffOfChats(both, rows);
  const wanted = await allOf(
    rows.map(async (row): Promise<Wanted> => {
      const notice = toChats.find((one) => one.conversation_id === row.id);
      if (!notice) throw new Error('a conversation that was not asked for');
      const account = await deps.accounts.get(both.tx, row.account_id);
      // The ward that speaks: a chat may have gone over to another since the request was made.
      const office = deps.wards.office(await deps.wards.ward(both.tx, notice.ward_id));
      const member = row.staff_id ? members.get(row.staff_id) : undefined;
      const { world, speaker } = surround(both, deps, row, { office, account, member, phone: null });
      const trigger: Trigger = { kind: 'notice', notice: Notice.parse(openBody(deps, notice)) };
      const result = await takeTurn(stateOf(deps, row), trigger, world, speaker);
      return prepare(both, deps, { row, office, inbound: null, noticeId: notice.id, result });
    }),
  );
  await writeTurns(both, wanted);
  const first = wanted[0]?.at ?? new Date(0);
  await finishNotices(
    both.raw,
    claimed.map((one) => one.id),
    first.getTime() > 0 ? first : ([...wardTimes.values()][0] ?? first),
  );
  return claimed.length;
}

async function runTimer(both: Both, deps: TurnDeps, timer: NoticeRow): Promise<void> {
  const office = deps.wards.office(await deps.wards.ward(both.tx, timer.ward_id));
  const { requestId, promised } = LateTimer.parse(openBody(deps, timer));
  await queueConsequences(
    both,
    deps,
    office,
    await lateRequest(both.tx, office, requestId, new Date(promised)),
  );
}

function openBody(deps: TurnDeps, notice: NoticeRow): unknown {
  return JSON.parse(deps.sealer.openText(`notice|body|${notice.id}`, notice.body));
}
