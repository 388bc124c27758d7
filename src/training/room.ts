import { and, eq, isNotNull } from 'drizzle-orm';
import type postgres from 'postgres';
import type { Service } from '../../flows/kit/service.ts';
import { allFlows } from '../../flows/registry.ts';
import { vocabularies } from '../../flows/wording/vocabulary.ts';
import { createWebChannel, type WebChannel } from '../channels/web/channel.ts';
import type { Clock } from '../clock.ts';
import { conversation } from '../db/schema/index.ts';
import type { Sealer } from '../db/seal.ts';
import { transaction } from '../db/transaction.ts';
import type { Db } from '../db/types.ts';
import { createStaffChat } from '../engine/chats.ts';
import { factsOf } from '../engine/office-of.ts';
import type { Entropy } from '../entropy.ts';
import type { FileStore } from '../files/store.ts';
import { ensureCertificate } from '../letters/certificates.ts';
import { accountOf, type House } from '../office.ts';
import { staffOf } from '../staff/staff.ts';
import { DEMO } from '../wards/training.ts';
import type { Ward } from '../wards/ward.ts';
import type { Role } from './script.ts';

/** Somebody of the training ward's register whom a phone may play. */
export interface DemoOwner {
  readonly phone: Role;
  readonly name: string;
  readonly nik: string;
  /** As a person types it: 12-05-1985. */
  readonly birthDate: string;
  readonly phoneNumber: string | null;
}

/** The training room: the phones of residents and staff over the `web` channel of a training ward. */
export interface TrainingRoom {
  readonly ward: Ward;
  readonly channel: WebChannel;
  readonly demo: readonly DemoOwner[];
  /** Who holds which phone, by name. */
  readonly names: Readonly<Record<Role, string>>;
}

/** What the training room is built over. */
export interface RoomDeps {
  readonly sql: postgres.Sql;
  readonly db: Db;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly files: FileStore;
  readonly services: readonly Service[];
}

const DEMO_OWNERS: readonly DemoOwner[] = [owner('warga', DEMO.warga1), owner('warga2', DEMO.warga2)];

/** Opens the room of a ward: its account, the staff's phones bound to their people, and a certificate to sign with. */
export async function openRoom(house: House, deps: RoomDeps, ward: Ward): Promise<TrainingRoom> {
  const now = (await house.officeOf(ward.id)).now;
  const accountId = await accountOf(
    deps.db,
    { wardId: ward.id, channel: 'web', name: ward.short },
    now,
    deps.entropy,
  );
  const people = await staffOf(deps.db, ward.id);
  const operators = people.filter((one) => one.role === 'operator');
  const holders: Partial<Record<Role, (typeof people)[number]>> = {};
  const give = (role: Role, member: (typeof people)[number] | undefined) => {
    if (member) holders[role] = member;
  };
  give('operator', operators[0]);
  give('operator2', operators[1]);
  for (const role of ['kasi', 'seklur', 'lurah'] as const)
    give(
      role,
      people.find((one) => one.role === role),
    );

  const bound = await deps.db
    .select({ id: conversation.id })
    .from(conversation)
    .where(and(eq(conversation.accountId, accountId), isNotNull(conversation.staffId)));
  if (bound.length === 0) {
    const office = await house.officeOf(ward.id);
    await house.reserveIds(100);
    await transaction(deps.sql, async (both) => {
      await ensureCertificate(both.tx, deps, ward, now);
      const world = {
        facts: factsOf(office),
        flows: allFlows(deps.services),
        services: deps.services,
        vocabulary: vocabularies({}),
        office: true,
      };
      for (const [chat, member] of Object.entries(holders)) {
        await createStaffChat(both, office, deps.entropy, world, { accountId, chat, staffId: member.id });
      }
    });
  }
  const channel = createWebChannel({
    accountId,
    files: deps.files,
    entropy: deps.entropy,
    clock: house.clockOf(ward.id),
  });
  const names = Object.fromEntries(
    (['operator', 'operator2', 'kasi', 'seklur', 'lurah'] as const).map((role) => [
      role,
      holders[role]?.name ?? role,
    ]),
  ) as Record<Role, string>;
  return {
    ward,
    channel,
    demo: DEMO_OWNERS,
    names: { ...names, warga: DEMO.warga1.name, warga2: DEMO.warga2.name },
  };
}

function owner(
  phone: Role,
  person: {
    readonly name: string;
    readonly nik: string;
    readonly birthDate: string;
    readonly phone: string | null;
  },
): DemoOwner {
  const [year, month, day] = person.birthDate.split('-');
  return {
    phone,
    name: person.name,
    nik: person.nik,
    birthDate: `${day}-${month}-${year}`,
    phoneNumber: person.phone,
  };
}
