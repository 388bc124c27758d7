import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { clientAddress } from '../../src/web/security.ts';
import type { App } from '../../src/web/server.ts';

/** What a limit counts by, of a request over a connection from `direct`. */
async function counted(direct: string | undefined, forwarded: string | null, trustProxy = true) {
  const app = new Hono<App>().get('/', (c) => c.text(clientAddress(c, trustProxy)));
  const headers = forwarded === null ? {} : { 'x-forwarded-for': forwarded };
  const env = { incoming: { socket: { remoteAddress: direct } } } as never;
  return (await app.request('/', { headers }, env)).text();
}

test.for([
  ['127.0.0.1', 'on this machine'],
  ['::1', 'on this machine'],
  ['::ffff:172.18.0.2', 'in a container'],
  ['192.168.1.4', 'in the house'],
  ['fd00::7', 'in the house'],
])('a proxy at %s, %s, says who is behind it', async ([direct]) => {
  expect(await counted(direct, '203.0.113.9')).toBe('203.0.113.9');
  expect(await counted(direct, '198.51.100.1, 203.0.113.9')).toBe('203.0.113.9');
});

test.for(['198.51.100.7', '::ffff:198.51.100.7', '172.32.0.1', '11.0.0.1'])(
  'whoever comes past the proxy, from %s, claims in vain to be somebody else',
  async (direct) => {
    const own = direct.replace('::ffff:', '');
    expect(await counted(direct, '203.0.113.9')).toBe(own);
    expect(await counted(direct, null)).toBe(own);
  },
);

test('without a public address there is no proxy to believe', async () => {
  expect(await counted('127.0.0.1', '203.0.113.9', false)).toBe('127.0.0.1');
});

test('a connection that is gone already is counted as one', async () => {
  expect(await counted(undefined, '203.0.113.9')).toBe('unknown');
});
