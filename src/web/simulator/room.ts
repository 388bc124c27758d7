import { setTimeout as wait } from 'node:timers/promises';
import { type Attachment, clean, type InboundBody } from '../../../flows/kit/message.ts';
import type { WebChannel } from '../../channels/web/channel.ts';
import type { Entry, HistoryReader } from './history.ts';
import type { DemoPerson, Phone, PhoneId, Room, RoomEvent, ShownFile } from './port.ts';
import { msUntilTomorrowAt, zoneLabel } from './time.ts';
import { joinExternalId, officeMessage, ownMessage, sniff } from './view.ts';

/** What a room is built over. */
export interface RoomOptions {
  readonly channel: WebChannel;
  /** `createHistory` over the database of this channel's account. */
  readonly history: HistoryReader;
  readonly ward: { readonly name: string; readonly timeZone: string };
  /** Who holds which phone. */
  readonly names: Readonly<Record<PhoneId, string>>;
  readonly demo: readonly DemoPerson[];
  /** The ward's own time. */
  readonly now: () => Promise<Date>;
  /** Moves the ward's time forward; refuses on a ward that is not for training. */
  readonly advance: (ms: number) => Promise<Date>;
  /** The bytes of a file that the office sent into this conversation, with the access checks of the domain. */
  readonly readAttachment: (conversationId: number, attachment: Attachment) => Promise<ShownFile | null>;
}

const PHONES: readonly Omit<Phone, 'name'>[] = [
  { id: 'warga', kind: 'resident', role: 'Warga', folded: false },
  { id: 'warga2', kind: 'resident', role: 'Warga', folded: false },
  { id: 'operator', kind: 'staff', role: 'Operator', folded: false },
  { id: 'operator2', kind: 'staff', role: 'Operator', folded: false },
  { id: 'lurah', kind: 'staff', role: 'Lurah', folded: false },
  { id: 'kasi', kind: 'staff', role: 'Kasi', folded: true },
  { id: 'seklur', kind: 'staff', role: 'Sekretaris', folded: true },
];

/** A sent bubble is announced a moment before its row says so; a file asked for in between waits this long in all. */
const FILE_PATIENCE_MS = 1500;
const FILE_STEP_MS = 100;
const UPLOAD_MOST = 20 * 1024 * 1024;

/** The training room over the real engine: what is typed here takes the same walk as a message from Telegram. */
export function createRoom(options: RoomOptions): Room {
  const { channel, history } = options;
  const listeners = new Set<(event: RoomEvent) => void>();
  const tell = (event: RoomEvent) => {
    for (const listener of listeners) listener(event);
  };

  const push = async (
    phone: PhoneId,
    id: string,
    quoted: string | null,
    body: InboundBody,
  ): Promise<void> => {
    const externalId = joinExternalId(id, quoted);
    const at = await options.now();
    tell({ kind: 'message', phone, message: ownMessage(externalId, at, body) });
    try {
      await channel.push({ externalId, chat: phone, at, body, quoted, messageId: null });
    } catch (error) {
      // The other open pages have seen a message that was not kept: they read the history again.
      tell({ kind: 'refresh', phone });
      throw error;
    }
  };

  const find = async (
    phone: PhoneId,
    messageId: string,
  ): Promise<{ conversationId: number; entry: Entry } | null> => {
    const conversationId = await history.conversationOf(phone);
    if (conversationId === null) return null;
    const entry = (await history.read(conversationId)).find(({ shown }) => shown.id === messageId);
    return entry === undefined ? null : { conversationId, entry };
  };

  return {
    async state() {
      const now = await options.now();
      return {
        ward: {
          name: options.ward.name,
          zone: options.ward.timeZone,
          zoneLabel: zoneLabel(options.ward.timeZone),
        },
        now: now.toISOString(),
        phones: PHONES.map((phone) => ({ ...phone, name: options.names[phone.id] })),
        demo: options.demo,
      };
    },
    async history(phone) {
      const conversationId = await history.conversationOf(phone);
      return conversationId === null ? [] : (await history.read(conversationId)).map(({ shown }) => shown);
    },
    async post(phone, post) {
      switch (post.kind) {
        case 'text':
          return push(phone, post.id, post.quoted, { kind: 'text', text: clean(post.text) });
        case 'tap':
          return push(phone, post.id, post.quoted, {
            kind: 'tap',
            data: post.data,
            label: clean(post.label, 200),
          });
        case 'ownPhone': {
          const number = options.demo.find((person) => person.phone === phone)?.phoneNumber;
          if (number == null)
            return push(phone, post.id, null, { kind: 'text', text: 'Nomor saya tidak ada' });
          return push(phone, post.id, null, { kind: 'ownPhone', phone: number });
        }
      }
    },
    async upload(phone, upload) {
      const ref = await channel.keep(upload.bytes);
      const caption = clean(upload.caption ?? '', 1024).trim();
      const media = {
        ref,
        mime: upload.mime === '' ? null : clean(upload.mime, 200),
        name: clean(upload.name, 200),
        size: upload.bytes.length,
      };
      await push(phone, upload.id, upload.quoted, {
        kind: 'media',
        media,
        caption: caption === '' ? null : caption,
      });
    },
    async file(phone, messageId) {
      let found = await find(phone, messageId);
      for (let waited = 0; found === null && waited < FILE_PATIENCE_MS; waited += FILE_STEP_MS) {
        await wait(FILE_STEP_MS);
        found = await find(phone, messageId);
      }
      if (found === null) return null;
      const { source } = found.entry;
      if (source.kind === 'out') {
        return source.bubble.file === null
          ? null
          : options.readAttachment(found.conversationId, source.bubble.file);
      }
      if (source.body.kind !== 'media') return null;
      const bytes = await channel.fetch(source.body.media, UPLOAD_MOST).catch(() => null);
      const mime = bytes === null ? null : sniff(bytes);
      return bytes === null || mime === null
        ? null
        : { bytes, mime, name: source.body.media.name ?? 'berkas' };
    },
    async moveClock(move) {
      const ms =
        'minutes' in move
          ? move.minutes * 60_000
          : msUntilTomorrowAt(await options.now(), options.ward.timeZone, move.tomorrowAt);
      const now = await options.advance(ms);
      tell({ kind: 'clock', now: now.toISOString() });
      return now;
    },
    subscribe(listener) {
      listeners.add(listener);
      const stop = channel.subscribe((event) => {
        const chat = event.kind === 'typing' ? event.chat : event.outbound.chat;
        const phone = PHONES.find(({ id }) => id === chat)?.id;
        if (phone === undefined) return;
        if (event.kind === 'typing') return listener({ kind: 'typing', phone });
        const { bubble, edits } = event.outbound;
        listener({
          kind: edits === null ? 'message' : 'edit',
          phone,
          message: officeMessage(edits ?? event.externalId, event.at, bubble, edits !== null),
        });
      });
      return () => {
        stop();
        listeners.delete(listener);
      };
    },
  };
}
