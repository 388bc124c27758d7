import type { AnyMachineSnapshot } from 'xstate';
import type { Vocabulary } from '../wording/vocabulary.ts';
import { announce } from './announce.ts';
import { dayAfter } from './calendar.ts';
import type { AnswerEvent, Call } from './calls.ts';
import {
  ARCHIVE_MS,
  type Conversation,
  IDLE_MS,
  MISSES_BEFORE_OFFICER,
  MORE_MS,
  REPEAT_MS,
  type Running,
} from './conversation.ts';
import type { Ask, Card, ChoiceSpec, Effect, Said } from './effect.ts';
import type { Facts } from './facts.ts';
import { type Flow, type FlowEvent, PARKED } from './flow.ts';
import { type Attachment, type Bubble, clean, type InboundBody } from './message.ts';
import type { Notice, NoticeEvent } from './notices.ts';
import { COMMAND_MARK, type Prompt, shown } from './prompt.ts';
import type { Service } from './service.ts';
import { begin, persist, restore, type Stepped, step, UnknownState } from './step.ts';
import { type About, type Understood, understand } from './understand.ts';
import { instantOf, local } from './when.ts';

/**
 * The driver of one conversation: hears a message or meets an event, steps the flow that is running and turns its
 * effects into bubbles and calls. Pure: conversation in, conversation out. What every question has in common (a
 * miss, a stale button, a sticker, the words that work everywhere, a draft left and found again) lives here, so that
 * a flow holds only its own process.
 */

/** All that a step may look at besides the conversation. */
export interface World {
  readonly facts: Facts;
  readonly flows: ReadonlyMap<string, Flow>;
  readonly services: readonly Service[];
  readonly vocabulary: (language: string) => Vocabulary;
  /** A member of staff talks here: the desk is home, and office commands are read. */
  readonly office: boolean;
}

/** What leaves a turn: a new message, a replaced one, or a wish to be woken. */
export type Out =
  | {
      readonly type: 'bubble';
      readonly bubble: Bubble;
      readonly requestId: string | null;
      /** A card of a request: replaced when the request moves on. */
      readonly card: boolean;
    }
  | { readonly type: 'amend'; readonly bubble: Bubble; readonly requestId: string }
  | { readonly type: 'wake'; readonly key: string; readonly at: number; readonly notice: Notice };

/** What a turn made of the conversation. */
export interface Turn {
  readonly conversation: Conversation;
  readonly out: readonly Out[];
  /** To be run in order; each result comes back through `meet`. */
  readonly calls: readonly Call[];
}

/** A message as it reaches the conversation. */
export interface Heard {
  readonly body: InboundBody;
  readonly about: About | null;
  /** Our last reply had not gone out yet when this was written: it cannot be an answer to it. */
  readonly unseen?: boolean;
}

/** The flow that is home: where a chat rests between things. */
export function homeOf(world: World): string {
  return world.office ? 'desk' : 'menu';
}

/** A chat that has never been heard of. */
export function newConversation(world: World): Conversation {
  const work = new Work(null, world);
  work.start(homeOf(world), { greet: false });
  return work.done().conversation;
}

/** Takes one message of the person. */
export function hear(conversation: Conversation, heard: Heard, world: World): Turn {
  const work = new Work(conversation, world);
  work.hear(heard);
  return work.done();
}

/** Takes the result of a call, or a notice of the office. */
export function meet(conversation: Conversation, event: AnswerEvent | NoticeEvent, world: World): Turn {
  const work = new Work(conversation, world);
  work.meet(event);
  return work.done();
}

/** 08.00 of the day after an instant: past the quiet hours (20.00-07.00), before people go out. */
function morningAfter(at: number, { timeZone }: Facts): number {
  return instantOf(dayAfter(local(at, timeZone).iso), 8 * 60, timeZone);
}

/** One turn in the making; lives for one call of `hear` or `meet`. */
class Work {
  readonly #world: World;
  #running: Running;
  #parked: Running[];
  #language: string;
  #misses: number;
  #turn: number;
  #last: Conversation['last'];
  #waking: Prompt | null;
  #snapshot: AnyMachineSnapshot | null = null;
  readonly #out: Out[] = [];
  #calls: Call[] = [];
  #prompts = 0;

  constructor(conversation: Conversation | null, world: World) {
    this.#world = world;
    this.#running = conversation?.running ?? { flow: '', version: '', snapshot: null, open: null };
    this.#parked = [...(conversation?.parked ?? [])];
    this.#language = conversation?.language ?? 'id';
    this.#misses = conversation?.misses ?? 0;
    this.#turn = conversation?.turn ?? 0;
    this.#last = conversation?.last ?? { text: '', at: 0, free: false };
    this.#waking = conversation?.waking ?? null;
  }

