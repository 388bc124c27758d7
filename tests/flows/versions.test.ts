import { describe, expect, it } from 'vitest';
import { setup } from 'xstate';
import type { Conversation } from '../../flows/kit/conversation.ts';
import type { LetterContext } from '../../flows/kit/letter-context.ts';
import { begin, restore, step, UnknownState } from '../../flows/kit/step.ts';
import { bubblesOf, Chat, chanceFrom, contextOf, flows, placeOf } from '../support/flows.ts';
import { NIK } from '../support/flows-office.ts';
import { openOf } from './moves.ts';
import { byPlace, stroll } from './pool.ts';

const pool = stroll();

describe('a step', () => {
  it('refuses an effect that is none of ours', () => {
    const foreign = setup({ actions: { launch: () => undefined } }).createMachine({
      initial: 'a',
      states: { a: { on: { choose: { actions: 'launch' } } } },
    });
    const begun = begin(foreign, undefined);
    expect(() => step(foreign, begun.snapshot, { type: 'choose', id: '1' })).toThrow(/say/);
  });

  it('refuses a timer', () => {
    const timed = setup({}).createMachine({
      initial: 'a',
      states: { a: { on: { choose: 'b' } }, b: { after: { 1000: 'a' } } },
    });
    expect(() => step(timed, begin(timed, undefined).snapshot, { type: 'choose', id: '1' })).toThrow();
  });

  it('takes nothing once it is done', () => {
    const done = setup({}).createMachine({ initial: 'a', states: { a: { type: 'final' } } });
    expect(step(done, begin(done, undefined).snapshot, { type: 'back' })).toMatchObject({
      taken: false,
      effects: [],
    });
  });

  it('does not know a state that is gone', () => {
    const sku = flows.get('letter.sku');
    if (!sku) throw new Error('no sku');
    const stored = { status: 'active', value: 'gone', context: {}, children: {}, historyValue: {}, tags: [] };
    expect(() => restore(sku.machine, stored)).toThrow(UnknownState);
  });
});

/** As it was stored by an earlier release. */
function older(
  conversation: Conversation,
  change: (context: LetterContext) => object = () => ({}),
): Conversation {
  const { running } = conversation;
  const snapshot = running.snapshot as { context: LetterContext };
  const context = { ...snapshot.context, ...change(snapshot.context) };
  return { ...conversation, running: { ...running, version: 'older', snapshot: { ...snapshot, context } } };
}

/** The first answer of the office to everything: it has not heard of this chat yet. */
const stranger = () => 0;

describe('a conversation of another version', () => {
  const letters = byPlace(pool).filter(({ place }) => place.startsWith('letter.'));

  it.each(letters)('keeps what was answered at $place', ({ chats }) => {
    for (const found of chats) {
      const before = contextOf(found.conversation.running.snapshot) as unknown as LetterContext;
      const chat = new Chat(older(found.conversation), found.office, chanceFrom(1), found.now);
      const led = chat.hear({ body: { kind: 'odd', what: 'sticker', media: null, text: null }, about: null });
      const after = contextOf(led.conversation.running.snapshot) as unknown as LetterContext;
      expect(led.conversation.running.flow).toBe(found.conversation.running.flow);
      expect(after.answers).toEqual(before.answers);
      expect(after.documents).toEqual(before.documents);
      expect(after.repair?.requestId).toBe(before.repair?.requestId);
      expect(bubblesOf(led.out)[0]?.text).toBe(
        chat.world.vocabulary(found.conversation.language).words['flow.updated']({}),
      );
      expect(openOf(led.conversation)).not.toBeNull();
    }
  });

  it('is asked again from the first that changed', () => {
    let answered = 0;
    const office = () => answered;
    const identified = (chat: Chat) => {
      // The second of the answers that there are: the register knows nobody like that.
      answered = 1;
      chat.say(`${NIK} 12-05-1990`);
      answered = 0;
      chat.say('data sendiri');
    };
    const chat = new Chat(null, false, office);
    for (const text of ['sku', 'setuju']) chat.say(text);
    identified(chat);
    for (const text of ['Maria Seran', 'Kupang', '2', '2', '2', 'Pedagang', 'Jl. Anggrek 5']) chat.say(text);
    for (const text of ['RT 003 RW 002', 'Kios Berkat', 'kios', 'Jl. Anggrek 5', '2019', '3 juta'])
      chat.say(text);
    expect(placeOf(chat.conversation)).toBe('letter.sku ask_keperluan');
    const stored = older(chat.conversation, ({ answers }) => ({
      // The release before asked something else, and did not know the year.
      answers: {
        warna: 'biru',
        ...Object.fromEntries(Object.entries(answers).filter(([id]) => id !== 'sejak_tahun')),
      },
    }));
    const later = new Chat(stored, false, office, chat.now);
    later.say('halo');
    later.say('setuju');
    identified(later);
    expect(placeOf(later.conversation)).toBe('letter.sku ask_sejak_tahun');
    later.say('2019');
    expect(placeOf(later.conversation)).toBe('letter.sku ask_keperluan');
    const { answers } = contextOf(later.conversation.running.snapshot) as unknown as LetterContext;
    expect(answers).toMatchObject({ nama_usaha: 'Kios Berkat', omzet: '3000000' });
    expect(answers).not.toHaveProperty('warna');
  });

  it('says nothing of forms to a chat that rests at home', () => {
    const chat = new Chat(null, false, stranger);
    chat.say('menu');
    const { running } = chat.conversation;
    const later = new Chat(
      { ...chat.conversation, running: { ...running, version: 'older' } },
      false,
      stranger,
      chat.now,
    );
    const led = later.say('syarat sku');
    expect(placeOf(led.conversation)).toBe('menu card');
    expect(bubblesOf(led.out)).toHaveLength(1);
  });
});
