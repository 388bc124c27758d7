import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { connect } from '../../src/db/client.ts';
import { type EmbeddedDatabase, startEmbedded } from '../../src/db/embedded.ts';

/** A PostgreSQL of the run's own, which may be killed and comes back at the same port, with fsync as in an office. */
export interface Base {
  /** The address without any line between. */
  readonly url: string;
  readonly port: number;
  /** Ends every connection but the own one from the server's side; returns how many. */
  terminateBackends(): Promise<number>;
  /** Shuts the server down and starts it again. */
  restart(): Promise<void>;
  /** kill -9, then a start that has to recover. */
  crash(): Promise<void>;
  /** No server for so long (ms). */
  away(ms: number): Promise<void>;
  /** For so long (ms) the server refuses to write, as with a full disk. */
  full(ms: number): Promise<void>;
  /** The leases of processes that are surely dead end now: nobody waits for their time to pass. */
  endLeases(): Promise<void>;
  stop(): Promise<void>;
}

/** The tables of the walk. */
const WALK = ['inbox', 'conversation', 'message', 'notice', 'request', 'letter', 'document'] as const;

/**
 * A full disk as clients of PostgreSQL meet it, error 53100, in the tables of the walk. (When its own log cannot be
 * written the server dies and recovers, which is the crash above.)
 */
const FULL = `
  create or replace function faults_full() returns trigger language plpgsql as $$
    begin raise exception 'could not extend file: No space left on device' using errcode = '53100'; end $$`;

export async function startBase(folder: string): Promise<Base> {
  const dataDir = join(folder, 'base');
  let server: EmbeddedDatabase = await startEmbedded({ dataDir });
  const { url } = server;
  const port = Number(new URL(url).port);
  const again = async () => {
    server = await startEmbedded({ dataDir, port });
  };
  async function asked<T>(ask: (sql: ReturnType<typeof connect>['sql']) => Promise<T>): Promise<T> {
    const { sql, close } = connect(url, { max: 1, name: 'faults' });
    try {
      return await ask(sql);
    } finally {
      await close();
    }
  }
  return {
    url,
    port,
    terminateBackends: () =>
      asked(async (sql) => {
        const rows = await sql`
          select pg_terminate_backend(pid) from pg_stat_activity
          where pid <> pg_backend_pid() and backend_type = 'client backend'`;
        return rows.length;
      }),
    restart: async () => {
      await server.stop();
      await again();
    },
    crash: async () => {
      process.kill(server.pid, 'SIGKILL');
      await server.ended;
      await server.stop();
      await again();
    },
    away: async (ms) => {
      await server.stop();
      await wait(ms);
      await again();
    },
    full: async (ms) => {
      await asked((sql) => sql.unsafe(FULL));
      // One table after the other, and each alone: two at once could wait in a circle with a turn.
      for (const table of WALK)
        await asked((sql) =>
          sql.unsafe(
            `create trigger faults_full before insert or update on ${table} for each statement execute function faults_full()`,
          ),
        );
      await wait(ms);
      for (const table of WALK) await asked((sql) => sql.unsafe(`drop trigger faults_full on ${table}`));
    },
    endLeases: () =>
      asked(async (sql) => {
        await sql`update channel_lease set expires_at = clock_timestamp() - interval '1 ms'`;
      }),
    stop: () => server.stop(),
  };
}
