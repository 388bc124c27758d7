import { timingSafeEqual } from 'node:crypto';
import { and, eq, inArray, sql } from 'drizzle-orm';
import { normalizePhone } from '../../flows/kit/phone.ts';
import { inBulk } from '../db/in-bulk.ts';
import { bytesOf, listOf } from '../db/lists.ts';
import { resident } from '../db/schema/index.ts';
import type { Place, Sealer } from '../db/seal.ts';
import type { Tx } from '../db/types.ts';
import { type Entropy, uuid7 } from '../entropy.ts';
import { Resident } from './resident.ts';

/** Status in the extract (domain.md 2.3); only HIDUP may apply for a letter. */
export const STATUSES = ['HIDUP', 'MATI', 'PINDAH', 'HILANG', 'PERGI', 'TIDAK VALID'] as const;
/** The standing of a resident in the register. */
export type ResidentStatus = (typeof STATUSES)[number];

/** A row to be written: the person and what the register says of the person. */
export interface NewResident {
  readonly data: Resident;
  readonly status: ResidentStatus;
}

/** A row as read: who it is, and its id. */
export interface RegisteredResident {
  readonly id: string;
  readonly wardId: string;
  readonly status: ResidentStatus;
  readonly data: Resident;
}

/** What the register needs beside the transaction. */
export interface RegisterDeps {
  readonly sealer: Sealer;
  readonly entropy: Entropy;
}

const ROWS_A_STATEMENT = 1000;

/**
 * Writes new residents, sealed, in few statements. A NIK that the ward already has is left as it is;
 * `ids` are those of the rows that are new. ZodError when a row is not a `Resident`.
 */
export async function insertResidents(
  tx: Tx,
  deps: RegisterDeps,
  wardId: string,
  rows: readonly NewResident[],
  now: Date,
): Promise<{ ids: string[] }> {
  const ids: string[] = [];
  for (let at = 0; at < rows.length; at += ROWS_A_STATEMENT) {
    const values = rows.slice(at, at + ROWS_A_STATEMENT).map((row) => toRow(deps, wardId, row, now));
    const written = await tx
      .insert(resident)
      .values(values)
      .onConflictDoNothing({ target: [resident.wardId, resident.nikIndex] })
      .returning({ id: resident.id });
    ids.push(...written.map((row) => row.id));
  }
  return { ids };
}

function toRow(
  deps: RegisterDeps,
  wardId: string,
  row: NewResident,
  now: Date,
): typeof resident.$inferInsert {
  const { sealer } = deps;
  const data = Resident.parse(row.data);
  const id = uuid7(now, deps.entropy);
  return {
    id,
    wardId,
    nikIndex: nikIndex(sealer, data.nik),
    kkIndex: sealer.index('kk', data.kk),
    phoneIndex: data.phone === null ? null : phoneIndex(sealer, data.phone),
    status: row.status,
    rt: data.rt,
    rw: data.rw,
    data: sealer.seal(placeOf(id), JSON.stringify(data)),
    updatedAt: now,
  };
}

/**
 * The living resident of the ward with this NIK who was born on this day, or null. An unknown NIK, a wrong birth
 * date and somebody who died or moved away are the same null after the same work: one row looked up by index, one
 * envelope opened (a dummy when there is no row), one comparison in constant time. Nobody can learn whether a NIK is known.
 */
export async function findByNikAndBirth(
  tx: Tx,
  sealer: Sealer,
  who: { readonly wardId: string; readonly nik: string; readonly birthDate: string },
): Promise<RegisteredResident | null> {
  const asked = { wardId: who.wardId, nik: nikIndex(sealer, who.nik) };
  const row = await inBulk(tx, 'nik', asked, (given) => rowsByNik(tx, given));
  const dummy = nobody(sealer, who.wardId);
  const opened = open(sealer, row ?? dummy);
  // Digests, so that both sides have one length whatever was typed.
  const sameBirth = timingSafeEqual(
    sealer.index('birth', opened.data.birthDate),
    sealer.index('birth', who.birthDate),
  );
  return row !== undefined && sameBirth && opened.status === 'HIDUP' ? opened : null;
}

const ROW = { id: resident.id, wardId: resident.wardId, status: resident.status, data: resident.data };

async function rowsByNik(
  tx: Tx,
  given: readonly { readonly wardId: string; readonly nik: Buffer }[],
): Promise<(Row | undefined)[]> {
  const rows = await tx
    .select({ ...ROW, nik: resident.nikIndex })
    .from(resident)
    .where(
      and(
        sql`${resident.wardId} = any(${listOf([...new Set(given.map((one) => one.wardId))])}::text::uuid[])`,
        sql`${resident.nikIndex} = any(${bytesOf(given.map((one) => one.nik))}::text::bytea[])`,
      ),
    );
  return given.map(({ wardId, nik }) => rows.find((row) => row.wardId === wardId && row.nik.equals(nik)));
}

