import { describe, expect, test } from 'vitest';
import type { Heard } from '../../flows/kit/converse.ts';
import type { InboundBody } from '../../flows/kit/message.ts';
import { understand } from '../../flows/kit/understand.ts';
import { openOf, waysToChoose } from '../flows/moves.ts';
import { byPlace, type Found, stroll } from '../flows/pool.ts';
import { bubblesOf, Chat, chanceFrom, factsAt, placeOf, worldAt } from '../support/flows.ts';
import { bodiesOf, corpus } from './corpus.ts';
import { checkBubble, niksIn } from './speech.ts';

const places = byPlace(stroll());
const said = corpus.filter((input) => bodiesOf(input).length > 0);

/** Questions whose answer is whatever is written. */
const OWN_WORDS: ReadonlySet<string> = new Set(['text', 'name']);

/** Who is not in the register checks the own NIK before it is sent. */
const OWN_NIK = /^NIK: .*$/gm;

/** Sends it where the chat stands, and looks at every answer. */
function hold(found: Found, input: (typeof said)[number], heardOf: (body: InboundBody) => Heard): void {
  const where = `${input.n} ${input.name}, ${found.place}`;
  const chat = new Chat(found.conversation, found.office, chanceFrom(input.n), found.now);
  for (const body of bodiesOf(input)) {
    const { running, waking } = chat.conversation;
    const own = [running.open, waking].some((open) => open && OWN_WORDS.has(open.accept.kind));
    const led = chat.hear(heardOf(body));
    const bubbles = bubblesOf(led.out);
    expect(bubbles.length, `${where}: a reply`).toBeGreaterThan(0);
    for (const bubble of bubbles) checkBubble(bubble, body, where);
    // Own words are shown for checking as they were written; a NIK is said back in one line only, that of own data.
    if (own || body.kind !== 'text') continue;
    const niks = new Set(niksIn(body.text));
    expect(
      bubbles.flatMap(({ text }) => niksIn(text.replace(OWN_NIK, ''))).filter((nik) => niks.has(nik)),
      where,
    ).toEqual([]);
  }
  const home = chat.say('menu');
  expect(placeOf(home.conversation), where).toMatch(/^(menu home|desk resting)$/);
  for (const bubble of bubblesOf(home.out)) checkBubble(bubble, { kind: 'text', text: 'menu' }, where);
}

describe('where something is asked', () => {
  test.each(places)(
    'at $place every hostile input gets an answer, and the menu is found again',
    ({ chats }) => {
      const [first] = chats;
      if (!first) throw new Error('no chat');
      for (const input of said) {
        const found = chats[input.n % chats.length] ?? first;
        hold(found, input, (body) => ({ body, about: null }));
      }
    },
  );

  test.each(places)('at $place the same as a reply to a message of the office', ({ chats }) => {
    const [first] = chats;
    if (!first) throw new Error('no chat');
    for (const input of said.filter(
      ({ n }) => n % 3 === places.findIndex((one) => one.chats === chats) % 3,
    )) {
      const open = openOf(first.conversation);
      const choices = open ? [{ n: '1', label: 'Ya', data: `${open.nonce}:x` }] : [];
      hold(first, input, (body) => ({ body, about: { requestId: 'r1', task: 12, choices } }));
    }
  });
});

describe('what is shown and what is accepted', () => {
  test.each(places)('agree at $place', ({ chats }) => {
    for (const { conversation, office, now } of chats) {
      const open = openOf(conversation);
      if (!open) continue;
      const world = worldAt(now, office);
      const hearing = (body: InboundBody) =>
        understand({
          body,
          about: null,
          open,
          today: factsAt(now).today,
          office,
          services: world.services,
          labels: world.vocabulary(conversation.language).labels,
        });
      for (const { id, bodies } of waysToChoose(open)) {
        const meant = bodies.map(hearing);
        const wanted = JSON.stringify(meant[0]);
        expect(['choose', 'value', 'office', 'reply', 'repair'], id).toContain(meant[0]?.type);
        // A printed word may also be a number, of money or of a list; those that are not say the same as the button.
        for (const [at, one] of meant.entries())
          if (open.accept.kind === 'none') expect(JSON.stringify(one), `${id} ${at}`).toBe(wanted);
          else expect(one.type, `${id} ${at}`).not.toBe('stale');
      }
    }
  });
});