  done(): Turn {
    return {
      conversation: {
        running: this.#stored(),
        parked: this.#parked,
        language: this.#language,
        misses: this.#misses,
        turn: this.#turn,
        last: this.#last,
        waking: this.#waking,
      },
      out: this.#out,
      calls: this.#calls,
    };
  }

  hear(heard: Heard): void {
    this.#revive();
    const now = Date.parse(this.#world.facts.now);
    const text = heard.body.kind === 'text' ? heard.body.text : '';
    const silence = now - this.#last.at;
    const repeated = heard.unseen === true && text !== '' && text === this.#last.text && silence < REPEAT_MS;
    const wasFree = this.#last.free;
    this.#last = { text, at: now, free: false };
    if (repeated && !this.#world.office) return;
    this.#turn += 1;

    if (this.#waking && this.#answerWaking(heard)) return;
    const meant = this.#understand(heard, this.#running.open);
    if (
      wasFree &&
      silence < MORE_MS &&
      meant.type === 'miss' &&
      this.#step({ type: 'more', text: clean(text, 500).trim() })
    ) {
      this.#last = { ...this.#last, free: true };
      this.#withQuestion(this.#say('question.added', {}));
      return;
    }
    this.#last = {
      ...this.#last,
      free: meant.type === 'value' && this.#running.open?.accept.kind === 'text',
    };
    if (this.#shouldAskWhetherToGoOn(silence, meant)) {
      this.#askWhetherToGoOn();
      return;
    }
    const before = this.#out.length;
    this.#act(meant);
    // Never silence: whatever happened, the person sees where the conversation stands.
    if (this.#out.length === before && this.#calls.length === 0) this.#repeat();
  }

  meet(event: AnswerEvent | NoticeEvent): void {
    this.#turn += 1;
    this.#revive();
    if (this.#meetOwn(event)) return;
    if (this.#step(event)) return;
    if (event.type === 'notice.stored' || event.type === 'notice.unreadable') this.#meetParked(event);
    else if ('notice' in event) this.#announce(event.notice);
  }

  // --- what the person meant -------------------------------------------------------------------------------------

  #understand(heard: Heard, open: Prompt | null): Understood {
    return understand({
      body: heard.body,
      about: heard.about,
      open,
      today: this.#world.facts.today,
      office: this.#world.office,
      services: this.#world.services,
    });
  }

  #act(meant: Understood): void {
    switch (meant.type) {
      case 'choose':
      case 'value':
      case 'intent':
      case 'office':
        this.#misses = 0;
        if (!this.#step(meant)) this.#repeat();
        return;
      case 'media':
        if (!this.#step(meant)) this.#odd('odd.media');
        return;
      case 'ownPhone':
        if (this.#step(meant)) return;
        if (this.#running.flow === homeOf(this.#world) && !this.#world.office)
          this.#go('prove', { phone: meant.phone }, false);
        else this.#odd('odd.contact');
        return;
      case 'miss':
        this.#miss(this.#say(meant.why.key, meant.why));
        return;
      case 'odd':
        this.#odd(meant.media && meant.what === 'unknown' ? 'odd.media' : `odd.${meant.what}`);
        return;
      case 'stale':
        this.#withQuestion(this.#say('stale', {}));
        return;
      case 'command':
        this.#command(meant.name);
        return;
      case 'language':
        this.#language = meant.language;
        this.#calls.push({ name: 'setLanguage', args: { language: meant.language } });
        return;
      case 'invite':
        this.#calls.push({ name: 'redeemInvite', args: { code: meant.code } });
        return;
      case 'counterCode':
        this.#go('prove', { code: meant.code }, true);
        return;
      case 'reply':
        this.#go('answer', { requestId: meant.requestId, question: null }, true);
        return;
      case 'repair':
        this.#go('status', { repair: meant.requestId }, true);
        return;
    }
  }

  #command(name: 'menu' | 'cancel' | 'back' | 'status' | 'help' | 'officer'): void {
    switch (name) {
      case 'menu':
        this.#go(homeOf(this.#world), { greet: true }, true);
        return;
      case 'status':
        this.#go('status', { repair: null }, true);
        return;
      case 'cancel':
        if (!this.#step({ type: 'cancel' })) this.#go(homeOf(this.#world), { greet: true }, false);
        return;
      case 'back':
        if (!this.#step({ type: 'back' })) this.#withQuestion(this.#say('nav.noBack', {}));
        return;
      case 'help':
        this.#withQuestion(this.#say(this.#world.office ? 'desk.help' : 'help', {}));
        return;
      case 'officer':
        this.#calls.push({ name: 'callOfficer', args: { text: null } });
        return;
    }
  }

  #miss(why: string): void {
    this.#misses += 1;
    const offer = this.#misses >= MISSES_BEFORE_OFFICER ? `\n${this.#say('miss.offerOfficer', {})}` : '';
    this.#withQuestion(`${why}${offer}`);
  }

  #odd(key: Extract<keyof Vocabulary['words'], `odd.${string}`>): void {
    this.#withQuestion(this.#say(key, {}));
  }

  // --- answers and notices that belong to every flow ---------------------------------------------------------------

  #meetOwn(event: AnswerEvent | NoticeEvent): boolean {
    switch (event.type) {
      case 'answer.callOfficer':
        this.#withQuestion(this.#say('officer.called', event.result));
        return true;
      case 'answer.setLanguage':
        this.#withQuestion(this.#say('language.set', {}));
        return true;
      case 'answer.redeemInvite':
        if (event.result.outcome === 'bound') {
          this.#parked = [];
          this.start('desk', { greet: true, name: event.result.name, role: event.result.role });
        } else this.#withQuestion(this.#say('invite.refused', { why: event.result.outcome }));
        return true;
      case 'notice.remind':
        return this.#remind();
      case 'notice.archive':
        return this.#archive();
      default:
        return false;
    }
  }

  /** A picture arrived for a draft that was left meanwhile: the draft keeps it, nothing is said. */
  #meetParked(event: NoticeEvent): void {
    this.#parked = this.#parked.map((draft) => {
      const flow = this.#flow(draft.flow);
      if (!flow || flow.version !== draft.version) return draft;
      const stepped = step(flow.machine, restore(flow.machine, draft.snapshot), event);
      return stepped.taken ? { ...draft, snapshot: persist(flow.machine, stepped.snapshot) } : draft;
    });
  }

  #announce(notice: Notice): void {
    const quiet = this.#running.open === null || this.#running.open.home;
    if (notice.kind === 'question' && quiet) {
      this.#go('answer', { requestId: notice.requestId, question: notice.text, number: notice.number }, true);
      return;
    }
    for (const effect of announce(notice)) this.#run(effect);
  }

  /** One reminder the next morning, if the draft was not touched in between. */
  #remind(): boolean {
    const idle = Date.parse(this.#world.facts.now) - this.#last.at;
    const flow = this.#flow(this.#running.flow);
    if (!flow?.keeps) return true;
    if (idle >= IDLE_MS) this.#askWhetherToGoOn();
    else this.#wake('remind', morningAfter(Date.parse(this.#world.facts.now), this.#world.facts));
    return true;
  }

  #archive(): boolean {
    const flow = this.#flow(this.#running.flow);
    const idle = Date.parse(this.#world.facts.now) - this.#last.at;
    if (!flow?.keeps) return true;
    if (idle < ARCHIVE_MS) this.#wake('archive', morningAfter(this.#last.at + ARCHIVE_MS, this.#world.facts));
    else {
      this.#bubble(this.#say('draft.archived', { title: flow.title }));
      this.#waking = null;
      this.#parked = [];
      this.start(homeOf(this.#world), { greet: false });
    }
    return true;
  }

  // --- a draft after a long silence --------------------------------------------------------------------------------

  #shouldAskWhetherToGoOn(silence: number, meant: Understood): boolean {
    const flow = this.#flow(this.#running.flow);
    if (!flow?.keeps || silence < IDLE_MS || !this.#running.open) return false;
    return (
      meant.type !== 'command' &&
      meant.type !== 'media' &&
      meant.type !== 'invite' &&
      meant.type !== 'language'
    );
  }

  #askWhetherToGoOn(): void {
    const title = this.#flow(this.#running.flow)?.title ?? '';
    this.#waking = this.#prompt({
      key: 'draft.waiting',
      args: { title },
      choices: [
        { id: 'on', label: 'goOn' },
        { id: 'new', label: 'beginAnew' },
      ],
    });
    this.#bubbleOf(this.#waking);
  }

