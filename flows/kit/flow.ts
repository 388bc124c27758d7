import { type AnyStateMachine, setup } from 'xstate';
import type { AnswerEvent } from './calls.ts';
import type { EffectName, EffectParams } from './effect.ts';
import type { Intent } from './intent.ts';
import type { MediaRef } from './message.ts';
import type { NoticeEvent } from './notices.ts';
import type { OfficeCommand } from './office-command.ts';

/** What a flow can meet: an understood message, the answer to a call, a notice of the office. */
export type FlowEvent =
  | { readonly type: 'choose'; readonly id: string }
  | { readonly type: 'value'; readonly value: string }
  | {
      readonly type: 'intent';
      readonly intent: Intent;
      readonly text: string;
      /** NIK and birth date, when they were written along and may be heard here. */
      readonly identity?: string;
    }
  /** One more line of the free-text answer before. */
  | { readonly type: 'more'; readonly text: string }
  /** Words that answer nothing. A flow takes them that knows what they speak of. */
  | { readonly type: 'remark' }
  | { readonly type: 'media'; readonly media: MediaRef }
  | { readonly type: 'ownPhone'; readonly phone: string }
  | { readonly type: 'back' }
  | { readonly type: 'cancel' }
  | { readonly type: 'office'; readonly command: OfficeCommand }
  | AnswerEvent
  | NoticeEvent;

/** An action of a flow is data: it is returned by the step and never run. Running it is a bug. */
function effect<N extends EffectName>(name: N): (args: unknown, params: EffectParams[N]) => void {
  return () => {
    throw new Error(`effect ${name} was executed; flows are stepped, never started`);
  };
}

/** The one XState setup of all flows: typed context and input, the events above, and the effects as actions. */
export function flow<Context extends object, Input>() {
  return setup({
    types: { context: {} as Context, events: {} as FlowEvent, input: {} as Input },
    actions: {
      say: effect('say'),
      ask: effect('ask'),
      repeat: effect('repeat'),
      close: effect('close'),
      call: effect('call'),
      card: effect('card'),
      amend: effect('amend'),
      file: effect('file'),
      go: effect('go'),
      wake: effect('wake'),
    },
  });
}

/** The name by which a flow sends the person back to the draft that was left. */
export const PARKED = '@parked';

/** A flow as the engine knows it. */
export interface Flow {
  readonly name: string;
  readonly machine: AnyStateMachine;
  /** Derived from the definition: a stored conversation of another version is carried over, never guessed. */
  readonly version: string;
  /** It holds a draft that is kept when the person goes elsewhere. */
  readonly keeps: boolean;
  /** What the draft is called when the person is asked whether to go on. */
  readonly title: string;
  /** Input that begins the flow anew with what was already answered, from a stored context of an older version. */
  readonly carry: ((storedContext: unknown) => Readonly<Record<string, unknown>>) | null;
  /** Whether a draft holds nothing yet that the person gave, so that nobody misses it. */
  readonly empty?: (storedContext: unknown) => boolean;
}

/** A short fingerprint (FNV-1a, 32 bit, hex) of what a flow is made of: states, events and the service's data. */
export function versionOf(...parts: readonly unknown[]): string {
  let hash = 0x811c9dc5;
  const text = JSON.stringify(parts, (_key, value) => (typeof value === 'function' ? 'f' : value)) ?? '';
  for (let index = 0; index < text.length; index += 1) {
    hash ^= text.charCodeAt(index);
    hash = Math.imul(hash, 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, '0');
}
