import { z } from 'zod';
import type { ShownChoice } from './message.ts';
import { Accept } from './service.ts';

/**
 * An open question: what was shown and what will be accepted are one and the same list, kept with the
 * conversation, so that a chat resumed a day later answers the list that the person saw.
 */
export const Choice = z.object({
  id: z.string(),
  label: z.string(),
  aliases: z.array(z.string()),
});
export type Choice = z.infer<typeof Choice>;

/** The question that is open, kept with the conversation: what was shown is what is accepted. */
export const Prompt = z.object({
  /** Tells this question's buttons from those of every earlier one. */
  nonce: z.string(),
  text: z.string(),
  choices: z.array(Choice),
  accept: Accept,
  /** What `0` means here; null: it is not offered. */
  zero: z.enum(['back', 'cancel', 'later']).nullable(),
  /** Offer the platform's own "share my number". */
  askPhone: z.boolean(),
  /** Asked outside a question: free text finds a service or an action. */
  home: z.boolean(),
  /** The request that the question is about: a reply that quotes it finds the way back. */
  about: z.string().optional(),
  /** Asks for a NIK, a date of birth or a photo: the secure page may, or must, take the answer. */
  private: z.boolean().default(false),
  /** The same question with the address of the secure page instead of the request to write it here. */
  formText: z.string().optional(),
});
export type Prompt = z.infer<typeof Prompt>;

/** The choice that says "none of these" in a list of which several may be picked. */
export const NONE_OF_THESE = '-skip';

/** Button data of a command that works from anywhere in a chat: `!12 AMBIL`. */
export const COMMAND_MARK = '!';

/** The choices as shown: numbered from 1, `0` last. Button data is `nonce:id`, at most 64 bytes. */
export function shown(prompt: Prompt, zeroLabel: string): ShownChoice[] {
  const list = prompt.choices.map((choice, index) => ({
    n: String(index + 1),
    label: choice.label,
    data: choice.id.startsWith(COMMAND_MARK) ? choice.id : `${prompt.nonce}:${choice.id}`,
  }));
  if (prompt.zero) list.push({ n: '0', label: zeroLabel, data: `${prompt.nonce}:0` });
  return list;
}

/** Where own words are welcome only an address is let go: the rest may be the answer itself. */
export const OWN_WORDS: ReadonlySet<string> = new Set(['text', 'name']);

/** What has to be typed or sent: agreeing answers none of them. */
export const TYPED: ReadonlySet<string> = new Set([
  'identity',
  'nik',
  'date',
  'year',
  'money',
  'media',
  'name',
]);

/** A purpose, a reason, an address: wanted in more than two letters, and no name. People and shops are called Selamat and OK. */
export function wantsASentence({ accept }: Pick<Prompt, 'accept'>): boolean {
  return accept.kind === 'text' && accept.min > 2;
}
