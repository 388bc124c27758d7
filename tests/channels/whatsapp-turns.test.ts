import type { BinaryNode } from '@whiskeysockets/baileys';
import { expect, test, vi } from 'vitest';
import { Turns } from '../../src/channels/whatsapp/turns.ts';

const stanza = (from: string, id: string): BinaryNode => ({ tag: 'message', attrs: { from, id } });

/** Turns whose reading ends when told, and what was begun by then. */
function held(againMs?: number) {
  const begun: string[] = [];
  const ends: ((how: 'done' | 'again') => void)[] = [];
  const turns = new Turns(({ attrs }) => {
    begun.push(attrs['id'] ?? '');
    return new Promise((resolve) => ends.push(resolve));
  }, againMs);
  const next = async (how: 'done' | 'again' = 'done') => {
    ends.shift()?.(how);
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

test('what a chat wrote behind a message that is asked for again waits for it; others do not', async () => {
  const { turns, begun, next } = held();
  for (const id of ['a1', 'a2']) turns.arrive(stanza('a', id));
  await next('again');
  turns.arrive(stanza('a', 'a3'));
  turns.arrive(stanza('b', 'b1'));
  await next();
  expect(begun).toEqual(['a1', 'b1']);
  turns.arrive(stanza('a', 'a1'));
  for (let left = 0; left < 4; left += 1) await next();
  expect(begun).toEqual(['a1', 'b1', 'a1', 'a2', 'a3']);
});

test('a phone may have sent it again before the asking is over, and may have to be asked twice', async () => {
  const { turns, begun, next } = held();
  for (const id of ['a1', 'a2', 'a1', 'a3']) turns.arrive(stanza('a', id));
  await next('again');
  expect(begun).toEqual(['a1', 'a1']);
  await next('again');
  expect(begun).toEqual(['a1', 'a1']);
  turns.arrive(stanza('a', 'a1'));
  for (let left = 0; left < 3; left += 1) await next();
  expect(begun).toEqual(['a1', 'a1', 'a1', 'a2', 'a3']);
});

test('a phone that does not answer keeps its chat waiting for so long and no longer', async () => {
  const { turns, begun, next } = held(20);
  turns.arrive(stanza('a', 'a1'));
  await next('again');
  turns.arrive(stanza('a', 'a2'));
  await vi.waitFor(() => expect(begun).toEqual(['a1', 'a2']));
  await next();
  turns.arrive(stanza('a', 'a1'));
  expect(begun).toEqual(['a1', 'a2', 'a1']);
});

test('a chat full of what cannot be read waits once, not for each, until something of it can be read', async () => {
  const { turns, begun, next } = held(20);
  turns.arrive(stanza('a', 'a1'));
  await next('again');
  for (const id of ['a2', 'a3', 'a4', 'a5']) turns.arrive(stanza('a', id));
  await vi.waitFor(() => expect(begun).toEqual(['a1', 'a2']));
  await next('again');
  await next('again');
  expect(begun).toEqual(['a1', 'a2', 'a3', 'a4']);
  await next('done');
  await next('again');
  turns.arrive(stanza('a', 'a6'));
  expect(begun).toEqual(['a1', 'a2', 'a3', 'a4', 'a5']);
  turns.arrive(stanza('a', 'a5'));
  await next();
  expect(begun).toEqual(['a1', 'a2', 'a3', 'a4', 'a5', 'a5', 'a6']);
});

test('at the end nothing is waited for', async () => {
  const { turns, begun, next } = held(20);
  turns.arrive(stanza('a', 'a1'));
  await next('again');
  turns.arrive(stanza('a', 'a2'));
  turns.end();
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(begun).toEqual(['a1']);
});
