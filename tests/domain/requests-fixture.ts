import { eq } from 'drizzle-orm';
import type { Submission } from '../../flows/kit/calls.ts';
import { conversation, letter, person, request, requestEvent, staff } from '../../src/db/schema/index.ts';
import { transaction } from '../../src/db/transaction.ts';
import type { Tx } from '../../src/db/types.ts';
import { keepReference } from '../../src/documents/documents.ts';
import { WardBook } from '../../src/engine/office-of.ts';
import { ensureCertificate } from '../../src/letters/certificates.ts';
import * as decide from '../../src/requests/decide.ts';
import type { Office } from '../../src/requests/office.ts';
import { cancel } from '../../src/requests/resident.ts';
import * as signing from '../../src/requests/sign.ts';
import { submit } from '../../src/requests/submit.ts';
import { identify } from '../../src/residents/identity.ts';
import { loadServices } from '../../src/services.ts';
import type { Actor } from '../../src/staff/access.ts';
import { type FakeClock, fakeClock } from '../support/keys.ts';
import { DEMO, deps, type Fixture, MORNING, trainingFixture } from './wards-fixture.ts';

export { DEMO };

export type Officer = Extract<Actor, { kind: 'staff' }>;
export type ResidentActor = Extract<Actor, { kind: 'resident' }>;
export type StaffKey = keyof Fixture['staff'];

/** The letters' database row as a test reads it. */
export type RequestRow = typeof request.$inferSelect;

/** A training ward with a certificate, its people as actors, and requests in any state. */
export interface RequestsFixture extends Fixture {
  readonly clock: FakeClock;
  /** The ward as the domain sees it now. */
  office(): Promise<Office>;
  /** Runs in one committed transaction. */
  run<T>(work: (tx: Tx, office: Office) => Promise<T>): Promise<T>;
  /** Runs in a transaction that is taken back, whatever comes of it. */
  tryOut<T>(work: (tx: Tx, office: Office) => Promise<T>): Promise<T>;
  officer(key: StaffKey): Officer;
  /** A chat of somebody; found in the register when a NIK is given. */
  resident(who?: { readonly nik: string; readonly birthDate: string }): Promise<ResidentActor>;
  photo(actor: ResidentActor, item: string): Promise<string>;
  draft(actor: ResidentActor, change?: Partial<Submission>): Promise<Submission>;
  submitted(actor: ResidentActor, change?: Partial<Submission>): Promise<RequestRow>;
  /** Moves a fresh request of this actor until it is in the state. */
  requestIn(state: string, actor: ResidentActor): Promise<RequestRow>;
  row(id: string): Promise<RequestRow>;
  events(id: string): Promise<(typeof requestEvent.$inferSelect)[]>;
}

/** What must not be null. */
export function taken<T>(result: T | null): T {
  if (result === null) throw new Error('nothing was taken in');
  return result;
}

class TakenBack extends Error {}

/** Ids from a plain counter: what the engine draws from the database in blocks. */
function counting() {
  let next = 1_000_000;
  return { next: () => ++next };
}

