import type { OpenRequest } from './move.ts';
import { type Office, serviceOf } from './office.ts';

/** How long a decision can be undone (ms). */
export const UNDO_MS = 2 * 60_000;

/** Decisions that the one who took them can take back; those of the lurah's signature and of the counter are final. */
export const UNDOABLE: ReadonlySet<string> = new Set(['take', 'pass', 'return', 'refuse', 'sendBack']);

/** States in which a question of the office still makes sense. */
export const ANSWERABLE: ReadonlySet<string> = new Set([
  'submitted',
  'checking',
  'returned',
  'verified',
  'ready',
]);

/** What may be sent back of a request: its papers and its answers. */
export function itemsOf(office: Office, open: OpenRequest): { id: string; label: string }[] {
  const service = serviceOf(office, open.row.service);
  if (!service) return [];
  const papers = service.documents.filter((item) => open.form.documents[item.id] !== undefined);
  return [...papers, ...service.fields].map(({ id, label }) => ({ id, label }));
}
