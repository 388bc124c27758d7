import { randomUUID } from 'node:crypto';
import type { Outbound } from '../../../src/channels/port.ts';
import { createWebChannel, type WebChannel } from '../../../src/channels/web/channel.ts';
import { systemEntropy } from '../../../src/entropy.ts';
import type { FileStore } from '../../../src/files/store.ts';
import type { Role } from '../../../src/training/script.ts';
import { createKiosk } from '../../../src/web/kiosk/room.ts';
import { testSealer } from '../../support/keys.ts';
import type { Part, Platform } from './platform.ts';
import type { PlatformDeps } from './play.ts';

/** The screen at the counter: residents by what its page calls, staff on pages of the same kind. */
export async function webPlatform({ accountId, db, room, clock }: PlatformDeps): Promise<Platform> {
  const plain = createWebChannel({ accountId, files: {} as FileStore, entropy: systemEntropy, clock });
  // Uploads lie with those of the office, whichever page they came by.
  const kept = {
    keep: { value: room.channel.keep },
    fetch: { value: room.channel.fetch },
  };
  const channel = Object.create(plain, kept) as WebChannel;
  const waiting = new Map<string, { readonly id: string; readonly outbound: Outbound }[]>();
  channel.subscribe((event) => {
    if (event.kind !== 'out') return;
    const { chat } = event.outbound;
    waiting.set(chat, [...(waiting.get(chat) ?? []), { id: event.externalId, outbound: event.outbound }]);
  });
  const kiosk = createKiosk({
    ward: room.ward,
    channel,
    db,
    sealer: testSealer(),
    entropy: systemEntropy,
    now: async () => clock.now(),
    services: new Map(),
    openings: {},
    linkCode: async () => '',
    doors: () => [],
    readAttachment: async () => new Uint8Array(),
  });
  return {
    channel,
    does: (role, deed) => {
      const id = randomUUID();
      if (deed.kind === 'sends')
        return kiosk.upload(role, {
          id,
          name: deed.name,
          mime: deed.pdf ? 'application/pdf' : 'image/jpeg',
          bytes: deed.bytes,
        });
      if (deed.kind === 'chooses') {
        const { data, label } = deed.choice;
        // The screen shows the open question only; a task of a while ago is tapped on a page of the office.
        const body = { kind: 'tap', data, label } as const;
        return role.startsWith('warga')
          ? kiosk.post(role, { ...body, id })
          : pushes(channel, role, { id, body, quoted: deed.message }, clock.now());
      }
      if (deed.kind === 'tellsPhone')
        return pushes(
          channel,
          role,
          { id, body: { kind: 'ownPhone', phone: deed.phone }, quoted: null },
          clock.now(),
        );
      if (deed.quoting === null && role.startsWith('warga'))
        return kiosk.post(role, { kind: 'text', id, text: deed.text });
      const body = { kind: 'text', text: deed.text } as const;
      return pushes(channel, role, { id, body, quoted: deed.quoting }, clock.now());
    },
    arrived: async (role) => {
      const fresh = waiting.get(role) ?? [];
      waiting.delete(role);
      if (role.startsWith('warga')) await shows(kiosk, role);
      return fresh.map(part);
    },
    close: async () => undefined,
  };
}

/** The screen can show what was said: it reads the table, not the channel. */
async function shows(kiosk: ReturnType<typeof createKiosk>, role: Role): Promise<void> {
  const view = await kiosk.view(role);
  if (!view?.messages.some(({ from }) => from === 'office')) throw new Error('the screen shows nothing');
}

const pushes = (
  channel: WebChannel,
  chat: string,
  given: Pick<Parameters<WebChannel['push']>[0], 'body' | 'quoted'> & { readonly id: string },
  at: Date,
) =>
  channel.push({ externalId: given.id, chat, at, body: given.body, quoted: given.quoted, messageId: null });

function part({ id, outbound: { bubble } }: { readonly id: string; readonly outbound: Outbound }): Part {
  return {
    id,
    text: bubble.text.replace(/[\uE000\uE001]/g, ''),
    choices: bubble.choices,
    file: bubble.file?.name ?? null,
    askPhone: bubble.askPhone,
  };
}