  /** true when the message was the answer to "go on or begin anew". */
  #answerWaking(heard: Heard): boolean {
    const waking = this.#waking;
    if (!waking) return false;
    const meant = this.#understand(heard, waking);
    if (meant.type === 'choose') {
      this.#waking = null;
      if (meant.id === 'on') this.#repeat();
      else this.start(this.#running.flow, this.#inputOf(this.#running.flow));
      return true;
    }
    if (meant.type === 'miss' || meant.type === 'stale' || meant.type === 'odd') {
      const fits = this.#understand(heard, this.#running.open);
      // A photo or an answer that fits the question itself is as good as "go on".
      if (fits.type !== 'media' && fits.type !== 'value') {
        this.#bubbleOf(waking);
        return true;
      }
    }
    this.#waking = null;
    return false;
  }

  // --- flows ---------------------------------------------------------------------------------------------------------

  #flow(name: string): Flow | undefined {
    return this.#world.flows.get(name);
  }

  #wake(kind: 'remind' | 'archive', at: number): void {
    this.#out.push({
      type: 'wake',
      key: `${kind}:${this.#nonce()}`,
      at,
      notice: { kind, after: this.#turn },
    });
  }

  #inputOf(name: string): Readonly<Record<string, unknown>> {
    return name === homeOf(this.#world) ? { greet: true } : {};
  }

  /** Begins a flow and runs what its first states emit. */
  start(name: string, input: Readonly<Record<string, unknown>>): void {
    const flow = this.#flow(name) ?? this.#flow(homeOf(this.#world));
    if (!flow) throw new Error(`no flow ${name}`);
    this.#running = { flow: flow.name, version: flow.version, snapshot: null, open: null };
    this.#misses = 0;
    this.#waking = null;
    if (flow.keeps) {
      this.#wake('remind', morningAfter(Date.parse(this.#world.facts.now), this.#world.facts));
      this.#wake('archive', morningAfter(Date.parse(this.#world.facts.now) + ARCHIVE_MS, this.#world.facts));
    }
    const parked = this.#parked[0];
    this.#took(
      begin(flow.machine, { ...input, parked: parked ? (this.#flow(parked.flow)?.title ?? null) : null }),
    );
  }

  #go(name: string, input: Readonly<Record<string, unknown>>, park: boolean): void {
    if (park) this.#park();
    if (name === PARKED) {
      this.#unpark();
      return;
    }
    const same = this.#parked.findIndex((draft) => draft.flow === name);
    if (same >= 0 && !('draft' in input)) {
      const [draft] = this.#parked.splice(same, 1);
      if (draft) this.#resume(draft);
      this.#askWhetherToGoOn();
      return;
    }
    this.start(name, input);
  }

  #park(): void {
    const flow = this.#flow(this.#running.flow);
    if (!flow?.keeps) return;
    this.#parked = [this.#stored(), ...this.#parked.filter((draft) => draft.flow !== flow.name)];
  }

  #unpark(): void {
    const draft = this.#parked.shift();
    if (!draft) {
      this.start(homeOf(this.#world), { greet: true });
      return;
    }
    this.#resume(draft);
    this.#withQuestion(this.#say('draft.resumed', { title: this.#flow(draft.flow)?.title ?? '' }));
  }

  #resume(draft: Running): void {
    this.#running = draft;
    this.#snapshot = null;
    this.#misses = 0;
    this.#revive();
  }

  /** Brings the stored flow to life; one of another version is carried over with what was answered. */
  #revive(): void {
    if (this.#snapshot) return;
    const { flow: name, version, snapshot } = this.#running;
    const flow = this.#flow(name);
    if (flow && flow.version === version) {
      try {
        this.#snapshot = restore(flow.machine, snapshot);
        return;
      } catch (error) {
        if (!(error instanceof UnknownState)) throw error;
      }
    }
    const context = (snapshot as { context?: unknown } | null)?.context;
    this.#bubble(this.#say('flow.updated', {}));
    if (flow?.carry) this.start(name, flow.carry(context));
    else this.start(homeOf(this.#world), { greet: true });
  }

  #step(event: FlowEvent): boolean {
    const flow = this.#flow(this.#running.flow);
    if (!flow || !this.#snapshot) return false;
    const stepped = step(flow.machine, this.#snapshot, event);
    if (!stepped.taken) return false;
    this.#took(stepped);
    return true;
  }

  #took(stepped: Stepped): void {
    this.#snapshot = stepped.snapshot;
    const flow = this.#running.flow;
    for (const effect of stepped.effects) {
      this.#run(effect);
      // The flow handed over: what it still wanted to say belongs to a flow that is no longer here.
      if (this.#running.flow !== flow || this.#snapshot !== stepped.snapshot) return;
    }
    if (stepped.snapshot.status === 'done') {
      if (this.#parked.length > 0) this.#unpark();
      else this.start(homeOf(this.#world), { greet: false });
    }
  }

  #stored(): Running {
    const flow = this.#flow(this.#running.flow);
    if (!flow || !this.#snapshot) return this.#running;
    return { ...this.#running, snapshot: persist(flow.machine, this.#snapshot) };
  }

  // --- effects -----------------------------------------------------------------------------------------------------

  #run(effect: Effect): void {
    switch (effect.type) {
      case 'say':
        this.#bubble(this.#text(effect.params));
        return;
      case 'ask':
        this.#running = { ...this.#running, open: this.#prompt(effect.params) };
        this.#misses = 0;
        this.#repeat();
        return;
      case 'repeat':
        this.#repeat();
        return;
      case 'close':
        if (this.#running.open && !this.#running.open.home) this.#running = { ...this.#running, open: null };
        return;
      case 'call':
        this.#calls.push(effect.params);
        return;
      case 'card':
        this.#card(effect.params);
        return;
      case 'amend':
        this.#out.push({
          type: 'amend',
          requestId: effect.params.requestId,
          bubble: this.#plain(this.#text(effect.params)),
        });
        return;
      case 'file':
        this.#bubble(this.#text(effect.params), effect.params.file, effect.params.requestId);
        return;
      case 'go':
        this.#go(effect.params.flow, effect.params.input, effect.params.park);
        return;
      case 'wake':
        this.#out.push({ type: 'wake', ...effect.params });
        return;
    }
  }

  #card(card: Card): void {
    const { labels } = this.#world.vocabulary(this.#language);
    const prompt: Prompt = {
      nonce: this.#nonce(),
      text: this.#text(card),
      choices: card.commands.map(({ label, command }) => ({
        id: `${COMMAND_MARK}${command}`,
        label: labels[label].label,
        aliases: [],
      })),
      accept: { kind: 'none' },
      zero: null,
      askPhone: false,
      home: true,
    };
    // In the middle of a question the card is shown, but typed numbers still answer the question.
    if (!this.#running.open || this.#running.open.home) this.#running = { ...this.#running, open: prompt };
    this.#out.push({
      type: 'bubble',
      bubble: this.#bubbleFor(prompt, prompt.text),
      requestId: card.requestId,
      card: true,
    });
  }

  #repeat(): void {
    const open = this.#running.open;
    if (open) this.#bubbleOf(open);
    else this.#bubble(this.#say(this.#world.office ? 'desk.idle' : 'idle', {}));
  }

  /** A remark, and the open question in the same message. */
  #withQuestion(remark: string): void {
    const open = this.#waking ?? this.#running.open;
    if (!open || open.home) {
      this.#bubble(remark);
      return;
    }
    this.#out.push({
      type: 'bubble',
      bubble: this.#bubbleFor(open, `${remark}\n\n${open.text}`),
      requestId: null,
      card: false,
    });
  }

  #prompt(ask: Ask): Prompt {
    return {
      nonce: this.#nonce(),
      text: this.#text(ask),
      choices: (ask.choices ?? []).map((choice) => this.#choice(choice)),
      accept: ask.accept ?? { kind: 'none' },
      zero: ask.zero ?? null,
      askPhone: ask.askPhone ?? false,
      home: ask.home ?? false,
    };
  }

  #choice(spec: ChoiceSpec): Prompt['choices'][number] {
    if ('text' in spec) return { id: spec.id, label: spec.text, aliases: [...(spec.aliases ?? [])] };
    const { label, aliases } = this.#world.vocabulary(this.#language).labels[spec.label];
    return { id: spec.id, label, aliases: [...aliases] };
  }

  #nonce(): string {
    this.#prompts += 1;
    return `${this.#turn.toString(36)}.${this.#out.length.toString(36)}${this.#prompts.toString(36)}`;
  }

  #bubbleOf(prompt: Prompt): void {
    this.#out.push({
      type: 'bubble',
      bubble: this.#bubbleFor(prompt, prompt.text),
      requestId: null,
      card: false,
    });
  }

  #bubbleFor(prompt: Prompt, text: string): Bubble {
    const zero = this.#world.vocabulary(this.#language).labels[prompt.zero ?? 'back'].label;
    return { text, choices: shown(prompt, zero), file: null, askPhone: prompt.askPhone };
  }

  #bubble(text: string, file: Attachment | null = null, requestId: string | null = null): void {
    this.#out.push({ type: 'bubble', bubble: { ...this.#plain(text), file }, requestId, card: false });
  }

  #plain(text: string): Bubble {
    return { text, choices: [], file: null, askPhone: false };
  }

  #text(said: Said): string {
    return this.#say(said.key, said.args as never);
  }

  #say<K extends Said['key']>(key: K, args: Extract<Said, { key: K }>['args']): string {
    const word = this.#world.vocabulary(this.#language).words[key] as (args: unknown, facts: Facts) => string;
    return word(args, this.#world.facts);
  }
}
