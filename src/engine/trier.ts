import type { Trier } from '../residents/tries.ts';
import type { Speaker } from './calls.ts';

/** Whoever speaks, as one whose tries are counted. */
export function trier({ office, personId }: Speaker): Trier {
  return { personId, wardId: office.ward.id, now: office.now, timeZone: office.ward.timeZone };
}
