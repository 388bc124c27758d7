import { clean } from './message.ts';
import type { WardDoor } from './world.ts';

/** Somebody who came by a poster: the ward that it hangs in, and what was said beside it ('' for nothing). */
export interface ThroughDoor {
  readonly ward: WardDoor;
  readonly rest: string;
}

/** `/start NKT2_domisili` of a t.me link, `Halo NKT2 domisili` of a wa.me link or typed from the poster. */
const DOOR = /^(?:\/start\s+|halo[\s,]+)([a-z][a-z0-9]{1,7})(?![a-z0-9])[\s_.,:;-]*(.*)$/is;

/** Tells posters apart and means nothing to the flows: the neighbourhood that one hangs in. */
const NEIGHBOURHOOD = /^rt\d{1,3}-\d{1,3}$/i;

const MOST_SAID = 500;

/** Reads the words that a poster's link puts into a chat; null when no ward of `wards` is named. */
export function readDoor(text: string, wards: readonly WardDoor[]): ThroughDoor | null {
  const [, short, more] = DOOR.exec(clean(text).trim()) ?? [];
  if (short === undefined) return null;
  const ward = wards.find((one) => one.short.toUpperCase() === short.toUpperCase());
  if (!ward) return null;
  const parts = (more ?? '').split(/[\s_]+/).filter((part) => part !== '' && !NEIGHBOURHOOD.test(part));
  return { ward, rest: clean(parts.join(' '), MOST_SAID) };
}

/** What a poster stands for: the ward's short name, the letter in a word, the neighbourhood where there is one. */
export interface Poster {
  readonly short: string;
  readonly word: string | null;
  readonly neighbourhood: { readonly rt: number; readonly rw: number } | null;
}

/**
 * The address of a chat with a poster's words in it: `text` of wa.me (faq.whatsapp.com/5913398998672934), `start` of
 * a bot (core.telegram.org/bots/features#deep-linking: 64 letters, digits, _ and -). null: the app's address cannot
 * carry words.
 */
export function throughDoor(href: string, poster: Poster): string | null {
  const address = URL.canParse(href) ? new URL(href) : null;
  const place = `${address?.origin}${address?.pathname}`;
  switch (address?.hostname) {
    case 'wa.me':
      // By hand: URLSearchParams would make a plus of the space, which WhatsApp shows as it is.
      return `${place}?text=${encodeURIComponent(wordsOf(poster))}`;
    case 't.me': {
      const start = partsOf(poster).join('_').replaceAll(' ', '_');
      return /^[\w-]{1,64}$/.test(start) ? `${place}?start=${start}` : null;
    }
    default:
      return null;
  }
}

/** The same words for whoever types them. */
export function wordsOf(poster: Poster): string {
  return `Halo ${partsOf(poster).join(' ')}`;
}

function partsOf({ short, word, neighbourhood }: Poster): string[] {
  const three = (n: number) => String(n).padStart(3, '0');
  return [
    short,
    ...(word === null ? [] : [word]),
    ...(neighbourhood ? [`rt${three(neighbourhood.rt)}-${three(neighbourhood.rw)}`] : []),
  ];
}
