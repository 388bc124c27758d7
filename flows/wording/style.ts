import { BOLD_OFF, BOLD_ON } from '../kit/message.ts';

/** Bold, in marks that nobody can type. */
export function b(text: string): string {
  return `${BOLD_ON}${text}${BOLD_OFF}`;
}

/** A list, one thing a line. */
export function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}

/** What to bring: the KTP, and what else there is, each once. */
export function withKtp(originals: readonly string[]): string[] {
  return [...new Set(['KTP', ...originals])];
}
