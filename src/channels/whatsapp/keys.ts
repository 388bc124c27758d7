import {
  type AuthenticationCreds,
  BufferJSON,
  type SignalDataSet,
  type SignalDataTypeMap,
  type SignalKeyStore,
} from '@whiskeysockets/baileys';
import type { Sql, TransactionSql } from 'postgres';
import type { Place, Sealer } from '../../db/seal.ts';
import { LeaseLost } from '../lease.ts';
import { hex, revive } from './key-values.ts';

/** What a key store works with; `onFailure` is called before the failing call rejects. */
export interface KeyStoreOptions {
  readonly sql: Sql;
  readonly sealer: Sealer;
  readonly accountId: string;
  readonly epoch: number;
  readonly onFailure: (error: Error) => void;
}

/** So many chats are remembered in memory besides. */
const MOST_HEARD = 10_000;

/** The keys belong to a connection that has ended. */
class ConnectionOver extends Error {
  override readonly name = 'ConnectionOver';
  constructor() {
    super('the connection of these keys is over');
  }
}

/** Whether a login is one: while a code is waited for there is already a number in it, but no vouching phone. */
export function isLinked(creds: AuthenticationCreds | null): creds is AuthenticationCreds {
  return creds?.me !== undefined && creds.account !== undefined;
}

/** The Signal keys and the login of one number in PostgreSQL, sealed, written only under the current lease. */
export class KeyStore implements SignalKeyStore {
  readonly #options: KeyStoreOptions;
  #failed: Error | null = null;
  #cleared = false;
  #over = false;
  #last: Promise<void> = Promise.resolve();
  /** Chats of which it was noted here that somebody has written to us. */
  readonly #heard = new Set<string>();

  constructor(options: KeyStoreOptions) {
    this.#options = options;
  }

  /** The login, or null when the number is not linked. */
  async loadCreds(): Promise<AuthenticationCreds | null> {
    const { sql, sealer, accountId } = this.#options;
    const [row] = await sql<{ creds: Buffer }[]>`
      select creds from wa_session where account_id = ${accountId}`;
    if (!row) return null;
    const text = sealer.openText(`wa_session|creds|${accountId}`, row.creds);
    return JSON.parse(text, BufferJSON.reviver) as AuthenticationCreds;
  }

