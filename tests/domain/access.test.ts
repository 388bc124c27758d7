import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { request } from '../../src/db/schema/index.ts';
import type { Tx } from '../../src/db/types.ts';
import * as decide from '../../src/requests/decide.ts';
import { lateRequest } from '../../src/requests/late.ts';
import type { Office } from '../../src/requests/office.ts';
import { answerOffice, cancel } from '../../src/requests/resident.ts';
import * as signing from '../../src/requests/sign.ts';
import { resubmit } from '../../src/requests/submit.ts';
import { undo } from '../../src/requests/undo.ts';
import { type Action, type Actor, may, NotAllowed, RIGHTS } from '../../src/staff/access.ts';
import {
  DEMO,
  letterIdOf,
  type Officer,
  type RequestRow,
  type RequestsFixture,
  type ResidentActor,
  ROADS,
  requestsFixture,
  SYSTEM,
} from './requests-fixture.ts';

/** Who may do what, written out once more by hand: a change of the table must be made twice, on purpose. */
const WHO: Readonly<Record<Action, string>> = {
  'request.read': 'resident operator kasi seklur lurah system',
  'request.cancel': 'resident',
  'request.resubmit': 'resident',
  'request.answer': 'resident',
  'task.read': 'operator kasi seklur lurah',
  'task.take': 'operator kasi seklur',
  'task.return': 'operator kasi seklur',
  'task.refuse': 'operator kasi seklur',
  'task.pass': 'operator kasi seklur',
  'task.ask': 'operator kasi seklur lurah',
  'task.undo': 'operator kasi seklur lurah',
  'task.sign': 'lurah',
  'task.sendBack': 'lurah',
  'task.revoke': 'lurah',
  'task.handOver': 'operator kasi seklur',
  'task.code': 'operator kasi seklur',
  'document.read': 'resident operator kasi seklur lurah',
  'letter.make': 'system',
  'letter.read': 'resident operator kasi seklur lurah system',
  'letter.preview': 'operator kasi seklur lurah',
  'brief.read': 'operator kasi seklur lurah',
  'person.answer': 'operator kasi seklur lurah',
  'number.manage': 'operator seklur lurah',
};

const ROLES = ['resident', 'operator', 'kasi', 'seklur', 'lurah', 'system'] as const;
type RoleName = (typeof ROLES)[number];

function actorOf(role: RoleName, wardId: string, personId: string): Actor {
  if (role === 'system') return SYSTEM;
  if (role === 'resident') return { kind: 'resident', wardId, personId, conversationId: 1, channel: 'web' };
  return { kind: 'staff', wardId, staffId: 's', role, name: 'N', channel: 'web' };
}

describe('the table role x action', () => {
  test('names every action', () => {
    expect(Object.keys(WHO).sort()).toEqual(Object.keys(RIGHTS).sort());
  });

  const cells = (Object.keys(WHO) as Action[]).flatMap((action) => ROLES.map((role) => ({ action, role })));
  test.for(cells)('$action by $role', ({ action, role }) => {
    const allowed = WHO[action].split(' ').includes(role);
    const subject = { wardId: 'w1', personId: 'p1' };
    expect(may(actorOf(role, 'w1', 'p1'), action, subject), 'own ward, own person').toBe(allowed);
    expect(may(actorOf(role, 'w2', 'p1'), action, subject), 'another ward').toBe(
      allowed && role === 'system',
    );
    expect(may(actorOf(role, 'w1', 'p2'), action, subject), 'another person').toBe(
      allowed && role !== 'resident',
    );
    expect(may(actorOf(role, 'w1', 'p1'), action, { wardId: 'w1', personId: null }), "nobody's").toBe(
      allowed && role !== 'resident',
    );
  });
});

/** Every move there is, by the actors who may make it: `from>to`. Everything else must change nothing. */
const MOVES: Readonly<Record<string, { readonly by: string; readonly moves: string }>> = {
  take: { by: 'desk', moves: 'submitted>checking' },
  pass: { by: 'desk', moves: 'submitted>verified checking>verified' },
  returnItems: { by: 'desk', moves: 'submitted>returned checking>returned' },
  refuse: { by: 'desk', moves: 'submitted>refused checking>refused' },
  handOver: { by: 'desk', moves: 'ready>collected' },
  sign: { by: 'lurah', moves: 'verified>signed' },
  sendBack: { by: 'lurah', moves: 'verified>checking' },
  revoke: { by: 'lurah', moves: 'signed>revoked ready>revoked delivered>revoked collected>revoked' },
  cancel: {
    by: 'owner',
    moves: 'submitted>cancelled checking>cancelled returned>cancelled verified>cancelled',
  },
  resubmit: { by: 'owner', moves: 'returned>submitted' },
  letterMade: { by: 'system', moves: 'signed>ready' },
  // Neither a question nor an answer, a code nor a broken promise moves a request; the undo came too late.
  ask: { by: '', moves: '' },
  answer: { by: '', moves: '' },
  code: { by: '', moves: '' },
  late: { by: '', moves: '' },
  undo: { by: '', moves: '' },
  release: { by: '', moves: '' },
};

