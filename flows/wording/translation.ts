import { type Label, type LabelKey, labels } from './labels.ts';

/**
 * A choice in another language. The Indonesian word and its aliases stay accepted: people mix, and a button of an
 * older message may still carry them.
 */
export function also(key: LabelKey, label: string, ...aliases: readonly string[]): Label {
  const indonesian: Label = labels[key];
  const all = [...aliases, indonesian.label.toLowerCase(), ...indonesian.aliases];
  return { label, aliases: [...new Set(all)].filter((alias) => alias !== label.toLowerCase()) };
}
