import type { Labels } from '../wording/labels.ts';
import { type Misread, readAnswer } from './answers.ts';
import type { Remark } from './aside.ts';
import { asideBeside, type Listening } from './aside-beside.ts';
import {
  inPlainWords,
  type Picked,
  pickExactly,
  pickFromSentence,
  withoutPoliteness,
} from './choice-match.ts';
import { COMMANDS, FORM_WORDS, type GlobalCommand, isEnglish, LANGUAGES } from './global-words.ts';
import { findIntent, type Intent } from './intent.ts';
import { clean, type InboundBody, type MediaRef, note, type Oddity, type ShownChoice } from './message.ts';
import {
  asksForAMoment,
  onlyAgrees,
  onlyHeard,
  pointsElsewhere,
  saysLater,
  saysNothing,
} from './no-answer.ts';
import { type OfficeCommand, readOfficeCommand } from './office-command.ts';
import { COMMAND_MARK, OWN_WORDS, type Prompt, TYPED, wantsASentence } from './prompt.ts';
import { asNumber, normalise } from './text.ts';

/** What a message means in its conversation. */
export type Understood =
  | { readonly type: 'choose'; readonly id: string }
  | { readonly type: 'value'; readonly value: string }
  | {
      readonly type: 'intent';
      readonly intent: Intent;
      readonly text: string;
      /** The NIK and the birth date that were written along (`nik date`). */
      readonly identity?: string;
    }
  | { readonly type: 'miss'; readonly why: Misread }
  /** "Sebentar, pak, saya cari dulu": no answer, and nothing wrong with it. */
  | { readonly type: 'wait' }
  | ({ readonly type: 'aside'; readonly text: string } & Remark)
  | { readonly type: 'command'; readonly name: GlobalCommand }
  | { readonly type: 'language'; readonly language: string }
  | { readonly type: 'invite'; readonly code: string }
  /** A code that another chat of this person showed. */
  | { readonly type: 'link'; readonly code: string }
  /** A code of the counter typed outside a question. */
  | { readonly type: 'counterCode'; readonly code: string }
  /** An answer to the office's question: quoted with its text, or about to be written (null). */
  | { readonly type: 'reply'; readonly requestId: string; readonly text: string | null }
  | { readonly type: 'repair'; readonly requestId: string }
  | { readonly type: 'office'; readonly command: OfficeCommand }
  | { readonly type: 'media'; readonly media: MediaRef }
  | { readonly type: 'ownPhone'; readonly phone: string }
  | { readonly type: 'odd'; readonly what: Oddity; readonly media: MediaRef | null }
  | { readonly type: 'stale' };

/** The message of ours that was quoted: whose request it speaks of and the buttons it showed. */
export interface About {
  readonly requestId: string | null;
  readonly task: number | null;
  readonly choices: readonly ShownChoice[];
}

/** A message with all that is needed to understand it. */
export interface Hearing extends Listening {
  readonly body: InboundBody;
  readonly about: About | null;
  readonly open: Prompt | null;
  readonly today: string;
  /** There is a secure page here, and a word that asks for it. */
  readonly form?: boolean;
  /** The language that this person has chosen. */
  readonly language?: string;
  /** The choices as this person's language prints them. */
  readonly labels: Labels;
}

/** What is answered by numbers or in own words: there a number is no task to be shown. */
const ANSWERED: ReadonlySet<string> = new Set(['text', 'many']);

/** An invite is 24 readable characters, grouped or not, sent as is or behind /start (staff/invites). */
const INVITE = /^(?:\/start\s+)?((?:[2-9A-HJ-NP-Z]{4}[- ]?){5}[2-9A-HJ-NP-Z]{4})$/i;

/** The word and the code of another chat (residents/links), typed or behind the address of a QR code. */
const LINK = /^(?:\/start\s+)?sambung[\s_-]+([2-9A-HJ-NP-Z]{4}[- ]?[2-9A-HJ-NP-Z]{4})$/i;

/** A code of the counter (residents/counter-code): eight readable characters, with a dash or at least one digit. */
const COUNTER_CODE = /^(?=.*[\d-])[2-9A-HJ-NP-Z]{4}[- ]?[2-9A-HJ-NP-Z]{4}$/i;

