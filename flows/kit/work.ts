import type { AnyMachineSnapshot } from 'xstate';
import type { Call } from './calls.ts';
import type { Conversation, Running } from './conversation.ts';
import type { Ask, ChoiceSpec, Said } from './effect.ts';
import type { Facts } from './facts.ts';
import type { Flow } from './flow.ts';
import type { Attachment, Bubble } from './message.ts';
import { privacyOf, textOf } from './private.ts';
import { type Prompt, shown } from './prompt.ts';
import type { Out, World } from './world.ts';

/** One turn in the making: the conversation as it changes, and what it says. Lives for one `hear` or `meet`. */
export class Work {
  readonly world: World;
  running: Running;
  parked: Running[];
  language: string;
  misses: number;
  turn: number;
  last: Conversation['last'];
  waking: Prompt | null;
  snapshot: AnyMachineSnapshot | null = null;
  readonly out: Out[] = [];
  readonly calls: Call[] = [];
  prompts = 0;

  constructor(conversation: Conversation | null, world: World) {
    this.world = world;
    this.running = conversation?.running ?? {
      flow: '',
      version: '',
      about: null,
      snapshot: null,
      open: null,
    };
    this.parked = [...(conversation?.parked ?? [])];
    this.language = conversation?.language ?? 'id';
    this.misses = conversation?.misses ?? 0;
    this.turn = conversation?.turn ?? 0;
    this.last = conversation?.last ?? { text: '', at: 0, free: false };
    this.waking = conversation?.waking ?? null;
  }

  flow(name: string): Flow | undefined {
    return this.world.flows.get(name);
  }

  repeat(): void {
    const open = this.running.open;
    if (open) this.bubbleOf(open);
    else this.bubble(this.say(this.world.office ? 'desk.idle' : 'idle', {}));
  }

  /** true: something is asked that a remark goes with. */
  get asks(): boolean {
    return (this.waking ?? this.running.open)?.home === false;
  }

  /** A remark, and the open question in the same message. */
  withQuestion(remark: string): void {
    const open = this.waking ?? this.running.open;
    if (!open || !this.asks) {
      this.bubble(remark);
      return;
    }
    this.out.push({
      type: 'bubble',
      bubble: this.bubbleFor(open, `${remark}\n\n${textOf(open, this)}`),
      requestId: open.about ?? null,
      card: false,
    });
  }

  prompt(ask: Ask): Prompt {
    return {
      nonce: this.nonce(),
      text: this.text(ask),
      choices: (ask.choices ?? []).map((choice) => this.choice(choice)),
      accept: ask.accept ?? { kind: 'none' },
      zero: ask.zero ?? null,
      askPhone: ask.askPhone ?? false,
      home: ask.home ?? false,
      ...(ask.requestId ? { about: ask.requestId } : {}),
      ...privacyOf(ask, this),
    };
  }

  choice(spec: ChoiceSpec): Prompt['choices'][number] {
    if ('text' in spec) return { id: spec.id, label: spec.text, aliases: [...(spec.aliases ?? [])] };
    const { label, aliases } = this.world.vocabulary(this.language).labels[spec.label];
    return { id: spec.id, label, aliases: [...aliases] };
  }

  nonce(): string {
    this.prompts += 1;
    return `${this.turn.toString(36)}.${this.out.length.toString(36)}${this.prompts.toString(36)}`;
  }

  bubbleOf(prompt: Prompt): void {
    this.out.push({
      type: 'bubble',
      bubble: this.bubbleFor(prompt, textOf(prompt, this)),
      requestId: prompt.about ?? null,
      card: false,
    });
  }

  bubbleFor(prompt: Prompt, text: string): Bubble {
    const zero = this.world.vocabulary(this.language).labels[prompt.zero ?? 'back'].label;
    return { text, choices: shown(prompt, zero), file: null, askPhone: prompt.askPhone };
  }

  bubble(text: string, file: Attachment | null = null, requestId: string | null = null): void {
    this.out.push({ type: 'bubble', bubble: { ...this.plain(text), file }, requestId, card: false });
  }

  plain(text: string): Bubble {
    return { text, choices: [], file: null, askPhone: false };
  }

  text(said: Said): string {
    return this.textIn(this.language, said);
  }

  textIn(language: string, { key, args }: Said): string {
    const word = this.world.vocabulary(language).words[key] as (args: unknown, facts: Facts) => string;
    return word(args, this.world.facts);
  }

  say<K extends Said['key']>(key: K, args: Extract<Said, { key: K }>['args']): string {
    return this.text({ key, args } as Said);
  }
}
