import type { Vocabulary } from '../wording/vocabulary.ts';
import type { Misread } from './answers.ts';
import { sayAside } from './aside.ts';
import { MISSES_BEFORE_OFFICER, MORE_MS, REPEAT_MS } from './conversation.ts';
import { readDoor, type ThroughDoor } from './door.ts';
import { answerWaking, shouldAskWhetherToGoOn } from './drafts.ts';
import type { GlobalCommand } from './global-words.ts';
import { meaningOf } from './meaning.ts';
import { clean, type MediaRef } from './message.ts';
import { mayBeMore } from './no-answer.ts';
import { refusedHere, showForm, whatOf } from './private.ts';
import { askWhetherToGoOn, go, resume, revive, speak, stepFlow } from './running.ts';
import type { Understood } from './understand.ts';
import type { Work } from './work.ts';
import { type Heard, homeOf } from './world.ts';

/** What a message of the person does: what every question has in common lives here, the rest in the flow. */

/** Takes a message in: understands it in the light of the open question and lets the flow step. */
export function hear(work: Work, heard: Heard): void {
  const asked = work.running.open;
  if (heard.form !== undefined && heard.form !== asked?.nonce) return;
  revive(work);
  // The flow was renewed meanwhile and asks anew: what answers the old question answers nothing now.
  const { open } = work.running;
  const renewed = asked !== null && open !== asked && !(asked.home && open === null);
  if (heard.form !== undefined && renewed) return;
  if (heard.late) work.bubble(work.say('late.sorry', {}));
  const now = Date.parse(work.world.facts.now);
  const text = heard.body.kind === 'text' ? heard.body.text : '';
  const silence = now - work.last.at;
  const unseen = heard.unseen === true && heard.form === undefined;
  const repeated = unseen && text !== '' && text === work.last.text && silence < REPEAT_MS;
  const wasFree = work.last.free;
  work.last = { text, at: now, free: false };
  if (repeated && !work.world.office) return;
  work.turn += 1;

  const door = work.world.office || heard.form !== undefined ? null : readDoor(text, work.world.wards ?? []);
  if (door) {
    enter(work, door);
    return;
  }
  if (work.waking && answerWaking(work, heard)) return;
  const meant = meaningOf(work, heard, work.running.open);
  const refused = refusedHere(work, heard, meant);
  if (
    wasFree &&
    refused !== 'told' &&
    silence < MORE_MS &&
    meant.type === 'miss' &&
    mayBeMore(text) &&
    stepFlow(work, { type: 'more', text: clean(text, 500).trim() })
  ) {
    work.last = { ...work.last, free: true };
    work.withQuestion(work.say('question.added', {}));
    return;
  }
  work.last = {
    ...work.last,
    free: meant.type === 'value' && work.running.open?.accept.kind === 'text',
  };
  if (refused) {
    miss(work, work.say('form.refused', { what: whatOf(work.running.open), told: refused === 'told' }));
    return;
  }
  if (heard.form === undefined && shouldAskWhetherToGoOn(work, silence, meant)) {
    askWhetherToGoOn(work);
    return;
  }
  if (renewed && ANSWERS.has(meant.type)) return;
  actAloud(work, meant);
}

/** What is said to a question, and means nothing without it. */
const ANSWERS: ReadonlySet<Understood['type']> = new Set([
  'choose',
  'value',
  'intent',
  'miss',
  'wait',
  'aside',
  'stale',
]);

/** Never silence: whatever happened, the person sees where the conversation stands. */
function actAloud(work: Work, meant: Understood): void {
  const before = work.out.length;
  act(work, meant);
  if (work.out.length === before && work.calls.length === 0) work.repeat();
}

/**
 * Somebody came by a poster. That is a clear choice: it leads to the ward of the poster from anywhere, and what was
 * begun in this ward waits. Of another ward's there is a word on how to return.
 */
function enter(work: Work, { ward, rest }: ThroughDoor): void {
  const { here, wardOpen } = work.world;
  work.misses = 0;
  if (wardOpen || ward.id !== here) {
    work.waking = null;
    if (!wardOpen) work.bubble(work.say('ward.moved', { name: ward.name }));
    work.calls.push({ name: 'chooseWard', args: { wardId: ward.id, text: rest === '' ? null : rest } });
    return;
  }
  go(work, homeOf(work.world), { greet: rest === '' }, true);
  if (rest === '') return;
  actAloud(work, meaningOf(work, { body: { kind: 'text', text: rest }, about: null }, work.running.open));
}

