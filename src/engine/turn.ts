import type { AnswerEvent } from '../../flows/kit/calls.ts';
import { Conversation } from '../../flows/kit/conversation.ts';
import { hear, meet, newConversation, type Out, type Turn, type World } from '../../flows/kit/converse.ts';
import type { InboundBody } from '../../flows/kit/message.ts';
import type { Notice, NoticeEvent } from '../../flows/kit/notices.ts';
import type { About } from '../../flows/kit/understand.ts';
import type { Consequence } from '../requests/office.ts';
import { answerCall, type Speaker } from './calls.ts';

/** A flow that asks and is answered more often than this in one turn goes in a circle. */
const MOST_ROUNDS = 8;

/** A flow went in a circle of calls: a bug of the flow, never of the person. */
export class EndlessTurn extends Error {
  override readonly name = 'EndlessTurn';
}

/** What made this turn: a message, or a notice of the office. */
export type Trigger =
  | {
      readonly kind: 'message';
      readonly body: InboundBody;
      readonly about: About | null;
      readonly unseen: boolean;
      readonly late: boolean;
      /** It came by the secure page: the question that it answers. */
      readonly form?: string;
    }
  | { readonly kind: 'notice'; readonly notice: Notice };

/** What a turn decided, not yet written. */
export interface TurnResult {
  readonly conversation: Conversation;
  readonly out: readonly Out[];
  readonly consequences: readonly Consequence[];
  /** The domain was asked: more of what is stored about this conversation may have changed than its flow. */
  readonly asked: boolean;
  /** The question that the secure page answered in this turn. */
  readonly answered?: string;
}

/**
 * One turn of one conversation inside a transaction: the flow steps, its calls are answered by the domain and fed
 * back, until nothing is asked any more. Nothing is written here but what the calls write.
 */
export async function takeTurn(
  stored: unknown,
  trigger: Trigger,
  world: World,
  speaker: Speaker,
): Promise<TurnResult> {
  const kept = Conversation.parse(stored);
  // Somebody who began or ended working here: the conversation begins anew at the right desk.
  const before = world.office === (kept.running.flow === 'desk') ? kept : newConversation(world);
  let turn: Turn =
    trigger.kind === 'message' ? hear(before, trigger, world) : meet(before, asEvent(trigger.notice), world);
  const form = trigger.kind === 'message' ? trigger.form : undefined;
  // A question that was no longer open leaves the conversation as it was.
  const answered = form !== undefined && turn.conversation.turn !== before.turn ? { answered: form } : {};
  const out: Out[] = [...turn.out];
  const consequences: Consequence[] = [];
  let waiting = [...turn.calls];
  const asked = waiting.length > 0;
  for (let round = 0; waiting.length > 0; round += 1) {
    if (round >= MOST_ROUNDS) throw new EndlessTurn(`flow ${turn.conversation.running.flow}`);
    const [call, ...rest] = waiting;
    if (!call) break;
    const answer = await answerCall(speaker, call);
    consequences.push(...answer.follow);
    turn = meet(
      turn.conversation,
      { type: `answer.${call.name}`, result: answer.result } as AnswerEvent,
      world,
    );
    out.push(...turn.out);
    waiting = [...rest, ...turn.calls];
  }
  return { conversation: turn.conversation, out, consequences, asked, ...answered };
}

function asEvent(notice: Notice): NoticeEvent {
  return { type: `notice.${notice.kind}`, notice } as NoticeEvent;
}
