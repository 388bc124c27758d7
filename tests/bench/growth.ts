import { randomBytes } from 'node:crypto';
import { transaction } from '../../src/db/transaction.ts';
import type { Tx } from '../../src/db/types.ts';
import { serviceOf } from '../../src/requests/office.ts';
import { requestsOf, requestView, tasksFor } from '../../src/requests/read.ts';
import { findByNikAndBirth } from '../../src/residents/register.ts';
import type { Actor } from '../../src/staff/access.ts';
import { briefOf } from '../../src/summaries/brief.ts';
import { type Bed, openBed } from './bed.ts';
import { median } from './chats.ts';
import { converse } from './dialogue.ts';
import { addHistory } from './history.ts';
import { ours } from './ours.ts';

/** How much longer each takes (its middle time) with the most history than with the least. */
export interface Growth {
  readonly turn: number;
  readonly status: number;
  readonly inbox: number;
  readonly nik: number;
  readonly verify: number;
  readonly brief: number;
}

const TIMES = 100;

/**
 * Lets an office of its own grow to so many requests of the past, a request every ten minutes back from now, and asks
 * the same of it at each size. What waits for the staff is the same few requests at every size, made by the dialogue.
 */
export async function measureGrowth(options: {
  readonly sizes: readonly number[];
  readonly tell: (line: string) => void;
}): Promise<Growth> {
  const bed = await openBed();
  try {
    const office = await ours(bed, 'growth');
    try {
      await converse(office, bed.people, 20, 'first');
      const found: Growth[] = [];
      let have = 0;
      for (const size of options.sizes) {
        await addHistory(bed, have, size);
        have = size;
        const times = await ask(bed, office, size);
        found.push(times);
        options.tell(
          `  ${size} requests: ${Object.entries(times)
            .map(([name, ms]) => `${name} ${ms.toFixed(2)} ms`)
            .join(', ')}`,
        );
      }
      const [first, last] = [found[0], found.at(-1)];
      if (!first || !last) throw new Error('no sizes were given');
      const ratio = (name: keyof Growth) => Math.round((100 * last[name]) / first[name]) / 100;
      return {
        turn: ratio('turn'),
        status: ratio('status'),
        inbox: ratio('inbox'),
        nik: ratio('nik'),
        verify: ratio('verify'),
        brief: ratio('brief'),
      };
    } finally {
      await office.end();
    }
  } finally {
    await bed.end();
  }
}

/** The middle time of each question, in ms. */
async function ask(bed: Bed, us: Awaited<ReturnType<typeof ours>>, size: number): Promise<Growth> {
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

  const turns: number[] = [];
  for (let n = 0; n < TIMES / 5; n += 1)
    turns.push((await converse(us, bed.people, 1, `size${size}n${n}`)).p50);
  return {
    turn: median(turns),
    status: await timed(async () => {
      const office = await us.house.officeOf(bed.wardId);
      const lines = await inside((tx) => requestsOf(tx, office, who));
      const view = await inside((tx) => requestView(tx, office, who, own.id));
      if (lines.length === 0 || !view) throw new Error('nobody knows of the request');
    }),
    inbox: await timed(async () => {
      const office = await us.house.officeOf(bed.wardId);
      const tasks = await inside((tx) => tasksFor(tx, office, staff));
      if (tasks.length < 20) throw new Error('the inbox is empty');
    }),
    nik: await timed(async () => {
      const found = await inside((tx) =>
        findByNikAndBirth(tx, bed.sealer, { wardId: bed.wardId, ...person }),
      );
      if (!found) throw new Error('nobody has that NIK');
    }),
    verify: await timed(async () => {
      // Unknown and known codes take the same steps.
      await us.house.verification.byCode(randomBytes(16).toString('hex').slice(0, 26).toUpperCase());
    }),
    brief: await timed(async () => {
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
    }, TIMES / 5),
  };
}

async function timed(work: () => Promise<void>, times = TIMES): Promise<number> {
  const taken: number[] = [];
  for (let n = -Math.ceil(times / 4); n < times; n += 1) {
    const began = performance.now();
    await work();
    if (n >= 0) taken.push(performance.now() - began);
  }
  return median(taken);
}
