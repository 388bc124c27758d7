/**
 * Why the program cannot start, in one line for the person who starts it: what is wrong, then how to fix it.
 * Everything that may go wrong before the office is open is one of these; anything else is a bug and keeps its stack.
 */
export class StartupProblem extends Error {
  override readonly name: string = 'StartupProblem';
  readonly problem: string;
  readonly fix: string;
  constructor(problem: string, fix: string, options?: ErrorOptions) {
    super(oneLine(`${problem} ${fix}`), options);
    this.problem = oneLine(problem);
    this.fix = oneLine(fix);
  }
}

/** Text without line breaks or doubled spaces, so that a report stays one line. */
export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** The one line for a problem that is known, or null for one that is not. */
export function explain(error: unknown): StartupProblem | null {
  if (error instanceof StartupProblem) return error;
  const { code, syscall, port, address } = error as NodeJS.ErrnoException & {
    port?: number;
    address?: string;
  };
  if (code === 'EADDRINUSE' && syscall === 'listen') {
    return new StartupProblem(
      `Port ${port} is already used by another program.`,
      `Stop that program, or choose another port: PORT=${(port ?? 3000) + 1} npm start`,
    );
  }
  if (code === 'EACCES' && syscall === 'listen') {
    return new StartupProblem(
      `This account may not open port ${port}.`,
      'Choose a port above 1023, for example PORT=3000.',
    );
  }
  if (code === 'EADDRNOTAVAIL' && syscall === 'listen') {
    return new StartupProblem(`This computer has no address ${address}.`, 'Correct HOST, or leave it empty.');
  }
  if (code === 'ENOSPC') return new StartupProblem('The disk is full.', 'Free some space and start again.');
  return null;
}

/** Where a report goes and how the process ends; the real ones by default. */
export interface Exit {
  write(text: string): void;
  exit(code: number): void;
}

/**
 * Reports why the program cannot go on and ends it with code 1. A known problem is one line (several wrong settings:
 * one line each) without a stack; only what nobody foresaw shows where it came from.
 */
export function reportAndExit(
  error: unknown,
  { write, exit }: Exit = { write: (text) => process.stderr.write(text), exit: (code) => process.exit(code) },
): void {
  const problem = explain(error);
  if (problem) {
    const lines = 'lines' in problem && Array.isArray(problem.lines) ? problem.lines : [problem.message];
    for (const line of lines) write(`${oneLine(String(line))}\n`);
  } else {
    write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  }
  exit(1);
}
