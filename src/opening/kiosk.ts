import { and, eq, isNull, lt } from 'drizzle-orm';
import type postgres from 'postgres';
import type { Service } from '../../flows/kit/service.ts';
import { createWebChannel } from '../channels/web/channel.ts';
import { kioskAccountName } from '../channels/web/kiosk.ts';
import type { Clock } from '../clock.ts';
import { conversation } from '../db/schema/index.ts';
import type { Sealer } from '../db/seal.ts';
import { transaction } from '../db/transaction.ts';
import type { Db } from '../db/types.ts';
import type { Entropy } from '../entropy.ts';
import type { FileStore } from '../files/store.ts';
import type { Log } from '../log.ts';
import { accountOf, type House } from '../office.ts';
import { createLinkCode } from '../residents/links.ts';
import { admitDevice, deviceOf, wardsWithDevices } from '../wards/devices.ts';
import { wardById } from '../wards/ward.ts';
import { type KioskPartOptions, kioskPart } from '../web/kiosk/part.ts';
import type { Kiosk } from '../web/kiosk/port.ts';
import { createKiosk } from '../web/kiosk/room.ts';
import type { Door } from '../web/kiosk/ticket.ts';
import type { Part } from '../web/server.ts';

/** What the screens at the counters are opened over. */
export interface KioskDeps {
  readonly sql: postgres.Sql;
  readonly db: Db;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly log: Log;
  readonly files: FileStore;
  readonly services: readonly Service[];
  readonly house: House;
  readonly publicUrl: string | null;
  /** Where the residents of a ward write to the office by phone. */
  readonly doors: (wardId: string) => readonly Door[];
  /** Of the page: how long it waits for a touch, how many codes may be tried. */
  readonly limits?: Pick<KioskPartOptions, 'idleMs' | 'tries'>;
}

/** A chat that nobody has written in for so long is over, though its page never said so: a screen lost its power (ms). */
const FORGOTTEN_MS = 15 * 60_000;
const SWEEP_MS = 60_000;

const LANGUAGES = [
  { id: 'id', label: 'Bahasa Indonesia' },
  { id: 'kupang', label: 'Basa Kupang' },
  { id: 'en', label: 'English' },
];
/** What is said for the person at the start; the words that choose a language are those of flows/kit/understand. */
const OPENINGS = { id: ['halo'], kupang: ['basa kupang', 'menu'], en: ['english', 'menu'] };

/**
 * The page of the screens at the counters. The account of a ward's screens is opened where there is one, and for others
 * when their first screen shows up: an office without screens asks its database nothing for them.
 */
export async function openKiosks(deps: KioskDeps): Promise<Part> {
  const { db, sql, sealer, entropy, clock, house } = deps;
  const opened = new Map<string, Promise<Kiosk>>();
  const accounts = new Map<string, string>();
  const kiosk = (wardId: string): Promise<Kiosk> => {
    const known = opened.get(wardId) ?? openWard(deps, wardId, accounts);
    opened.set(wardId, known);
    // A ward that could not be opened is tried again at the next request.
    known.catch(() => opened.delete(wardId));
    return known;
  };
  for (const wardId of await wardsWithDevices(db)) await kiosk(wardId);

  const sweep = async () => {
    for (const [wardId, accountId] of accounts) {
      const { now } = await house.officeOf(wardId);
      await endForgotten(db, accountId, now);
    }
  };
  const timer = setInterval(
    () => sweep().catch((error: unknown) => deps.log.warn({ error }, 'forgotten kiosk chats were not ended')),
    SWEEP_MS,
  );
  await sweep();
  const part = kioskPart({
    devices: {
      admit: async (code) =>
        (await transaction(sql, ({ tx }) => admitDevice(tx, { sealer, entropy }, { code, now: clock.now() })))
          ?.token ?? null,
      find: (token) => deviceOf(db, { sealer }, token, clock.now()),
    },
    kiosk,
    languages: LANGUAGES,
    sealer,
    entropy,
    publicUrl: deps.publicUrl,
    now: () => clock.now().getTime(),
    ...deps.limits,
  });
  return {
    mount: part.mount,
    stop: () => {
      clearInterval(timer);
      part.stop?.();
    },
  };
}

/** Ends chats that nobody has written in for a quarter of an hour. `now` is the ward's own time. */
export async function endForgotten(db: Db, accountId: string, now: Date): Promise<void> {
  await db
    .update(conversation)
    .set({ goneAt: now })
    .where(
      and(
        eq(conversation.accountId, accountId),
        isNull(conversation.goneAt),
        lt(conversation.lastInAt, new Date(now.getTime() - FORGOTTEN_MS)),
      ),
    );
}

async function openWard(deps: KioskDeps, wardId: string, accounts: Map<string, string>): Promise<Kiosk> {
  const { db, sealer, entropy, files, house } = deps;
  const ward = await wardById(db, wardId);
  const now = async () => (await house.officeOf(wardId)).now;
  const accountId = await accountOf(
    db,
    { wardId, channel: 'web', name: kioskAccountName(ward) },
    await now(),
    entropy,
  );
  const channel = createWebChannel({ accountId, files, entropy, clock: house.clockOf(wardId) });
  await house.open(channel);
  accounts.set(wardId, accountId);
  return createKiosk({
    ward,
    channel,
    db,
    sealer,
    entropy,
    now,
    services: new Map(deps.services.map(({ slug, name }) => [slug, name])),
    openings: OPENINGS,
    doors: () => deps.doors(wardId),
    linkCode: async (chat) => {
      const office = await house.officeOf(wardId);
      return transaction(deps.sql, ({ tx }) => createLinkCode(tx, office, chat));
    },
    readAttachment: (conversationId, attachment) => house.attachment(conversationId, attachment),
  });
}
