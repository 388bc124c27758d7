import type { LabelKey } from '../wording/labels.ts';
import type { Words } from '../wording/words.ts';
import type { Call } from './calls.ts';
import type { Attachment } from './message.ts';
import type { Notice } from './notices.ts';
import type { Accept } from './service.ts';

/** A sentence by key with what is filled in; the driver renders it in the person's language. */
export type Said = {
  [K in keyof Words]: { readonly key: K; readonly args: Parameters<Words[K]>[0] };
}[keyof Words];

/** A choice by a label of the wording (with its aliases), or with a text of its own. */
export type ChoiceSpec = { readonly id: string } & (
  | { readonly label: LabelKey }
  | { readonly text: string; readonly aliases?: readonly string[] }
);

/** A question: what is said, the numbered choices, and what else is accepted. */
export type Ask = Said & {
  readonly choices?: readonly ChoiceSpec[];
  readonly accept?: Accept;
  readonly zero?: 'back' | 'cancel' | 'later';
  readonly askPhone?: boolean;
  readonly home?: boolean;
  /** The request that the question is about. */
  readonly requestId?: string;
  /** A date of birth; a NIK and photos are private by what they accept. */
  readonly private?: boolean;
};

/** A card of the office: a text about a request with command buttons that work from anywhere in the chat. */
export type Card = Said & {
  readonly requestId: string | null;
  readonly commands: readonly { readonly label: LabelKey; readonly command: string }[];
};

/** Everything a flow may want done. Each is an action name of the shared setup, its params typed here. */
export interface EffectParams {
  say: Said;
  ask: Ask;
  /** The open question once more, unchanged. */
  repeat: undefined;
  /** The open question is no longer open (a home list stays). */
  close: undefined;
  call: Call;
  card: Card;
  /** Replace the card of a request in this chat, buttons gone. */
  amend: Said & { readonly requestId: string };
  file: Said & { readonly file: Attachment; readonly requestId: string | null };
  /** Leave this flow for another. `park` keeps this one as the draft to come back to. */
  go: { readonly flow: string; readonly input: Readonly<Record<string, unknown>>; readonly park: boolean };
  /** A notice to this conversation at a later time; a key is used once for ever. */
  wake: { readonly key: string; readonly at: number; readonly notice: Notice };
}
/** The name of an effect. */
export type EffectName = keyof EffectParams;
/** An effect as data: its name and what is filled in. */
export type Effect = {
  [N in EffectName]: { readonly type: N; readonly params: EffectParams[N] };
}[EffectName];
