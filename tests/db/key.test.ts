import { chmod, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BadKey, WrongKey } from '../../src/db/errors.ts';
import { keyFile, openKey, proveKey, readKey } from '../../src/db/key.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { temporaryFolder } from '../support/folder.ts';
import { fakeClock, seededEntropy, TEST_KEY } from '../support/keys.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let database: TestDatabase;

beforeEach(async () => {
  folder = await temporaryFolder();
  database = await createTestDatabase();
});
afterEach(async () => {
  await database.drop();
  await folder.remove();
});

function open(given: Buffer | null = null, seed = 'one') {
  return openKey(database.sql, {
    given,
    dataDir: folder.path,
    clock: fakeClock(),
    entropy: seededEntropy(seed),
  });
}

describe('the key file', () => {
  it('is made once, for its owner only, and used again', async () => {
    const first = await open();
    expect((await stat(keyFile(folder.path))).mode & 0o777).toBe(0o600);
    const second = await open(null, 'another seed');
    expect(second.keyId).toBe(first.keyId);
    expect(second.openText('a|b|c', first.seal('a|b|c', 'isi'))).toBe('isi');
  });

  it('is not made when the key is given', async () => {
    const sealer = await open(TEST_KEY);
    expect(await readKey(folder.path)).toBeNull();
    await proveKey(database.sql, TEST_KEY, folder.path);
    expect(await database.sql`select key_id from key_check`).toMatchObject([{ key_id: sealer.keyId }]);
  });

  it('is refused when other accounts may read it', async () => {
    await open();
    await chmod(keyFile(folder.path), 0o644);
    await expect(open()).rejects.toThrow(/may be read by other accounts\. Run "chmod 600/);
  });

  it('is refused when it is damaged', async () => {
    await open();
    await writeFile(keyFile(folder.path), 'not a key');
    await expect(open()).rejects.toThrow(BadKey);
  });

  it('is not made anew for a database that has sealed rows', async () => {
    await open();
    await rm(keyFile(folder.path));
    await expect(open()).rejects.toThrow(/is missing, but the database is already encrypted/);
    await expect(proveKey(database.sql, null, folder.path)).rejects.toThrow(BadKey);
    expect(await readKey(folder.path)).toBeNull();
  });
});

describe('another key', () => {
  it('is refused, and nothing is changed', async () => {
    await open();
    const before = await readFile(keyFile(folder.path), 'utf8');
    await expect(open(TEST_KEY)).rejects.toThrow(WrongKey);
    await expect(proveKey(database.sql, TEST_KEY, folder.path)).rejects.toThrow(WrongKey);
    expect(await database.sql`select key_id from key_check`).toHaveLength(1);
    expect(await readFile(keyFile(folder.path), 'utf8')).toBe(before);
  });

  it('of the same id but with other bytes is refused too', async () => {
    await open();
    await database.sql`update key_check set proof = set_byte(proof, 40, get_byte(proof, 40) # 1)`;
    await expect(open()).rejects.toThrow(WrongKey);
  });

  it('of two first starts at once only one is taken', async () => {
    const other = await temporaryFolder();
    const options = { given: null, clock: fakeClock() };
    const both = await Promise.allSettled([
      openKey(database.sql, { ...options, dataDir: folder.path, entropy: seededEntropy('one') }),
      openKey(database.sql, { ...options, dataDir: other.path, entropy: seededEntropy('two') }),
    ]);
    await other.remove();
    expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await database.sql`select key_id from key_check`).toHaveLength(1);
  });
});
