import { isOpen, nextOpening } from '../../flows/kit/calendar.ts';
import type { CallResult } from '../../flows/kit/calls.ts';
import { shortName } from '../requests/form.ts';
import { type Done, done, type Office } from '../requests/office.ts';
import { tellRoles } from '../requests/people.ts';
import * as own from '../requests/resident.ts';
import { residentById } from '../residents/register.ts';
import { type Counted, countTry, nextHour } from '../residents/tries.ts';
import type { Speaker } from './calls.ts';
import { trier } from './trier.ts';

/**
 * Tells the operators that somebody asks for a person, and what was written. What one person writes to the office goes
 * on at most CALLS_AN_HOUR times an hour: beyond that nobody is told, so that no chat can fill the desks, and whoever
 * wrote hears from when on.
 */
export async function callOfficer(
  speaker: Speaker,
  text: string | null,
): Promise<Done<CallResult<'callOfficer'>>> {
  const { tx, office, conversationId } = speaker;
  const counted = await count(speaker);
  if (counted.locked) return done({ opensAt: null, again: againFrom(office) });
  const { residentId } = counted.person;
  const known = residentId ? await residentById(tx, office.sealer, residentId) : null;
  const told = await tellRoles(tx, office, ['operator'], {
    kind: 'wanted',
    chat: conversationId,
    who: known ? `${shortName(known.data.name)}, RT ${known.data.rt}/RW ${known.data.rw},` : 'Seorang warga',
    text,
  });
  const at = office.now.getTime();
  const { calendar } = office;
  const opensAt = isOpen(calendar, at) ? null : new Date(nextOpening(calendar, at)).toISOString();
  return done({ opensAt, again: null }, told);
}

/** Hands on the answer to a question of the office; it counts like a call. */
export async function answerOffice(
  speaker: Speaker,
  requestId: string,
  text: string,
): Promise<Done<CallResult<'answerOffice'>>> {
  const { tx, office, actor } = speaker;
  const { locked } = await count(speaker);
  if (locked) return done({ ok: false, why: 'tooMany', again: againFrom(office) });
  return own.answerOffice(tx, office, actor, requestId, text);
}

function count(speaker: Speaker): Promise<Counted> {
  return countTry(speaker.tx, speaker.office.entropy, trier(speaker), 'officer');
}

function againFrom({ now }: Office): string {
  return nextHour(now).toISOString();
}
