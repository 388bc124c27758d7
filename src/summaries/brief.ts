import { z } from 'zod';
import type { Calendar } from '../../flows/kit/calendar.ts';
import type { Sealer } from '../db/seal.ts';
import type { Tx } from '../db/types.ts';
import type { StaffRole } from '../staff/staff.ts';
import { type BriefChart, chartOf } from './chart.ts';
import { figuresOf } from './figures.ts';
import { linesOf, NAMED, type NamedItem } from './lines.ts';
import { shownQuery, waitingQuery } from './queries.ts';
import { shortName } from './words.ts';

/** What a brief is made from. */
export interface BriefInput {
  readonly wardId: string;
  /** The ward's full name, for the picture. */
  readonly wardName: string;
  readonly timeZone: string;
  readonly calendar: Calendar;
  /** The ward's clock. */
  readonly now: Date;
  readonly serviceName: (slug: string) => string;
  readonly forRole: StaffRole;
}

/** A request that waits for the reader of the brief. */
export interface WaitingItem {
  readonly requestId: string;
  readonly task: number;
  readonly number: string;
  readonly service: string;
  readonly state: string;
  readonly submittedAt: Date;
  readonly dueAt: Date;
}

/** A brief as it is sent: lines of text, and the figures of its picture. */
export interface Brief {
  /** At most 15 lines; exactly one when nothing came in, ended or waits. Bold by the marks of flows/kit/message.ts. */
  readonly lines: string[];
  readonly chart: BriefChart;
  /** All that waits for the reader, the oldest first. */
  readonly waiting: WaitingItem[];
}

/** The states that wait for a role: the lurah signs, everybody else checks. */
export function waitingStates(role: StaffRole): readonly string[] {
  return role === 'lurah' ? ['verified'] : ['submitted', 'checking'];
}

/** All that a brief needs of a request's form. */
const Form = z.object({ applicant: z.object({ name: z.string() }) });

/**
 * The summary of a ward's day for one reader, as text and as data of a picture: what came in and ended since the
 * ward's midnight, what waits for whom, what is late, how fast it goes, and whether the letter numbers are whole.
 * Opens only the forms of requests that are named. SealBroken when such a form cannot be opened; RangeError when the
 * zone is not one of Indonesia's three.
 */
export async function briefOf(tx: Tx, deps: { readonly sealer: Sealer }, input: BriefInput): Promise<Brief> {
  const calendar = { ...input.calendar, timeZone: input.timeZone };
  const { wardId, now, timeZone, serviceName, forRole } = input;
  const figures = await figuresOf(tx, { wardId, calendar, now });
  const waiting = await waitingQuery(tx, wardId, waitingStates(forRole));
  return {
    lines: linesOf(figures, {
      now,
      timeZone,
      serviceName,
      signs: forRole === 'lurah',
      named: await named(tx, deps.sealer, waiting.slice(0, NAMED)),
      waiting: waiting.length,
    }),
    chart: chartOf(figures, input.wardName, calendar, now),
    waiting,
  };
}

async function named(tx: Tx, sealer: Sealer, items: readonly WaitingItem[]): Promise<NamedItem[]> {
  if (items.length === 0) return [];
  const rows = await shownQuery(
    tx,
    items.map((item) => item.requestId),
  );
  return items.map(({ requestId, task, service, submittedAt }) => {
    const row = rows.find(({ id }) => id === requestId);
    return {
      task,
      service,
      applicant: row === undefined ? '' : applicantOf(sealer, requestId, row.form),
      since: row?.since ?? submittedAt,
    };
  });
}

function applicantOf(sealer: Sealer, requestId: string, form: Uint8Array): string {
  const read = Form.safeParse(JSON.parse(sealer.openText(`request|form|${requestId}`, form)));
  // The number still finds the request, so a form without a name need not cost the lurah the whole brief.
  return (read.success && shortName(read.data.applicant.name)) || 'pemohon';
}
