import { readFileSync, writeFileSync } from 'node:fs';
import type { MutantResult } from '@stryker-mutator/api/core';

/** What came of one area. */
export interface Figures {
  readonly area: string;
  /** All mutants of the area, and how many of them were tried. */
  readonly all: number;
  readonly tried: number;
  readonly killed: number;
  readonly timeout: number;
  readonly survived: number;
  /** Reached by no test at all; they count as survivors. */
  readonly uncovered: number;
}

export function figuresOf(area: string, results: readonly MutantResult[], all: number): Figures {
  const count = (...of: string[]) => results.filter(({ status }) => of.includes(status)).length;
  return {
    area,
    all,
    tried: results.length,
    killed: count('Killed', 'RuntimeError', 'CompileError'),
    timeout: count('Timeout'),
    survived: count('Survived'),
    uncovered: count('NoCoverage'),
  };
}

/** For people. The score is the share that was noticed, with the error of a sample (95 %) where it was one. */
export function table(lines: readonly Figures[]): string {
  const head = ['area', 'mutants', 'tried', 'killed', 'timeout', 'survived', 'no test', 'score'];
  const rows = lines.map((one) => {
    const noticed = (one.killed + one.timeout) / Math.max(1, one.tried);
    const error = 1.96 * Math.sqrt((noticed * (1 - noticed)) / Math.max(1, one.tried));
    const score = `${(noticed * 100).toFixed(1)} %${one.tried < one.all ? ` ± ${(error * 100).toFixed(1)}` : ''}`;
    return [one.area, one.all, one.tried, one.killed, one.timeout, one.survived, one.uncovered, score];
  });
  return [head, ...rows]
    .map((row) => `${row.map((cell, n) => String(cell).padEnd(n === 0 ? 11 : 10)).join('')}`.trimEnd())
    .join('\n')
    .concat('\n');
}

/** Writes down what was not noticed: place, kind of change, the line as it is, what it became. */
export function survivorsOf(results: readonly MutantResult[], path: string): void {
  const lines = results
    .filter(({ status }) => status === 'Survived' || status === 'NoCoverage')
    .map(({ fileName, location, mutatorName, replacement, status }) => {
      const line = readFileSync(fileName, 'utf8').split('\n')[location.start.line - 1] ?? '';
      const place = `${fileName}:${location.start.line}:${location.start.column}`;
      return `${status} ${place} ${mutatorName}\n    ${line.trim()}\n    => ${replacement ?? ''}`;
    });
  writeFileSync(path, `${lines.join('\n')}\n`);
}
