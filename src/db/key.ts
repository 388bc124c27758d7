import { link, open, readFile, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type postgres from 'postgres';
import type { Clock } from '../clock.ts';
import type { Entropy } from '../entropy.ts';
import { BadKey, WrongKey } from './errors.ts';
import { createSealer, type Sealer } from './seal.ts';

/** Where the data key may come from. */
export interface KeyOptions {
  /** From DATA_KEY; null: the key is in the file. */
  readonly given: Buffer | null;
  readonly dataDir: string;
  readonly clock: Clock;
  readonly entropy: Entropy;
}

/** Any number that nothing else in this database locks; "key" in ASCII. */
const KEY_LOCK = 0x6b6579;
const PROOF = 'halo-lurah';

/** The key's file: in the data folder, beside the database, so that a copy of the database alone opens nothing. */
export function keyFile(dataDir: string): string {
  return join(dataDir, 'data.key');
}

/**
 * Gives the sealer of this database. Only for a database that has sealed nothing yet is a key made, and only when none
 * is given; for any other the key must be the one it was sealed with.
 * @throws BadKey when the file is missing, damaged or open to others; WrongKey when the key is another one.
 */
export async function openKey(sql: postgres.Sql, options: KeyOptions): Promise<Sealer> {
  return (await sql.begin(async (tx) => {
    // Two first starts on one database must not each write their own proof.
    await tx`select pg_advisory_xact_lock(${KEY_LOCK})`;
    const known = await tx<Proof[]>`select key_id, proof from key_check`;
    const secret =
      options.given ?? (await readKey(options.dataDir)) ?? (await firstKey(options, known.length > 0));
    const sealer = createSealer(secret);
    if (known.length === 0) {
      const proof = sealer.seal(`key_check|proof|${sealer.keyId}`, PROOF);
      await tx`insert into key_check (key_id, proof, created_at) values (${sealer.keyId}, ${proof}, ${options.clock.now()})`;
      return sealer;
    }
    prove(sealer, known);
    return sealer;
  })) as Sealer;
}

interface Proof {
  readonly key_id: string;
  readonly proof: Buffer;
}

/**
 * Checks a key against a database without changing anything; a database that has sealed nothing takes any key.
 * @throws BadKey when there is no key but should be one; WrongKey when it is another one.
 */
export async function proveKey(sql: postgres.Sql, secret: Buffer | null, dataDir: string): Promise<void> {
  const known = await sql<Proof[]>`select key_id, proof from key_check`;
  if (known.length === 0) return;
  if (secret === null) throw missing(keyFile(dataDir));
  prove(createSealer(secret), known);
}

function prove(sealer: Sealer, known: readonly Proof[]): void {
  const row = known.find((one) => one.key_id === sealer.keyId);
  if (!row || !opens(sealer, row.proof))
    throw new WrongKey(
      sealer.keyId,
      known.map((one) => one.key_id),
    );
}

function opens(sealer: Sealer, proof: Buffer): boolean {
  try {
    return sealer.openText(`key_check|proof|${sealer.keyId}`, proof) === PROOF;
  } catch {
    return false;
  }
}

async function firstKey(options: KeyOptions, sealedBefore: boolean): Promise<Buffer> {
  const file = keyFile(options.dataDir);
  if (sealedBefore) throw missing(file);
  return makeKey(file, options.entropy);
}

function missing(file: string): BadKey {
  return new BadKey(
    `The key file ${file} is missing, but the database is already encrypted.`,
    'Restore the file from a backup, or put its content into DATA_KEY.',
  );
}

/**
 * Reads the key from its file; null when there is none.
 * @throws BadKey when it is damaged or other accounts may read it.
 */
export async function readKey(dataDir: string): Promise<Buffer | null> {
  const file = keyFile(dataDir);
  let text: string;
  try {
    if (process.platform !== 'win32') {
      const { mode } = await stat(file);
      if ((mode & 0o077) !== 0) {
        throw new BadKey(`The key file ${file} may be read by other accounts.`, `Run "chmod 600 ${file}".`);
      }
    }
    text = (await readFile(file, 'utf8')).trim();
  } catch (error) {
    if (error instanceof BadKey) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return null;
    throw new BadKey(
      `The key file ${file} cannot be read (${code}).`,
      'Start Halo Lurah from the account that owns it.',
    );
  }
  if (!/^[0-9a-f]{64}$/i.test(text)) {
    throw new BadKey(
      `The key file ${file} is damaged.`,
      'Restore it from a backup, or put the key into DATA_KEY.',
    );
  }
  return Buffer.from(text, 'hex');
}

/** Written aside, flushed, then given its name: a key file is whole, or not there; one that is there is never replaced. */
async function makeKey(file: string, entropy: Entropy): Promise<Buffer> {
  const secret = entropy.bytes(32);
  const aside = `${file}.${process.pid}.new`;
  await rm(aside, { force: true });
  const handle = await open(aside, 'wx', 0o600);
  try {
    await handle.writeFile(`${secret.toString('hex')}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  try {
    await link(aside, file);
  } finally {
    await rm(aside, { force: true });
  }
  const folder = await open(dirname(file), 'r').catch(() => null);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
  return secret;
}
