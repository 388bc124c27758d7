import { describe, expect, test } from 'vitest';
import { Lane, type Waiting } from '../../src/engine/lane.ts';

const lane = () => new Lane('account');

function said(chat: string, text = ''): Waiting {
  const inbound = {
    accountId: 'account',
    externalId: `${chat}${text}`,
    chat,
    at: new Date(0),
    body: { kind: 'text', text },
    quoted: null,
    messageId: null,
  } as const;
  return { inbound, key: chat, resolve: () => undefined, reject: () => undefined };
}

/** So many messages, each of another chat. */
const crowd = (size: number, name = 'c') =>
  Array.from({ length: size }, (_, index) => said(`${name}${index}`));
const ids = (batch: readonly Waiting[]) => batch.map(({ inbound }) => inbound.externalId);

describe('a lane', () => {
  test('calls for a batch when somebody waits and none is at work', () => {
    const one = lane();
    expect(one.calls).toBe(false);
    for (const message of crowd(100)) one.add(message);
    expect(one.calls).toBe(true);
    one.enter();
    expect(one.calls).toBe(false);
    one.take();
    for (const message of crowd(100, 'more')) one.add(message);
    expect(one.calls).toBe(false);
    one.leave();
    expect(one.calls).toBe(true);
  });

  test('a batch holds at most 200 messages', () => {
    const full = lane();
    for (const one of crowd(500)) full.add(one);
    full.enter();
    expect(full.take()).toHaveLength(200);
  });

  test('a second batch begins beside one when 150 wait for it, and never a third', () => {
    const one = lane();
    for (const message of crowd(200)) one.add(message);
    one.enter();
    one.take();
    for (const message of crowd(149, 'more')) one.add(message);
    expect(one.calls).toBe(false);
    one.add(said('last'));
    expect(one.calls).toBe(true);
    one.enter();
    expect(one.take()).toHaveLength(150);
    for (const message of crowd(200, 'third')) one.add(message);
    expect(one.calls).toBe(false);
  });

  test('at most 100 of one chat go into a batch, in their order, and the others beside them', () => {
    const flooded = lane();
    const flood = Array.from({ length: 290 }, (_, index) => said('a', String(index)));
    for (const one of flood) flooded.add(one);
    flooded.add(said('b'));
    flooded.enter();
    expect(ids(flooded.take())).toEqual([...ids(flood.slice(0, 100)), 'b']);
  });

  test('nobody waits for a batch that holds eight messages of one chat or more', () => {
    const one = lane();
    for (let index = 0; index < 7; index += 1) one.add(said('a', String(index)));
    one.enter();
    const few = one.take();
    one.add(said('b'));
    expect(one.calls).toBe(false);
    one.ended(few);
    one.ended(one.take());
    for (let index = 0; index < 8; index += 1) one.add(said('a', String(index)));
    const flood = one.take();
    one.add(said('a', 'more'));
    expect(one.calls).toBe(false);
    one.add(said('b'));
    expect(one.calls).toBe(true);
    expect(new Set(flood.map(({ key }) => key))).toEqual(new Set(['a']));
    one.enter();
    expect(ids(one.take())).toEqual(['b']);
  });

  test('what a batch holds of a chat has to end before the rest of it is taken', () => {
    const one = lane();
    const texts = Array.from({ length: 150 }, (_, index) => said('a', String(index)));
    for (const message of texts) one.add(message);
    one.enter();
    const first = one.take();
    expect(one.calls).toBe(false);
    one.enter();
    expect(one.take()).toEqual([]);
    one.leave();
    one.add(said('a', 'late'));
    expect(one.calls).toBe(false);
    one.ended(first);
    const rest = [...texts.slice(first.length), said('a', 'late')];
    for (let batch = one.take(); batch.length > 0; batch = one.take()) {
      expect(ids(batch)).toEqual(ids(rest.splice(0, batch.length)));
      one.ended(batch);
    }
    expect(rest).toEqual([]);
    expect(one.empty).toBe(false);
  });

  test('what waits in a chat can be withdrawn; others stay', () => {
    const one = lane();
    for (const message of [said('a', '1'), said('b'), said('a', '2')]) one.add(message);
    expect(ids(one.withdraw(new Map([['a', new Error('no')]])))).toEqual(['a1', 'a2']);
    one.enter();
    expect(ids(one.take())).toEqual(['b']);
    one.leave();
    expect(one.empty).toBe(true);
  });
});