export async function requestsFixture(options: { certificate?: boolean } = {}): Promise<RequestsFixture> {
  const fixture = await trainingFixture({ max: 12 });
  const clock = fakeClock(MORNING);
  const book = new WardBook({
    clock,
    ...deps,
    services: await loadServices(),
    ids: counting(),
    verifyUrl: (code) => `https://contoh.go.id/verifikasi/${code}`,
  });
  const office = async () => book.office(await book.ward(fixture.db, fixture.wardId));
  if (options.certificate !== false)
    await fixture.db.transaction(async (tx) =>
      ensureCertificate(tx as Tx, deps, (await office()).ward, clock.now()),
    );
  const names = new Map(
    (await fixture.db.select().from(staff).where(eq(staff.wardId, fixture.wardId))).map((one) => [
      one.id,
      one,
    ]),
  );

  const run: RequestsFixture['run'] = (work) =>
    transaction(fixture.sql, async ({ tx }) => work(tx, await office()));
  const tryOut: RequestsFixture['tryOut'] = async (work) => {
    let result: { value: Awaited<ReturnType<typeof work>> } | null = null;
    await transaction(fixture.sql, async ({ tx }) => {
      result = { value: await work(tx, await office()) };
      throw new TakenBack();
    }).catch((error: unknown) => {
      if (!(error instanceof TakenBack)) throw error;
    });
    if (!result) throw new Error('nothing came of it');
    return (result as { value: Awaited<ReturnType<typeof work>> }).value;
  };

  const officer = (key: StaffKey): Officer => {
    const member = names.get(fixture.staff[key]);
    if (!member) throw new Error(`no ${key}`);
    return {
      kind: 'staff',
      wardId: fixture.wardId,
      staffId: member.id,
      role: member.role,
      name: member.name,
      channel: 'web',
    };
  };

  const resident: RequestsFixture['resident'] = async (who) => {
    const conversationId = await fixture.newConversation();
    const [chat] = await fixture.db
      .select({ personId: conversation.personId })
      .from(conversation)
      .where(eq(conversation.id, conversationId));
    const personId = chat?.personId ?? '';
    if (who)
      await run((tx, { now, ward }) =>
        identify(tx, deps, { personId, wardId: ward.id, now, timeZone: ward.timeZone, ...who }),
      );
    return { kind: 'resident', wardId: fixture.wardId, personId, conversationId, channel: 'web' };
  };

  const photo: RequestsFixture['photo'] = (actor, item) =>
    run((tx, { now }) =>
      keepReference(tx, deps, {
        personId: actor.personId,
        wardId: fixture.wardId,
        item,
        media: { ref: 'x', mime: 'image/jpeg', name: 'x.jpg', size: 1 },
        now,
      }),
    );

  const residentOf = async ({ personId }: ResidentActor) => {
    const [one] = await fixture.db.select().from(person).where(eq(person.id, personId));
    return one?.residentId ?? null;
  };

  const draft: RequestsFixture['draft'] = async (actor, change = {}) => ({
    service: 'domisili',
    residentId: change.ownData ? null : await residentOf(actor),
    ownData: null,
    answers: { keperluan: 'Membuka rekening bank' },
    documents: {
      ktp: { ids: [await photo(actor, 'ktp')], bring: false },
      pengantar: { ids: [], bring: true },
    },
    ...change,
  });

  const row: RequestsFixture['row'] = async (id) => {
    const [found] = await fixture.db.select().from(request).where(eq(request.id, id));
    if (!found) throw new Error('no such request');
    return found;
  };
  const submitted: RequestsFixture['submitted'] = async (actor, change) => {
    const filled = await draft(actor, change);
    const { result } = await run((tx, here) => submit(tx, here, actor, filled));
    return row(taken(result).requestId);
  };

  const requestIn: RequestsFixture['requestIn'] = async (state, actor) => {
    const { id, task } = await submitted(actor);
    const desk = officer('operator1');
    const lurah = officer('lurah');
    const steps: Record<string, () => Promise<unknown>> = {
      take: () => run((tx, here) => decide.take(tx, here, desk, task)),
      pass: () => run((tx, here) => decide.pass(tx, here, desk, task)),
      sign: () => run((tx, here) => signing.sign(tx, here, lurah, [task])),
      made: () => run(async (tx, here) => signing.letterMade(tx, here, SYSTEM, await letterIdOf(tx, id))),
      return: () =>
        run((tx, here) => decide.returnItems(tx, here, desk, task, [{ id: 'ktp', reason: 'buram' }])),
      refuse: () => run((tx, here) => decide.refuse(tx, here, desk, task, 'bukan warga')),
      handOver: () => run((tx, here) => signing.handOver(tx, here, desk, task)),
      revoke: () => run((tx, here) => signing.revoke(tx, here, lurah, task, 'keliru')),
      cancel: () => run((tx, here) => cancel(tx, here, actor, id)),
      level2: () => run((tx) => setLevel(tx, actor.personId, 2)),
    };
    // A letter handed over before has raised the person; each road begins at level 1.
    await run((tx) => setLevel(tx, actor.personId, 1));
    for (const step of ROADS[state] ?? []) await steps[step]?.();
    const now = await row(id);
    if (now.state !== state) throw new Error(`wanted ${state}, got ${now.state}`);
    return now;
  };

  return {
    ...fixture,
    clock,
    office,
    run,
    tryOut,
    officer,
    resident,
    photo,
    draft,
    submitted,
    requestIn,
    row,
    events: (id) =>
      fixture.db.select().from(requestEvent).where(eq(requestEvent.requestId, id)).orderBy(requestEvent.id),
  };
}

export const SYSTEM: Actor = { kind: 'system', channel: 'system' };

/** How a request comes into each state. */
export const ROADS: Readonly<Record<string, readonly string[]>> = {
  submitted: [],
  checking: ['take'],
  returned: ['take', 'return'],
  verified: ['take', 'pass'],
  signed: ['pass', 'sign'],
  ready: ['pass', 'sign', 'made'],
  delivered: ['level2', 'pass', 'sign', 'made'],
  collected: ['pass', 'sign', 'made', 'handOver'],
  refused: ['refuse'],
  cancelled: ['cancel'],
  revoked: ['pass', 'sign', 'made', 'revoke'],
};

export async function letterIdOf(tx: Tx, requestId: string): Promise<string> {
  const [row] = await tx.select({ id: letter.id }).from(letter).where(eq(letter.requestId, requestId));
  return row?.id ?? '00000000-0000-7000-8000-000000000000';
}

export async function setLevel(tx: Tx, personId: string, level: number): Promise<void> {
  await tx.update(person).set({ level }).where(eq(person.id, personId));
}