const DESK = ['operator1', 'operator2', 'kasi', 'seklur'];

describe('state x action x actor through the domain', () => {
  let fixture: RequestsFixture;
  let owner: ResidentActor;
  let stranger: ResidentActor;
  const requests = new Map<string, RequestRow>();

  beforeAll(async () => {
    fixture = await requestsFixture();
    owner = await fixture.resident(DEMO.warga1);
    stranger = await fixture.resident(DEMO.warga2);
    const later = await fixture.resident(DEMO.warga1);
    for (const state of Object.keys(ROADS))
      requests.set(state, await fixture.requestIn(state, state === 'delivered' ? later : owner));
    // Raised by the counter: what is tried below begins again at level 1.
    await fixture.sql`update person set level = 1 where id = ${owner.personId}`;
    fixture.clock.advance(10 * 60_000);
  });
  afterAll(() => fixture.drop());

  test.for(Object.keys(ROADS))('%s', { timeout: 60_000 }, async (state) => {
    const found = requests.get(state);
    if (!found) throw new Error(state);
    const mine = state === 'delivered' ? { ...owner, personId: found.personId } : owner;
    const foreign: Officer = {
      ...fixture.officer('operator1'),
      wardId: '00000000-0000-7000-8000-000000000009',
    };
    const actors: [string, Actor][] = [
      ...(['operator1', 'operator2', 'kasi', 'seklur', 'lurah'] as const).map((key): [string, Actor] => [
        key,
        fixture.officer(key),
      ]),
      ['foreign operator', foreign],
      ['foreign lurah', { ...foreign, role: 'lurah' }],
      ['owner', mine],
      ['stranger', stranger],
      ['system', SYSTEM],
    ];
    const wrong: string[] = [];
    for (const [name, actor] of actors)
      for (const [action, rule] of Object.entries(MOVES)) {
        const after = await fixture.tryOut(async (tx, office) => {
          await act(tx, office, actor, action, found);
          return stateOf(tx, found.id);
        });
        const group = DESK.includes(name) ? 'desk' : name;
        const to = rule.by === group ? /(?:^| )(\w+)>(\w+)/g : null;
        const expected =
          [...(to ? rule.moves.matchAll(to) : [])].find(([, from]) => from === state)?.[2] ?? state;
        if (after !== expected) wrong.push(`${name} ${action}: ${state} became ${after}, not ${expected}`);
      }
    expect(wrong).toEqual([]);
  });
});

async function stateOf(tx: Tx, id: string): Promise<string> {
  const [row] = await tx.select({ state: request.state }).from(request).where(eq(request.id, id));
  return row?.state ?? '-';
}

/** Does the action as the engine would: only members of staff reach the desk's functions. */
async function act(tx: Tx, office: Office, actor: Actor, action: string, of: RequestRow): Promise<unknown> {
  const { id, task } = of;
  try {
    switch (action) {
      case 'cancel':
        return await cancel(tx, office, actor, id);
      case 'resubmit':
        return await resubmit(tx, office, actor, id, {
          service: 'domisili',
          ownData: null,
          answers: { keperluan: 'lain' },
          documents: {},
        });
      case 'answer':
        return await answerOffice(tx, office, actor, id, 'ya');
      case 'release':
        return await signing.releaseWaiting(tx, office, actor);
      case 'letterMade':
        return await signing.letterMade(tx, office, actor, await letterIdOf(tx, id));
      case 'late':
        return actor.kind === 'system' ? await lateRequest(tx, office, id, of.dueAt) : null;
    }
    if (actor.kind !== 'staff') return null;
    switch (action) {
      case 'take':
        return await decide.take(tx, office, actor, task);
      case 'pass':
        return await decide.pass(tx, office, actor, task);
      case 'returnItems':
        return await decide.returnItems(tx, office, actor, task, [{ id: 'ktp', reason: 'buram' }]);
      case 'refuse':
        return await decide.refuse(tx, office, actor, task, 'tidak');
      case 'ask':
        return await decide.askResident(tx, office, actor, task, 'apa?');
      case 'undo':
        return await undo(tx, office, actor, task);
      case 'sendBack':
        return await decide.sendBack(tx, office, actor, task, 'periksa');
      case 'sign':
        return await signing.sign(tx, office, actor, [task]);
      case 'revoke':
        return await signing.revoke(tx, office, actor, task, 'keliru');
      case 'handOver':
        return await signing.handOver(tx, office, actor, task);
      case 'code':
        return await signing.counterCodeFor(tx, office, actor, task);
    }
    throw new Error(`no way to ${action}`);
  } catch (error) {
    if (error instanceof NotAllowed) return null;
    throw error;
  }
}
