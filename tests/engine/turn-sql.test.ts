import { expect, test } from 'vitest';
import { lockByChat, lockById, type Raw } from '../../src/engine/turn-sql.ts';

test('the same statement is the same list of texts, because the driver remembers each for ever', () => {
  const given = new Set<TemplateStringsArray>();
  const raw = ((texts: TemplateStringsArray) => {
    given.add(texts);
    return [];
  }) as unknown as Raw;
  for (let n = 0; n < 3; n += 1) {
    lockById(raw, [n]);
    lockByChat(raw, 'account', [Buffer.from([n])]);
  }
  expect(given.size).toBe(2);
});
