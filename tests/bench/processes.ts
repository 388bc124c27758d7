import type { Bed } from './bed.ts';
import { median } from './chats.ts';
import { measureChild } from './child.ts';

/**
 * One process and two on one database, each with chats of its own on an account of its own; messages a second of all together.
 * @throws when a message is lost, doubled or out of its order.
 */
export async function measureProcesses(
  bed: Bed,
  options: { readonly rounds: number },
): Promise<{ one: number; two: number }> {
  const rates: [number[], number[]] = [[], []];
  const rounds = Math.max(1, Math.ceil(options.rounds / 2));
  for (let round = 0; round < rounds; round += 1)
    for (const [index, count] of [1, 2].entries()) {
      const label = `p${round}n${count}`;
      const children = await measureChild(
        bed,
        Array.from({ length: count }, (_, at) => ({
          chats: 100,
          messages: 4_000,
          label: `${label}c${at}`,
        })),
      );
      const messages = children.reduce((sum, one) => sum + one.messages, 0);
      const seconds = Math.max(...children.map((one) => one.seconds));
      rates[index]?.push(messages / seconds);
      for (const child of children) await inOrder(bed, child.accountId, child.heard);
    }
  return { one: Math.round(median(rates[0])), two: Math.round(median(rates[1])) };
}

/**
 * Every message said is there once, each chat's lines are numbered without a gap, each with its answer behind it, and
 * every dialogue ended in one request.
 */
async function inOrder(bed: Bed, accountId: string, heard: number): Promise<void> {
  const [found] = await bed.sql<{ heard: string; broken: string }[]>`
    select
      (select count(*) from inbox where account_id = ${accountId}) as heard,
      (select count(*) from conversation c where account_id = ${accountId} and ((
        select array_agg(direction order by id) from message m where m.conversation_id = c.id
      ) is distinct from (
        select array_agg(case when n % 2 = 1 then 'in' else 'out' end order by n) from generate_series(1, 16) n
      ) or (select count(*) from request r where r.conversation_id = c.id) <> 1)) as broken`;
  if (Number(found?.heard) !== heard || Number(found?.broken) !== 0)
    throw new Error(
      `${heard} messages were said, ${found?.heard} heard; ${found?.broken} chats out of order`,
    );
}