  /** Writes the login as it is when its turn comes. @throws LeaseLost, or the driver's error. */
  saveCreds(creds: AuthenticationCreds): Promise<void> {
    const { sealer, accountId, epoch } = this.#options;
    return this.#write(async (tx) => {
      const text = JSON.stringify(creds, BufferJSON.replacer);
      const value = sealer.seal(`wa_session|creds|${accountId}`, text);
      await tx`
        insert into wa_session (account_id, creds, epoch) values (${accountId}, ${value}, ${epoch})
        on conflict (account_id) do update set creds = excluded.creds, epoch = excluded.epoch`;
    });
  }

  /**
   * The connection of these keys is over: what it is still doing is written no more, because the next one begins
   * from what is written now. A key that moved on twice would be used twice. Resolves when all is settled.
   */
  async end(): Promise<void> {
    this.#over = true;
    await this.#last;
  }

  /** Resolves when everything handed over so far is written, or has failed. */
  settled(): Promise<void> {
    return this.#last;
  }

  /**
   * Removes login and keys, after the number was unlinked; what is written to this store later is dropped. Who has
   * written to us stays known: the number is the same when it is linked anew.
   */
  clear(): Promise<void> {
    const { accountId } = this.#options;
    const cleared = this.#write(async (tx) => {
      await tx`delete from wa_key where account_id = ${accountId} and type not in ('heard', 'own')`;
      await tx`delete from wa_session where account_id = ${accountId}`;
    });
    this.#cleared = true;
    return cleared;
  }

  /**
   * The number that this account has now. Under another number than before nobody has written to us yet: to write
   * first to people who do not know a number is what gets it banned.
   */
  becomes(number: string): Promise<void> {
    const { sealer, accountId, epoch } = this.#options;
    const key = this.#index('own', number);
    const value = sealer.seal(this.#place('own', number), '');
    this.#heard.clear();
    return this.#write(async (tx) => {
      const before = await tx`
        delete from wa_key where account_id = ${accountId} and type = 'own' and key <> ${key} returning 1`;
      if (before.length > 0) await tx`delete from wa_key where account_id = ${accountId} and type = 'heard'`;
      await tx`
        insert into wa_key (account_id, type, key, value, epoch)
        values (${accountId}, 'own', ${key}, ${value}, ${epoch}) on conflict do nothing`;
    });
  }

  /** Notes why WhatsApp refuses this login for good, or (null) that it is accepted: a refused number may be linked anew. */
  refuse(reason: string | null): Promise<void> {
    const { sealer, accountId, epoch } = this.#options;
    return this.#write(async (tx) => {
      await tx`delete from wa_key where account_id = ${accountId} and type = 'refused'`;
      if (reason === null) return;
      const value = sealer.seal(this.#place('refused', ''), reason);
      await tx`
        insert into wa_key (account_id, type, key, value, epoch)
        values (${accountId}, 'refused', ${this.#index('refused', '')}, ${value}, ${epoch})`;
    });
  }

  /** Why WhatsApp refused this login for good when it was tried last; null when it did not. */
  async refused(): Promise<string | null> {
    const { sql, sealer, accountId } = this.#options;
    const [row] = await sql<{ value: Buffer }[]>`
      select value from wa_key where account_id = ${accountId} and key = ${this.#index('refused', '')}`;
    return row ? sealer.openText(this.#place('refused', ''), row.value) : null;
  }

  async get<T extends keyof SignalDataTypeMap>(
    type: T,
    ids: string[],
  ): Promise<{ [id: string]: SignalDataTypeMap[T] }> {
    const { sql, sealer, accountId } = this.#options;
    if (this.#failed) throw this.#failed;
    const wanted = new Map(ids.map((id) => [`\\x${this.#index(type, id).toString('hex')}`, id]));
    const rows = await sql<{ key: Buffer; value: Buffer }[]>`
      select key, value from wa_key
      where account_id = ${accountId} and key = any(${[...wanted.keys()]}::text[]::bytea[])`.catch(
      (error: Error) => this.#fail(error),
    );
    const found: { [id: string]: SignalDataTypeMap[T] } = {};
    for (const { key, value } of rows) {
      const id = wanted.get(`\\x${key.toString('hex')}`);
      if (id === undefined) continue;
      const text = sealer.openText(this.#place(type, id), value);
      found[id] = revive(type, JSON.parse(text, BufferJSON.reviver));
    }
    return found;
  }

  /** Writes all the given keys in one statement; null removes. @throws LeaseLost, or the driver's error. */
  async set(data: SignalDataSet): Promise<void> {
    const { sql, sealer, accountId, epoch } = this.#options;
    const kept: { type: string; key: Buffer; value: Buffer }[] = [];
    const gone: Buffer[] = [];
    for (const [type, entries] of Object.entries(data)) {
      for (const [id, value] of Object.entries(entries ?? {})) {
        const key = this.#index(type, id);
        if (value === null || value === undefined) gone.push(key);
        else {
          const text = JSON.stringify(value, BufferJSON.replacer);
          kept.push({ type, key, value: sealer.seal(this.#place(type, id), text) });
        }
      }
    }
    if (kept.length + gone.length === 0) return;
    await this.#inTurn(async () => {
      const held = await sql`
        with held as materialized (${this.#lease()}), gone as (
          delete from wa_key using held
          where account_id = ${accountId} and key = any(${hex(gone)}::text[]::bytea[])
        ), kept as (
          insert into wa_key (account_id, type, key, value, epoch)
          select ${accountId}, t, k, v, ${epoch}
          from held, unnest(${kept.map((one) => one.type)}::text[],
                      ${hex(kept.map((one) => one.key))}::text[]::bytea[],
                      ${hex(kept.map((one) => one.value))}::text[]::bytea[]) as row (t, k, v)
          on conflict (account_id, key) do update set value = excluded.value, epoch = excluded.epoch
        )
        select from held`;
      if (held.length === 0) throw new LeaseLost();
    });
  }

  /** Notes that somebody has written to us in this chat: from then on we may write there. */
  async remember(chat: string): Promise<void> {
    if (this.#heard.has(chat)) return;
    const { sql, sealer, accountId, epoch } = this.#options;
    const value = sealer.seal(this.#place('heard', chat), '');
    await sql`
      insert into wa_key (account_id, type, key, value, epoch)
      values (${accountId}, 'heard', ${this.#index('heard', chat)}, ${value}, ${epoch})
      on conflict do nothing`;
    if (this.#heard.size >= MOST_HEARD) this.#heard.clear();
    this.#heard.add(chat);
  }

  /** Whether somebody has ever written to us in this chat. */
  async knows(chat: string): Promise<boolean> {
    if (this.#heard.has(chat)) return true;
    const { sql, accountId } = this.#options;
    const rows = await sql`
      select 1 from wa_key where account_id = ${accountId} and key = ${this.#index('heard', chat)}`;
    return rows.length > 0;
  }

  /** Whether the lease of this store is still the current one. */
  async holds(): Promise<boolean> {
    const { sql, accountId, epoch } = this.#options;
    const rows = await sql`
      select 1 from channel_lease
      where account_id = ${accountId} and epoch = ${epoch} and expires_at > clock_timestamp()`;
    return rows.length > 0;
  }

  /** Counts a message of this day and returns how many it has had; proves at the same time that the lease holds. */
  async count(day: string): Promise<number> {
    const { sql, accountId } = this.#options;
    let sent = 0;
    await this.#inTurn(async () => {
      const [row] = await sql<{ sent: number | null }[]>`
        with held as materialized (${this.#lease()}), counted as (
          update wa_session
          set sent_day = ${day}, sent_count = case when sent_day = ${day} then sent_count else 0 end + 1
          from held where account_id = ${accountId} returning sent_count
        )
        select (select sent_count from counted) as sent from held`;
      if (!row) throw new LeaseLost();
      sent = row.sent ?? 0;
    });
    return sent;
  }

  /** The lease, held fast: nobody can take the number over before the commit. No row: it is no longer ours. */
  #lease() {
    const { sql, accountId, epoch } = this.#options;
    return sql`
      select 1 from channel_lease
      where account_id = ${accountId} and epoch = ${epoch} and expires_at > clock_timestamp()
      for share`;
  }

  /** A transaction under the lease. */
  #write(work: (tx: TransactionSql) => Promise<void>): Promise<void> {
    return this.#inTurn(() =>
      this.#options.sql.begin(async (tx) => {
        const held = await tx`${this.#lease()}`;
        if (held.length === 0) throw new LeaseLost();
        await work(tx);
      }),
    );
  }

  /** One write after another, so that of two values for one key the later one stays. */
  #inTurn(write: () => Promise<void>): Promise<void> {
    if (this.#cleared) return Promise.resolve();
    const written = this.#last.then(() => this.#commit(write));
    this.#last = written.catch(() => undefined);
    return written;
  }

  async #commit(write: () => Promise<void>): Promise<void> {
    if (this.#failed) throw this.#failed;
    if (this.#over) throw new ConnectionOver();
    try {
      await write();
    } catch (error) {
      this.#fail(error instanceof Error ? error : new Error('the key store failed'));
    }
  }

  /** After one failure the keys in memory may be ahead of those in the database: this store never works again. */
  #fail(error: Error): never {
    this.#failed ??= error;
    this.#options.onFailure(error);
    throw error;
  }

  #index(type: string, id: string): Buffer {
    return this.#options.sealer.index('wa_key', `${this.#options.accountId}|${type}|${id}`);
  }

  #place(type: string, id: string): Place {
    return `wa_key|value|${this.#options.accountId}|${type}|${id}`;
  }
}
