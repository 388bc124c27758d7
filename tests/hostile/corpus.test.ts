import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { bodiesOf, corpus, madeBy } from './corpus.ts';

describe('the corpus of hostile inputs', () => {
  test('is whole: the eighty that were planned, at least seventy more, no number and no name twice', () => {
    const numbers = corpus.map(({ n }) => n);
    expect(new Set(numbers).size).toBe(corpus.length);
    for (let n = 1; n <= 80; n += 1) expect(numbers).toContain(n);
    expect(corpus.length).toBeGreaterThanOrEqual(150);
    const named = corpus.map(({ group, name }) => `${group} ${name}`);
    expect(named.filter((name, at) => named.indexOf(name) !== at)).toEqual([]);
  });

  test.each(madeBy('test'))('$n $name is played by a test that is there', ({ make }) => {
    expect(readFileSync(make.file, 'utf8')).toContain(make.title);
  });

  test('has what people say in many ways', () => {
    expect(corpus.flatMap(bodiesOf).length).toBeGreaterThan(200);
  });
});
