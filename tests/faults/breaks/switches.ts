import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { POINT_NAMES } from './points.ts';

/** The places of a run's switches: files in a folder, read by every process of the office. */
const armedAt = (folder: string, point: string) => join(folder, `armed ${point}`);
const firedAt = (folder: string) => join(folder, 'fired');
const clockAt = (folder: string) => join(folder, 'clock');
const diskAt = (folder: string) => join(folder, 'disk full');

/** What a run switches in its processes from outside. */
export class Switches {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** The process that passes this point for the n-th time from now on dies there. */
  arm(point: string, passes: number): void {
    writeFileSync(armedAt(this.folder, point), String(passes));
  }

  /** Nobody dies there any more; true if somebody was still to. */
  disarm(point: string): boolean {
    const armed = existsSync(armedAt(this.folder, point));
    rmSync(armedAt(this.folder, point), { force: true });
    return armed;
  }

  isArmed(point: string): boolean {
    return existsSync(armedAt(this.folder, point));
  }

  /** The points at which a process has died, in the order of the deaths. */
  fired(): readonly string[] {
    const at = firedAt(this.folder);
    return existsSync(at)
      ? readFileSync(at, 'utf8')
          .split('\n')
          .filter((line) => line !== '')
      : [];
  }

  /** The clock of every process goes so far wrong (ms; 0: right again). */
  clock(aheadMs: number): void {
    writeFileSync(clockAt(this.folder), String(aheadMs));
  }

  /** The disk of the file store is full, or is not. */
  disk(full: boolean): void {
    if (full) writeFileSync(diskAt(this.folder), '');
    else rmSync(diskAt(this.folder), { force: true });
  }
}

/** In a process of the office: dies at an armed point. */
export function passing(folder: string): (point: string) => void {
  const files = new Map(POINT_NAMES.map((point) => [point, armedAt(folder, point)]));
  return (point) => {
    const file = files.get(point) ?? '';
    if (!existsSync(file)) return;
    const left = Number(readFileSync(file, 'utf8')) - 1;
    if (left > 0) return writeFileSync(file, String(left));
    // In this order: whoever comes up next must not die of the same flag.
    rmSync(file, { force: true });
    appendFileSync(firedAt(folder), `${point}\n`);
    process.kill(process.pid, 'SIGKILL');
  };
}

/** In a process of the office: how wrong its clock is (ms), looked at no oftener than the clock of the machine moves on. */
export function wrongBy(folder: string): () => number {
  const at = clockAt(folder);
  let looked = 0;
  let by = 0;
  return () => {
    const now = performance.now();
    if (now - looked > 100 || looked === 0) {
      looked = now;
      by = existsSync(at) ? Number(readFileSync(at, 'utf8')) : 0;
    }
    return by;
  };
}

/** In a process of the office: refuses to write as a full disk does. */
export function refusing(folder: string): () => void {
  const at = diskAt(folder);
  return () => {
    if (existsSync(at))
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), {
        code: 'ENOSPC',
        errno: -28,
      });
  };
}
