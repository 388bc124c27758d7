import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Conversation } from '../../flows/kit/conversation.ts';
import { hear, newConversation } from '../../flows/kit/converse.ts';
import { conversation, notice } from '../../src/db/schema/index.ts';
import {
  DEMO,
  type RequestsFixture,
  type ResidentActor,
  requestsFixture,
} from '../domain/requests-fixture.ts';
import { deps } from '../domain/wards-fixture.ts';
import { asking, worldFor } from './speaker.ts';

/** Two chats of one person become one: the draft that was open in one goes on in the other. */

let fixture: RequestsFixture;
let ask: ReturnType<typeof asking>;
beforeAll(async () => {
  fixture = await requestsFixture({ certificate: false });
  ask = asking(fixture);
});
afterAll(() => fixture.drop());

/** A chat in which this was said, as the database has it. */
async function chatAfter(...texts: string[]): Promise<ResidentActor> {
  const actor = await fixture.resident();
  const world = worldFor(await fixture.office());
  let state = newConversation(world);
  for (const text of texts)
    state = hear(state, { body: { kind: 'text', text }, about: null }, world).conversation;
  const id = actor.conversationId;
  await fixture.db
    .update(conversation)
    .set({
      state: deps.sealer.seal(`conversation|state|${id}`, JSON.stringify(state)),
      flow: state.running.flow,
      flowVersion: state.running.version,
    })
    .where(eq(conversation.id, id));
  return actor;
}

async function stateOf({ conversationId }: ResidentActor) {
  const [row] = await fixture.db.select().from(conversation).where(eq(conversation.id, conversationId));
  if (!row) throw new Error('no such chat');
  const state = Conversation.parse(
    JSON.parse(deps.sealer.openText(`conversation|state|${conversationId}`, row.state)),
  );
  return { flow: row.flow, version: row.flowVersion, state };
}

async function link(from: ResidentActor, to: ResidentActor) {
  const { code } = (await ask(from, 'shareLink', {})).result;
  return ask(to, 'redeemLink', { code });
}

describe('two chats become one', () => {
  test('the letter that was open there goes on here; there it is the menu again, and that chat is told', async () => {
    const [from, to] = [await chatAfter('domisili'), await chatAfter()];
    const before = await stateOf(from);
    expect(before.flow).toBe('letter.domisili');
    const { result, follow } = await link(from, to);
    expect(result).toEqual({ outcome: 'linked', both: true, draft: before.state.running });
    expect(follow).toEqual([
      { kind: 'tell', to: { conversationId: from.conversationId }, notice: { kind: 'linked' } },
    ]);
    const after = await stateOf(from);
    expect([after.flow, after.state.running.flow, after.state.parked]).toEqual(['menu', 'menu', []]);
    expect(after.version).toBe(after.state.running.version);
    const chats = await fixture.db
      .select({ personId: conversation.personId })
      .from(conversation)
      .where(eq(conversation.id, from.conversationId));
    expect(chats).toEqual([{ personId: to.personId }]);
  });

  test('a letter that was put aside goes along too, and what runs there stays', async () => {
    const [from, to] = [await chatAfter('domisili', 'menu'), await chatAfter()];
    const before = await stateOf(from);
    expect(before.state.parked.map(({ flow }) => flow)).toEqual(['letter.domisili']);
    const { result } = await link(from, to);
    expect(result).toMatchObject({ draft: before.state.parked[0] });
    const after = await stateOf(from);
    expect(after.state).toEqual({ ...before.state, parked: [], waking: null });
    expect(after.flow).toBe(before.flow);
  });

  test('with nothing begun there is nothing to go on with', async () => {
    const [from, to] = [await chatAfter(), await chatAfter('domisili')];
    expect((await link(from, to)).result).toMatchObject({ outcome: 'linked', draft: null });
  });

  test('news of papers follow the draft; other news stay, and so does what was told already', async () => {
    const [from, to] = [await chatAfter('domisili'), await chatAfter()];
    const office = await fixture.office();
    const rows = (['stored', 'unreadable', 'moved', 'stored'] as const).map((kind, n) => ({
      id: office.ids.next(),
      wardId: office.ward.id,
      conversationId: from.conversationId,
      kind,
      dueAt: office.now,
      body: Buffer.from('x'),
      handledAt: n === 3 ? office.now : null,
    }));
    await fixture.db.insert(notice).values(rows);
    await link(from, to);
    const where = await Promise.all(
      rows.map(async ({ id }) => {
        const [row] = await fixture.db.select().from(notice).where(eq(notice.id, id));
        return row?.conversationId;
      }),
    );
    const [there, here] = [from.conversationId, to.conversationId];
    expect(where).toEqual([here, here, there, there]);
  });

  test('what is not a code links nothing, nor does the own one', async () => {
    const chat = await chatAfter('domisili');
    expect(await ask(chat, 'redeemLink', { code: 'AAAA-2222' })).toEqual({
      result: { outcome: 'wrong' },
      follow: [],
    });
    expect(await link(chat, chat)).toEqual({ result: { outcome: 'same' }, follow: [] });
    expect((await stateOf(chat)).flow).toBe('letter.domisili');
  });

  test('what was proved in the one brings the letters that wait for the other', async () => {
    const owner = await fixture.resident(DEMO.warga1);
    const proved = await chatAfter();
    const { nik, birthDate, phone } = DEMO.warga1;
    await ask(proved, 'identify', { nik, birthDate }, { phone });
    const { code } = (await ask(proved, 'shareLink', {})).result;
    const { result } = await ask(owner, 'redeemLink', { code });
    expect(result).toMatchObject({ outcome: 'linked', both: true });
    expect((await ask(owner, 'me', {})).result.level).toBe(2);
  });
});
