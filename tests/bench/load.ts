import { readdirSync, readFileSync } from 'node:fs';

const TICKS_A_SECOND = 100;

/** A moment of the machine's CPU clocks, in seconds; null where there is no /proc. */
export interface Moment {
  readonly all: number;
  readonly own: number;
  readonly at: number;
}

/** What the whole machine and what we (this process, the database, all their children) have used until now. */
export function moment(roots: readonly number[]): Moment | null {
  try {
    const [, ...columns] = (readFileSync('/proc/stat', 'utf8').split('\n')[0] ?? '').split(/\s+/);
    const numbers = columns.map(Number);
    // user, nice, system, idle, iowait, irq, softirq, steal
    const busy = [0, 1, 2, 5, 6, 7].reduce((sum, index) => sum + (numbers[index] ?? 0), 0);
    return { all: busy / TICKS_A_SECOND, own: ours(roots), at: performance.now() / 1000 };
  } catch {
    return null;
  }
}

/** Cores that others were using between two moments; null when it is not known. */
export function foreignCores(before: Moment | null, after: Moment | null): number | null {
  if (!before || !after) return null;
  const used = after.all - before.all - (after.own - before.own);
  return Math.max(0, used / (after.at - before.at));
}

function ours(roots: readonly number[]): number {
  const processes = readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? [read(Number(name))] : []));
  const mine = new Set(roots);
  for (let size = -1; size !== mine.size; ) {
    size = mine.size;
    for (const one of processes) if (one && mine.has(one.parent)) mine.add(one.pid);
  }
  return processes.reduce((sum, one) => (one && mine.has(one.pid) ? sum + one.seconds : sum), 0);
}

function read(pid: number): { pid: number; parent: number; seconds: number } | null {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
    const at = (index: number) => Number(fields[index] ?? 0);
    // State, parent, ...; utime, stime and those of children that have ended.
    return { pid, parent: at(1), seconds: (at(11) + at(12) + at(13) + at(14)) / TICKS_A_SECOND };
  } catch {
    return null;
  }
}

/** Seconds of CPU that a process itself and all those below it have used; null where there is no /proc. */
export function cpuOf(pid: number): { readonly itself: number; readonly below: number } | null {
  const itself = read(pid);
  if (!itself) return null;
  return { itself: itself.seconds, below: Math.max(0, ours([pid]) - itself.seconds) };
}
