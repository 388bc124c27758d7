import { GREETINGS, MUCH, THANKS } from './intent-words.ts';
import { plainWords } from './plain-words.ts';
import { ADDRESS } from './text.ts';

/** What people say around a question and its answer, and what would be printed if it were taken for one. */

const AROUND_A_GREETING = new Set([
  ...ADDRESS,
  ...'saya maaf mohon admin kelurahan lurah ya semua'.split(' '),
]);
const ASKING = new Set(['tanya', 'bertanya', 'nanya', 'menanyakan']);
const BEFORE_ASKING = new Set([
  ...GREETINGS,
  ...AROUND_A_GREETING,
  ...'mau ingin boleh bisa bolehkah bisakah numpang ada dulu sedikit sebentar lagi'.split(' '),
]);
const GRATEFUL = new Set('terimakasih terima kasih thanks'.split(' '));
const AROUND_THANKS = new Set([...THANKS, ...MUCH, ...AROUND_A_GREETING]);

/** "Selamat siang, pak", "terima kasih", "mau tanya": courtesy and nothing else. With digits it is something else. */
export function smallTalk(text: string): 'greeting' | 'thanks' | 'asking' | null {
  const words = /\p{Nd}/u.test(text) ? [] : plainWords(text);
  if (only(words, ASKING, BEFORE_ASKING)) return 'asking';
  if (only(words, GRATEFUL, AROUND_THANKS)) return 'thanks';
  return only(words, GREETINGS, AROUND_A_GREETING) ? 'greeting' : null;
}

/** At least one of the words that tell, and beside them none but those `around`. */
function only(words: readonly string[], telling: ReadonlySet<string>, around: ReadonlySet<string>): boolean {
  return (
    words.some((word) => telling.has(word)) && words.every((word) => telling.has(word) || around.has(word))
  );
}
