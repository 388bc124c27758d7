import { and, eq, inArray } from 'drizzle-orm';
import { newConversation, type World } from '../../flows/kit/converse.ts';
import { insertAll } from '../db/insert-all.ts';
import { conversation, person, staff } from '../db/schema/index.ts';
import type { Sealer } from '../db/seal.ts';
import type { Both } from '../db/transaction.ts';
import { type Entropy, uuid7 } from '../entropy.ts';
import type { Office } from '../requests/office.ts';
import type { Actor } from '../staff/access.ts';
import type { ConversationRow } from './turn-sql.ts';

/** The blind index of a chat: the address itself (a phone number on some channels) is only kept sealed. */
export function chatKey(sealer: Sealer, accountId: string, chat: string): Buffer {
  return sealer.index('chat', `${accountId}|${chat}`);
}

/** Begins conversations for chats never heard of. Two processes may do so at once: the unique key lets one win. */
export async function createChats(
  both: Both,
  office: Office,
  entropy: Entropy,
  world: World,
  accountId: string,
  chats: readonly { key: Buffer; chat: string }[],
): Promise<void> {
  if (chats.length === 0) return;
  const wardChosen = world.office || !world.wardOpen;
  const state = newConversation(world);
  const sealedState = JSON.stringify(state);
  const rows = chats.map(({ key, chat }) => {
    const id = office.ids.next();
    return {
      id,
      wardId: office.ward.id,
      accountId,
      chatKey: key,
      address: office.sealer.seal(`conversation|address|${id}`, chat),
      personId: uuid7(office.now, entropy),
      flow: state.running.flow,
      flowVersion: state.running.version,
      state: office.sealer.seal(`conversation|state|${id}`, sealedState),
      messages: 0,
      lastInAt: office.now,
      wardChosen,
    };
  });
  const people = rows.map((row) => ({ id: row.personId, wardId: row.wardId, createdAt: office.now }));
  await insertAll(both.tx, person, people);
  const made = await insertAll(
    both.tx,
    conversation,
    rows,
    'on conflict (account_id, chat_key) do nothing returning person_id',
  );
  if (made.length === rows.length) return;
  const kept = new Set(made.map((row) => row['person_id']));
  const idle = people.filter((one) => !kept.has(one.id)).map((one) => one.id);
  await both.tx.delete(person).where(inArray(person.id, idle));
}

/** The members of staff who speak in these conversations; a deactivated one is a stranger. */
export async function staffOfChats(
  { tx }: Both,
  rows: readonly ConversationRow[],
): Promise<Map<string, typeof staff.$inferSelect>> {
  const ids = [...new Set(rows.flatMap((row) => (row.staff_id ? [row.staff_id] : [])))];
  if (ids.length === 0) return new Map();
  const found = await tx.select().from(staff).where(inArray(staff.id, ids));
  return new Map(found.filter((one) => one.active).map((one) => [one.id, one]));
}

/** Who speaks in a conversation, as the domain's rules know it. */
export function actorOf(
  row: ConversationRow,
  member: typeof staff.$inferSelect | undefined,
  channel: string,
): Actor {
  if (member)
    return {
      kind: 'staff',
      wardId: member.wardId,
      staffId: member.id,
      role: member.role,
      name: member.name,
      channel,
    };
  return {
    kind: 'resident',
    wardId: row.ward_id,
    personId: row.person_id,
    conversationId: Number(row.id),
    channel,
  };
}

/** A chat that belongs to a member of staff from the start: the phones of a training room. */
export async function createStaffChat(
  both: Both,
  office: Office,
  entropy: Entropy,
  world: World,
  given: { accountId: string; chat: string; staffId: string },
): Promise<void> {
  const key = chatKey(office.sealer, given.accountId, given.chat);
  await createChats(both, office, entropy, { ...world, office: true }, given.accountId, [
    { key, chat: given.chat },
  ]);
  await both.tx
    .update(conversation)
    .set({ staffId: given.staffId })
    .where(and(eq(conversation.accountId, given.accountId), eq(conversation.chatKey, key)));
}
