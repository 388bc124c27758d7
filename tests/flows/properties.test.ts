import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CallName } from '../../flows/kit/calls.ts';
import { type Conversation, REPEAT_MS, type Running } from '../../flows/kit/conversation.ts';
import { gather } from '../../flows/kit/gather.ts';
import { withNumbers } from '../../flows/kit/message.ts';
import {
  bubblesOf,
  Chat,
  chanceFrom,
  factsAt,
  type Led,
  placeOf,
  services,
  worldAt,
} from '../support/flows.ts';
import { draftsOf } from './drafts.ts';
import { type Move, make, move, openOf, type Seen, WORDS } from './moves.ts';
import { byPlace, type Found, stroll } from './pool.ts';

/** Chats in which a dozen things happen each: 20,000 events at least; HALO_RUNS=50 makes a million. */
const TIMES = Number(process.env['HALO_RUNS'] ?? 1);
const RUNS = 2_200 * TIMES;
const EVENTS = 20_000 * TIMES;
/** Some find nothing to do: no stale button yet, no choice. */
const MOVES = 12;

const pool = stroll();

/** States in which the person is asked whether to end the draft, or sends it off: an answer here may end it. */
const ENDINGS = /^letter\.\w+ (leaving|consent|locked|review)/;

describe('whatever is sent, wherever the chat stands', () => {
  it(`holds its promises in ${EVENTS} events`, () => {
    let events = 0;
    fc.assert(
      fc.property(
        fc.nat({ max: pool.length - 1 }),
        fc.nat(),
        fc.array(move, { minLength: MOVES, maxLength: MOVES }),
        (start, seed, moves) => {
          const found = pool[start];
          if (!found) return;
          const chat = chatAt(found, seed);
          const seen: Seen = [];
          for (const one of moves) {
            const before = chat.conversation;
            const led = make(chat, one, seen);
            if (led || one.do === 'wait') events += 1;
            if (!led) continue;
            checkSpeech(led);
            if (one.do !== 'notice') expect(bubblesOf(led.out).length, 'a reply').toBeGreaterThan(0);
            checkDrafts(before, one, led);
            checkMeaning(before, one, led);
            for (const bubble of bubblesOf(led.out)) seen.unshift(...bubble.choices);
          }
        },
      ),
      { numRuns: RUNS, endOnFailure: false },
    );
    expect(events).toBeGreaterThanOrEqual(EVENTS);
  }, 1_800_000);

  it('says nothing only to an identical message that follows at once', () => {
    const chat = new Chat(null, false, chanceFrom(1));
    const heard = { body: { kind: 'text', text: 'menu' }, about: null, unseen: true } as const;
    chat.hear(heard);
    expect(bubblesOf(chat.hear(heard, REPEAT_MS / 2000).out)).toEqual([]);
    expect(bubblesOf(chat.hear(heard, REPEAT_MS / 1000).out).length).toBe(1);
  });

  it('reaches every place where a person can rest', () => {
    const places = new Set(pool.map(({ place }) => place.replace(' (waking)', '')));
    for (const place of ['desk picking', 'desk explaining', 'desk sure', 'desk confirming', 'answer asking'])
      expect(places).toContain(place);
    for (const slug of ['domisili', 'sktm', 'sku'])
      for (const state of [
        'consent',
        'identity',
        'confirm',
        'own_rt_rw',
        'papers',
        'review',
        'changing',
        'leaving',
      ])
        expect(places).toContain(`letter.${slug} ${state}`);
  });
});

function chatAt(found: Found, seed: number): Chat {
  return new Chat(found.conversation, found.office, chanceFrom(seed), found.now);
}

/** The sentences of the language that the chat was left in. */
function wordsOf({ conversation, office, now }: Found) {
  return worldAt(now, office).vocabulary(conversation.language).words;
}

