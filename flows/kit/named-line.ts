import { near } from './intent.ts';
import { plainWords } from './plain-words.ts';

/** A line of a list that may be changed, as it is called there. */
export interface NamedLine {
  readonly id: string;
  readonly label: string;
}

/** Word for word: one letter makes "rumah" of "rubah". */
const CHANGING: ReadonlySet<string> = new Set(
  'ubah rubah diubah mengubah ganti diganti mengganti salah salahnya keliru perbaiki betulkan koreksi edit revisi tukar'.split(
    ' ',
  ),
);

/** "Tidak ada yang salah", "jangan diubah": nothing is to be changed. */
const NOTHING: ReadonlySet<string> = new Set('tidak tak bukan jangan tanpa batal'.split(' '));

/** Something is to be changed, but not one line is named. */
export const WHICH_LINE = '-which';

/** A word of a label that stands in no other one names it, if it is no shorter. */
const TELLING = 4;

/**
 * The line that somebody wants changed: "ubah keperluan", "KTP-nya salah, pak", "ganti kk"; null: nobody speaks of a
 * change. It only leads to the question of that line, so what else is said does not matter.
 */
export function lineToChange(text: string, lines: readonly NamedLine[]): string | null {
  const words = plainWords(text);
  if (!words.some((word) => CHANGING.has(word)) || words.some((word) => NOTHING.has(word))) return null;
  const named = lines
    .map(({ id, label }) => ({ id, label: plainWords(label) }))
    .filter(({ label }, index, all) => {
      const others = all.flatMap((other, at) => (at === index ? [] : other.label));
      return isNamed(label, words, others);
    });
  // "Alamat usaha" says "Alamat" too.
  const [line, another] = named.filter(
    ({ id, label }) =>
      !named.some((other) => other.id !== id && label.every((word) => other.label.includes(word))),
  );
  return line && !another ? line.id : WHICH_LINE;
}

/** All words of a label, one that tells it from the `others`, or its first letters ("kk"). */
function isNamed(label: readonly string[], words: readonly string[], others: readonly string[]): boolean {
  if (label.length === 0) return false;
  const initials = label.length > 1 ? label.map(([first]) => first).join('') : null;
  const tells = (word: string) => word.length >= TELLING && !others.includes(word) && isSaid(word, words);
  return (
    label.some(tells) ||
    label.every((word) => isSaid(word, words)) ||
    (initials !== null && words.includes(initials))
  );
}

function isSaid(wanted: string, words: readonly string[]): boolean {
  return words.some((word) => word === wanted || word === `${wanted}nya` || near(word, wanted));
}
