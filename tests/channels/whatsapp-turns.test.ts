import type { BinaryNode } from '@whiskeysockets/baileys';
import { expect, test } from 'vitest';
import { Turns } from '../../src/channels/whatsapp/turns.ts';

const stanza = (from: string, id: string): BinaryNode => ({ tag: 'message', attrs: { from, id } });

/** Turns whose handling ends when told, and what was begun by then. */
function held() {
  const begun: string[] = [];
  const ends: (() => void)[] = [];
  const turns = new Turns(({ attrs }) => {
    begun.push(attrs['id'] ?? '');
    return new Promise((resolve) => ends.push(resolve));
  });
  const next = async () => {
    ends.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { turns, begun, next };
}

test('one message at a time; who was not heard yet comes before who has more, each chat in its order', async () => {
  const { turns, begun, next } = held();
  for (const id of ['a1', 'a2', 'a3', 'a4']) turns.arrive(stanza('a', id));
  turns.arrive(stanza('b', 'b1'));
  turns.arrive(stanza('b', 'b2'));
  expect(begun).toEqual(['a1']);
  await next();
  turns.arrive(stanza('c', 'c1'));
  for (let left = 0; left < 10; left += 1) await next();
  expect(begun).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3', 'a4']);
});

test('who sends very many is heard at every eighth turn, however many others come', async () => {
  const { turns, begun, next } = held();
  for (let count = 0; count < 40; count += 1) turns.arrive(stanza('flood', `flood${count}`));
  for (let other = 0; other < 24; other += 1) turns.arrive(stanza(`other${other}`, 'other'));
  for (let count = 0; count < 24; count += 1) await next();
  expect(begun.flatMap((id, index) => (id.startsWith('flood') ? [index + 1] : []))).toEqual([1, 8, 16, 24]);
});

test('what comes when nothing waits is handled at once, again and again', async () => {
  const { turns, begun, next } = held();
  turns.arrive(stanza('a', 'a1'));
  await next();
  turns.arrive(stanza('a', 'a2'));
  expect(begun).toEqual(['a1', 'a2']);
});

test('at the end nothing more is begun', async () => {
  const { turns, begun, next } = held();
  turns.arrive(stanza('a', 'a1'));
  turns.arrive(stanza('b', 'b1'));
  turns.end();
  await next();
  expect(begun).toEqual(['a1']);
});
