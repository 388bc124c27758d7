import { createHash } from 'node:crypto';
import { and, eq, ne } from 'drizzle-orm';
import { letter, ward } from '../db/schema/index.ts';
import type { Sealer } from '../db/seal.ts';
import type { Db, Tx } from '../db/types.ts';
import { type Entropy, uuid7 } from '../entropy.ts';
import type { FileName, FileStore } from '../files/store.ts';
import { toWard, WardUnknown } from '../wards/ward.ts';
import { signingKeyOf } from './certificates.ts';
import { CODE_SPACE, groupedCode, newCode } from './code.ts';
import { LetterData } from './letter.ts';
import { drawNumber, type Numbered } from './numbering.ts';
import type { Workshop } from './workshop.ts';

/** There is no such letter. */
export class LetterUnknown extends Error {
  override readonly name = 'LetterUnknown';
}

/** The letter has its number, but the signed file is not made yet. */
export class LetterNotMade extends Error {
  override readonly name = 'LetterNotMade';
}

/** What drawing a number needs. */
export interface DrawDeps {
  readonly sealer: Sealer;
  readonly entropy: Entropy;
  /** The public address at which a code (without separators) is checked; it is in the QR code. */
  verifyUrl(code: string): string;
}

/** A letter as the signer approved it; number and code are still to come. */
export interface NewLetter {
  readonly requestId: string;
  readonly wardId: string;
  readonly service: Numbered['service'];
  readonly codes: Numbered['codes'];
  readonly data: Omit<LetterData, 'service' | 'number' | 'draft' | 'training' | 'verification' | 'signedAt'>;
  readonly signedBy: string;
  /** The time of signing, by the ward's own clock. */
  readonly at: Date;
  /** The last instant at which the letter is valid; null: no end. */
  readonly validUntil: Date | null;
}

/**
 * Gives a letter its number and code, in the transaction of the signature: they are drawn together or not at all.
 * A request that has its letter already keeps it. WardUnknown.
 */
export async function drawLetter(
  tx: Tx,
  deps: DrawDeps,
  given: NewLetter,
): Promise<{ letterId: string; number: string }> {
  const [before] = await tx
    .select({ letterId: letter.id, number: letter.number })
    .from(letter)
    .where(eq(letter.requestId, given.requestId));
  if (before) return before;
  const [row] = await tx.select().from(ward).where(eq(ward.id, given.wardId));
  if (!row) throw new WardUnknown('no such ward');
  const office = { ...toWard(row), createdAt: row.createdAt };
  const { number, year, seq, scope } = await drawNumber(tx, office, given, given.at);

  const code = newCode(deps.entropy);
  const data = LetterData.parse({
    ...given.data,
    service: given.service,
    number,
    draft: false,
    training: office.training,
    signedAt: given.at.toISOString(),
    verification: { code: groupedCode(code), url: deps.verifyUrl(code) },
  });
  const id = uuid7(given.at, deps.entropy);
  await tx.insert(letter).values({
    id,
    wardId: given.wardId,
    requestId: given.requestId,
    service: given.service,
    number,
    year,
    seq,
    scope,
    codeIndex: deps.sealer.index(CODE_SPACE, code),
    state: 'numbered',
    data: deps.sealer.seal(`letter|data|${id}`, JSON.stringify(data)),
    signedBy: given.signedBy,
    signedAt: given.at,
    validUntil: given.validUntil,
  });
  return { letterId: id, number };
}

/** What making a letter's file needs. */
export interface MakeDeps {
  readonly sealer: Sealer;
  readonly files: FileStore;
  readonly workshop: Workshop;
}

/**
 * The job behind a drawn number: prints, signs and keeps the letter. May run twice, at once or after a crash: one file
 * wins, and the row knows its digest. LetterUnknown, NoCertificate, CertificateOutOfDate, WorkerFailure.
 */
export async function makeLetter(
  db: Db,
  deps: MakeDeps,
  letterId: string,
  now: Date,
): Promise<'made' | 'already'> {
  const row = await rowOf(db, letterId);
  if (row.state !== 'numbered') return 'already';
  const data = openData(deps.sealer, row);
  const key = await signingKeyOf(db, deps.sealer, row.wardId, row.signedAt);
  const pdf = await deps.workshop.letter(data, key);
  const sha256 = createHash('sha256').update(pdf).digest();
  // Named by what is in it: a second maker at the same time has another signature and must not overwrite this one.
  const file: FileName = `letter/${letterId}-${sha256.toString('hex', 0, 8)}.pdf`;
  await deps.files.put(file, pdf);
  const issued = await db
    .update(letter)
    .set({ file, sha256, state: 'issued', issuedAt: now })
    .where(and(eq(letter.id, letterId), eq(letter.state, 'numbered')))
    .returning({ id: letter.id });
  if (issued.length === 1) return 'made';
  await deps.files.remove(file);
  return 'already';
}

/** The signed PDF. LetterUnknown, LetterNotMade. */
export async function readLetter(
  db: Db,
  deps: { readonly files: FileStore },
  letterId: string,
): Promise<Buffer> {
  const { file } = await rowOf(db, letterId);
  if (file === null) throw new LetterNotMade('the letter is being made');
  return deps.files.get(file as FileName);
}

/** Takes a letter back; number and file stay. A second time changes nothing. LetterUnknown. */
export async function revokeLetter(
  tx: Tx,
  deps: { readonly sealer: Sealer },
  letterId: string,
  reason: string,
  at: Date,
): Promise<void> {
  await rowOf(tx, letterId);
  await tx
    .update(letter)
    .set({
      state: 'revoked',
      revokedAt: at,
      revokedReason: deps.sealer.seal(`letter|revoked_reason|${letterId}`, reason),
    })
    .where(and(eq(letter.id, letterId), ne(letter.state, 'revoked')));
}

/** What is printed on a letter. */
export function openData(sealer: Sealer, row: { readonly id: string; readonly data: Buffer }): LetterData {
  return LetterData.parse(JSON.parse(sealer.openText(`letter|data|${row.id}`, row.data)));
}

async function rowOf(tx: Tx, letterId: string) {
  const [row] = await tx.select().from(letter).where(eq(letter.id, letterId));
  if (!row) throw new LetterUnknown('no such letter');
  return row;
}
