import { Writable } from 'node:stream';
import { eq } from 'drizzle-orm';
import type { Bubble, InboundBody } from '../../flows/kit/message.ts';
import { residentWords } from '../../flows/wording/id-resident.ts';
import type { Inbound } from '../../src/channels/port.ts';
import { createWebChannel, type WebChannel } from '../../src/channels/web/channel.ts';
import { account } from '../../src/db/schema/index.ts';
import { systemEntropy, uuid7 } from '../../src/entropy.ts';
import { createLog } from '../../src/log.ts';
import { openPlayhouse, type Playhouse } from '../../src/training/playhouse.ts';
import { DEMO } from '../../src/wards/training.ts';
import { changeSettings, wardById } from '../../src/wards/ward.ts';
import { type FormOptions, formPart } from '../../src/web/form/part.ts';
import { createWeb, type Listening, listen } from '../../src/web/server.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { testSealer } from '../support/keys.ts';

/** A real office with a chat app beside the training room, and the secure page on a port of its own. */
export interface FormOffice extends TestDatabase {
  readonly house: Playhouse['house'];
  readonly files: Playhouse['files'];
  /** Where the papers lie. */
  readonly folder: string;
  readonly clock: Playhouse['clock'];
  readonly wardId: string;
  readonly accountId: string;
  /** What the log was told, warnings and worse. */
  readonly faults: string[];
  /** Where the page is served in this test; the links of the chat say https://contoh.go.id. */
  readonly url: string;
  /** Says something in a chat and returns what was answered, the newest last. */
  say(chat: string, what: string | InboundBody, more?: Partial<Inbound>): Promise<Bubble[]>;
  /** What a chat heard since it was last asked. */
  heard(chat: string): Promise<Bubble[]>;
  /** The address, on this server, of the newest link in a chat. */
  link(chat: string): string;
  /** Takes the page's server away, and brings it back on the same port; the office goes on. */
  stop(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

export const MARIA: { readonly nik: string; readonly birth: string } = {
  nik: DEMO.warga1.nik,
  birth: DEMO.warga1.birthDate.split('-').reverse().join('-'),
};

export const LINK: RegExp = /https:\/\/contoh\.go\.id(\/formulir\/[0-9a-f]{32})/;

export async function openFormOffice(
  setting: 'offered' | 'required',
  given: { readonly channel?: string; readonly page?: Partial<FormOptions> } = {},
): Promise<FormOffice> {
  const database = await createTestDatabase();
  const faults: string[] = [];
  const log = createLog(
    'warn',
    new Writable({
      write(line, _encoding, next) {
        faults.push(String(line).trim());
        next();
      },
    }),
  );
  const sealer = testSealer();
  const playhouse = await openPlayhouse({ ...database, sealer, log });
  const { house, room, clock, files } = playhouse;
  const { settings } = await wardById(database.db, room.ward.id);
  await changeSettings(database.db, room.ward.id, { ...settings, forms: setting });
  // The office remembers a ward for two seconds of its clock.
  clock.move(3_000);
  const accountId = uuid7(clock.now(), systemEntropy);
  await database.db.insert(account).values({
    id: accountId,
    wardId: room.ward.id,
    channel: given.channel ?? 'telegram',
    name: 'test',
    createdAt: clock.now(),
  });
  const channel: WebChannel = createWebChannel({ accountId, files, entropy: systemEntropy, clock });
  const said: { chat: string; bubble: Bubble }[] = [];
  let read = 0;
  const links = new Map<string, string>();
  channel.subscribe((event) => {
    if (event.kind !== 'out') return;
    const { chat, bubble } = event.outbound;
    said.push({ chat, bubble });
    const link = LINK.exec(bubble.text)?.[1];
    if (link) links.set(chat, link);
  });
  await house.open(channel);

  const site = () =>
    createWeb({
      office: 'Kelurahan Contoh',
      log,
      parts: [
        formPart({
          desk: house.forms,
          files,
          entropy: systemEntropy,
          office: 'Kelurahan Contoh',
          reason: (why) => (residentWords[why.key] as (filled: unknown) => string)(why),
          door: (id) => (id === accountId ? { label: 'Telegram', href: 'https://t.me/contoh_bot' } : null),
          trustProxy: false,
          ...given.page,
        }),
      ],
    });
  let listening: Listening = await listen(site(), '127.0.0.1', 0);
  const url = `http://127.0.0.1:${listening.port}`;
  let count = 0;
  const heard = async (chat: string): Promise<Bubble[]> => {
    await house.settle();
    const fresh = said.slice(read).filter((one) => one.chat === chat);
    read = said.length;
    return fresh.map(({ bubble }) => bubble);
  };
  return {
    ...database,
    house,
    files,
    folder: playhouse.folder,
    clock,
    wardId: room.ward.id,
    accountId,
    faults,
    url,
    heard,
    say: async (chat, what, more = {}) => {
      clock.move(20_000);
      count += 1;
      await channel.push({
        externalId: `test-${count}`,
        chat,
        at: clock.now(),
        body: typeof what === 'string' ? { kind: 'text', text: what } : what,
        quoted: null,
        messageId: null,
        ...more,
      });
      return heard(chat);
    },
    link: (chat) => {
      const path = links.get(chat);
      if (!path) throw new Error(`no link was sent to ${chat}`);
      return `${url}${path}`;
    },
    stop: () => listening.close(),
    start: async () => {
      listening = await listen(site(), '127.0.0.1', Number(new URL(url).port));
    },
    close: async () => {
      await listening.close();
      await playhouse.close();
      await database.drop();
    },
  };
}

/** How far a chat has come: the questions that are open say so. */
export async function accountName(office: FormOffice): Promise<string | undefined> {
  const [row] = await office.db.select().from(account).where(eq(account.id, office.accountId));
  return row?.name;
}
