import { asideOf, endsAsQuestion, onlyLost, type Remark, takesBack } from './aside.ts';
import { hasNoPaper, saysLater } from './no-answer.ts';
import { corrects } from './other-letter.ts';
import { plainWords } from './plain-words.ts';
import { OWN_WORDS, type Prompt, TYPED, wantsASentence } from './prompt.ts';
import type { Service } from './service.ts';
import { smallTalk } from './small-talk.ts';

/** Who asks or says something else, and in the middle of which letter. */
export interface Listening {
  /** A member of staff: office commands are read too. */
  readonly office: boolean;
  readonly services: readonly Service[];
  /** The letter that is being filled in. */
  readonly applying?: string | null;
}

/** No purpose, no reason and no address begins with these. */
const ASKING_FIRST = new Set('kenapa mengapa apakah bagaimana berapa kapan'.split(' '));
/** Nor, with a question mark at the end, with these. */
const OUTRIGHT = new Set('boleh bisa perlu harus wajib kalau apa siapa dimana masih sudah ada'.split(' '));

/**
 * What is said instead of an answer. A purpose or a reason may be put as a question too, and name a letter: what `fits`
 * as an answer is an aside only where it asks what is known, takes something back, or says no more than that somebody is
 * lost.
 */
export function asideBeside(
  text: string,
  open: Prompt,
  { office, services, applying = null }: Listening,
  fits: boolean,
): Remark | null {
  if (!office && writesToOfficer(text, open)) return { what: 'officer', about: null };
  const courtesy = !office && fits && wantsASentence(open) ? smallTalk(text) : null;
  if (courtesy) return { what: courtesy, about: null };
  if (!office && open.accept.kind === 'media' && hasNoPaper(text) && !saysLater(text))
    return { what: 'noPaper', about: null };
  const outright = endsAsQuestion(text) && OUTRIGHT.has(plainWords(text)[0] ?? '');
  const asks = endsAsQuestion(text) || ASKING_FIRST.has(plainWords(text)[0] ?? '');
  const back = open.accept.kind === 'text' && corrects(text, services, applying);
  const lost = OWN_WORDS.has(open.accept.kind) && onlyLost(text);
  if (office || (fits && !asks && !back && !lost)) return null;
  const aside = asideOf(text, services, applying);
  if (aside && ABOUT_A_PERSON.has(aside.what) && !OF_A_PERSON.has(open.accept.kind)) return null;
  // What the register says is not changed here, and the review has a choice for it.
  if (aside?.what === 'change' && !TYPED.has(open.accept.kind))
    return open.accept.kind === 'text' && takesBack(text) ? aside : null;
  if (!aside || !fits || lost) return aside;
  if (aside.what === 'letter' || aside.what === 'elsewhere') return back ? aside : null;
  return (asks && !NOT_KNOWN.has(aside.what)) || (outright && wantsASentence(open)) ? aside : null;
}

/** "Petugas, alamat saya salah"; where own words are welcome only with the comma: "petugas kebersihan" is a job. */
function writesToOfficer(text: string, { accept }: Prompt): boolean {
  return (OWN_WORDS.has(accept.kind) ? /^\s*petugas\s*[,:]/iu : /^\s*petugas[\s,:]+\S/iu).test(text);
}

/** Whose data are wanted is a matter where they are asked, or about to be. */
const ABOUT_A_PERSON: ReadonlySet<Remark['what']> = new Set(['whose', 'newcomer']);
const OF_A_PERSON: ReadonlySet<string> = new Set(['identity', 'nik', 'none', 'line']);

/** Where own words are welcome these are answers, even with a question mark. */
const NOT_KNOWN: ReadonlySet<Remark['what']> = new Set([
  ...(['unknown', 'same', 'notHere'] as const),
  ...(['complaint', 'whose', 'newcomer', 'lost', 'change'] as const),
]);
