import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Channel, type Outbound, SendFailure } from '../../src/channels/port.ts';
import { systemClock } from '../../src/clock.ts';
import { systemEntropy } from '../../src/entropy.ts';
import { createFileStore } from '../../src/files/store.ts';
import { createLog } from '../../src/log.ts';
import { accountOf, buildHouse, type House } from '../../src/office.ts';
import { loadServices } from '../../src/services.ts';
import type { Ground } from './bed.ts';
import type { Contender } from './dialogue.ts';

/** A channel that sends into nothing and counts. */
export class NullChannel implements Channel {
  readonly name = 'telegram';
  readonly accountId: string;
  readonly pace = { perChatMs: 0, perAccountMs: 0 };
  readonly resendable = false;
  readonly reach = { up: true, why: null, since: new Date(0) };
  sent = 0;
  readonly #heard = new Map<string, () => void>();
  constructor(accountId: string) {
    this.accountId = accountId;
  }
  async start() {}
  async stop() {}
  async typing() {}
  async fetch(): Promise<Uint8Array> {
    throw new SendFailure('retry', 'no files here', 3_600_000);
  }
  /** Resolves when the next message of this chat goes out. */
  next(chat: string): Promise<void> {
    return new Promise((resolve) => this.#heard.set(chat, resolve));
  }
  async send({ chat }: Outbound) {
    this.sent += 1;
    const heard = this.#heard.get(chat);
    // Kept no longer: what somebody waited for in every chat that ever was would be measured as the office's memory.
    this.#heard.delete(chat);
    heard?.();
    return { externalId: String(this.sent) };
  }
}

/** Our office as it is, on an account of this name, its messages sent into nothing. */
export async function ours(
  bed: Ground,
  name = 'bench',
): Promise<Contender & { readonly accountId: string; readonly house: House }> {
  const folder = await mkdtemp(join(tmpdir(), 'halo-lurah-bench-files-'));
  const house = buildHouse({
    ...bed,
    alone: true,
    clock: systemClock,
    entropy: systemEntropy,
    log: createLog('error'),
    files: createFileStore(folder, bed.sealer),
    // Every paper may be brought later, so that the dialogue needs no photo.
    services: (await loadServices()).map((service) => ({
      ...service,
      documents: service.documents.map((paper) => ({ ...paper, mayBring: true })),
    })),
    publicUrl: () => 'https://contoh.go.id',
  });
  const accountId = await accountOf(
    bed.db,
    { wardId: bed.wardId, channel: 'telegram', name },
    systemClock.now(),
    systemEntropy,
  );
  await house.start();
  const channel = new NullChannel(accountId);
  await house.open(channel);
  return {
    name: 'ours',
    accountId,
    house,
    hear: async (chat, text, n) => {
      const said = channel.next(chat);
      const received = await house.engine.receive({
        accountId,
        externalId: `${chat}-${n}`,
        chat,
        at: systemClock.now(),
        body: { kind: 'text', text },
        quoted: null,
        messageId: null,
      });
      if (received !== 'handled') throw new Error(`a message was ${received}`);
      await said;
    },
    requests: async () => Number((await bed.sql`select count(*) as n from request`)[0]?.['n']),
    end: async () => {
      await house.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
