import { sql } from 'drizzle-orm';
import type { Calendar } from '../../flows/kit/calendar.ts';
import { instantOf } from '../../flows/kit/when.ts';
import { letter, request, requestEvent } from '../../src/db/schema/index.ts';
import { systemEntropy, uuid7 } from '../../src/entropy.ts';
import { type Brief, briefOf } from '../../src/summaries/brief.ts';
import { deps, type Fixture } from './wards-fixture.ts';

export const ZONE = 'Asia/Makassar';

/** Monday 23 November 2026, 15.30 in Kupang. */
export const AFTERNOON = at('2026-11-23 15:30');

const DAY: [string, string][] = [
  ['08:00', '12:00'],
  ['13:00', '15:00'],
];

export const CALENDAR: Calendar = {
  timeZone: ZONE,
  hours: [DAY, DAY, DAY, DAY, DAY, [], []],
  holidays: new Set(),
};

const NAMES: Readonly<Record<string, string>> = { sktm: 'SKTM', domisili: 'Domisili', sku: 'Usaha' };
export const serviceName = (slug: string) => NAMES[slug] ?? slug;

/** "2026-11-23 15:30" of the ward's clock as an instant. */
export function at(wall: string): Date {
  const [day = '', time = ''] = wall.split(' ');
  const [hour, minute] = time.split(':').map(Number);
  return new Date(instantOf(day, (hour ?? 0) * 60 + (minute ?? 0), ZONE));
}

export interface NewRequest {
  readonly task: number;
  readonly state: string;
  readonly submitted: string;
  readonly service?: string;
  readonly name?: string;
  readonly due?: string;
  readonly ended?: string;
  /** When it came into its present state, if that is to be in the history. */
  readonly since?: string;
  readonly letter?: {
    readonly seq: number;
    readonly signed: string;
    readonly issued?: string;
    readonly revoked?: string;
    readonly reason?: string;
    readonly scope?: string;
  };
}

/** Writes requests with their letters and events as the office would leave them. */
export function seeder(fixture: Fixture) {
  let eventId = 1;
  let chat: Promise<[string, number]> | null = null;
  const someone = async (): Promise<[string, number]> => [
    await fixture.newPerson(),
    await fixture.newConversation(),
  ];
  return async (given: NewRequest): Promise<string> => {
    chat ??= someone();
    const [personId, conversationId] = await chat;
    const id = uuid7(at(given.submitted), systemEntropy);
    const form = JSON.stringify({
      applicant: { name: given.name ?? 'MARIA SERAN', nik: '5371' },
      answers: {},
    });
    const service = given.service ?? 'sktm';
    await fixture.db.insert(request).values({
      id,
      wardId: fixture.wardId,
      service,
      number: `NKT2-${given.task}`,
      task: given.task,
      personId,
      conversationId,
      state: given.state,
      context: Buffer.from('context'),
      form: deps.sealer.seal(`request|form|${id}`, form),
      submittedAt: at(given.submitted),
      dueAt: at(given.due ?? '2026-11-30 10:00'),
      endedAt: given.ended ? at(given.ended) : null,
    });
    if (given.since) {
      await fixture.db.insert(requestEvent).values({
        id: eventId++,
        requestId: id,
        wardId: fixture.wardId,
        at: at(given.since),
        type: 'pass',
        toState: given.state,
        actor: 'staff',
        channel: 'web',
        data: Buffer.from('data'),
      });
    }
    if (given.letter) {
      const { seq, signed, issued, revoked, reason, scope = 'all' } = given.letter;
      await fixture.db.insert(letter).values({
        id: uuid7(at(signed), systemEntropy),
        wardId: fixture.wardId,
        requestId: id,
        service,
        number: `470/${seq}/KEL.NKT2/XI/2026`,
        year: 2026,
        seq,
        scope,
        codeIndex: deps.sealer.index('code', id),
        state: revoked ? 'revoked' : issued ? 'issued' : 'numbered',
        data: Buffer.from('data'),
        signedBy: fixture.staff.lurah,
        signedAt: at(signed),
        issuedAt: issued ? at(issued) : null,
        revokedAt: revoked ? at(revoked) : null,
        revokedReason: reason ? Buffer.from(reason) : null,
      });
    }
    return id;
  };
}

export function briefFor(
  fixture: Fixture,
  change: Partial<Parameters<typeof briefOf>[2]> = {},
): Promise<Brief> {
  return briefOf(fixture.db, deps, {
    wardId: fixture.wardId,
    wardName: 'Kelurahan Naikoten II',
    timeZone: ZONE,
    calendar: CALENDAR,
    now: AFTERNOON,
    serviceName,
    forRole: 'lurah',
    ...change,
  });
}

/** One number of a plain statement without any care for indexes: the other opinion on a figure. */
export async function plainCount(fixture: Fixture, where: string): Promise<number> {
  const from = 'request r left join letter l on l.request_id = r.id';
  const [row] = await fixture.sql.unsafe(`select count(*)::int as n from ${from} where ${where}`);
  return Number(row?.['n']);
}

/** 20,000 requests of two years, each with its events and, where it came so far, its letter. */
export async function fillArchive(fixture: Fixture): Promise<void> {
  const personId = await fixture.newPerson();
  await fixture.db.execute(sql`
    insert into request (id, ward_id, service, number, task, person_id, conversation_id, state, context, form, submitted_at, due_at, ended_at)
    select gen_random_uuid(), ${fixture.wardId}, case when n % 3 = 0 then 'sktm' else 'domisili' end, 'A-' || n, n, ${personId}, 1,
      case when n <= 19900 then (array['delivered', 'collected', 'refused', 'cancelled'])[1 + n % 4]
        else (array['submitted', 'checking', 'returned', 'verified', 'signed', 'ready'])[1 + n % 6] end,
      '\\x00', decode(repeat('ab', 300), 'hex'), t, t + interval '1 day', case when n <= 19900 then t + interval '5 hours' end
    from (select n, cast(${AFTERNOON.toISOString()} as timestamptz) - (20001 - n) * interval '52 minutes' as t from generate_series(1, 20000) n) s`);
  await fixture.db.execute(sql`
    insert into letter (id, ward_id, request_id, service, number, year, seq, scope, code_index, state, data, signed_by, signed_at, issued_at)
    select gen_random_uuid(), ward_id, id, service, '470/' || task, extract(year from submitted_at)::int, task, 'all',
      decode(md5(number), 'hex'), 'issued', '\\x00', ${fixture.staff.lurah}, submitted_at + interval '2 hours', submitted_at + interval '2 hours'
    from request where state in ('delivered', 'collected', 'ready')`);
  await fixture.db.execute(sql`
    insert into request_event (id, request_id, ward_id, at, type, to_state, actor, channel, data)
    select task * 10 + k, id, ward_id, submitted_at, 'pass', state, 'staff', 'web', '\\x00' from request, generate_series(1, 3) k`);
  for (const table of ['request', 'letter', 'request_event']) await fixture.sql.unsafe(`analyze ${table}`);
}
