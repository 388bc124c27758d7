import { randomUUID } from 'node:crypto';
import { createWebChannel, type WebChannel } from '../../../src/channels/web/channel.ts';
import { systemEntropy } from '../../../src/entropy.ts';
import type { FileStore } from '../../../src/files/store.ts';
import { createHistory } from '../../../src/web/simulator/history.ts';
import type { PhoneId } from '../../../src/web/simulator/port.ts';
import { createRoom } from '../../../src/web/simulator/room.ts';
import { testSealer } from '../../support/keys.ts';
import type { Part, Platform } from './platform.ts';
import type { PlatformDeps } from './play.ts';

/** The training room's table of phones, by what its page calls and is told. */
export async function simulatorPlatform({ accountId, db, room, clock }: PlatformDeps): Promise<Platform> {
  const plain = createWebChannel({ accountId, files: {} as FileStore, entropy: systemEntropy, clock });
  // Uploads lie with those of the office, whichever page they came by.
  const kept = { keep: { value: room.channel.keep }, fetch: { value: room.channel.fetch } };
  const channel = Object.create(plain, kept) as WebChannel;
  const table = createRoom({
    channel,
    history: createHistory(db, testSealer(), accountId),
    ward: { name: room.ward.name, timeZone: room.ward.timeZone },
    names: room.names,
    demo: room.demo,
    now: async () => clock.now(),
    advance: async () => clock.now(),
    readAttachment: async () => null,
  });
  const waiting = new Map<PhoneId, Part[]>();
  table.subscribe((event) => {
    if ((event.kind !== 'message' && event.kind !== 'edit') || event.message.from !== 'office') return;
    const { id, text, choices, file, askPhone } = event.message;
    const shown = {
      id,
      text: text.replace(/[\uE000\uE001]/g, ''),
      choices,
      file: file?.name ?? null,
      askPhone,
    };
    waiting.set(event.phone, [...(waiting.get(event.phone) ?? []), shown]);
  });
  return {
    channel,
    does: (role, deed) => {
      const id = randomUUID();
      if (deed.kind === 'says')
        return table.post(role, { kind: 'text', id, text: deed.text, quoted: deed.quoting });
      if (deed.kind === 'chooses') {
        const { data, label } = deed.choice;
        return table.post(role, { kind: 'tap', id, data, label, quoted: deed.message });
      }
      if (deed.kind === 'tellsPhone') return table.post(role, { kind: 'ownPhone', id });
      return table.upload(role, {
        id,
        name: deed.name,
        mime: deed.pdf ? 'application/pdf' : 'image/jpeg',
        bytes: deed.bytes,
        caption: null,
        quoted: null,
      });
    },
    arrived: async (role) => {
      const fresh = waiting.get(role) ?? [];
      waiting.delete(role);
      return fresh;
    },
    close: async () => undefined,
  };
}
