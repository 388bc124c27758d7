import { randomBytes } from 'node:crypto';
import { transaction } from '../../src/db/transaction.ts';
import type { Tx } from '../../src/db/types.ts';
import { serviceOf } from '../../src/requests/office.ts';
import { requestsOf, requestView, tasksFor } from '../../src/requests/read.ts';
import { findByNikAndBirth } from '../../src/residents/register.ts';
import type { Actor } from '../../src/staff/access.ts';
import { briefOf } from '../../src/summaries/brief.ts';
import type { Ground } from './bed.ts';
import type { ours } from './ours.ts';

/** What an office is asked every day, beside turns; each fails when the answer is not what it should be. */
export type Question = 'status' | 'inbox' | 'nik' | 'verify' | 'brief';

/** The questions to an office in which the dialogue was held at least twenty times. */
export async function questionsTo(
  bed: Ground,
  us: Awaited<ReturnType<typeof ours>>,
): Promise<Readonly<Record<Question, () => Promise<void>>>> {
  const [own] = await bed.sql<{ id: string; person_id: string; conversation_id: string }[]>`
    select id, person_id, conversation_id from request where state = 'submitted' order by submitted_at limit 1`;
  const [lurah] = await bed.sql<{ id: string; name: string }[]>`
    select id, name from staff where ward_id = ${bed.wardId} and role = 'lurah'`;
  const [operator] = await bed.sql<{ id: string; name: string }[]>`
    select id, name from staff where ward_id = ${bed.wardId} and role = 'operator' limit 1`;
  const [person] = bed.people;
  if (!own || !lurah || !operator || !person) throw new Error('the training ward is not as expected');
  const who: Actor = {
    kind: 'resident',
    wardId: bed.wardId,
    personId: own.person_id,
    conversationId: Number(own.conversation_id),
    channel: 'telegram',
  };
  const staff: Actor = {
    kind: 'staff',
    wardId: bed.wardId,
    staffId: operator.id,
    role: 'operator',
    name: operator.name,
    channel: 'telegram',
  };
  const inside = <T>(work: (tx: Tx) => Promise<T>) => transaction(bed.sql, ({ tx }) => work(tx));

  return {
    status: async () => {
      const office = await us.house.officeOf(bed.wardId);
      const lines = await inside((tx) => requestsOf(tx, office, who));
      const view = await inside((tx) => requestView(tx, office, who, own.id));
      if (lines.length === 0 || !view) throw new Error('nobody knows of the request');
    },
    inbox: async () => {
      const office = await us.house.officeOf(bed.wardId);
      const tasks = await inside((tx) => tasksFor(tx, office, staff));
      if (tasks.length < 20) throw new Error('the inbox is empty');
    },
    nik: async () => {
      const found = await inside((tx) =>
        findByNikAndBirth(tx, bed.sealer, { wardId: bed.wardId, ...person }),
      );
      if (!found) throw new Error('nobody has that NIK');
    },
    verify: async () => {
      // Unknown and known codes take the same steps.
      await us.house.verification.byCode(randomBytes(16).toString('hex').slice(0, 26).toUpperCase());
    },
    brief: async () => {
      const office = await us.house.officeOf(bed.wardId);
      await inside((tx) =>
        briefOf(tx, office, {
          wardId: office.ward.id,
          wardName: office.ward.name,
          timeZone: office.ward.timeZone,
          calendar: office.calendar,
          now: office.now,
          serviceName: (slug) => serviceOf(office, slug)?.name ?? slug,
          forRole: 'lurah',
        }),
      );
    },
  };
}
