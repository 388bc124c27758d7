import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { connect } from '../../src/db/client.ts';
import { startEmbedded } from '../../src/db/embedded.ts';
import { migrate } from '../../src/db/migrate.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Address of the test server's maintenance database. */
    databaseServer: string;
    /** Name of the migrated database that every test database is copied from. */
    databaseTemplate: string;
  }
}

const PREFIX = 'halo-lurah-test-';

/**
 * One PostgreSQL for the whole run: TEST_DATABASE_URL if set (its account must be allowed to create databases), else
 * a throw-away one with fsync off. Migrations run once, into a template that each test copies.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await testServer(process.env['TEST_DATABASE_URL']);
  const template = `halo_template_${randomBytes(6).toString('hex')}`;
  const admin = connect(server.url, { max: 1 });
  try {
    await admin.sql.unsafe(`create database ${template}`);
    await migrate(withDatabase(server.url, template));
  } catch (error) {
    await admin.close();
    await server.stop();
    throw error;
  }
  project.provide('databaseServer', server.url);
  project.provide('databaseTemplate', template);
  return async () => {
    await admin.sql.unsafe(`drop database if exists ${template} with (force)`);
    await admin.close();
    await server.stop();
  };
}

async function testServer(given: string | undefined): Promise<{ url: string; stop(): Promise<void> }> {
  if (given) return { url: given, stop: async () => undefined };
  await sweep();
  const dataDir = await mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-`));
  const database = await startEmbedded({ dataDir, durable: false });
  return {
    url: withDatabase(database.url, 'postgres'),
    stop: async () => {
      await database.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Removes what earlier runs left that were killed; their servers ended with them. */
async function sweep(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1];
    if (pid && !alive(Number(pid))) await rm(join(tmpdir(), name), { recursive: true, force: true });
  }
}

function alive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** The same server, another database. */
export function withDatabase(url: string, database: string): string {
  const address = new URL(url);
  address.pathname = `/${database}`;
  return address.toString();
}
