import { explain, oneLine, reportAndExit, StartupProblem } from '../startup.ts';

/** What a command found or did: the same for programs (`data`) and for people (`lines`). */
export interface Answer {
  readonly data: Readonly<Record<string, unknown>>;
  readonly lines: readonly string[];
}

/** The command cannot do what it was told; the message says what is wrong and how to do it right. */
export class CommandRefused extends StartupProblem {
  override readonly name = 'CommandRefused';
}

/** The arguments as citty hands them over. */
export interface Given {
  readonly _: readonly string[];
  readonly json?: boolean | undefined;
  readonly [flag: string]: unknown;
}

/**
 * Runs a command. With --json there is one object on stdout and nothing else; without, lines on stdout, or one line
 * on stderr when something is wrong. The exit code is 1 then. `args` are the command's own: an unknown flag is refused,
 * because a mistyped one would be left out in silence.
 */
export async function answer(
  given: Given,
  args: Readonly<Record<string, { readonly type?: string | undefined }>>,
  work: () => Promise<Answer>,
): Promise<void> {
  const json = given.json === true;
  try {
    refuseUnknown(given, args);
    const { data, lines } = await work();
    process.stdout.write(json ? `${JSON.stringify({ ok: true, ...data })}\n` : `${lines.join('\n')}\n`);
  } catch (error) {
    const known = explain(error);
    if (json) {
      const why = known?.message ?? (error instanceof Error ? oneLine(error.message) : String(error));
      process.stdout.write(`${JSON.stringify({ ok: false, error: why })}\n`);
      process.exitCode = 1;
    } else if (known) {
      // Through exitCode, so that what was written before is out when the process ends.
      reportAndExit(error, {
        write: (text) => process.stderr.write(text),
        exit: (code) => {
          process.exitCode = code;
        },
      });
    } else reportAndExit(error);
  }
}

/** A flag's text without blanks around it, or null when it was not given. */
export function flag(given: Given, name: string): string | null {
  const value = given[name];
  if (typeof value !== 'string') return null;
  if (value.trim() === '') throw new CommandRefused(`--${name} is empty.`, `Write --${name} "...".`);
  return value.trim();
}

function refuseUnknown(
  given: Given,
  args: Readonly<Record<string, { readonly type?: string | undefined }>>,
): void {
  const names = Object.keys(args);
  const camel = (name: string) => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  const known = new Set(['_', ...names, ...names.map(camel)]);
  const unknown = Object.keys(given).find((name) => !known.has(name));
  const flags = names.filter((name) => args[name]?.type !== 'positional').map((name) => `--${name}`);
  if (unknown !== undefined)
    throw new CommandRefused(`There is no --${unknown}.`, `This command takes ${flags.join(', ')}.`);
  const most = names.length - flags.length;
  const extra = given._[most];
  if (extra !== undefined)
    throw new CommandRefused(
      `"${extra}" is one word too many.`,
      'Put names of several words between quotation marks.',
    );
}
