import { ratiosOf } from './check.ts';
import type { Results } from './parts.ts';

/** The results for people: each part with its figures, then what ours is against the others. */
export function table(results: Results): string {
  const lines = Object.entries(results).map(([part, found]) =>
    `${part.padEnd(12)}${
      typeof found === 'object'
        ? Object.entries(found)
            .map(([name, value]) => `${name} ${shown(value).padEnd(8)}`)
            .join(' ')
        : found
    }`.trimEnd(),
  );
  const ratios = Object.entries(ratiosOf(results)).map(
    ([name, value]) => `${name.padEnd(22)}${value.toFixed(2)}`,
  );
  return `${[...lines, '', 'ours against', ...ratios].join('\n')}\n`;
}

/** A figure, or the figures of one of several that were measured alike. */
function shown(value: unknown): string {
  return typeof value === 'object' && value !== null
    ? `(${Object.entries(value)
        .map(([name, one]) => `${name} ${one}`)
        .join(', ')})`
    : String(value);
}
