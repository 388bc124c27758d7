import type { StaffRole } from './staff.ts';

/** Whoever acts: a person who writes to us, a member of the office, or the office itself (timers, jobs). */
export type Actor =
  | {
      readonly kind: 'resident';
      readonly wardId: string;
      readonly personId: string;
      readonly conversationId: number;
      readonly channel: string;
    }
  | {
      readonly kind: 'staff';
      readonly wardId: string;
      readonly staffId: string;
      readonly role: StaffRole;
      readonly name: string;
      readonly channel: string;
    }
  | { readonly kind: 'system'; readonly channel: 'system' };

/** Everything that is done to or read of a request, a document or a letter. */
export type Action =
  | 'request.read'
  | 'request.cancel'
  | 'request.resubmit'
  | 'request.answer'
  | 'task.read'
  | 'task.take'
  | 'task.return'
  | 'task.refuse'
  | 'task.pass'
  | 'task.ask'
  | 'task.undo'
  | 'task.sign'
  | 'task.sendBack'
  | 'task.revoke'
  | 'task.handOver'
  | 'task.code'
  | 'document.read'
  | 'letter.make'
  | 'letter.read'
  | 'letter.preview'
  | 'brief.read'
  | 'person.answer'
  | 'number.manage';

/** own: of that person; ward: any of the ward; absent: never. */
type Reach = 'own' | 'ward';
type Role = StaffRole | 'resident' | 'system';

const OFFICE = { operator: 'ward', kasi: 'ward', seklur: 'ward', lurah: 'ward' } as const;
const DESK = { operator: 'ward', kasi: 'ward', seklur: 'ward' } as const;
const LURAH = { lurah: 'ward' } as const;
const OWNER = { resident: 'own' } as const;

/**
 * The table role x action, the only place where a right is written down. The seklur decides at the desk like an
 * operator; signing a.n. the lurah will be a delegation, not a role.
 */
export const RIGHTS: Readonly<Record<Action, Readonly<Partial<Record<Role, Reach>>>>> = {
  'request.read': { ...OWNER, ...OFFICE, system: 'ward' },
  'request.cancel': OWNER,
  'request.resubmit': OWNER,
  'request.answer': OWNER,
  'task.read': OFFICE,
  'task.take': DESK,
  'task.return': DESK,
  'task.refuse': DESK,
  'task.pass': DESK,
  'task.ask': OFFICE,
  'task.undo': OFFICE,
  'task.sign': LURAH,
  'task.sendBack': LURAH,
  'task.revoke': LURAH,
  'task.handOver': DESK,
  'task.code': DESK,
  'document.read': { ...OWNER, ...OFFICE },
  // The job that made the PDF says so; nobody declares a letter made.
  'letter.make': { system: 'ward' },
  'letter.read': { ...OWNER, ...OFFICE, system: 'ward' },
  'letter.preview': OFFICE,
  'brief.read': OFFICE,
  'person.answer': OFFICE,
  // Whoever links a number speaks for the office on it.
  'number.manage': { operator: 'ward', seklur: 'ward', lurah: 'ward' },
};

/** Whose thing it is. */
export interface Subject {
  readonly wardId: string;
  readonly personId: string | null;
}

/** May this actor do this to this? A ward's staff reach nothing of another ward, a resident only what is his own. */
export function may(actor: Actor, action: Action, subject: Subject): boolean {
  const reach = RIGHTS[action][actor.kind === 'staff' ? actor.role : actor.kind];
  if (reach === undefined) return false;
  if (actor.kind === 'system') return true;
  if (actor.wardId !== subject.wardId) return false;
  return (
    reach === 'ward' ||
    (actor.kind === 'resident' && subject.personId !== null && actor.personId === subject.personId)
  );
}

/** The actor may not do that. Shown to nobody as such: to a stranger a thing that is not his does not exist. */
export class NotAllowed extends Error {
  override readonly name = 'NotAllowed';
}
