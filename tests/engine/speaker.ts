import { eq } from 'drizzle-orm';
import type { Call, CallArgs, CallName, CallResult } from '../../flows/kit/calls.ts';
import type { World } from '../../flows/kit/converse.ts';
import { allFlows } from '../../flows/registry.ts';
import { vocabularies } from '../../flows/wording/vocabulary.ts';
import { conversation } from '../../src/db/schema/index.ts';
import type { Tx } from '../../src/db/types.ts';
import { answerCall, type Speaker } from '../../src/engine/calls.ts';
import { factsOf } from '../../src/engine/office-of.ts';
import type { Done, Office } from '../../src/requests/office.ts';
import type { Officer, RequestsFixture, ResidentActor } from '../domain/requests-fixture.ts';

/** What a call may differ in from a plain message of somebody's own chat. */
export interface Saying {
  readonly phone?: string;
  readonly wards?: World['wards'];
  readonly brief?: Speaker['brief'];
}

/** The world of a turn of the fixture's ward. */
export function worldFor(office: Office, change: Partial<World> = {}): World {
  return {
    facts: factsOf(office),
    flows: allFlows(office.services),
    services: office.services,
    vocabulary: vocabularies({}),
    office: false,
    ...change,
  };
}

/** Lets somebody's flow ask the domain, in one committed transaction of its own. */
export function asking(fixture: RequestsFixture) {
  return async <N extends CallName>(
    actor: ResidentActor | Officer,
    name: N,
    args: CallArgs<N>,
    saying: Saying = {},
  ): Promise<Done<CallResult<N>>> =>
    fixture.run(async (tx, office) => {
      const chat = await chatOf(tx, actor);
      const speaker: Speaker = {
        tx,
        office,
        actor,
        ...chat,
        brief: saying.brief ?? (async () => ({ text: '', picture: null })),
        world: worldFor(office, saying.wards ? { wards: saying.wards } : {}),
        phone: saying.phone ?? null,
      };
      return (await answerCall(speaker, { name, args } as unknown as Call)) as Done<CallResult<N>>;
    });
}

/** The chat that an actor speaks in; a member of the office speaks in the one that is bound, or in none. */
async function chatOf(tx: Tx, actor: ResidentActor | Officer) {
  const [row] = await tx
    .select({
      personId: conversation.personId,
      conversationId: conversation.id,
      accountId: conversation.accountId,
    })
    .from(conversation)
    .where(
      actor.kind === 'resident'
        ? eq(conversation.id, actor.conversationId)
        : eq(conversation.staffId, actor.staffId),
    );
  return row ?? { personId: NOBODY, conversationId: 0, accountId: NOBODY };
}

const NOBODY = '00000000-0000-7000-8000-000000000000';