/** Turns what arrived into what was meant, in the light of the question that is open. Pure; never throws. */
export function understand(hearing: Hearing): Understood {
  const { body, open } = hearing;
  switch (body.kind) {
    case 'text':
      return understandText(clean(body.text, 4096), hearing);
    case 'tap':
      return understandTap(body.data, body.label, hearing);
    case 'media':
      return open?.accept.kind === 'media'
        ? { type: 'media', media: body.media }
        : { type: 'odd', what: 'unknown', media: body.media };
    case 'ownPhone':
      return { type: 'ownPhone', phone: body.phone };
    case 'odd':
      return { type: 'odd', what: body.what, media: null };
  }
}

function understandTap(data: string, label: string | null, hearing: Hearing): Understood {
  if (data.startsWith(COMMAND_MARK)) return understandMarked(data.slice(1), hearing);
  const cut = data.lastIndexOf(':');
  const nonce = data.slice(0, cut);
  const id = data.slice(cut + 1);
  const { open } = hearing;
  if (open && nonce === open.nonce && cut > 0) {
    if (id === '0' && open.zero) return zero(open.zero);
    if (open.choices.some((choice) => choice.id === id)) return chosen(id, open, hearing);
  }
  // An old button counts for what it said only at home, where it can but begin something: in a question the same
  // words may mean another paper, another letter, another yes.
  const said = normalise(label ?? '').replace(/^\d+ /, '');
  if (said === '' || hearing.office || (open && !open.home)) return { type: 'stale' };
  const same = open?.choices.find((choice) => normalise(choice.label) === said);
  if (open && same) return chosen(same.id, open, hearing);
  const intent = findIntent(said, hearing.services);
  return intent.kind === 'apply' ? { type: 'intent', intent, text: said } : { type: 'stale' };
}

/** Buttons that carry a command of their own: they mean the same however old they are. */
function understandMarked(command: string, hearing: Hearing): Understood {
  const [word, argument] = command.split(' ');
  if (!hearing.office && argument) {
    if (word === 'JAWAB') return { type: 'reply', requestId: argument, text: null };
    if (word === 'LENGKAPI') return { type: 'repair', requestId: argument };
  }
  return understandText(command, { ...hearing, about: null, open: null });
}

