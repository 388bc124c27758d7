import type { Conversation } from '../../flows/kit/conversation.ts';
import { Chat, chanceFrom, placeOf } from '../support/flows.ts';
import { likely, make, type Seen } from './moves.ts';

/** Chats found in every place that a person can rest in, by long repeatable strolls. */
export interface Found {
  readonly place: string;
  readonly conversation: Conversation;
  readonly office: boolean;
  readonly now: number;
}

const STROLLS = 120;
const STEPS = 120;
/** Several of a place: with and without a parked draft, known and unknown, early and late. */
const OF_A_PLACE = 6;

export function stroll(): Found[] {
  const found = new Map<string, Found[]>();
  for (let seed = 0; seed < STROLLS; seed += 1) {
    const office = seed % 4 === 3;
    const chance = chanceFrom(seed * 7919);
    const chat = new Chat(null, office, chance);
    const seen: Seen = [];
    for (let count = 0; count < STEPS; count += 1) {
      if (chance(40) === 0) chat.now += 7 * 3_600_000;
      make(chat, likely(chance, chat.world.office), seen);
      const { conversation } = chat;
      const place = `${placeOf(conversation)}${conversation.waking ? ' (waking)' : ''}`;
      const same = found.get(place) ?? [];
      if (same.length < OF_A_PLACE)
        same.push({ place, conversation, office: chat.world.office, now: chat.now });
      found.set(place, same);
    }
  }
  return [...found.values()].flat();
}

/** The same, place by place. */
export function byPlace(
  all: readonly Found[],
): { readonly place: string; readonly chats: readonly Found[] }[] {
  const places = [...new Set(all.map(({ place }) => place))].sort();
  return places.map((place) => ({ place, chats: all.filter((one) => one.place === place) }));
}
