import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Inbound } from '../../src/channels/port.ts';
import { createWebChannel, type WebChannel, type WebEvent } from '../../src/channels/web/channel.ts';
import { systemClock } from '../../src/clock.ts';
import { createSealer } from '../../src/db/seal.ts';
import { systemEntropy } from '../../src/entropy.ts';
import { createFileStore } from '../../src/files/store.ts';
import { msUntilTomorrowAt } from '../../src/web/simulator/time.ts';
import { ACCOUNT } from './support.ts';

let folder: string;
let channel: WebChannel;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'halo-lurah-channel-'));
  const files = createFileStore(folder, createSealer(Buffer.alloc(32, 1)));
  channel = createWebChannel({ accountId: ACCOUNT, files, entropy: systemEntropy, clock: systemClock });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const bubble = { text: 'Selamat pagi', choices: [], file: null, askPhone: false };
const inbound: Omit<Inbound, 'accountId'> = {
  externalId: 'x',
  chat: 'warga',
  at: new Date(0),
  body: { kind: 'text', text: 'halo' },
  quoted: null,
  messageId: null,
};

describe('the web channel', () => {
  it('hands a bubble to everyone who watches, whatever another listener does, with a new id each time', async () => {
    const seen: WebEvent[] = [];
    channel.subscribe(() => {
      throw new Error('a broken page');
    });
    const stop = channel.subscribe((event) => seen.push(event));
    const first = await channel.send({ chat: 'warga', bubble, file: null, edits: null });
    stop();
    const second = await channel.send({ chat: 'warga', bubble, file: null, edits: null });
    expect(seen).toMatchObject([{ kind: 'out', externalId: first.externalId, outbound: { chat: 'warga' } }]);
    expect(second.externalId).not.toBe(first.externalId);
  });

  it('brings a message to the engine under its own account, and says when nothing was stored', async () => {
    await expect(channel.push(inbound)).rejects.toMatchObject({ kind: 'retry' });
    const got: Inbound[] = [];
    await channel.start(
      {
        receive: async (message) => {
          got.push(message);
          return 'handled';
        },
      },
      new AbortController().signal,
    );
    expect(await channel.push(inbound)).toBe('handled');
    expect(got).toEqual([{ ...inbound, accountId: ACCOUNT }]);
    await channel.stop();
    await expect(channel.push(inbound)).rejects.toMatchObject({ kind: 'retry' });
  });

  it('keeps uploads sealed, gives them back whole, and reads nothing else', async () => {
    const bytes = Buffer.from('isi kartu keluarga');
    const ref = await channel.keep(bytes);
    const media = { ref, mime: null, name: null, size: null };
    expect(await channel.fetch(media, 100)).toEqual(bytes);
    expect((await readFile(join(folder, ref))).includes(bytes)).toBe(false);
    await expect(channel.fetch(media, 5)).rejects.toMatchObject({ kind: 'giveUp' });
    for (const other of [
      'upload/00000000000000000000000000000000',
      'letter/1',
      'upload/../letter/1',
      '/etc/passwd',
    ]) {
      await expect(channel.fetch({ ...media, ref: other }, 100), other).rejects.toMatchObject({
        kind: 'giveUp',
      });
    }
  });
});

describe('tomorrow at a time of the ward', () => {
  it("is counted in the ward's zone", () => {
    // 23:30 WITA on the 21st; in UTC it is still the afternoon.
    expect(msUntilTomorrowAt(new Date('2026-11-21T15:30:00Z'), 'Asia/Makassar', '07:30')).toBe(8 * 3_600_000);
    // 00:30 WITA on the 22nd: tomorrow is the 23rd.
    expect(msUntilTomorrowAt(new Date('2026-11-21T16:30:00Z'), 'Asia/Makassar', '07:30')).toBe(
      31 * 3_600_000,
    );
  });
});
