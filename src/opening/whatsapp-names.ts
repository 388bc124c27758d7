import type { Named } from '../channels/whatsapp-cloud/index.ts';
import { transaction } from '../db/transaction.ts';
import type { ChannelDeps } from './channels.ts';

interface NameRow {
  readonly name_key: Buffer;
  readonly with_key: Buffer;
  readonly address: Buffer;
}

/** Names that are remembered, so that most messages ask the database nothing. */
const REMEMBERED = 10_000;

/**
 * The chat of a person whom WhatsApp names by number, by business-scoped id, or by both: the chat that either of them
 * began. When a number comes with another id than before it has changed hands, and whoever holds it now begins anew.
 */
export function chatNames({ sql, sealer }: Pick<ChannelDeps, 'sql' | 'sealer'>, accountId: string) {
  const known = new Map<string, string>();
  const keyOf = (name: string): Buffer => sealer.index('chat', `${accountId}|${name}`);
  const place = (key: Buffer) => `chat_name|address|${accountId}.${key.toString('hex')}` as const;

  const rowsOf = async (keys: readonly Buffer[]): Promise<readonly (NameRow | undefined)[]> => {
    const rows = await sql<NameRow[]>`
      select name_key, with_key, address from chat_name
      where account_id = ${accountId}::uuid and name_key = any(${sql.array(keys as Buffer[])})`;
    return keys.map((key) => rows.find((row) => row.name_key.equals(key)));
  };
  const addressOf = (row: NameRow): string => sealer.openText(place(row.name_key), row.address);

  /** Both names were told together for the first time. */
  const joined = async (phone: string, userId: string): Promise<string> => {
    const [byPhone, byId] = [keyOf(phone), keyOf(userId)];
    const [phoneRow, idRow] = await rowsOf([byPhone, byId]);
    if (idRow && phoneRow?.with_key.equals(byId)) return addressOf(idRow);
    const chats = await sql<{ chat_key: Buffer }[]>`
      select chat_key from conversation
      where account_id = ${accountId}::uuid and chat_key = any(${sql.array([byPhone, byId])})`;
    const began = (key: Buffer) => chats.some((chat) => chat.chat_key.equals(key));
    const chat = idRow ? addressOf(idRow) : phoneRow || (began(byId) && !began(byPhone)) ? userId : phone;
    await transaction(sql, async ({ raw }) => {
      for (const [key, other] of [
        [byPhone, byId],
        [byId, byPhone],
      ] as const)
        await raw`
          insert into chat_name (account_id, name_key, with_key, address)
          values (${accountId}::uuid, ${key}, ${other}, ${sealer.seal(place(key), chat)})
          on conflict (account_id, name_key) do update set with_key = excluded.with_key, address = excluded.address`;
    });
    return chat;
  };

  return async ({ phone, userId }: Named): Promise<string> => {
    const name = phone ?? userId ?? '';
    if (phone === null || userId === null) {
      const [row] = await rowsOf([keyOf(name)]);
      return row ? addressOf(row) : name;
    }
    const pair = `${phone} ${userId}`;
    const chat = known.get(pair) ?? (await joined(phone, userId));
    if (known.size >= REMEMBERED) known.clear();
    known.set(pair, chat);
    return chat;
  };
}
