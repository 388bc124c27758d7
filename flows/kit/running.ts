import { dayAfter } from './calendar.ts';
import { ARCHIVE_MS, type Running } from './conversation.ts';
import type { Ask, Card, Effect } from './effect.ts';
import type { Facts } from './facts.ts';
import { type FlowEvent, PARKED } from './flow.ts';
import { LANGUAGES } from './global-words.ts';
import { COMMAND_MARK, type Prompt } from './prompt.ts';
import { begin, persist, questionsOf, restore, type Stepped, step, UnknownState } from './step.ts';
import { instantOf, local } from './when.ts';
import type { Work } from './work.ts';
import { homeOf } from './world.ts';

/** The flow that runs in a conversation: begun, stepped, left for another, parked and found again. */

/** Asks to be woken: a reminder, or the end of a draft. `at` in ms since 1970. */
export function wake(work: Work, kind: 'remind' | 'archive', at: number): void {
  work.out.push({
    type: 'wake',
    key: `${kind}:${work.nonce()}`,
    at,
    notice: { kind, after: work.turn },
  });
}

/** What a flow begins with when nothing else is said: home greets. */
export function inputOf(work: Work, name: string): Readonly<Record<string, unknown>> {
  return name === homeOf(work.world) ? { greet: true } : {};
}

/** Begins a flow and runs what its first states emit. */
export function start(work: Work, name: string, input: Readonly<Record<string, unknown>>): void {
  const flow = work.flow(name) ?? work.flow(homeOf(work.world));
  if (!flow) throw new Error(`no flow ${name}`);
  work.running = {
    flow: flow.name,
    version: flow.version,
    about: aboutOf(input),
    snapshot: null,
    open: null,
  };
  work.misses = 0;
  work.waking = null;
  if (flow.keeps) {
    wake(work, 'remind', morningAfter(Date.parse(work.world.facts.now), work.world.facts));
    wake(work, 'archive', morningAfter(Date.parse(work.world.facts.now) + ARCHIVE_MS, work.world.facts));
  }
  const parked = work.parked[0];
  took(
    work,
    begin(flow.machine, {
      ...input,
      parked: parked ? (work.flow(parked.flow)?.title ?? null) : null,
      sharesPhone: work.world.sharesPhone ?? true,
      atCounter: work.world.atCounter ?? false,
      wards: work.world.wards ?? [],
    }),
  );
}

/** Leaves the running flow for another; `park` keeps its draft. */
export function go(work: Work, name: string, input: Readonly<Record<string, unknown>>, park: boolean): void {
  if (park) parkDraft(work);
  if (name === PARKED) {
    unpark(work);
    return;
  }
  const about = aboutOf(input);
  const same = work.parked.findIndex((draft) => isSameDraft(draft, { flow: name, about }));
  const draft = work.parked[same];
  // A repair that was begun for an earlier return of the same request asks for the wrong things now.
  const stillFits = draft && (about ? draft.about?.asked === about.asked : !('draft' in input));
  if (draft) work.parked.splice(same, 1);
  if (!stillFits) {
    start(work, name, input);
    return;
  }
  resume(work, draft);
  if (about) work.withQuestion(work.say('draft.resumed', { title: work.flow(name)?.title ?? '' }));
  else askWhetherToGoOn(work);
}

/** A draft is one of its flow, and of its request when it puts one right. */
function isSameDraft(one: Pick<Running, 'flow' | 'about'>, other: Pick<Running, 'flow' | 'about'>): boolean {
  return one.flow === other.flow && one.about?.requestId === other.about?.requestId;
}

/** The returned request that a flow is begun for. */
function aboutOf(input: Readonly<Record<string, unknown>>): Running['about'] {
  const { repair } = input;
  if (typeof repair !== 'object' || repair === null || !('requestId' in repair)) return null;
  return { requestId: String(repair.requestId), asked: JSON.stringify(repair) };
}

function parkDraft(work: Work): void {
  const flow = work.flow(work.running.flow);
  if (!flow?.keeps) return;
  work.parked = [stored(work), ...work.parked.filter((draft) => !isSameDraft(draft, work.running))];
}

function unpark(work: Work): void {
  const draft = work.parked.shift();
  if (!draft) {
    start(work, homeOf(work.world), { greet: true });
    return;
  }
  resume(work, draft);
  work.withQuestion(work.say('draft.resumed', { title: work.flow(draft.flow)?.title ?? '' }));
}

/** Goes on with a draft where it was left. */
export function resume(work: Work, draft: Running): void {
  work.running = draft;
  work.snapshot = null;
  work.misses = 0;
  revive(work);
  reword(work);
}

/** Brings the stored flow to life; one of another version is carried over with what was answered. */
export function revive(work: Work): void {
  if (work.snapshot) return;
  const { flow: name, version, snapshot } = work.running;
  const flow = work.flow(name);
  if (flow && flow.version === version) {
    try {
      work.snapshot = restore(flow.machine, snapshot);
      return;
    } catch (error) {
      if (!(error instanceof UnknownState)) throw error;
    }
  }
  const context = (snapshot as { context?: unknown } | null)?.context;
  const home = homeOf(work.world);
  // At rest nobody was filling in anything: there is nothing to tell.
  if (name === home && (!work.running.open || work.running.open.home)) {
    start(work, home, { greet: false });
    return;
  }
  work.bubble(work.say('flow.updated', {}));
  if (flow?.carry) start(work, name, flow.carry(context));
  else start(work, home, { greet: true });
}

