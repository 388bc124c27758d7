import { describe, expect, it } from 'vitest';
import { bubblesOf, Chat } from '../support/flows.ts';

/** What somebody who has just begun a letter of domicile is asked when another one is named. */
function asked(text: string): string {
  const chat = new Chat(null, false, () => 0);
  chat.say('domisili');
  return bubblesOf(chat.say(text).out)
    .map((bubble) => bubble.text)
    .join('\n');
}

describe('another letter, named before anything was filled in', () => {
  it.each(['juga', 'sekalian', 'sama', 'dan'])('is wanted beside the first one by "%s"', (word) =>
    expect(asked(`mau sktm ${word}`)).toMatch(/Mau beralih ke .*\(SKTM\).*\? Yang ini disimpan dulu\.$/m),
  );

  it('is wanted instead of it otherwise', () =>
    expect(asked('mau sktm')).toMatch(/Mau beralih ke .*\(SKTM\).{0,1}\?$/m));
});
