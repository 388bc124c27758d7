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
