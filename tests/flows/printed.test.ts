import { describe, expect, it } from 'vitest';
import type { Conversation } from '../../flows/kit/conversation.ts';
import { understand } from '../../flows/kit/understand.ts';
import { bubblesOf, Chat, chanceFrom, placeOf, services, worldAt } from '../support/flows.ts';
import { draftsOf } from './drafts.ts';
import { openOf, waysToChoose } from './moves.ts';
import { byPlace, stroll } from './pool.ts';

const pool = stroll().filter(({ conversation }) => openOf(conversation) !== null);

describe.each(byPlace(pool))('what is printed is what is accepted at $place', ({ chats }) => {
  it('takes each choice by its button, its number, its words', () => {
    for (const { conversation, office } of chats) {
      const hearing = hearingAt(conversation, office);
      for (const { id, bodies } of waysToChoose(hearing.open)) {
        const [button, ...others] = bodies.map((body) => understand({ ...hearing, body }));
        for (const [index, meant] of others.entries())
          expect(meant, JSON.stringify(bodies[index + 1])).toEqual(button);
        if (!id.startsWith('!')) expect(Object.values(button ?? {})).toContain(id);
      }
    }
  });

  it('takes 0 by its button, its number and its word', () => {
    for (const { conversation, office } of chats) {
      const hearing = hearingAt(conversation, office);
      const { open } = hearing;
      if (!open.zero) continue;
      const said = (text: string) => understand({ ...hearing, body: { kind: 'text', text } });
      const tapped = understand({ ...hearing, body: { kind: 'tap', data: `${open.nonce}:0`, label: null } });
      expect(tapped).toEqual({ type: 'command', name: open.zero === 'cancel' ? 'cancel' : 'back' });
      for (const text of ['0', '0.', hearing.labels[open.zero].label])
        expect(said(text), text).toEqual(tapped);
    }
  });

  it('does nothing at a button of an older question', () => {
    for (const { conversation, office, now, place } of chats) {
      const chat = new Chat(conversation, office, chanceFrom(3), now);
      for (const label of ['Ya', 'Tidak', 'Kirim semua', null]) {
        const before = draftsOf(chat.conversation);
        const led = chat.hear({ body: { kind: 'tap', data: 'old.1:yes', label }, about: null });
        expect(placeOf(led.conversation)).toBe(place.replace(' (waking)', ''));
        expect(draftsOf(led.conversation)).toEqual(before);
        expect(bubblesOf(led.out).length).toBeGreaterThan(0);
      }
    }
  });
});

function hearingAt(conversation: Conversation, office: boolean) {
  const open = openOf(conversation);
  if (!open) throw new Error('the pool holds open questions only');
  const spoken = worldAt(0, office).vocabulary(conversation.language).labels;
  return { about: null, open, today: '2026-11-23', office, services, labels: spoken };
}