/** Lets the running flow take an event; false when its state has no use for it. */
export function stepFlow(work: Work, event: FlowEvent): boolean {
  const flow = work.flow(work.running.flow);
  if (!flow || !work.snapshot) return false;
  const stepped = step(flow.machine, work.snapshot, event);
  if (!stepped.taken) return false;
  took(work, stepped);
  return true;
}

function took(work: Work, stepped: Stepped): void {
  work.snapshot = stepped.snapshot;
  const flow = work.running.flow;
  for (const effect of stepped.effects) {
    runEffect(work, effect);
    // The flow handed over: what it still wanted to say belongs to a flow that is no longer here.
    if (work.running.flow !== flow || work.snapshot !== stepped.snapshot) return;
  }
  if (stepped.snapshot.status === 'done') {
    if (work.parked.length > 0) unpark(work);
    else start(work, homeOf(work.world), { greet: false });
  }
}

/** The running flow as it is kept with the conversation. */
export function stored(work: Work): Running {
  const flow = work.flow(work.running.flow);
  if (!flow || !work.snapshot) return work.running;
  return { ...work.running, snapshot: persist(flow.machine, work.snapshot) };
}

/** Does what an effect says, as far as the conversation itself is concerned. */
export function runEffect(work: Work, effect: Effect): void {
  switch (effect.type) {
    case 'say':
      work.bubble(work.text(effect.params));
      closeCard(work);
      return;
    case 'ask':
      work.running = { ...work.running, open: work.prompt(effect.params) };
      work.misses = 0;
      work.repeat();
      return;
    case 'repeat':
      work.repeat();
      return;
    case 'close':
      if (work.running.open && !work.running.open.home) work.running = { ...work.running, open: null };
      return;
    case 'call':
      work.calls.push(effect.params);
      return;
    case 'card':
      showCard(work, effect.params);
      return;
    case 'amend':
      work.out.push({
        type: 'amend',
        requestId: effect.params.requestId,
        bubble: work.plain(work.text(effect.params)),
      });
      return;
    case 'file':
      work.bubble(work.text(effect.params), effect.params.file, effect.params.requestId);
      if (effect.params.requestId === null) closeCard(work);
      return;
    case 'go':
      go(work, effect.params.flow, effect.params.input, effect.params.park);
      return;
    case 'wake':
      work.out.push({ type: 'wake', ...effect.params });
      return;
  }
}

/** Another language from now on, also for the question that is open. */
export function speak(work: Work, language: string): void {
  const ask = askedIn(work, work.language);
  work.language = language;
  if (ask) work.running = { ...work.running, open: work.prompt(ask) };
}

/** A draft that waited may hold a question in a language that was chosen before. */
function reword(work: Work): void {
  if (askedIn(work, work.language)) return;
  const ask = Object.values(LANGUAGES).flatMap((language) => askedIn(work, language) ?? [])[0];
  if (ask) work.running = { ...work.running, open: work.prompt(ask) };
}

/** What the open question asks, if it was asked on entering its state, in this language; any other stays as it was said. */
function askedIn(work: Work, language: string): Ask | undefined {
  const { open } = work.running;
  if (!open || !work.snapshot) return undefined;
  return questionsOf(work.snapshot).find((ask) => work.textIn(language, ask) === open.text);
}

/** At a desk a bare number means a button of the newest card only while nothing else was said since; then a task. */
export function closeCard(work: Work): void {
  if (work.world.office && work.running.open?.home) work.running = { ...work.running, open: null };
}

function showCard(work: Work, card: Card): void {
  const { labels } = work.world.vocabulary(work.language);
  const prompt: Prompt = {
    nonce: work.nonce(),
    text: work.text(card),
    choices: card.commands.map(({ label, command }) => ({
      id: `${COMMAND_MARK}${command}`,
      label: labels[label].label,
      aliases: [...labels[label].aliases],
    })),
    accept: { kind: 'none' },
    zero: null,
    askPhone: false,
    home: true,
    private: false,
  };
  // In the middle of a question the card is shown, but typed numbers still answer the question.
  if (!work.running.open || work.running.open.home) work.running = { ...work.running, open: prompt };
  work.out.push({
    type: 'bubble',
    bubble: work.bubbleFor(prompt, prompt.text),
    requestId: card.requestId,
    card: true,
  });
}

/** "Go on, or begin anew?": asked instead of the question that is open. */
export function askWhetherToGoOn(work: Work): void {
  const title = work.flow(work.running.flow)?.title ?? '';
  work.waking = work.prompt({
    key: 'draft.waiting',
    args: { title },
    choices: [
      { id: 'on', label: 'goOn' },
      { id: 'new', label: 'beginAnew' },
    ],
  });
  work.bubbleOf(work.waking);
}

/** 08.00 of the day after an instant: past the quiet hours (20.00-07.00), before people go out. */
export function morningAfter(at: number, { timeZone }: Facts): number {
  return instantOf(dayAfter(local(at, timeZone).iso), 8 * 60, timeZone);
}
