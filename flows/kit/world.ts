import type { Vocabulary } from '../wording/vocabulary.ts';
import type { Call } from './calls.ts';
import type { Conversation } from './conversation.ts';
import type { Facts } from './facts.ts';
import type { Flow } from './flow.ts';
import type { Bubble, InboundBody } from './message.ts';
import type { Notice } from './notices.ts';
import type { Service } from './service.ts';
import type { About } from './understand.ts';

/** All that a step may look at besides the conversation. */
export interface World {
  readonly facts: Facts;
  readonly flows: ReadonlyMap<string, Flow>;
  readonly services: readonly Service[];
  readonly vocabulary: (language: string) => Vocabulary;
  /** A member of staff talks here: the desk is home, and office commands are read. */
  readonly office: boolean;
  /** The app has a button that shares the own number. */
  readonly sharesPhone?: boolean;
  /** A screen at the counter: a chat of a few minutes, into which no letter is sent. */
  readonly atCounter?: boolean;
  /** All wards that can be reached here, the account's own first. */
  readonly wards?: readonly WardDoor[];
  /** The id of the ward that this chat is of. */
  readonly here?: string;
  /** Several wards can be reached here, and which one is meant is not known yet. */
  readonly wardOpen?: boolean;
  /** How private questions are answered; not given: in the chat. */
  readonly form?: FormMode;
}

/** What the secure page is in a chat: not there, on offer, or the only way to answer a private question. */
export type FormMode = 'none' | 'offered' | 'required';

/** A ward as a resident chooses it. */
export interface WardDoor {
  readonly id: string;
  /** As it is written in an address: NKT2. */
  readonly short: string;
  /** "Kelurahan Naikoten II". */
  readonly name: string;
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
  /** It was written so long ago that an apology is due. */
  readonly late?: boolean;
  /** Our last reply had not gone out yet when this was written: it cannot be an answer to it. */
  readonly unseen?: boolean;
  /** It came by the secure page, as the answer to the question with this nonce and to no other. */
  readonly form?: string;
}

/** The flow that is home: where a chat rests between things. */
export function homeOf(world: World): string {
  if (world.office) return 'desk';
  return world.wardOpen ? 'ward' : 'menu';
}
