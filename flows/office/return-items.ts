import { normalise } from '../kit/text.ts';

/** A thing that can be sent back, and the reason in the officer's words. */
export interface Returned {
  readonly id: string;
  readonly reason: string;
}

/**
 * Reads "KK buram, KTP terpotong; pengantar RT belum ada cap": each part names a thing of the request and says what
 * is wrong with it. null when a part names none of them; then the list is shown.
 */
export function readReturnedItems(
  text: string,
  items: readonly { readonly id: string; readonly label: string }[],
): Returned[] | null {
  const parts = text
    .split(/[,;\n]+/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const returned = parts.map((part) => readPart(part, items));
  if (returned.length === 0 || returned.some((one) => one === null)) return null;
  const byId = new Map<string, Returned>();
  for (const one of returned) if (one) byId.set(one.id, one);
  return [...byId.values()];
}

function readPart(
  part: string,
  items: readonly { readonly id: string; readonly label: string }[],
): Returned | null {
  const words = part.split(/\s+/);
  const flat = words.map(normalise);
  for (const item of items) {
    const names = [normalise(item.label), normalise(item.id.replaceAll('-', ' ').replaceAll('_', ' '))];
    for (const name of [
      ...names,
      normalise(item.label).split(' ')[0] ?? '',
      ...normalise(item.label).split(' ').slice(1),
    ]) {
      const length = name.split(' ').length;
      if (name.length >= 2 && flat.slice(0, length).join(' ') === name) {
        const reason = words
          .slice(length)
          .join(' ')
          .replace(/^[:\-\s]+/, '');
        return { id: item.id, reason: reason === '' ? NO_REASON : reason };
      }
    }
  }
  return null;
}

/** Said to the resident when the officer gave no reason of his own. */
export const NO_REASON = 'mohon dikirim ulang';
