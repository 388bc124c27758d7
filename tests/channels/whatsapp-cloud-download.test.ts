import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { download, trusted } from '../../src/channels/whatsapp-cloud/download.ts';
import { createGraph } from '../../src/channels/whatsapp-cloud/graph.ts';

const root = new URL('https://graph.facebook.com/');
const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

/** A server that answers every request in one way, and remembers what was asked. */
async function answering(answer: (path: string) => { status?: number; headers?: object; body: string }) {
  const asked: { path: string; authorization: string | undefined }[] = [];
  const server = createServer((request, response) => {
    asked.push({ path: request.url ?? '', authorization: request.headers.authorization });
    const { status = 200, headers = {}, body } = answer(request.url ?? '');
    response.writeHead(status, { ...headers }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stops.push(() => server.close());
  return { root: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

const reading = (at: string, maxBytes = 100) =>
  download(
    {
      graph: createGraph({ root: at, version: 'v23.0', token: 'RAHASIA' }),
      phoneNumberId: '1',
      timeoutMs: 2_000,
    },
    { ref: '7', mime: null, name: null, size: null },
    maxBytes,
  );

describe('the address of a file', () => {
  test.each([
    ['https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1', true],
    ['https://mmg.whatsapp.net/x', true],
    ['https://graph.facebook.com/x', true],
    ['https://facebook.com/x', true],
    ['http://lookaside.fbsbx.com/x', false],
    ['https://lookaside.fbsbx.com:8443/x', false],
    ['https://lookaside.fbsbx.com.evil.id/x', false],
    ['https://evilfbsbx.com/x', false],
    ['https://lookaside.fbsbx.com@evil.id/x', false],
    ['https://user@lookaside.fbsbx.com/x', false],
    ['http://169.254.169.254/', false],
    ['https://[::1]/', false],
    ['file:///etc/passwd', false],
  ])('%s: %s', (address, expected) => {
    expect(trusted(new URL(address), root)).toBe(expected);
  });

  test('of another host is never opened, and the token not shown to it', async () => {
    const evil = await answering(() => ({ body: 'x' }));
    const graph = await answering(() => ({ body: JSON.stringify({ url: `${evil.root}/x` }) }));
    await expect(reading(graph.root)).rejects.toMatchObject({ kind: 'giveUp' });
    expect(evil.asked).toEqual([]);
  });

  test('that leads elsewhere is not followed', async () => {
    const evil = await answering(() => ({ body: 'x' }));
    const graph = await answering((path) =>
      path.startsWith('/v23.0/')
        ? { body: JSON.stringify({ url: `${graph.root}/file` }) }
        : { status: 302, headers: { location: evil.root }, body: '' },
    );
    await expect(reading(graph.root)).rejects.toMatchObject({ kind: 'retry' });
    expect(evil.asked).toEqual([]);
  });

  test.each([['{}'], ['[]'], ['no JSON'], ['{"url":7}'], ['{"url":"x"}'], ['{"url":"//evil.id/x"}']])(
    'is not in %s',
    async (body) => {
      const graph = await answering(() => ({ body }));
      await expect(reading(graph.root)).rejects.toMatchObject({ kind: 'giveUp' });
      expect(graph.asked).toHaveLength(1);
    },
  );

  test('with more bytes than were told is read no further than allowed', async () => {
    const graph = await answering((path) =>
      path.startsWith('/v23.0/')
        ? { body: JSON.stringify({ url: `${graph.root}/file`, file_size: 10 }) }
        : { body: 'x'.repeat(101) },
    );
    await expect(reading(graph.root)).rejects.toMatchObject({ kind: 'giveUp' });
    expect(await reading(graph.root, 101)).toHaveLength(101);
    expect(graph.asked.every((one) => one.authorization === 'Bearer RAHASIA')).toBe(true);
  });
});
