import { and, eq, inArray } from 'drizzle-orm';
import type { Notice } from '../../flows/kit/notices.ts';
import { inBulk } from '../db/in-bulk.ts';
import { staff } from '../db/schema/index.ts';
import type { Tx } from '../db/types.ts';
import { onDuty, type StaffRole } from '../staff/staff.ts';
import type { OpenRequest } from './move.ts';
import type { Consequence, Office } from './office.ts';

/** What residents call whoever works at the desk; no private names or numbers. */
export const DESK_NAME = 'petugas kelurahan';
/** Who signs, where no name is to be shown. */
export const LURAH_NAME = 'lurah';
/** The holder, while the resident is to do something. */
export const RESIDENT_NAME = 'Bapak/Ibu sendiri';
/** The holder, while a letter waits to be collected. */
export const COUNTER_NAME = 'loket kelurahan';

/** Who holds a request now, as a resident reads it. */
export function holderOf(state: string): string {
  switch (state) {
    case 'submitted':
    case 'checking':
      return DESK_NAME;
    case 'verified':
      return LURAH_NAME;
    case 'returned':
      return RESIDENT_NAME;
    case 'ready':
      return COUNTER_NAME;
    case 'signed':
      return 'pembuatan surat';
    default:
      return '-';
  }
}

/** The part of a notice that says which request it is about. */
export function aboutOf(open: OpenRequest): {
  requestId: string;
  task: number;
  number: string;
  service: string;
} {
  const { row } = open;
  return { requestId: row.id, task: row.task, number: row.number, service: row.service };
}

/** To the resident, in the chat that was used last. */
export function tellResident(open: OpenRequest, notice: Notice): Consequence {
  return { kind: 'tell', to: { personOf: open.row.conversationId }, notice };
}

/** To everybody of these roles who is on duty; a ward where nobody is tells everybody who works there. */
export async function tellRoles(
  tx: Tx,
  office: Office,
  roles: readonly StaffRole[],
  notice: Notice,
  except: string | null = null,
): Promise<Consequence[]> {
  const people = await whoWorks(tx, office, roles);
  return tellStaff(
    people.filter((id) => id !== except),
    notice,
  );
}

/** Those of these roles who are on duty, or everybody who works there; looked up once for all requests of a moment. */
export function whoWorks(tx: Tx, office: Office, roles: readonly StaffRole[]): Promise<readonly string[]> {
  const wardId = office.ward.id;
  return inBulk(tx, `desk ${wardId} ${roles.join(' ')}`, null, async (asked) => {
    const present = await onDuty(tx, wardId, roles);
    const ids = present.length > 0 ? present.map((one) => one.id) : await allOf(tx, wardId, roles);
    return asked.map(() => ids);
  });
}

/** To these members of staff; nothing when there is nobody. */
export function tellStaff(staffIds: readonly string[], notice: Notice): Consequence[] {
  return staffIds.length > 0 ? [{ kind: 'tell', to: { staffIds }, notice }] : [];
}

async function allOf(tx: Tx, wardId: string, roles: readonly StaffRole[]): Promise<string[]> {
  const rows = await tx
    .select({ id: staff.id })
    .from(staff)
    .where(and(eq(staff.wardId, wardId), inArray(staff.role, [...roles]), eq(staff.active, true)));
  return rows.map((row) => row.id);
}
