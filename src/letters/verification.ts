import { createHash } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { local } from '../../flows/kit/when.ts';
import { type Clock, systemClock } from '../clock.ts';
import { letter, ward } from '../db/schema/index.ts';
import type { Sealer } from '../db/seal.ts';
import type { Db } from '../db/types.ts';
import { trustedChains } from './certificates.ts';
import { bareCode, CODE_SPACE } from './code.ts';
import { openData } from './issue.ts';
import type { LetterData } from './letter.ts';
import { MAX_UPLOAD_BYTES } from './signature/verify.ts';
import type { Workshop } from './workshop.ts';

/** What anybody who holds a letter may learn about it: never a NIK, never an address. */
export interface VerifiedLetter {
  readonly number: string;
  readonly title: string;
  /** ISO day of signing, in the ward's zone. */
  readonly date: string;
  readonly signer: string;
  readonly signerPosition: string;
  /** Of whom the letter speaks: "B. S. R.". */
  readonly initials: string;
  readonly status: 'valid' | 'expired' | 'revoked';
  /** ISO day, or null when the letter has no end. */
  readonly validUntil: string | null;
  /** ISO day. */
  readonly revokedAt: string | null;
  readonly training: boolean;
  readonly wardName: string;
}

/** `changed`: it names one of our certificates but is not as it was issued. `unknown`: not a letter of this register. */
export type FileVerdict =
  | { readonly verdict: 'unchanged'; readonly letter: VerifiedLetter }
  | { readonly verdict: 'changed' | 'unknown' | 'not-pdf' | 'too-big' };

/** The public check of letters. */
export interface Verification {
  /** By the printed code; null when there is none such. Takes the same steps for every code. */
  byCode(code: string): Promise<VerifiedLetter | null>;
  /** By the PDF itself. WorkerFailure when the workshop is out of order. */
  byFile(bytes: Uint8Array): Promise<FileVerdict>;
}

/** What checking letters needs. */
export interface VerificationDeps {
  readonly db: Db;
  readonly sealer: Sealer;
  readonly clock?: Clock;
  readonly workshop: Pick<Workshop, 'verify'>;
}

type Found = { letter: typeof letter.$inferSelect; ward: typeof ward.$inferSelect };

/** Checks letters by their code and by their file. */
export function createVerification({
  db,
  sealer,
  clock = systemClock,
  workshop,
}: VerificationDeps): Verification {
  const nobody = dummy(sealer);

  async function find(by: ReturnType<typeof eq>): Promise<Found | undefined> {
    const [found] = await db
      .select()
      .from(letter)
      .innerJoin(ward, eq(ward.id, letter.wardId))
      .where(by)
      .limit(1);
    return found;
  }

  return {
    async byCode(code) {
      const found = await find(eq(letter.codeIndex, sealer.index(CODE_SPACE, bareCode(code))));
      // An unknown code opens and reads a letter too, so that time does not tell which codes are near.
      const data = openData(sealer, found?.letter ?? nobody);
      return found && found.letter.state !== 'numbered' ? describe(found, data, clock.now()) : null;
    },

    async byFile(bytes) {
      if (bytes.length > MAX_UPLOAD_BYTES) return { verdict: 'too-big' };
      if (Buffer.from(bytes.subarray(0, 5)).toString('latin1') !== '%PDF-') return { verdict: 'not-pdf' };
      const found = await find(eq(letter.sha256, createHash('sha256').update(bytes).digest()));
      if (!found) {
        const chains = await trustedChains(db);
        const { verdict, signer } = await workshop.verify(bytes, chains, clock.now());
        // A good signature on something that was never issued proves nothing: it is not in the register.
        return { verdict: verdict === 'refused' && signer !== null ? 'changed' : 'unknown' };
      }
      // The digest stands in the table in clear; the signature says the same without trusting the table.
      const chains = await trustedChains(db, found.ward.id);
      const { verdict } = await workshop.verify(bytes, chains, found.letter.signedAt);
      if (verdict !== 'unchanged') return { verdict: 'changed' };
      return { verdict: 'unchanged', letter: describe(found, openData(sealer, found.letter), clock.now()) };
    },
  };
}

function describe({ letter: row, ward: office }: Found, data: LetterData, now: Date): VerifiedLetter {
  const day = (at: Date | null) => (at === null ? null : local(at.getTime(), office.timeZone).iso);
  const wardNow = now.getTime() + (office.training ? office.clockAheadMs : 0);
  const expired = row.validUntil !== null && wardNow > row.validUntil.getTime();
  return {
    number: row.number,
    title: data.title,
    date: local(row.signedAt.getTime(), office.timeZone).iso,
    signer: data.signer.name,
    signerPosition: data.signer.position,
    initials: initials(data),
    status: row.state === 'revoked' ? 'revoked' : expired ? 'expired' : 'valid',
    validUntil: day(row.validUntil),
    revokedAt: day(row.revokedAt),
    training: data.training,
    wardName: office.name,
  };
}

/** "BUDI SANTOSO RIWU, S.H." becomes "B. S. R.". */
export function initials(data: Pick<LetterData, 'biodata'>): string {
  const name = data.biodata.find(([label]) => /^nama\b/i.test(label))?.[1] ?? '';
  const words = (name.split(',')[0] ?? '').match(/\p{L}[\p{L}'’.-]*/gu) ?? [];
  return words.map((word) => `${[...word][0]?.toUpperCase()}.`).join(' ');
}

/** A sealed letter of nobody, as large as a real one. */
function dummy(sealer: Sealer): { id: string; data: Buffer } {
  const id = '00000000-0000-7000-8000-000000000000';
  const text = 'x'.repeat(40);
  const data: LetterData = {
    service: text,
    title: text,
    number: text,
    draft: false,
    training: false,
    letterhead: { city: text, kecamatan: text, kelurahan: text, address: text, contact: text, logo: null },
    signer: { position: text, onBehalf: null, name: text, rank: text, nip: text },
    biodata: Array.from({ length: 10 }, (): [string, string] => [text, text]),
    answers: { keperluan: text },
    members: [],
    place: text,
    date: text,
    signedAt: text,
    valid: { from: text, until: text },
    verification: { code: text, url: text },
  };
  return { id, data: sealer.seal(`letter|data|${id}`, JSON.stringify(data)) };
}
