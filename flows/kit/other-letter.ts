import type { FlowEvent } from './flow.ts';
import { findIntent, refusedIn } from './intent.ts';
import { plainWords } from './plain-words.ts';
import type { Prompt } from './prompt.ts';
import { go, stepFlow } from './running.ts';
import type { Service } from './service.ts';
import type { Work } from './work.ts';
import { homeOf } from './world.ts';

/** Somebody who is filling in one letter speaks of another: asked for by mistake, wanted as well, or only asked about. */

/** What a sentence in the middle of a letter says about letters. */
export type OtherLetter =
  /** Wants a letter on offer: another one, or this one. */
  | { readonly what: 'letter' | 'same' | 'needs'; readonly about: string }
  /** Wants another one and does not say which. */
  | { readonly what: 'elsewhere'; readonly about: null }
  /** Wants something that is not on offer; `about` is its name. */
  | { readonly what: 'notHere'; readonly about: string };

const WANTS = [
  'mau',
  'ingin',
  'urus',
  'mengurus',
  'buat',
  'minta',
  'butuh',
  'perlu',
  'ajukan',
  'surat',
  'juga',
];
const CHANGES = ['salah', 'ganti', 'pindah', 'beralih', 'bukan', 'tapi', 'batal'];
const ELSEWHERE = ['surat lain', 'ganti surat', 'salah surat', 'pilih surat', 'layanan lain'];
/** What an answer in own words does not begin with. */
const CORRECTS = new Set(['eh', 'salah', 'maaf', 'ganti', 'beralih']);

/** What a text says about letters; null where it names none, or only in passing. `applying`: the letter being filled in. */
export function otherLetter(
  text: string,
  services: readonly Service[],
  applying: string | null,
): OtherLetter | null {
  if (applying === null) return null;
  const words = plainWords(text);
  const sentence = ` ${words.join(' ')} `;
  const has = (phrase: string) => sentence.includes(` ${phrase} `);
  const wants = WANTS.some(has) || CHANGES.some(has);
  const intent = findIntent(text, services);
  const refusal = refusedIn(words, services);
  if (refusal && intent.kind === 'list')
    return refusal.refused === applying
      ? { what: 'elsewhere', about: null }
      : { what: 'same', about: applying };
  switch (intent.kind) {
    case 'card':
      return { what: 'needs', about: intent.service };
    case 'apply': {
      // A single word may be another letter's name; this letter's own is no more than an answer that was not read.
      if (!wants && (words.length > 1 || intent.service === applying)) return null;
      if (intent.service !== applying) return { what: 'letter', about: intent.service };
      // "Salah domisili, harusnya SKTM" names both.
      const other = CHANGES.some(has)
        ? findIntent(
            text,
            services.filter(({ slug }) => slug !== applying),
          )
        : null;
      return other?.kind === 'apply'
        ? { what: 'letter', about: other.service }
        : { what: 'same', about: applying };
    }
    case 'unsure': {
      const [other, ...more] = intent.services.filter((slug) => slug !== applying);
      if (!wants || other === undefined) return null;
      return more.length === 0 ? { what: 'letter', about: other } : { what: 'elsewhere', about: null };
    }
    case 'notHere':
      return wants ? { what: 'notHere', about: intent.name } : null;
    default:
      return ELSEWHERE.some(has) ? { what: 'elsewhere', about: null } : null;
  }
}

/** Whether an answer in own words takes something back ("eh salah, ..."), or this letter for another one, and so means that. */
export function corrects(text: string, services: readonly Service[], applying: string | null): boolean {
  const words = plainWords(text);
  if (CORRECTS.has(words[0] ?? '')) return true;
  if (applying === null || refusedIn(words, services)?.refused !== applying) return false;
  const intent = findIntent(text, services);
  return intent.kind === 'apply' && intent.service !== applying;
}

/** Words of somebody who wants both. */
const AS_WELL = ['juga', 'sekalian', 'sama', 'dan'];

/**
 * Asks whether to leave this letter for another one, or for the menu. What was filled in is kept; a letter begun by
 * mistake, with nothing filled in, is not brought up again.
 */
export function askToLeave(work: Work, about: string | null, text: string): void {
  const flow = work.flow(work.running.flow);
  const title = flow?.title ?? '';
  const other = work.world.services.find(({ slug }) => slug === about);
  const words = plainWords(text);
  const both = AS_WELL.some((word) => words.includes(word));
  const kept = both || !flow?.empty?.(work.snapshot?.context);
  const way = kept ? 'leave' : 'drop';
  work.waking = work.prompt({
    ...(other
      ? { key: 'draft.other', args: { title, other: other.name, kept } }
      : { key: 'draft.elsewhere', args: { title, kept } }),
    choices: [
      { id: other ? `${way} ${other.slug}` : way, label: 'yes' },
      { id: 'on', label: 'no' },
    ],
  });
  work.bubbleOf(work.waking);
}

/** Whether the question is one of these. */
export function asksToLeave({ choices }: Prompt): boolean {
  return choices.some(({ id }) => LEAVES.has(id.split(' ')[0] ?? ''));
}

const LEAVES: ReadonlySet<string> = new Set(['leave', 'drop']);

/** Leaves as was asked; false when a choice is none of these. */
export function leave(work: Work, choice: string): boolean {
  const [way = '', service] = choice.split(' ');
  if (!LEAVES.has(way)) return false;
  work.waking = null;
  go(work, homeOf(work.world), { greet: service === undefined }, way === 'leave');
  if (service === undefined) return true;
  const event: FlowEvent = { type: 'intent', intent: { kind: 'apply', service }, text: service };
  if (!stepFlow(work, event)) work.repeat();
  return true;
}