/** One resident by id, or null; those that are asked for at the same moment are read together. */
export async function residentById(
  tx: Tx,
  sealer: Sealer,
  residentId: string,
): Promise<RegisteredResident | null> {
  const row = await inBulk(tx, 'resident', residentId, async (ids) => {
    const rows = await tx
      .select(ROW)
      .from(resident)
      .where(sql`${resident.id} = any(${listOf(ids)}::text::uuid[])`);
    const byId = new Map(rows.map((one) => [one.id, one]));
    return ids.map((id) => byId.get(id));
  });
  return row === undefined ? null : open(sealer, row);
}

/** Several residents at once; unknown ids are left out, the order is that of the ids. */
export async function residentsByIds(
  tx: Tx,
  sealer: Sealer,
  ids: readonly string[],
): Promise<RegisteredResident[]> {
  if (ids.length === 0) return [];
  const rows = await tx
    .select()
    .from(resident)
    .where(inArray(resident.id, [...ids]));
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => {
    const row = byId.get(id);
    return row === undefined ? [] : [open(sealer, row)];
  });
}

/**
 * The living people on the same family card, the resident among them: head first, then spouse, then by age.
 * Empty when the resident is unknown.
 */
export async function familyOf(tx: Tx, sealer: Sealer, residentId: string): Promise<RegisteredResident[]> {
  const own = tx
    .select({ wardId: resident.wardId, kkIndex: resident.kkIndex })
    .from(resident)
    .where(eq(resident.id, residentId))
    .as('own');
  const rows = await tx
    .select({ member: resident })
    .from(resident)
    .innerJoin(own, and(eq(resident.wardId, own.wardId), eq(resident.kkIndex, own.kkIndex)))
    .where(eq(resident.status, 'HIDUP'));
  return rows.map((row) => open(sealer, row.member)).sort(byPlaceInFamily);
}

/** Whether the register holds exactly this phone for the resident; false when it holds none. */
export async function phoneMatches(
  tx: Tx,
  sealer: Sealer,
  residentId: string,
  phone: string,
): Promise<boolean> {
  const [row] = await tx
    .select({ phoneIndex: resident.phoneIndex })
    .from(resident)
    .where(and(eq(resident.id, residentId), eq(resident.status, 'HIDUP')))
    .limit(1);
  const digits = normalizePhone(phone);
  if (row?.phoneIndex == null || digits === null) return false;
  return timingSafeEqual(row.phoneIndex, phoneIndex(sealer, digits));
}

function nikIndex(sealer: Sealer, nik: string): Buffer {
  return sealer.index('nik', nik);
}

/** The register may have been filled with a phone in any form. */
function phoneIndex(sealer: Sealer, phone: string): Buffer {
  return sealer.index('phone', normalizePhone(phone) ?? phone);
}

function placeOf(id: string): Place {
  return `resident|data|${id}`;
}

type Row = Pick<typeof resident.$inferSelect, 'id' | 'wardId' | 'status' | 'data'>;

function open(sealer: Sealer, row: Row): RegisteredResident {
  const data = Resident.parse(JSON.parse(sealer.openText(placeOf(row.id), row.data)));
  // A status that we do not know is treated as one that may not apply.
  const status = STATUSES.find((known) => known === row.status) ?? 'TIDAK VALID';
  return { id: row.id, wardId: row.wardId, status, data };
}

const ORDER = ['KEPALA KELUARGA', 'SUAMI', 'ISTRI', 'ANAK'];

function byPlaceInFamily(a: RegisteredResident, b: RegisteredResident): number {
  const place = (r: RegisteredResident) =>
    (ORDER.indexOf(r.data.relation) + ORDER.length + 1) % (ORDER.length + 1);
  return place(a) - place(b) || a.data.birthDate.localeCompare(b.data.birthDate);
}

/** An envelope of the usual size that belongs to nobody, sealed anew on every search, found or not. */
function nobody(sealer: Sealer, wardId: string): Row {
  const id = '00000000-0000-0000-0000-000000000000';
  const data: Resident = {
    nik: '0000000000000000',
    kk: '0000000000000000',
    name: 'X'.repeat(22),
    sex: 'PEREMPUAN',
    birthPlace: 'X'.repeat(8),
    birthDate: '1800-01-01',
    religion: 'X'.repeat(8),
    marital: 'BELUM KAWIN',
    relation: 'KEPALA KELUARGA',
    education: 'X'.repeat(16),
    occupation: 'X'.repeat(16),
    blood: 'X'.repeat(10),
    nationality: 'WNI',
    father: 'X'.repeat(16),
    mother: 'X'.repeat(16),
    address: 'X'.repeat(24),
    rt: '000',
    rw: '000',
    phone: '0'.repeat(13),
  };
  return { id, wardId, status: 'HIDUP', data: sealer.seal(placeOf(id), JSON.stringify(data)) };
}
