import { announce } from './announce.ts';
import type { AnswerEvent, CallResult } from './calls.ts';
import { archive, remind } from './drafts.ts';
import { PARKED } from './flow.ts';
import { hear } from './hearing.ts';
import type { Notice, NoticeEvent } from './notices.ts';
import { closeCard, go, revive, runEffect, start, stepFlow } from './running.ts';
import { persist, restore, step } from './step.ts';
import type { Work } from './work.ts';
import { homeOf } from './world.ts';

/** What an answer to a call, or a notice of the office, does: first for every flow, then for the one that runs. */

/** Takes in the answer to a call, or a notice. */
export function meet(work: Work, event: AnswerEvent | NoticeEvent): void {
  work.turn += 1;
  revive(work);
  if (meetOwn(work, event)) return;
  if (stepFlow(work, event)) return;
  if (!('notice' in event) || event.type === 'notice.stored' || event.type === 'notice.unreadable')
    meetParked(work, event);
  else announceTo(work, event.notice);
}

function meetOwn(work: Work, event: AnswerEvent | NoticeEvent): boolean {
  switch (event.type) {
    case 'answer.callOfficer':
      work.withQuestion(work.say('officer.called', event.result));
      return true;
    case 'answer.setLanguage':
      work.withQuestion(work.say('language.set', {}));
      // At home what is on offer follows, in the new language.
      if (!work.waking && !work.world.office && work.running.flow === homeOf(work.world))
        go(work, work.running.flow, { greet: true }, false);
      return true;
    case 'answer.shareLink':
      work.withQuestion(work.say('link.code', event.result));
      return true;
    case 'answer.redeemLink':
      linked(work, event.result);
      return true;
    case 'notice.linked':
      // The draft went along: what is left here is the way home.
      work.bubble(work.say('link.elsewhere', {}));
      return true;
    case 'notice.arrived':
      work.parked = [];
      start(work, homeOf(work.world), { greet: event.notice.text === null });
      if (event.notice.text !== null)
        hear(work, { body: { kind: 'text', text: event.notice.text }, about: null });
      return true;
    case 'notice.handedBack':
      work.withQuestion(work.say('office.handedBack', {}));
      return true;
    case 'notice.cutOff':
      work.withQuestion(work.say(work.world.office ? 'desk.cutOff' : 'cutOff', { asks: work.asks }));
      closeCard(work);
      return true;
    case 'answer.redeemInvite':
      if (event.result.outcome === 'bound') {
        work.parked = [];
        start(work, 'desk', { greet: true, name: event.result.name, role: event.result.role });
        work.bubble(work.say('desk.welcome', { name: event.result.name, role: event.result.role }));
      } else work.withQuestion(work.say('invite.refused', { why: event.result.outcome }));
      return true;
    case 'notice.remind':
      return remind(work);
    case 'notice.archive':
      return archive(work);
    default:
      return false;
  }
}

/** Two chats are one now: a draft that was open in the other goes on here, before anything that waits. */
function linked(work: Work, result: CallResult<'redeemLink'>): void {
  if (result.outcome !== 'linked') {
    work.withQuestion(work.say('link.refused', { why: result.outcome }));
    return;
  }
  if (!result.draft) {
    work.withQuestion(work.say('link.done', { both: result.both }));
    return;
  }
  work.bubble(work.say('link.done', { both: result.both }));
  const { open } = result.draft;
  // Its buttons were shown elsewhere; here they get a name of their own.
  const draft = { ...result.draft, open: open ? { ...open, nonce: work.nonce() } : null };
  work.parked = [draft, ...work.parked.filter((one) => one.flow !== draft.flow)];
  go(work, PARKED, {}, true);
}

/**
 * A picture arrived for a draft that was left meanwhile, or the answer to what it asked of the office when it was begun
 * anew by a renewal: the draft keeps it and asks what is open now; nothing is said.
 */
function meetParked(work: Work, event: AnswerEvent | NoticeEvent): void {
  work.parked = work.parked.map((draft) => {
    const flow = work.flow(draft.flow);
    if (!flow || flow.version !== draft.version) return draft;
    const stepped = step(flow.machine, restore(flow.machine, draft.snapshot), event);
    if (!stepped.taken) return draft;
    for (const effect of stepped.effects) if (effect.type === 'call') runEffect(work, effect);
    const ask = stepped.effects.findLast((effect) => effect.type === 'ask');
    const open = ask ? work.prompt(ask.params) : draft.open;
    return { ...draft, open, snapshot: persist(flow.machine, stepped.snapshot) };
  });
}

function announceTo(work: Work, notice: Notice): void {
  const quiet = work.running.open === null || work.running.open.home;
  if (notice.kind === 'question' && quiet) {
    go(work, 'answer', { requestId: notice.requestId, question: notice.text, number: notice.number }, true);
    return;
  }
  for (const effect of announce(notice, work.world)) runEffect(work, effect);
}
