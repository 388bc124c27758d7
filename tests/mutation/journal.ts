import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** A mutant as the journal and the sample know it; lines and columns are counted from 0. */
export interface Marked {
  readonly fileName: string;
  readonly mutatorName: string;
  readonly replacement?: string | undefined;
  readonly location: { readonly start: Place; readonly end: Place };
}
interface Place {
  readonly line: number;
  readonly column: number;
}

/** A mutant's name: the same for the same change of the same file. */
export function nameOf(mutant: Marked): string {
  const { start, end } = mutant.location;
  const file = mutant.fileName.replace(/^.*\/((?:flows|src)\/)/, '$1');
  const change = createHash('sha256')
    .update(mutant.replacement ?? '')
    .digest('hex')
    .slice(0, 8);
  return `${file}:${start.line}:${start.column}-${end.line}:${end.column} ${mutant.mutatorName} ${change}`;
}

/** Whether a mutant belongs to the sample: the same for the same seed, and a larger share holds every smaller one. */
export function inSample(mutant: Marked, share: number, seed: string): boolean {
  const hash = createHash('sha256')
    .update(`${seed} ${nameOf(mutant)}`)
    .digest();
  return hash.readUInt32BE(0) / 2 ** 32 < share;
}

/** The same mutant as a report has it: there lines and columns are counted from 1. */
export function fromReport(mutant: Marked): Marked {
  const { start, end } = mutant.location;
  const back = ({ line, column }: Place): Place => ({ line: line - 1, column: column - 1 });
  return { ...mutant, location: { start: back(start), end: back(end) } };
}

/** What a run found out so far, one mutant a line: a run that was cut off goes on where it stopped. */
export class Journal {
  readonly #path: string;
  readonly #known = new Map<string, string>();
  readonly #files = new Map<string, string>();

  constructor(path: string) {
    this.#path = path;
    mkdirSync(dirname(path), { recursive: true });
    if (!existsSync(path)) return;
    for (const line of readFileSync(path, 'utf8').split('\n')) {
      const [status, name] = line.split('\t');
      if (status && name) this.#known.set(name, status);
    }
  }

  /** Only what was killed needs no second look, and only while the file is as it was. */
  isKilled(mutant: Marked): boolean {
    return this.#known.get(this.#nameOf(mutant)) === 'killed';
  }

  #nameOf(mutant: Marked): string {
    let file = this.#files.get(mutant.fileName);
    file ??= createHash('sha256').update(readFileSync(mutant.fileName)).digest('hex').slice(0, 12);
    this.#files.set(mutant.fileName, file);
    return `${nameOf(mutant)} @${file}`;
  }

  write(mutant: Marked, status: string, by: string, ms: number): void {
    const name = this.#nameOf(mutant);
    this.#known.set(name, status);
    appendFileSync(
      this.#path,
      `${[status, name, JSON.stringify(mutant.replacement), by, Math.round(ms)].join('\t')}\n`,
    );
  }
}
