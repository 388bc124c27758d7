import { Conversation } from '../../../flows/kit/conversation.ts';
import { maskNik } from '../../../flows/kit/mask.ts';
import { Bubble, InboundBody, type ShownChoice } from '../../../flows/kit/message.ts';
import type { KioskMessage, KioskQuestion } from './port.ts';

/** How stored rows look on the screen at the counter. Pure. */

/** A stored message with its body opened. */
export interface OpenRow {
  readonly id: number;
  readonly direction: 'in' | 'out';
  readonly edits: number | null;
  readonly body: unknown;
}

/** What the stored state says of a chat. */
export interface OpenState {
  readonly language: string;
  readonly question: KioskQuestion | null;
  readonly draft: boolean;
}

/** Messages oldest first, edits in the place of what they replace. What was typed is shown with the NIK masked. */
export function shownMessages(rows: readonly OpenRow[]): KioskMessage[] {
  const shown = new Map<number, KioskMessage>();
  for (const row of rows) {
    const message = row.direction === 'in' ? ownMessage(row) : officeMessage(row);
    if (message && (row.edits === null || shown.has(row.edits)))
      shown.set(row.edits ?? row.id, { ...message, id: String(row.edits ?? row.id) });
  }
  return [...shown.values()];
}

/** The open question with the buttons that the newest message of it showed. */
export function openState(
  stored: unknown,
  rows: readonly OpenRow[],
  services: ReadonlyMap<string, string>,
): OpenState {
  const { running, parked, waking, language } = Conversation.parse(stored);
  const open = waking ?? running.open;
  return {
    language,
    draft: [running, ...parked].some(({ flow }) => services.has(flow.replace(/^letter\./, ''))),
    question: open && { nonce: open.nonce, accept: open.accept, choices: choicesOf(open.nonce, rows) },
  };
}

function choicesOf(nonce: string, rows: readonly OpenRow[]): readonly ShownChoice[] {
  for (const row of [...rows].reverse()) {
    const bubble = row.direction === 'out' ? Bubble.safeParse(row.body) : null;
    if (bubble?.success && bubble.data.choices.some(({ data }) => data.startsWith(`${nonce}:`)))
      return bubble.data.choices;
  }
  return [];
}

function officeMessage(row: OpenRow): KioskMessage | null {
  const bubble = Bubble.safeParse(row.body);
  if (!bubble.success) return null;
  const { text, file } = bubble.data;
  const isPicture = file !== null && file.mime !== 'application/pdf';
  return {
    id: '',
    from: 'office',
    text,
    file: file && { kind: isPicture ? 'picture' : 'paper', name: file.name },
  };
}

function ownMessage(row: OpenRow): KioskMessage | null {
  const inbound = InboundBody.safeParse(row.body);
  if (!inbound.success) return null;
  const mine = { id: '', from: 'me', file: null } as const;
  switch (inbound.data.kind) {
    case 'text':
      return { ...mine, text: masked(inbound.data.text) };
    case 'tap':
      return { ...mine, text: inbound.data.label ?? '' };
    case 'media':
      return { ...mine, text: '', file: { kind: 'paper', name: inbound.data.media.name ?? 'foto' } };
    default:
      return null;
  }
}

/** A screen at a counter is read over shoulders. */
function masked(text: string): string {
  return text.replace(/\d{16}/g, (nik) => maskNik(nik));
}