/** Holds for everything that is ever said. */
function checkSpeech(led: Led): void {
  for (const bubble of [...bubblesOf(led.out), ...bubblesOf(gather(led.out))]) {
    expect(bubble.text.trim(), 'text').not.toBe('');
    expect(withNumbers(bubble).length, bubble.text.slice(0, 80)).toBeLessThanOrEqual(4096);
    expect(bubble.text).not.toMatch(/undefined|\[object|\bnull\b|\bNaN\b/);
    expect(bubble.choices.filter(({ n }) => n !== '0').length).toBeLessThanOrEqual(8);
    for (const { data, label } of bubble.choices) {
      expect(new TextEncoder().encode(data).length, data).toBeLessThanOrEqual(64);
      expect(label.trim()).not.toBe('');
    }
  }
}

/** A draft lives until its owner ends it; what is no answer changes nothing in it. */
function checkDrafts(before: Conversation, one: Move, led: Led): void {
  const after = draftsOf(led.conversation);
  const place = placeOf(before);
  for (const [name, kept] of draftsOf(before)) {
    const now = after.get(name);
    const running = name.startsWith(`${before.running.flow} `);
    if (!now) {
      // Who is found after all gives the register's data in place of own ones.
      const onlyOwn = Object.keys({ ...kept.answers, ...kept.documents }).length === 0;
      const found = / confirm$/.test(place) && onlyOwn;
      // "Mulai baru", or leaving a letter in which nothing was filled in yet.
      const ends = before.waking?.choices.some(({ id }) => id === 'new' || /^drop\b/.test(id)) === true;
      const mayEnd = running && isAnswer(one) && (ENDINGS.test(place) || found || ends);
      expect(mayEnd || putAway(one, led), `${name} was lost at ${place} by ${JSON.stringify(one)}`).toBe(
        true,
      );
    } else if (running && before.waking !== null) {
      // "Mulai baru" was the person's own word.
    } else if (one.do === 'media' && before.parked.some((draft) => awaitsPicture(draft, name))) {
      // A picture sent from elsewhere goes to the draft that waits for one.
      expect(Object.keys(now.documents)).toEqual(expect.arrayContaining(Object.keys(kept.documents)));
      expect(now.answers).toEqual(kept.answers);
    } else if (!running || changesNothing(one)) {
      expect(now, `${name} at ${place} by ${JSON.stringify(one)}`).toEqual(kept);
    } else {
      // Whose family it is goes with the person: "Bukan, orang lain", or a draft that the office finds made for somebody else.
      const letsGo = / (confirm|review)$/.test(place);
      const stay = Object.keys(kept.answers).filter((id) => !(letsGo && FAMILY.has(id)));
      expect(Object.keys(now.answers)).toEqual(expect.arrayContaining(stay));
    }
  }
}

const FAMILY = new Set(
  services.flatMap(({ fields }) => fields.filter(({ source }) => source === 'family').map(({ id }) => id)),
);

function awaitsPicture({ flow, open }: Running, name: string): boolean {
  return name.startsWith(`${flow} `) && open?.accept.kind === 'media';
}

/** What changes something at the office, or spends a try of the person. */
const ACTS: ReadonlySet<CallName> = new Set([
  'consent',
  'identify',
  'forgetMe',
  'provePhone',
  'redeemCode',
  'redeemLink',
  'redeemInvite',
  'chooseWard',
  'keepDocument',
  'submit',
  'resubmit',
  'cancelRequest',
  'answerOffice',
  'take',
  'pass',
  'returnItems',
  'refuse',
  'askResident',
  'undo',
  'sign',
  'sendBack',
  'revoke',
  'handOver',
  'counterCode',
  'duty',
  'number',
  'answerPerson',
]);

/** A stale button never acts; what was printed is taken; the menu is found from everywhere. */
function checkMeaning(before: Conversation, one: Move, led: Led): void {
  const place = placeOf(before);
  if (one.do === 'old' || one.do === 'odd')
    expect(
      led.calls.map(({ name }) => name).filter((name) => ACTS.has(name)),
      `${one.do} at ${place}`,
    ).toEqual([]);
  if (one.do === 'choose')
    expect(led.conversation.misses, `${JSON.stringify(one)} at ${place}`).toBeLessThanOrEqual(before.misses);
  if (one.do === 'word' && one.word === 'menu')
    expect(placeOf(led.conversation), `menu at ${place}`).toMatch(/^(menu home|desk resting)$/);
}

/** By the office (a week untouched), or by becoming a member of it. */
function putAway(one: Move, led: Led): boolean {
  return one.do === 'notice' || led.conversation.running.flow === 'desk';
}

function isAnswer(one: Move): boolean {
  if (one.do === 'word') return one.word === 'batal';
  return ['choose', 'fit', 'text', 'tap', 'quote'].includes(one.do);
}

function changesNothing(one: Move): boolean {
  if (one.do === 'word') return one.word !== 'kembali';
  return one.do === 'old' || one.do === 'odd' || one.do === 'phone';
}

describe('words that always work', () => {
  const places = pool.filter(({ conversation }) => conversation.waking === null);
  const residents = places.filter(({ office }) => !office);
  const staff = places.filter(({ office }) => office);

  /** The office always gives its third answer: two requests, two letters to sign. */
  const say = (found: Found, word: string) => {
    const chat = new Chat(found.conversation, found.office, (below) => Math.min(2, below - 1), found.now);
    const led = chat.say(word);
    return {
      led,
      place: placeOf(led.conversation),
      text: bubblesOf(led.out)
        .map(({ text }) => text)
        .join('\n'),
    };
  };

  it.each(byPlace(residents))('menu, status, bantuan, petugas and kembali at $place', ({ chats }) => {
    for (const found of chats) {
      const drafts = draftsOf(found.conversation);
      const menu = say(found, 'menu');
      expect(menu.place).toBe('menu home');
      expect(bubblesOf(menu.led.out).at(-1)?.choices.length).toBeGreaterThan(5);
      expect(say(found, 'status').place).toBe('status list');
      const help = say(found, 'bantuan');
      expect([help.place, help.text]).toEqual([
        found.place,
        expect.stringContaining(wordsOf(found).help({}, factsAt(found.now)).slice(0, 40)),
      ]);
      const officer = say(found, 'petugas');
      expect(officer.place).toBe(found.place);
      const called = wordsOf(found)['officer.called'];
      const told = [null, new Date(found.now).toISOString()].map((again) =>
        called({ opensAt: null, again }, factsAt(found.now)).slice(0, 30),
      );
      expect(told.some((words) => officer.text.includes(words))).toBe(true);
      const back = say(found, 'kembali');
      expect(back.text).not.toBe('');
      for (const { led } of [menu, help, officer, back])
        expect([...draftsOf(led.conversation).keys()]).toEqual(expect.arrayContaining([...drafts.keys()]));
    }
  });

  it.each(byPlace(residents))('batal at $place', ({ chats }) => {
    for (const found of chats) {
      const { place } = say(found, 'batal');
      const [flow, state] = found.place.split(' ');
      if (flow?.startsWith('letter.') && state !== 'leaving') expect(place).toBe(`${flow} leaving`);
      else if (flow?.startsWith('letter.')) expect(place).not.toContain(`${flow} leaving`);
      else expect(place).toMatch(/^(menu|status|letter\.\w+) /);
    }
  });

  it.each(byPlace(staff))('menu, status, bantuan, petugas, batal and kembali at $place', ({ chats }) => {
    for (const found of chats) {
      for (const word of ['menu', 'status']) {
        expect(say(found, word)).toMatchObject({
          place: 'desk resting',
          text: expect.stringContaining('2 tugas'),
        });
      }
      expect(say(found, 'bantuan')).toMatchObject({
        place: 'desk resting',
        text: expect.stringContaining('Perintah'),
      });
      expect(say(found, 'petugas')).toMatchObject({ place: found.place });
      expect(say(found, 'batal').place).toBe('desk resting');
      expect(say(found, 'kembali')).toMatchObject({
        place: 'desk resting',
        text: expect.stringMatching(/./),
      });
    }
  });

  it('are all tried', () => expect(WORDS).toHaveLength(6));
});

describe('a question that is open', () => {
  it.each(byPlace(pool))('is said again to a sticker at $place', ({ chats }) => {
    for (const found of chats) {
      const open = openOf(found.conversation);
      const chat = chatAt({ ...found, now: found.conversation.last.at || found.now }, 0);
      const led = chat.hear({ body: { kind: 'odd', what: 'sticker', media: null, text: null }, about: null });
      const said = bubblesOf(led.out).at(-1);
      expect(said?.text).toContain(wordsOf(found)['odd.sticker']({}).slice(0, 20));
      if (open && !open.home) expect(said?.choices.length).toBe(open.choices.length + (open.zero ? 1 : 0));
    }
  });
});
