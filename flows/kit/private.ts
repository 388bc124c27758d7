import type { PrivateThing } from '../wording/id-form.ts';
import type { Call } from './calls.ts';
import type { Ask } from './effect.ts';
import type { Prompt } from './prompt.ts';
import type { Understood } from './understand.ts';
import type { Work } from './work.ts';
import type { Heard, World } from './world.ts';

/**
 * Private questions: a NIK, a date of birth, photos. Where the ward offers its secure page they may be answered
 * there, and where a platform forbids such data in the chat they can be answered nowhere else.
 */

/** What a question asks for, by what it accepts. */
export function whatOf(prompt: Pick<Prompt, 'accept'> | null): PrivateThing {
  const kind = prompt?.accept.kind;
  if (kind === 'media') return 'photo';
  return kind === 'identity' || kind === 'nik' ? kind : 'date';
}

/** What makes a question private, and how it reads where it is answered by the secure page. */
export function privacyOf(ask: Ask, work: Work): Pick<Prompt, 'private' | 'formText'> {
  const kind = ask.accept?.kind;
  const secret = ask.private === true || kind === 'identity' || kind === 'nik' || kind === 'media';
  if (!secret) return { private: false };
  const what = whatOf({ accept: ask.accept ?? { kind: 'none' } });
  const step = ask.key === 'question.ask' ? ask.args.step : null;
  const text =
    what === 'photo'
      ? `${work.text(ask)}\n${work.say('form.photo', {})}`
      : work.say('form.ask', { what, step });
  return { private: true, formText: text };
}

/** The question as it is shown in this chat. */
export function textOf(prompt: Prompt, work: Work): string {
  const mode = work.world.form ?? 'none';
  if (!prompt.private || mode === 'none') return prompt.text;
  if (mode === 'required') return prompt.formText ?? prompt.text;
  const what = whatOf(prompt);
  return what === 'identity' || what === 'nik'
    ? `${prompt.text}\n${work.say('form.offer', {})}`
    : prompt.text;
}

/** Answers the word that asks for the secure page. */
export function showForm(work: Work): void {
  const { open } = work.running;
  if (!open?.private || open.formText === undefined) {
    work.withQuestion(work.say('form.none', {}));
    return;
  }
  work.out.push({
    type: 'bubble',
    bubble: work.bubbleFor(open, open.formText),
    requestId: open.about ?? null,
    card: false,
  });
}

/**
 * Something that only the page may take was written or sent in the chat: `told` when it holds what was asked for
 * (a photo, many digits), `asked` when it is any other word. null: it may be heard.
 */
export function refusedHere(work: Work, heard: Heard, meant: Understood): 'told' | 'asked' | null {
  const { open } = work.running;
  if (work.world.form !== 'required' || heard.form !== undefined || !open?.private) return null;
  if (meant.type === 'media' || meant.type === 'value') return 'told';
  if (meant.type !== 'miss') return null;
  const text = heard.body.kind === 'text' ? heard.body.text : '';
  return (text.match(/\p{Nd}/gu) ?? []).length >= SECRET_DIGITS ? 'told' : 'asked';
}

/** So many digits in a message are part of a NIK or of a date. */
const SECRET_DIGITS = 6;
const SECRET_RUN = new RegExp(`\\p{Nd}(?:[\\s.-]?\\p{Nd}){${SECRET_DIGITS - 1},}`, 'gu');

/** A call as it leaves the conversation: where only the page may hear a NIK, none goes on to the staff through a chat. */
export function withoutSecrets(call: Call, { form }: Pick<World, 'form'>): Call {
  if (form !== 'required') return call;
  const hidden = (text: string) => text.replace(SECRET_RUN, '******');
  if (call.name === 'answerOffice') return { ...call, args: { ...call.args, text: hidden(call.args.text) } };
  if (call.name === 'callOfficer' && call.args.text !== null)
    return { ...call, args: { text: hidden(call.args.text) } };
  return call;
}
