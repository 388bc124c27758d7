import { describe, expect, it } from 'vitest';
import type { Prompt } from '../../flows/kit/prompt.ts';
import { Chat, type Led } from '../support/flows.ts';
import { byPlace, type Found, stroll } from './pool.ts';

const everywhere = stroll();
/** Questions of residents that are open, in every place where there is one. */
const pool = everywhere.filter(
  ({ office, conversation }) =>
    !office && conversation.waking === null && openOf(conversation)?.home === false,
);

/** What somebody reads after choosing these languages, one behind the other. */
function openIn({ conversation, now }: Found, ...languages: readonly string[]): Prompt {
  const chat = new Chat(conversation, false, () => 0, now);
  let led: Led | null = null;
  for (const language of languages) led = chat.say(language);
  const open = led && openOf(led.conversation);
  if (!open) throw new Error('the question is gone');
  return open;
}

function openOf({ running }: Found['conversation']): Prompt | null {
  return running.open;
}

const withoutNonce = ({ nonce: _, ...prompt }: Prompt) => prompt;

describe.each(byPlace(pool))('a question at $place', ({ chats }) => {
  it('is the same again after another language and back', () => {
    for (const found of chats) {
      const before = openIn(found, 'bahasa indonesia');
      for (const other of ['english', 'basa kupang'])
        expect(withoutNonce(openIn(found, other, 'bahasa indonesia'))).toEqual(withoutNonce(before));
    }
  });

  it('keeps its choices and what it accepts in each language', () => {
    for (const found of chats) {
      const { choices, accept, zero } = openIn(found, 'bahasa indonesia');
      for (const language of ['english', 'basa kupang']) {
        const said = openIn(found, language);
        expect(said.choices.map(({ id }) => id)).toEqual(choices.map(({ id }) => id));
        expect([said.accept, said.zero]).toEqual([accept, zero]);
      }
    }
  });
});

describe('what is asked', () => {
  it('is said in the language that was chosen, everywhere', () => {
    const same = pool.filter(
      (found) => openIn(found, 'english').text === openIn(found, 'bahasa indonesia').text,
    );
    expect([...new Set(same.map(({ place }) => place))]).toEqual([]);
  });

  it('can be changed from everywhere, also by the office and in front of a draft that waits', () => {
    for (const { conversation, office, now } of everywhere) {
      const chat = new Chat(conversation, office, () => 0, now);
      for (const language of ['english', 'bahasa indonesia'])
        expect(chat.say(language).out.length).toBeGreaterThan(0);
    }
  });
});
