import { ARCHIVE_MS, IDLE_MS } from './conversation.ts';
import { meaningOf } from './meaning.ts';
import { askWhetherToGoOn, inputOf, morningAfter, start, wake } from './running.ts';
import type { Understood } from './understand.ts';
import type { Work } from './work.ts';
import { type Heard, homeOf } from './world.ts';

/** A draft after a long silence: the person is asked whether to go on, reminded once, and told when it is put away. */

/** One reminder the next morning, if the draft was not touched in between. */
export function remind(work: Work): boolean {
  const idle = Date.parse(work.world.facts.now) - work.last.at;
  const flow = work.flow(work.running.flow);
  if (!flow?.keeps) return true;
  if (idle >= IDLE_MS) askWhetherToGoOn(work);
  else wake(work, 'remind', morningAfter(Date.parse(work.world.facts.now), work.world.facts));
  return true;
}

export function archive(work: Work): boolean {
  const flow = work.flow(work.running.flow);
  const idle = Date.parse(work.world.facts.now) - work.last.at;
  if (!flow?.keeps) return true;
  if (idle < ARCHIVE_MS) wake(work, 'archive', morningAfter(work.last.at + ARCHIVE_MS, work.world.facts));
  else {
    work.bubble(work.say('draft.archived', { title: flow.title }));
    work.waking = null;
    work.parked = [];
    start(work, homeOf(work.world), { greet: false });
  }
  return true;
}

// --- a draft after a long silence --------------------------------------------------------------------------------

export function shouldAskWhetherToGoOn(work: Work, silence: number, meant: Understood): boolean {
  const flow = work.flow(work.running.flow);
  if (!flow?.keeps || silence < IDLE_MS || !work.running.open) return false;
  return (
    meant.type !== 'command' && meant.type !== 'media' && meant.type !== 'invite' && meant.type !== 'language'
  );
}

/** true when the message was the answer to "go on or begin anew". */
export function answerWaking(work: Work, heard: Heard): boolean {
  const waking = work.waking;
  if (!waking) return false;
  const meant = meaningOf(work, heard, waking);
  if (meant.type === 'choose') {
    work.waking = null;
    if (meant.id === 'on') work.repeat();
    else start(work, work.running.flow, inputOf(work, work.running.flow));
    return true;
  }
  if (meant.type === 'miss' || meant.type === 'stale' || meant.type === 'odd') {
    const fits = meaningOf(work, heard, work.running.open);
    // A photo or an answer that fits the question itself is as good as "go on".
    if (fits.type !== 'media' && fits.type !== 'value') {
      work.bubbleOf(waking);
      return true;
    }
  }
  work.waking = null;
  return false;
}
