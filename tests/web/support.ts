import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Registry } from 'prom-client';
import type { Attachment, Bubble } from '../../flows/kit/message.ts';
import type { LineHealth } from '../../src/channels/line-health.ts';
import type { Inbound, Receiver } from '../../src/channels/port.ts';
import { createWebChannel, type WebChannel } from '../../src/channels/web/channel.ts';
import { createSealer } from '../../src/db/seal.ts';
import { systemEntropy } from '../../src/entropy.ts';
import { createFileStore } from '../../src/files/store.ts';
import { healthPart } from '../../src/web/health.ts';
import { homePart } from '../../src/web/home.ts';
import { createWeb, listen } from '../../src/web/server.ts';
import type { Entry, HistoryReader } from '../../src/web/simulator/history.ts';
import { simulatorPart } from '../../src/web/simulator/part.ts';
import type { DemoPerson, PhoneId, ShownFile } from '../../src/web/simulator/port.ts';
import { createRoom } from '../../src/web/simulator/room.ts';
import { officeMessage, ownMessage } from '../../src/web/simulator/view.ts';
import { type VerificationOptions, verificationPart } from '../../src/web/verification.ts';

export const ACCOUNT = '0192f000-0000-7000-8000-000000000001';

export const DEMO: readonly DemoPerson[] = [
  {
    phone: 'warga',
    name: 'Maria Bait',
    nik: '5371034512900003',
    birthDate: '05-12-1990',
    phoneNumber: '6281339000001',
  },
  {
    phone: 'warga2',
    name: 'Yohanis Lay',
    nik: '5371031203850002',
    birthDate: '12-03-1985',
    phoneNumber: '6281339000002',
  },
];

const NAMES: Record<PhoneId, string> = {
  warga: 'Maria Bait',
  warga2: 'Yohanis Lay',
  operator: 'Adriana Nope',
  operator2: 'Melkianus Tefa',
  kasi: 'Dominggus Kale',
  seklur: 'Welmince Adoe',
  lurah: 'Benediktus Sabon',
};

/** What a test lets the office answer. */
export type Answering = (inbound: Inbound, office: Office) => Promise<void> | void;

/** A stand-in for the engine: it keeps what is said in memory and answers as the test says. */
export interface Office {
  readonly received: Inbound[];
  readonly channel: WebChannel;
  /** Sends a bubble to a phone; returns its external id. */
  say(phone: PhoneId, bubble: Partial<Bubble>, edits?: string): Promise<string>;
}

