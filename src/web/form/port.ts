import type { Misread } from '../../../flows/kit/answers.ts';
import type { MediaRef } from '../../../flows/kit/message.ts';
import type { Prompt } from '../../../flows/kit/prompt.ts';

/** What the secure page needs from the office. `House.forms` is the implementation over the real engine. */

/** Which office a link belongs to, and the account whose chat it came from. */
export interface FormPlace {
  readonly ward: string;
  readonly accountId: string;
}

/** The question that a link leads to. */
export interface FormQuestion {
  readonly kind: 'question';
  readonly place: FormPlace;
  readonly prompt: Prompt;
  /** The ward's ISO day. */
  readonly today: string;
  /** What the office said before the question: what became of the photo before. */
  readonly remark: string | null;
}

/** What a code leads to when it is no open question. */
export type FormEnd =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'expired' | 'closed' | 'done' | 'waiting'; readonly place: FormPlace }
  | { readonly kind: 'next'; readonly code: string };

/** What became of an answer. `taken`: the code of the page that goes on; not `fresh`: it had been taken before. */
export type FormAnswered =
  | { readonly kind: 'taken'; readonly code: string; readonly fresh: boolean }
  | { readonly kind: 'misread'; readonly why: Misread }
  | { readonly kind: 'failed'; readonly place: FormPlace }
  | FormEnd;

/** The office behind the page. */
export interface FormDesk {
  find(code: string): Promise<FormQuestion | FormEnd>;
  answer(
    code: string,
    body:
      | { readonly kind: 'text'; readonly text: string }
      | { readonly kind: 'media'; readonly media: MediaRef; readonly caption: string | null },
  ): Promise<FormAnswered>;
}

/** The chat that a person goes back to. */
export interface ChatDoor {
  readonly label: string;
  readonly href: string;
}
