import { assign, createActor, setup } from 'xstate';
import type { Bed } from '../bed.ts';
import type { Contender } from '../dialogue.ts';
import { openDesk, SAYS } from './desk.ts';

type Heard = { type: 'hear'; text: string; resident: string | null };
interface Held {
  readonly resident: string | null;
  readonly answers: readonly string[];
}

const machine = setup({
  types: { context: {} as Held, events: {} as Heard },
  guards: {
    choice: ({ event }) => /^[1-3]\.?$/.test(event.text),
    found: ({ event }) => event.resident !== null,
    named: ({ event }) => /domisili/.test(event.text),
  },
  actions: {
    keep: assign({ answers: ({ context, event }) => [...context.answers, event.text] }),
    bind: assign({ resident: ({ event }) => event.resident }),
  },
}).createMachine({
  id: 'domisili',
  initial: 'begin',
  context: { resident: null, answers: [] },
  states: {
    begin: { on: { hear: { guard: 'named', target: 'consent' } } },
    consent: { on: { hear: { guard: 'choice', actions: 'keep', target: 'identity' } } },
    identity: { on: { hear: { guard: 'found', actions: 'bind', target: 'person' } } },
    person: { on: { hear: { guard: 'choice', actions: 'keep', target: 'purpose' } } },
    purpose: { on: { hear: { guard: 'choice', actions: 'keep', target: 'since' } } },
    since: { on: { hear: { guard: 'choice', actions: 'keep', target: 'papers' } } },
    papers: { on: { hear: { guard: 'choice', actions: 'keep', target: 'review' } } },
    review: { on: { hear: { guard: 'choice', actions: 'keep', target: 'done' } } },
    done: { type: 'final' },
  },
});

/**
 * A snapshot of XState saved in one plain transaction a message: what one would write without an engine that must lose
 * and say nothing twice. A message is deduplicated, and what is answered is kept with the snapshot.
 */
export async function xstate(bed: Bed, label: string): Promise<Contender> {
  const desk = await openDesk(bed, `xstate_${label}`);
  const table = `bench_snapshot_${label}`;
  await bed.sql.unsafe(`create table ${table} (chat text primary key, snapshot text not null)`);
  await bed.sql.unsafe(
    `create table ${table}_seen (id text primary key, at timestamptz not null default now())`,
  );
  await bed.sql.unsafe(
    `create table ${table}_said (chat text, n int, heard text not null, reply text not null, primary key (chat, n))`,
  );
  const [seen, said] = [`${table}_seen`, `${table}_said`];
  return {
    name: 'xstate',
    hear: async (chat, text, n) => {
      await bed.sql.begin(async (sql) => {
        const [fresh, [row]] = await Promise.all([
          sql`insert into ${sql(seen)} (id) values (${`${chat}-${n}`}) on conflict do nothing returning 1`,
          sql`select snapshot from ${sql(table)} where chat = ${chat} for update`,
        ]);
        if (fresh.length === 0) return;
        const actor = row
          ? createActor(machine, { snapshot: JSON.parse(row['snapshot'] as string) })
          : createActor(machine);
        actor.start();
        const asked = actor.getSnapshot().value === 'identity';
        actor.send({ type: 'hear', text, resident: asked ? await desk.find(text, sql) : null });
        const after = actor.getSnapshot();
        const snapshot = JSON.stringify(actor.getPersistedSnapshot());
        actor.stop();
        await Promise.all([
          after.status === 'done' ? desk.submit(chat, after.context, sql) : null,
          sql`insert into ${sql(table)} (chat, snapshot) values (${chat}, ${snapshot})
            on conflict (chat) do update set snapshot = ${snapshot}`,
          sql`insert into ${sql(said)} (chat, n, heard, reply) values (${chat}, ${n}, ${text}, ${SAYS[n] ?? ''})`,
        ]);
      });
    },
    requests: desk.requests,
    end: async () => undefined,
  };
}