export interface Site {
  readonly url: string;
  readonly office: Office;
  /** The ward's time in milliseconds. */
  now(): number;
  /** Takes the web server away, and brings it back on the same port; the office goes on. */
  stop(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

export interface SiteOptions {
  readonly answer?: Answering;
  readonly names?: Partial<Record<PhoneId, string>>;
  readonly wardName?: string;
  readonly training?: boolean;
  readonly files?: (attachment: Attachment) => ShownFile | null;
  readonly verification?: Partial<VerificationOptions> & Pick<VerificationOptions, 'verification'>;
  readonly ready?: () => Promise<boolean>;
  readonly lines?: readonly LineHealth[];
}

/** The whole site on a free port, with the real channel, room and pages, and an office of the test's making. */
export async function openSite(options: SiteOptions = {}): Promise<Site> {
  const folder = await mkdtemp(join(tmpdir(), 'halo-lurah-web-'));
  let ahead = 0;
  const now = () => Date.now() + ahead;
  const clock = { now: () => new Date(now()) };
  const files = createFileStore(folder, createSealer(Buffer.alloc(32, 7)));
  const channel = createWebChannel({ accountId: ACCOUNT, files, entropy: systemEntropy, clock });
  const kept = memory();
  const office: Office = {
    received: [],
    channel,
    say: async (phone, part, edits) => {
      const bubble: Bubble = { text: '', choices: [], file: null, askPhone: false, ...part };
      const { externalId } = await channel.send({
        chat: phone,
        bubble,
        file: bubble.file ? new Uint8Array([1]) : null,
        edits: edits ?? null,
      });
      kept.out(phone, externalId, clock.now(), bubble, edits ?? null);
      return externalId;
    },
  };
  const seen = new Set<string>();
  const receiver: Receiver = {
    receive: async (inbound) => {
      if (seen.has(inbound.externalId)) return 'duplicate';
      seen.add(inbound.externalId);
      office.received.push(inbound);
      kept.in(inbound);
      await options.answer?.(inbound, office);
      return 'handled';
    },
  };
  await channel.start(receiver, new AbortController().signal);

  const room = createRoom({
    channel,
    history: kept.reader,
    ward: { name: options.wardName ?? 'Kelurahan Naikoten II (LATIHAN)', timeZone: 'Asia/Makassar' },
    names: { ...NAMES, ...options.names },
    demo: DEMO,
    now: async () => clock.now(),
    advance: async (ms) => {
      ahead += ms;
      return clock.now();
    },
    readAttachment: async (_conversation, attachment) => options.files?.(attachment) ?? null,
  });
  const training = options.training ?? true;
  const name = 'Kelurahan Naikoten II';
  const site = () =>
    createWeb({
      office: name,
      parts: [
        healthPart({
          ready: options.ready ?? (async () => true),
          lines: async () => options.lines ?? [],
          registry: new Registry(),
        }),
        homePart({
          office: async () => ({
            name,
            place: 'Kecamatan Kota Raja, Kota Kupang',
            hours: 'Senin sampai Kamis 08.00-15.00, Jumat 08.00-11.30 WITA',
            complaints: 'SP4N-LAPOR: lapor.go.id atau SMS 1708',
            training,
          }),
          services: SERVICES,
          chats: [],
          simulator: async () => training,
        }),
        simulatorPart({ office: name, room: async () => (training ? room : null) }),
        verificationPart({
          office: name,
          trustProxy: false,
          floorMs: 5,
          verification: { byCode: async () => null, byFile: async () => ({ verdict: 'unknown' }) },
          ...options.verification,
        }),
      ],
    });
  let listening = await listen(site(), '127.0.0.1', 0);
  const { port } = listening;
  return {
    url: `http://127.0.0.1:${port}`,
    office,
    now,
    stop: () => listening.close(),
    start: async () => {
      listening = await listen(site(), '127.0.0.1', port);
    },
    close: async () => {
      await listening.close();
      await channel.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const SERVICES = [
  {
    slug: 'domisili',
    name: 'Surat Keterangan Domisili',
    purpose: 'Menerangkan tempat tinggal untuk sekolah, bank, atau pekerjaan.',
    requirements: ['Foto KTP', 'Foto KK'],
    time: 'Paling lama 1 jam kerja',
    cost: 'Rp 0',
  },
  {
    slug: 'sktm',
    name: 'Surat Keterangan Tidak Mampu',
    purpose: 'Untuk keringanan biaya sekolah, berobat, atau bantuan sosial.',
    requirements: ['Foto KTP', 'Foto KK', 'Foto rumah tampak depan'],
    time: 'Paling lama 1 hari kerja',
    cost: 'Rp 0',
  },
  {
    slug: 'sku',
    name: 'Surat Keterangan Usaha',
    purpose: 'Menerangkan usaha yang berjalan, untuk bank atau izin.',
    requirements: ['Foto KTP', 'Foto tempat usaha'],
    time: 'Paling lama 1 jam kerja',
    cost: 'Rp 0',
  },
];

/** The history in memory, in the shape that the database's reader gives. */
function memory() {
  const chats: string[] = [];
  const entries = new Map<number, Entry[]>();
  const of = (chat: string): Entry[] => {
    if (!chats.includes(chat)) chats.push(chat);
    const id = chats.indexOf(chat);
    const list = entries.get(id) ?? [];
    entries.set(id, list);
    return list;
  };
  const reader: HistoryReader = {
    conversationOf: async (chat) => (chats.includes(chat) ? chats.indexOf(chat) : null),
    read: async (id) => [...(entries.get(id) ?? [])],
  };
  return {
    reader,
    in: (inbound: Inbound) => {
      of(inbound.chat).push({
        shown: ownMessage(inbound.externalId, inbound.at, inbound.body),
        source: { kind: 'in', body: inbound.body },
      });
    },
    out: (chat: string, id: string, at: Date, bubble: Bubble, edits: string | null) => {
      const list = of(chat);
      const entry: Entry = {
        shown: officeMessage(edits ?? id, at, bubble, edits !== null),
        source: { kind: 'out', bubble },
      };
      const replaced = list.findIndex(({ shown }) => shown.id === edits);
      if (replaced >= 0) list[replaced] = entry;
      else list.push(entry);
    },
  };
}