function understandText(text: string, hearing: Hearing): Understood {
  const { open, about } = hearing;
  const flat = normalise(text);
  const bare = flat.replace(/^start$/, 'halo');
  const invite = INVITE.exec(text.trim());
  if (invite?.[1]) return { type: 'invite', code: invite[1] };

  const link = LINK.exec(text.trim());
  if (link?.[1]) return { type: 'link', code: link[1] };

  const fromQuote = about ? choiceOf(text, about.choices) : null;
  if (fromQuote) return understandTap(fromQuote.data, fromQuote.label, { ...hearing, about: null });

  // What quotes a question of the office answers that question, whatever else is being asked at the moment.
  if (about?.requestId && about.choices.length > 0 && !hearing.office && !COMMANDS[bare])
    return { type: 'reply', requestId: about.requestId, text: note(text) };

  const choice = open ? pickExactly(text, open, hearing.labels) : null;
  if (open && choice) return pickedAs(choice, open, hearing);

  const language = LANGUAGES[bare];
  if (language) return { type: 'language', language };
  if (hearing.office) {
    const answering = open !== null && !open.home && ANSWERED.has(open.accept.kind);
    const command = readOfficeCommand(text, about?.task ?? null, answering);
    if (command && !(open && answersHere(command, open))) return { type: 'office', command };
  }
  const command = hearing.form && FORM_WORDS.has(bare) ? 'form' : commandOf(bare, hearing);
  if (command) return { type: 'command', name: command };
  if (!hearing.office && (!open || open.home) && COUNTER_CODE.test(text.trim())) {
    return { type: 'counterCode', code: text.trim() };
  }
  if (!open || open.home) {
    if (speaksEnglish(flat, hearing)) return { type: 'language', language: 'en' };
    const intent = findIntent(text, hearing.services);
    // What is on offer may be said in a sentence too, when the sentence wants nothing else.
    const offered =
      open && !hearing.office && intent.kind === 'none' ? pickFromSentence(text, open, hearing.labels) : null;
    if (open && offered) return pickedAs(offered, open, hearing);
    const who = intent.kind === 'apply' ? readAnswer(text, WHO, hearing.today) : null;
    const identity = who?.ok && who.value.includes(' ') ? { identity: who.value } : {};
    return { type: 'intent', intent, text, ...identity };
  }
  const said = pickFromSentence(text, open, hearing.labels);
  if (said) return pickedAs(said, open, hearing);
  const polite =
    commandOf(withoutPoliteness(text, open), hearing) ??
    (open.accept.kind === 'text' ? commandOf(inPlainWords(text), hearing) : undefined);
  if (polite) return { type: 'command', name: polite };
  const read = readAnswer(text, open, hearing.today);
  if (!read.ok && TYPED.has(open.accept.kind) && speaksEnglish(flat, hearing))
    return { type: 'language', language: 'en' };
  const moment = asksForAMoment(text);
  const aside = asideBeside(text, open, hearing, read.ok);
  if (aside) return { type: 'aside', text, ...aside };
  // What one or two letters may answer can be answered by "ya", and a shop can be named "OK".
  if (read.ok && !hearing.office && OWN_WORDS.has(open.accept.kind) && pointsElsewhere(text))
    return { type: 'miss', why: { key: 'miss.elsewhere' } };
  const sentence = wantsASentence(open);
  if (read.ok && sentence && (hearing.office ? onlyAgrees(text) : saysNothing(text)))
    return { type: 'miss', why: { key: 'miss.agrees' } };
  const first = moment === 'only' || (moment === 'first' && sentence);
  if (read.ok && !first) return { type: 'value', value: read.value };
  // "Baik, pak" and "nanti saja" to a question that wants something typed: it will come. A photo that is to be brought
  // instead hears that it can be sent later.
  const { kind } = open.accept;
  const soon =
    moment !== null || (TYPED.has(kind) && (onlyHeard(text) || (kind !== 'media' && saysLater(text))));
  return read.ok || soon ? { type: 'wait' } : { type: 'miss', why: read.why };
}

/** Somebody writes English and reads something else. */
function speaksEnglish(flat: string, { office, language }: Hearing): boolean {
  return !office && language !== 'en' && isEnglish(flat);
}

/** A member of staff has nothing to prove here. */
function commandOf(words: string, { office }: Hearing): GlobalCommand | undefined {
  const name = COMMANDS[words];
  return office && name === 'prove' ? undefined : name;
}

/** While a reason is written or a list is answered, a bare number belongs to that; "salah" to a question is its answer. */
function answersHere(command: OfficeCommand, open: Prompt): boolean {
  if (command.do === 'undoLast') return !open.home;
  return command.do === 'show' && ANSWERED.has(open.accept.kind);
}

/** Who somebody is, as a sentence may say it beside what it wants. */
const WHO = { accept: { kind: 'identity' }, choices: [] } as const;

function pickedAs(picked: Picked, open: Prompt, hearing: Hearing): Understood {
  return 'zero' in picked ? zero(picked.zero) : chosen(picked.id, open, hearing);
}

/** `later` is taken as going back: the flow decides what that means. */
function zero(meaning: 'back' | 'cancel' | 'later'): Understood {
  return { type: 'command', name: meaning === 'cancel' ? 'cancel' : 'back' };
}

function chosen(id: string, open: Prompt, hearing: Hearing): Understood {
  if (id.startsWith(COMMAND_MARK)) return understandMarked(id.slice(1), hearing);
  return open.accept.kind === 'many' ? { type: 'value', value: id } : { type: 'choose', id };
}

function choiceOf(text: string, choices: readonly ShownChoice[]): ShownChoice | null {
  const number = asNumber(text);
  const flat = normalise(text);
  return choices.find((choice) => choice.n === number || normalise(choice.label) === flat) ?? null;
}
