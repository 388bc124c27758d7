import { eq, sql as raw } from 'drizzle-orm';
import { afterAll, describe, expect, it } from 'vitest';
import { checkVersion, connect, readAddress } from '../../src/db/client.ts';
import { BadAddress, DatabaseUnreachable, unreachable } from '../../src/db/errors.ts';
import { holiday, ward } from '../../src/db/schema/index.ts';
import { createTestDatabase } from '../support/database.ts';
import { temporaryFolder } from '../support/folder.ts';

const database = await createTestDatabase();
afterAll(() => database.drop());

describe('TLS in the address', () => {
  const at = (query: string) => readAddress(`postgres://u:p@db.example:5432/halo${query}`);

  it('follows sslmode as libpq means it', () => {
    expect(at('').ssl).toBe(false);
    expect(at('?sslmode=disable').ssl).toBe(false);
    expect(at('?sslmode=prefer').ssl).toBe('prefer');
    expect(at('?sslmode=require').ssl).toEqual({ rejectUnauthorized: false });
    expect(at('?sslmode=verify-full').ssl).toBe('verify-full');
    expect(at('?sslmode=verify-ca').ssl).toBe('verify-full');
  });

  it('checks the certificate as soon as an authority is named', async () => {
    const folder = await temporaryFolder();
    try {
      const file = `${folder.path}/ca.pem`;
      await import('node:fs/promises').then(({ writeFile }) => writeFile(file, 'CA'));
      expect(at(`?sslmode=require&sslrootcert=${file}`).ssl).toEqual({ rejectUnauthorized: true, ca: 'CA' });
      expect(at(`?sslmode=verify-full&sslrootcert=${file}`).ssl).toEqual({
        rejectUnauthorized: true,
        ca: 'CA',
      });
    } finally {
      await folder.remove();
    }
  });

  it('is taken out of what is sent to the server, everything else stays', () => {
    expect(at('?sslmode=require&channel_binding=prefer&options=-c%20geqo%3Doff').address).toBe(
      'postgres://u:p@db.example:5432/halo?options=-c+geqo%3Doff',
    );
  });

  it('refuses what it does not know', () => {
    expect(() => at('?sslmode=maybe')).toThrow(BadAddress);
    expect(() => at('?sslmode=verify-full&sslrootcert=/no/such/file')).toThrow(/cannot be read \(ENOENT\)/);
  });

  it('reaches the driver', () => {
    const { sql } = connect('postgres://u:p@127.0.0.1:1/halo?sslmode=verify-full');
    expect((sql.options as { ssl: unknown }).ssl).toBe('verify-full');
  });
});

describe('one pool for raw statements and for Drizzle', () => {
  const at = new Date('2026-11-23T00:00:00.123Z');
  const row = {
    id: '00000000-0000-7000-8000-000000000001',
    code: '53.71.05.1005',
    name: 'Uji',
    timeZone: 'Asia/Makassar',
    short: 'UJI',
  };

  it('reads and writes instants, days and JSON the same way through both', async () => {
    await database.db.insert(ward).values({ ...row, settings: { a: [1, 'dua'] }, createdAt: at });
    const [read] = await database.sql`select created_at, settings from ward where created_at = ${at}`;
    expect(read).toEqual({ created_at: at, settings: { a: [1, 'dua'] } });

    const later = new Date('2026-11-24T00:00:00.000Z');
    await database.sql`update ward set created_at = ${later}, settings = ${database.sql.json({ b: null })}`;
    const [back] = await database.db.select().from(ward).where(eq(ward.createdAt, later));
    expect(back).toMatchObject({ createdAt: later, settings: { b: null } });

    await database.db.insert(holiday).values({ day: '2026-08-17', scope: 'all', name: 'Kemerdekaan' });
    expect(await database.sql`select day from holiday where day = '2026-08-17'`).toMatchObject([
      { day: '2026-08-17' },
    ]);
    expect(await database.db.select({ day: holiday.day }).from(holiday)).toEqual([{ day: '2026-08-17' }]);
  });

  it('takes and gives lists', async () => {
    const ids = [row.id, '00000000-0000-7000-8000-000000000002'];
    const { sql } = database;
    const bytes = [Buffer.from('a'), Buffer.from('b')];
    const [lists] =
      await sql`select ${ids}::uuid[] as ids, ${sql.array([at])} as at, ${sql.array(bytes)} as bytes`;
    expect(lists).toEqual({ ids, at: [at], bytes });
    const [text] = await sql`select ${[at.toISOString()]}::timestamptz[] as at`;
    expect(text).toEqual({ at: [at] });
    const rows = (await database.db.execute(raw`select now() as now`)) as { now: Date }[];
    expect(rows[0]?.now).toBeInstanceOf(Date);
  });

  it('gives up statements that take too long', async () => {
    const hasty = connect(database.url, { max: 1, statementTimeoutMs: 20 });
    await expect(hasty.sql`select pg_sleep(10)`).rejects.toMatchObject({ code: '57014' });
    await hasty.close();
  });
});

describe('a server that cannot be used', () => {
  const failure = async (url: string) => {
    const { sql, close } = connect(url, { max: 1, connectTimeoutS: 5 });
    const problem = await checkVersion(sql).then(
      () => null,
      (error: unknown) => unreachable(error, url),
    );
    await close();
    return problem as Error;
  };

  it('is told in one line that names the server and never the password', async () => {
    const wrong = new URL(database.url);
    wrong.password = 'sangat-rahasia';
    const nobody = await failure(wrong.toString());
    expect(nobody).toBeInstanceOf(DatabaseUnreachable);
    expect(nobody.message).toMatch(/refuses the password of "halo"/);
    expect(nobody.message).not.toContain('sangat-rahasia');

    const absent = new URL(database.url);
    absent.pathname = '/no_such_database';
    expect((await failure(absent.toString())).message).toMatch(/has no database "no_such_database"/);
    expect((await failure('postgres://u:p@127.0.0.1:1/halo')).message).toMatch(
      /127\.0\.0\.1:1 does not answer \(ECONNREFUSED\)/,
    );
  });

  it('leaves our own mistakes as they are', () => {
    const mistake = new TypeError('x');
    expect(unreachable(mistake, database.url)).toBe(mistake);
  });
});
