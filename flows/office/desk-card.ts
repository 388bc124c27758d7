import type { Decided, Move, TaskCard } from '../kit/calls.ts';
import type { Card, Said } from '../kit/effect.ts';
import type { LabelKey } from '../wording/labels.ts';

/** The button of a move and the command it sends; a card shows those that are open to the reader. */
const BUTTONS: readonly {
  readonly move: Move;
  readonly label: LabelKey;
  readonly command: (task: number) => string;
}[] = [
  { move: 'take', label: 'take', command: (task) => `${task} AMBIL` },
  { move: 'view', label: 'open', command: (task) => `${task} LIHAT` },
  { move: 'preview', label: 'preview', command: (task) => `${task} DRAF` },
  { move: 'sign', label: 'sign', command: (task) => `${task} OK` },
  { move: 'pass', label: 'pass', command: (task) => `${task} OK` },
  { move: 'return', label: 'return', command: (task) => `${task} KURANG` },
  { move: 'sendBack', label: 'sendBack', command: (task) => `${task} KEMBALIKAN` },
  { move: 'refuse', label: 'refuse', command: (task) => `${task} TOLAK` },
  { move: 'ask', label: 'askResident', command: (task) => `${task} TANYA` },
  { move: 'handOver', label: 'handOver', command: (task) => `${task} SERAH` },
  { move: 'code', label: 'code', command: (task) => `${task} KODE` },
  { move: 'revoke', label: 'revoke', command: (task) => `${task} CABUT` },
  { move: 'undo', label: 'undo', command: (task) => `URUNG ${task}` },
];

/** At most eight buttons: the first ones are the likely ones, the rest stay as command words. */
const MOST_BUTTONS = 8;

/** A task message: complete, with the moves as buttons and numbers. */
export function cardEffect(
  card: TaskCard | null,
  why: string,
  note: string | null,
  nameOf: (slug: string) => string,
): Card {
  if (!card) return { key: 'desk.noTask', args: { task: 0 }, requestId: '', commands: [] };
  const commands = BUTTONS.filter(({ move }) => card.moves.includes(move))
    .slice(0, MOST_BUTTONS)
    .map(({ label, command }) => ({ label, command: command(card.task) }));
  return {
    key: 'desk.card',
    args: { card, why, note, name: nameOf(card.service) },
    requestId: card.requestId,
    commands,
  };
}

/** What is said after a decision: done and by whom it goes on, or why not. */
export function decidedSaid(decided: Decided): Said {
  return decided.ok ? { key: 'desk.did', args: decided } : { key: 'desk.refused', args: decided };
}
