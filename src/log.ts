import { type DestinationStream, type Logger, pino } from 'pino';
import type { LogLevel } from './config.ts';

/** The log, as everybody is handed it. */
export type Log = Logger;

/**
 * The log of the program: JSON lines, one event a line. Personal data must not be given to it; what slips in all the
 * same (inside another library's error) is struck out here: long numbers, bot tokens, statements and their values.
 */
export function createLog(level: LogLevel, destination?: DestinationStream): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: describeError, error: describeError },
      redact: { paths: HIDDEN, censor: '[hidden]' },
      formatters: {
        log: (entry) =>
          Object.fromEntries(
            Object.entries(entry).map(([k, v]) => [k, typeof v === 'string' ? strike(v) : v]),
          ),
      },
      hooks: {
        logMethod(given, method) {
          const cleaned = given.map((part: unknown) => (typeof part === 'string' ? strike(part) : part));
          method.apply(this, cleaned as Parameters<typeof method>);
        },
      },
    },
    destination ?? pino.destination({ dest: 1, sync: true }),
  );
}

/** Names that values of persons or secrets go by, at the top of an entry or one level below. */
const HIDDEN = [
  'nik',
  'kk',
  'name',
  'phone',
  'text',
  'body',
  'address',
  'token',
  'password',
  'key',
  'secret',
  'authorization',
].flatMap((name) => [name, `*.${name}`]);

/** An error as it may be logged: kind, code, scrubbed message, and where it came from. */
export function describeError(given: unknown): Record<string, unknown> {
  if (!(given instanceof Error)) return { type: typeof given };
  const { code, constraint_name, table_name } = given as Error & Record<string, unknown>;
  const out: Record<string, unknown> = { type: given.name, message: messageOf(given) };
  if (typeof code === 'string') out['code'] = code;
  if (typeof constraint_name === 'string') out['constraint'] = constraint_name;
  if (typeof table_name === 'string') out['table'] = table_name;
  // Only the frames: the first lines of a stack repeat the message.
  const frames = given.stack
    ?.split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 12);
  if (frames?.length) out['stack'] = frames.map((line) => line.trim()).join(' | ');
  if (given.cause instanceof Error) out['cause'] = describeError(given.cause);
  return out;
}

/** Drizzle puts statement and values into its message; the cause says what is wrong with them. */
function messageOf(error: Error): string {
  return /^Failed query/.test(error.message) ? 'a statement failed' : strike(error.message);
}

/**
 * Strikes out bot tokens, database addresses and numbers of eight or more digits (NIK, KK, phone, dates of birth).
 * Digits inside a longer word, such as a UUID or a request number, stay.
 */
export function strike(text: string): string {
  return text
    .replace(/\d{5,}:[\w-]{16,}/g, '[token]')
    .replace(/\bpostgres(ql)?:\/\/\S+/g, '[database]')
    .replace(/(?<![\w-])\+?\d(?:[ .-]?\d){7,}(?![\w-])/g, '[number]')
    .slice(0, 2_000);
}
