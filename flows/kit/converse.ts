import type { AnswerEvent } from './calls.ts';
import type { Conversation } from './conversation.ts';
import { hear as hearMessage } from './hearing.ts';
import { meet as meetEvent } from './meeting.ts';
import type { NoticeEvent } from './notices.ts';
import { withoutSecrets } from './private.ts';
import { start, stored } from './running.ts';
import { Work } from './work.ts';
import { type Heard, homeOf, type Turn, type World } from './world.ts';

export { type Heard, homeOf, type Out, type Turn, type World } from './world.ts';

/**
 * The driver of one conversation: hears a message or meets an event, steps the flow that is running and turns its
 * effects into bubbles and calls. Pure: conversation in, conversation out. What every question has in common (a
 * miss, a stale button, a sticker, the words that work everywhere, a draft left and found again) lives beside it, so
 * that a flow holds only its own process.
 */

/** A chat that has never been heard of. */
export function newConversation(world: World): Conversation {
  const work = new Work(null, world);
  start(work, homeOf(world), { greet: false });
  return done(work).conversation;
}

/** Takes one message of the person. */
export function hear(conversation: Conversation, heard: Heard, world: World): Turn {
  const work = new Work(conversation, world);
  hearMessage(work, heard);
  return done(work);
}

/** Takes the result of a call, or a notice of the office. */
export function meet(conversation: Conversation, event: AnswerEvent | NoticeEvent, world: World): Turn {
  const work = new Work(conversation, world);
  meetEvent(work, event);
  return done(work);
}

function done(work: Work): Turn {
  const { parked, language, misses, turn, last, waking, out, world } = work;
  return {
    conversation: { running: stored(work), parked, language, misses, turn, last, waking },
    out,
    calls: work.calls.map((call) => withoutSecrets(call, world)),
  };
}