function act(work: Work, meant: Understood): void {
  switch (meant.type) {
    case 'choose':
    case 'value':
      work.misses = 0;
      if (!stepFlow(work, meant)) work.repeat();
      return;
    case 'intent':
      work.misses = 0;
      if (stepFlow(work, inChat(work, meant))) return;
      // An offer that was left unanswered holds nobody: home takes the words.
      if (work.running.open?.home) {
        go(work, homeOf(work.world), { greet: false }, true);
        if (stepFlow(work, inChat(work, meant))) return;
      }
      work.repeat();
      return;
    case 'office':
      work.misses = 0;
      if (stepFlow(work, meant)) return;
      // An office command works from anywhere, so also from a thing of this person's own.
      go(work, homeOf(work.world), { greet: false }, true);
      if (!stepFlow(work, meant)) work.repeat();
      return;
    case 'media':
      if (!stepFlow(work, meant)) odd(work, 'odd.media');
      return;
    case 'ownPhone':
      if (stepFlow(work, meant)) return;
      if (work.running.flow === homeOf(work.world) && !work.world.office)
        go(work, 'prove', { phone: meant.phone }, false);
      else odd(work, 'odd.contact');
      return;
    case 'miss':
      if (!stepFlow(work, { type: 'remark' })) miss(work, missed(work, meant.why));
      return;
    case 'wait':
      work.withQuestion(work.say('patience', {}));
      return;
    case 'aside':
      if (meant.what === 'officer' || !stepFlow(work, { type: 'remark' })) sayAside(work, meant);
      return;
    case 'odd':
      if (meant.media && meant.what === 'unknown' && sentByItself(work, meant.media)) return;
      odd(work, meant.media && meant.what === 'unknown' ? 'odd.media' : `odd.${meant.what}`);
      return;
    case 'stale':
      work.withQuestion(work.say('stale', {}));
      return;
    case 'command':
      command(work, meant.name);
      return;
    case 'language':
      speak(work, meant.language);
      work.calls.push({ name: 'setLanguage', args: { language: meant.language } });
      return;
    case 'invite':
      work.calls.push({ name: 'redeemInvite', args: { code: meant.code } });
      return;
    case 'link':
      if (work.world.office) work.withQuestion(work.say('link.office', {}));
      else work.calls.push({ name: 'redeemLink', args: { code: meant.code } });
      return;
    case 'counterCode':
      if (work.world.atCounter) work.withQuestion(work.say('prove.collect', {}));
      else go(work, 'prove', { code: meant.code }, true);
      return;
    case 'reply':
      go(work, 'answer', { requestId: meant.requestId, question: null, text: meant.text }, true);
      return;
    case 'repair':
      go(work, 'status', { repair: meant.requestId }, true);
      return;
  }
}

/** A picture that nothing asked for at the moment: it is for the draft that waits for one, or for a request that was sent back. */
function sentByItself(work: Work, media: MediaRef): boolean {
  const { open } = work.running;
  if (work.world.office || (open && !open.home) || work.flow(work.running.flow)?.keeps) return false;
  const heard = work.world.form === 'required' ? null : media;
  const [draft] = work.parked;
  if (draft?.open?.accept.kind === 'media') {
    work.parked.shift();
    resume(work, draft);
    work.bubble(work.say('draft.resumed', { title: work.flow(draft.flow)?.title ?? '' }));
    if (!heard) miss(work, work.say('form.refused', { what: whatOf(draft.open), told: true }));
    else if (!stepFlow(work, { type: 'media', media: heard })) work.repeat();
    return true;
  }
  go(work, 'status', { repair: null, sent: true, media: heard }, true);
  return true;
}

/** Where only the secure page may hear a NIK, one that was written along is not heard. */
function inChat(work: Work, meant: Extract<Understood, { type: 'intent' }>): typeof meant {
  if (work.world.form !== 'required') return meant;
  const { identity: _, ...rest } = meant;
  return rest;
}

function command(work: Work, name: GlobalCommand): void {
  switch (name) {
    case 'form':
      showForm(work);
      return;
    case 'menu':
      go(work, homeOf(work.world), { greet: true }, true);
      return;
    case 'status':
      go(work, 'status', { repair: null }, true);
      return;
    case 'cancel':
      if (!stepFlow(work, { type: 'cancel' })) go(work, homeOf(work.world), { greet: true }, false);
      return;
    case 'back':
      if (!stepFlow(work, { type: 'back' })) work.withQuestion(work.say('nav.noBack', {}));
      return;
    case 'help':
      work.withQuestion(work.say(work.world.office ? 'desk.help' : 'help', {}));
      return;
    case 'languages':
      work.withQuestion(work.say('languages', {}));
      return;
    case 'officer':
      work.calls.push({ name: 'callOfficer', args: { text: null } });
      return;
    case 'link':
      if (work.world.office) work.withQuestion(work.say('link.office', {}));
      else work.calls.push({ name: 'shareLink', args: {} });
      return;
    case 'prove':
      go(work, 'prove', { known: false }, true);
      return;
    case 'ward':
      if (work.world.office || (work.world.wards ?? []).every(({ id }) => id === work.world.here))
        work.withQuestion(work.say('ward.only', {}));
      else go(work, 'ward', { greet: true }, true);
      return;
  }
}

/** What is wrong with an answer. A photo need not be at hand: one that comes later finds its draft by itself. */
function missed(work: Work, why: Misread): string {
  const said = work.say(why.key, why);
  return why.key === 'miss.media' && !work.world.atCounter
    ? `${said} ${work.say('miss.media.yet', {})}`
    : said;
}

function miss(work: Work, why: string): void {
  work.misses += 1;
  const offer = work.misses >= MISSES_BEFORE_OFFICER ? `\n${work.say('miss.offerOfficer', {})}` : '';
  work.withQuestion(`${why}${offer}`);
}

function odd(work: Work, key: Extract<keyof Vocabulary['words'], `odd.${string}`>): void {
  work.withQuestion(work.say(key, {}));
}
