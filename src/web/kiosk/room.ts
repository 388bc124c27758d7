import { and, asc, desc, eq, lte, or } from 'drizzle-orm';
import { type Attachment, Bubble, clean, type InboundBody } from '../../../flows/kit/message.ts';
import type { WebChannel } from '../../channels/web/channel.ts';
import { conversation, message, request } from '../../db/schema/index.ts';
import type { Sealer } from '../../db/seal.ts';
import type { Db } from '../../db/types.ts';
import { type Entropy, uuid7 } from '../../entropy.ts';
import type { Kiosk, Receipt } from './port.ts';
import { type Door, phoneDoors } from './ticket.ts';
import { type OpenRow, openState, shownMessages } from './view.ts';

/** What the screens of a ward are built over. */
export interface KioskOptions {
  readonly ward: { readonly name: string; readonly training: boolean };
  readonly channel: WebChannel;
  readonly db: Db;
  readonly sealer: Sealer;
  readonly entropy: Entropy;
  /** The ward's own time. */
  readonly now: () => Promise<Date>;
  /** Names of the services by slug. */
  readonly services: ReadonlyMap<string, string>;
  /** What is said first in a language, so that the office answers in it. */
  readonly openings: Readonly<Record<string, readonly string[]>>;
  /** A code that takes the chat to a phone (residents/links). */
  readonly linkCode: (chat: {
    readonly conversationId: number;
    readonly personId: string;
  }) => Promise<string>;
  /** Where a resident of this ward writes to the office. */
  readonly doors: () => readonly Door[];
  /** The bytes of a file that the office sent into this chat, with the checks of the domain. */
  readonly readAttachment: (conversationId: number, attachment: Attachment) => Promise<Uint8Array>;
}

/** Most messages that a screen shows; a chat at a counter is short. */
const MOST = 80;
/** How often the table is asked while nothing is heard: another process may have answered (ms). */
const POLL_MS = 1_000;
/** What the page says by itself at the start is not shown as if the person had typed it. */
const OPENING = 'mulai:';

/**
 * The chats of a ward's screens. They are read from the message table as soon as a turn has committed, whichever
 * process took it; what this process sends only wakes the reader earlier.
 */
export function createKiosk(options: KioskOptions): Kiosk {
  const { channel, db, sealer, entropy } = options;

  const ofChat = (chat: string) =>
    and(
      eq(conversation.accountId, channel.accountId),
      eq(conversation.chatKey, sealer.index('chat', `${channel.accountId}|${chat}`)),
    );

  const find = async (chat: string) => {
    const [row] = await db.select().from(conversation).where(ofChat(chat));
    return row && row.goneAt === null ? row : null;
  };

  const rowsOf = async (conversationId: number, upTo: number): Promise<OpenRow[]> => {
    const rows = await db
      .select()
      .from(message)
      .where(and(eq(message.conversationId, conversationId), lte(message.id, upTo)))
      .orderBy(desc(message.id))
      .limit(MOST);
    return rows
      .reverse()
      .filter(({ externalId }) => externalId?.startsWith(OPENING) !== true)
      .map(({ id, direction, edits, body }) => ({
        id,
        direction,
        edits,
        body: JSON.parse(sealer.openText(`message|body|${conversationId}.${id}`, body)),
      }));
  };

  const receiptsOf = async (conversationId: number): Promise<Receipt[]> => {
    const rows = await db
      .select({ number: request.number, service: request.service })
      .from(request)
      .where(eq(request.conversationId, conversationId))
      .orderBy(asc(request.submittedAt), asc(request.task));
    return rows.map(({ number, service }) => ({ number, service: options.services.get(service) ?? service }));
  };

  const stateOf = (row: typeof conversation.$inferSelect, rows: readonly OpenRow[]) =>
    openState(JSON.parse(sealer.openText(`conversation|state|${row.id}`, row.state)), rows, options.services);

  const push = async (chat: string, externalId: string, body: InboundBody): Promise<void> => {
    await channel.push({ externalId, chat, at: await options.now(), body, quoted: null, messageId: null });
  };

  /** Resolves when this process has sent into the chat, when it is time to look, or when nobody waits any more. */
  const heard = (chat: string, ms: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        stop();
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      const stop = channel.subscribe((event) => {
        if (event.kind === 'out' && event.outbound.chat === chat) done();
      });
      signal.addEventListener('abort', done);
    });

  return {
    ward: options.ward,
    async view(chat) {
      const row = await find(chat);
      if (!row) return null;
      // Messages of a later turn than the state are left for the next look: question and words belong together.
      const rows = await rowsOf(row.id, row.messages);
      return {
        revision: row.messages,
        messages: shownMessages(rows),
        receipts: await receiptsOf(row.id),
        ...stateOf(row, rows),
      };
    },
    async changed(chat, revision, ms, signal) {
      const until = performance.now() + ms;
      while (!signal.aborted) {
        const row = await find(chat);
        const left = until - performance.now();
        if (row?.messages !== revision || left <= 0) return;
        await heard(chat, Math.min(left, POLL_MS), signal);
      }
    },
    async begin(chat, language) {
      for (const text of options.openings[language] ?? options.openings['id'] ?? ['halo'])
        await push(chat, `${OPENING}${uuid7(await options.now(), entropy)}`, { kind: 'text', text });
    },
    post: (chat, post) =>
      push(
        chat,
        post.id,
        post.kind === 'text'
          ? { kind: 'text', text: clean(post.text) }
          : { kind: 'tap', data: post.data, label: clean(post.label, 200) },
      ),
    async upload(chat, upload) {
      const media = {
        ref: await channel.keep(upload.bytes),
        mime: upload.mime === '' ? null : clean(upload.mime, 200),
        name: clean(upload.name, 200),
        size: upload.bytes.length,
      };
      await push(chat, upload.id, { kind: 'media', media, caption: null });
    },
    async picture(chat, messageId) {
      const row = await find(chat);
      if (!row || !/^\d{1,9}$/.test(messageId)) return null;
      const rows = await db
        .select({ id: message.id, body: message.body })
        .from(message)
        .where(
          and(
            eq(message.conversationId, row.id),
            eq(message.direction, 'out'),
            or(eq(message.id, Number(messageId)), eq(message.edits, Number(messageId))),
          ),
        )
        .orderBy(desc(message.id))
        .limit(1);
      const [sent] = rows;
      if (!sent) return null;
      const { file } = Bubble.parse(
        JSON.parse(sealer.openText(`message|body|${row.id}.${sent.id}`, sent.body)),
      );
      // A letter is handed over at the counter; on a screen that everybody uses it is not opened.
      if (file === null || file.mime === 'application/pdf') return null;
      return { bytes: await options.readAttachment(row.id, file), mime: file.mime, name: file.name };
    },
    async ticket(chat) {
      const row = await find(chat);
      if (!row) return null;
      const receipts = await receiptsOf(row.id);
      const { draft } = stateOf(row, []);
      if (receipts.length === 0 && !draft) return { receipts, draft, code: null, doors: [] };
      const code = await options.linkCode({ conversationId: row.id, personId: row.personId });
      return { receipts, draft, code, doors: phoneDoors(options.doors(), code) };
    },
    async end(chat) {
      await db
        .update(conversation)
        .set({ goneAt: await options.now() })
        .where(ofChat(chat));
    },
  };
}
