import type postgres from 'postgres';
import type { Brief } from '../../flows/kit/calls.ts';
import type { Sealer } from '../db/seal.ts';
import { transaction } from '../db/transaction.ts';
import type { Db, Tx } from '../db/types.ts';
import { uuid7 } from '../entropy.ts';
import type { FileStore } from '../files/store.ts';
import { type Office, serviceOf } from '../requests/office.ts';
import { type Actor, may } from '../staff/access.ts';
import { briefOf } from '../summaries/brief.ts';
import { ensureBriefs } from '../summaries/schedule.ts';
import { allWards } from '../wards/ward.ts';
import type { Ids } from './ids.ts';
import type { WardBook } from './office-of.ts';

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

/** What planning the briefs of every ward needs. */
export interface BriefPlannerDeps {
  readonly sql: postgres.Sql;
  readonly db: Db;
  readonly sealer: Sealer;
  readonly ids: Ids;
  readonly wards: WardBook;
}

/** Ids that the briefs of one ward may use: a notice for each lurah and half-day. */
const IDS_A_WARD = 100;

/** Sets the timers of the next briefs of every ward; whoever did so before wins. */
export function createBriefPlanner({ sql, db, sealer, ids, wards }: BriefPlannerDeps): () => Promise<void> {
  return async () => {
    for (const ward of await allWards(db))
      await ids.during(IDS_A_WARD, () =>
        transaction(sql, async ({ tx }) => {
          const { calendar, ward: known } = await wards.ward(tx, ward.id);
          const now = wards.timeOf(ward);
          const times = known.settings.briefs;
          await ensureBriefs(tx, { sealer, ids }, { wardId: ward.id, calendar, now, times });
        }),
      );
  };
}
