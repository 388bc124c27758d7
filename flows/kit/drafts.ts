import { sayAside } from './aside.ts';
import { ARCHIVE_MS, IDLE_MS } from './conversation.ts';
import type { Said } from './effect.ts';
import { meaningOf } from './meaning.ts';
import { asksToLeave, leave } from './other-letter.ts';
import { askWhetherToGoOn, inputOf, morningAfter, resume, start, wake } from './running.ts';
import { asNumber } from './text.ts';
import type { Understood } from './understand.ts';
import type { Work } from './work.ts';
import { type Heard, homeOf } from './world.ts';

/** A draft after a long silence: the person is asked whether to go on, reminded once, and told when it is put away. */

/** One reminder the next morning, if the draft was not touched in between. */
export function remind(work: Work): boolean {
  const idle = Date.parse(work.world.facts.now) - work.last.at;
  const runs = work.flow(work.running.flow)?.keeps === true;
  const parked = work.parked[0];
  if (!runs && !parked) return true;
  if (idle >= IDLE_MS) {
    // Two drafts were begun, but one reminder is enough: after the first the other is offered by the menu.
    if (work.waking) return true;
    if (!runs && parked) {
      work.parked.shift();
      resume(work, parked);
    }
    askWhetherToGoOn(work);
  } else wake(work, 'remind', morningAfter(Date.parse(work.world.facts.now), work.world.facts));
  return true;
}

/** Closes drafts that nobody went on with for seven days, and says so once; looks again later when one is still fresh. */
export function archive(work: Work): boolean {
  const idle = Date.parse(work.world.facts.now) - work.last.at;
  const drafts = [work.running, ...work.parked].flatMap(({ flow: name }) => {
    const flow = work.flow(name);
    return flow?.keeps ? [flow.title] : [];
  });
  if (drafts.length === 0) return true;
  if (idle < ARCHIVE_MS) wake(work, 'archive', morningAfter(work.last.at + ARCHIVE_MS, work.world.facts));
  else {
    work.bubble(work.say('draft.archived', { title: drafts.join(' dan ') }));
    work.waking = null;
    work.parked = [];
    start(work, homeOf(work.world), { greet: false });
  }
  return true;
}

// --- a draft after a long silence --------------------------------------------------------------------------------

/** Whether the person comes back to a draft after so long that one asks before reading this as its answer. */
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
    if (leave(work, meant.id)) return true;
    work.waking = null;
    if (meant.id === 'on') work.repeat();
    else if (work.running.about) start(work, 'status', { repair: work.running.about.requestId });
    else start(work, work.running.flow, inputOf(work, work.running.flow));
    return true;
  }
  // Back to what was being filled in, not a step further back in it.
  if (meant.type === 'command' && meant.name === 'back' && asksToLeave(waking)) {
    work.waking = null;
    work.repeat();
    return true;
  }
  if (meant.type === 'wait') {
    work.withQuestion(work.say('patience', {}));
    return true;
  }
  if (meant.type === 'miss' || meant.type === 'aside' || meant.type === 'stale' || meant.type === 'odd') {
    const fits = meaningOf(work, heard, work.running.open);
    // A photo or an answer that fits the question itself is as good as "go on"; a bare number answers what was asked last.
    const chosen = fits.type === 'choose' && heard.body.kind === 'text' && asNumber(heard.body.text) === null;
    if (fits.type !== 'media' && fits.type !== 'value' && !chosen) {
      if (meant.type === 'aside') sayAside(work, meant);
      else work.withQuestion(work.text(remarkOn(meant)));
      return true;
    }
  }
  work.waking = null;
  return false;
}

/** What is wrong with a message that is no answer to "go on, or begin anew?". */
function remarkOn(meant: Extract<Understood, { type: 'miss' | 'stale' | 'odd' }>): Said {
  if (meant.type === 'miss') return { key: meant.why.key, args: meant.why } as Said;
  if (meant.type === 'stale') return { key: 'stale', args: {} };
  return { key: meant.media && meant.what === 'unknown' ? 'odd.media' : `odd.${meant.what}`, args: {} };
}
