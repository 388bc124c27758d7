import { type ParseArgsConfig, parseArgs } from 'node:util';

/**
 * The options of a command. What it does not know ends it with how it is used and exit code 2; `--help` says the same
 * and ends it well.
 */
export function optionsOf<const T extends NonNullable<ParseArgsConfig['options']>>(
  usage: string,
  options: T,
) {
  if (process.argv.includes('--help')) {
    process.stdout.write(`${usage}\n`);
    process.exit(0);
  }
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    return refuse(usage, error instanceof Error ? error.message : 'unknown option');
  }
}

/** Ends the command: it was called wrongly. */
export function refuse(usage: string, why: string): never {
  process.stderr.write(`${why}\n${usage}\n`);
  process.exit(2);
}

/** A whole number from `least` on; anything else ends the command. */
export function wholeNumber(usage: string, name: string, text: string, least = 0): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isSafeInteger(value) || value < least)
    refuse(usage, `--${name} takes a whole number from ${least} on, not "${text}"`);
  return value;
}
