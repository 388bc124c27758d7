import type { Brief } from '../../flows/kit/calls.ts';
import type { Tx } from '../db/types.ts';
import { uuid7 } from '../entropy.ts';
import type { FileStore } from '../files/store.ts';
import { type Office, serviceOf } from '../requests/office.ts';
import { type Actor, may } from '../staff/access.ts';
import { briefOf } from '../summaries/brief.ts';

/** Makes the brief for whoever asks. */
export type BriefMaker = (tx: Tx, office: Office, actor: Actor) => Promise<Brief>;

/**
 * The brief of the ward: its text now, and its picture as data in the file store. The picture is drawn when it is
 * sent, so that no turn waits for it.
 */
export function createBriefMaker(files: FileStore): BriefMaker {
  return async (tx, office, actor) => {
    if (actor.kind !== 'staff' || !may(actor, 'brief.read', { wardId: office.ward.id, personId: null }))
      return { text: '', picture: null };
    const brief = await briefOf(tx, office, {
      wardId: office.ward.id,
      wardName: office.ward.name,
      timeZone: office.ward.timeZone,
      calendar: office.calendar,
      now: office.now,
      serviceName: (slug) => serviceOf(office, slug)?.name ?? slug,
      forRole: actor.role,
    });
    // A day without anything is one line and needs no picture.
    if (brief.lines.length === 1) return { text: brief.lines.join('\n'), picture: null };
    const id = uuid7(office.now, office.entropy);
    await files.put(`picture/${id}`, Buffer.from(JSON.stringify(brief.chart)));
    return {
      text: brief.lines.join('\n'),
      picture: { kind: 'picture', id, name: 'ringkasan.png', mime: 'image/png' },
    };
  };
}
