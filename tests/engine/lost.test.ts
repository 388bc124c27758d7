import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Notice } from '../../flows/kit/notices.ts';
import { notice } from '../../src/db/schema/index.ts';
import { transaction } from '../../src/db/transaction.ts';
import { createLost, type LostMessage } from '../../src/engine/lost.ts';
import { insertNotices } from '../../src/engine/queue.ts';
import { DEMO, type RequestsFixture, requestsFixture } from '../domain/requests-fixture.ts';
import { deps } from '../domain/wards-fixture.ts';
import { changeChat, chatRow, processOf, toldIn } from './beside.ts';

/** What follows when a message of the office will never arrive. */

let fixture: RequestsFixture;
beforeAll(async () => {
  fixture = await requestsFixture({ certificate: false });
});
beforeEach(() => fixture.db.delete(notice));
afterAll(() => fixture.drop());

const own = () => ({
  ...processOf(fixture),
  jobs: { send: async () => undefined },
  committed: () => undefined,
});
const told = () => toldIn(fixture);
const change = (id: number, to: Parameters<typeof changeChat>[2]) => changeChat(fixture, id, to);

describe('a message that will never arrive', () => {
  const news = { kind: 'officeSays', text: 'Silakan datang.' } as const;

  /** A message of the office that was to bring this news to a chat of this person. */
  async function lostIn(chat: number, personId: string, body: Notice = news): Promise<LostMessage> {
    const office = await fixture.office();
    const key = `lost${chat}`;
    await transaction(fixture.sql, (both) =>
      insertNotices(both, deps.sealer, office, [
        { conversationId: chat, kind: body.kind, key, dueAt: office.now, body },
      ]),
    );
    const [row] = await fixture.db.select().from(notice).where(eq(notice.key, key));
    return {
      conversation_id: String(chat),
      id: '7',
      edits: null,
      ward_id: fixture.wardId,
      person_id: personId,
      staff_id: null,
      request_id: null,
      notice_id: String(row?.id),
    };
  }
  const lose = async (row: LostMessage, outcome: 'failed' | 'unknown' = 'failed', gone = false) => {
    await createLost(own())(row, outcome, gone);
    return (await told())
      .filter(({ key }) => key?.startsWith('lost') !== true)
      .map(({ to: _, ...rest }) => rest);
  };
  const alert = (number: string | null) => ({
    key: null,
    kind: 'alert',
    what: 'undelivered',
    number,
    detail: null,
  });
  const cutOff = (chat: number) => ({ key: `cutOff:${chat}.7`, kind: 'cutOff' });
  beforeAll(async () => {
    const desk = await fixture.newConversation();
    await change(desk, { staffId: fixture.staff.operator1 });
  });

  test('is said in the next chat of its person, once; where there is none the operators hear', async () => {
    const owner = await fixture.resident(DEMO.warga1);
    const row = await lostIn(owner.conversationId, owner.personId);
    expect(await lose(row)).toEqual([alert(null)]);
    await fixture.db.delete(notice);
    const next = await fixture.newConversation();
    await change(next, { personId: owner.personId });
    const again = await lostIn(owner.conversationId, owner.personId);
    await lose(again);
    await lose(again);
    const elsewhere = (await told()).filter(({ to }) => to !== owner.conversationId);
    expect(elsewhere).toEqual([{ to: next, key: `elsewhere:${again.notice_id}:${next}`, ...news }]);
    await fixture.db.delete(notice);
    await change(next, { goneAt: fixture.clock.now() });
    expect(await lose(await lostIn(owner.conversationId, owner.personId))).toEqual([alert(null)]);
  });

  test('and may have arrived is not said twice: the operators look after it', async () => {
    const owner = await fixture.resident();
    const next = await fixture.newConversation();
    await change(next, { personId: owner.personId });
    const row = await lostIn(owner.conversationId, owner.personId);
    expect(await lose(row, 'unknown')).toEqual([cutOff(owner.conversationId), alert(null)]);
    expect((await told()).find(({ kind }) => kind === 'cutOff')?.to).toBe(owner.conversationId);
  });

  test('and may have arrived is spoken of in its own chat once, also with a member of the office', async () => {
    const owner = await fixture.resident();
    const row = await lostIn(owner.conversationId, owner.personId);
    const ofStaff = { ...row, staff_id: fixture.staff.kasi };
    expect(await lose(ofStaff, 'unknown')).toEqual([cutOff(owner.conversationId)]);
    expect(await lose(ofStaff, 'unknown')).toEqual([cutOff(owner.conversationId)]);
    const another = { ...ofStaff, id: '8' };
    expect(await lose(another, 'unknown')).toHaveLength(2);
    // What only changes a message that is there asks nothing.
    await fixture.db.delete(notice);
    expect(await lose({ ...ofStaff, id: '9', edits: '8' }, 'unknown')).toEqual([]);
  });

  test.for(['unknown', 'failed'] as const)(
    'and spoke of another that may not have (%s) is not spoken of',
    async (outcome) => {
      const owner = await fixture.resident();
      const row = await lostIn(owner.conversationId, owner.personId, { kind: 'cutOff' });
      expect(await lose(row, outcome)).toEqual([]);
      expect(await lose({ ...row, staff_id: fixture.staff.kasi }, outcome)).toEqual([]);
    },
  );

  test('names the request that it was about', async () => {
    const owner = await fixture.resident(DEMO.warga1);
    const { id, number } = await fixture.submitted(owner);
    const row = await lostIn(owner.conversationId, owner.personId);
    expect(await lose({ ...row, request_id: id })).toEqual([alert(number)]);
    await fixture.db.delete(notice);
    const plain = { ...row, notice_id: null };
    await createLost(own())(plain, 'failed', false);
    expect((await told()).map(({ to: _, ...rest }) => rest)).toEqual([alert(null)]);
  });

  test('closes a chat that the platform says is gone, and no other', async () => {
    const owner = await fixture.resident();
    const row = await lostIn(owner.conversationId, owner.personId);
    await lose(row, 'failed', false);
    expect((await chatRow(fixture, owner.conversationId)).goneAt).toBeNull();
    await fixture.db.delete(notice);
    await lose(await lostIn(owner.conversationId, owner.personId), 'failed', true);
    expect((await chatRow(fixture, owner.conversationId)).goneAt).toEqual(fixture.clock.now());
  });

  test('to a member of the office is nobody else’s news', async () => {
    const owner = await fixture.resident();
    const row = await lostIn(owner.conversationId, owner.personId);
    expect(await lose({ ...row, staff_id: fixture.staff.kasi }, 'failed', true)).toEqual([]);
    expect((await chatRow(fixture, owner.conversationId)).goneAt).toEqual(fixture.clock.now());
  });
});
