import { type ArgsDef, defineCommand } from 'citty';
import { transaction } from '../db/transaction.ts';
import { systemEntropy } from '../entropy.ts';
import { addDevice, type Device, devicesOf, revokeDevice } from '../wards/devices.ts';
import type { Ward } from '../wards/ward.ts';
import { type Answer, answer, CommandRefused, flag, type Given } from './answer.ts';
import { inSharedOffice, pickWard, type SharedOffice } from './shared-office.ts';

const COMMON = {
  ward: { type: 'string', description: 'Code or short name, when there are several wards' },
  json: { type: 'boolean', description: 'Print one JSON object' },
} as const satisfies ArgsDef;

const STATES: Readonly<Record<Device['state'], string>> = {
  waiting: 'code not typed yet',
  expired: 'code ran out',
  on: 'on',
  off: 'off',
};

const addArgs = {
  code: { type: 'positional', description: 'Code or short name of the ward', required: false },
  name: { type: 'string', description: 'Where the screen stands: "Loket depan"' },
  ...COMMON,
} as const satisfies ArgsDef;

const offArgs = {
  device: { type: 'positional', description: 'Name or id, as in "kiosk list"', required: false },
  ...COMMON,
} as const satisfies ArgsDef;

/** `npm run ward -- kiosk ...`: the screens at the counters. */
export const kioskCommand = defineCommand({
  meta: { name: 'kiosk', description: 'The screens at the counter (page /anjungan)' },
  subCommands: {
    add: defineCommand({
      meta: {
        name: 'add',
        description: 'A one-time code that lets a screen in: add CODE --name "Loket depan"',
      },
      args: addArgs,
      run: ({ args }) =>
        answer(args, addArgs, () => {
          const name = nameOf(args);
          return inSharedOffice(async (office) =>
            addKiosk(office, await pickWard(office, args.code?.trim() || flag(args, 'ward')), name),
          );
        }),
    }),
    list: defineCommand({
      meta: { name: 'list', description: 'All screens of a ward' },
      args: COMMON,
      run: ({ args }) =>
        answer(args, COMMON, () =>
          inSharedOffice(async (office) => listKiosks(office, await pickWard(office, flag(args, 'ward')))),
        ),
    }),
    off: defineCommand({
      meta: { name: 'off', description: 'Switch a screen off at once: off NAME or off ID' },
      args: offArgs,
      run: ({ args }) =>
        answer(args, offArgs, () =>
          inSharedOffice(async (office) =>
            offKiosk(office, await pickWard(office, flag(args, 'ward')), args.device?.trim() ?? ''),
          ),
        ),
    }),
  },
});

async function addKiosk({ database, config, now }: SharedOffice, ward: Ward, name: string): Promise<Answer> {
  const deps = { sealer: database.sealer, entropy: systemEntropy };
  const added = await transaction(database.sql, ({ tx }) =>
    addDevice(tx, deps, { wardId: ward.id, name, now }),
  );
  const page = `${config.publicUrl ?? `http://localhost:${config.port}`}/anjungan`;
  const until = new Intl.DateTimeFormat('en-GB', { timeZone: ward.timeZone, timeStyle: 'short' });
  return {
    data: {
      id: added.id,
      name,
      ward: ward.short,
      code: added.code,
      expiresAt: added.expiresAt.toISOString(),
    },
    lines: [
      `${name}, ${ward.name}. The code works once, until ${until.format(added.expiresAt)}, and is shown only now:`,
      `  ${added.code}`,
      'On the screen at the counter open this page and type it. Buka halaman ini di layar loket, lalu ketik kodenya:',
      `  ${page}`,
    ],
  };
}

async function listKiosks({ database: { db }, now }: SharedOffice, ward: Ward): Promise<Answer> {
  const devices = await devicesOf(db, ward.id, now);
  return {
    data: {
      ward: ward.short,
      kiosks: devices.map(({ id, name, state, lastSeenAt }) => ({
        id,
        name,
        state,
        lastSeenAt: lastSeenAt?.toISOString() ?? null,
      })),
    },
    lines:
      devices.length === 0
        ? [
            `${ward.name} has no screen yet. Begin with: npm run ward -- kiosk add ${ward.short} --name "Loket depan"`,
          ]
        : devices.map(
            ({ id, name, state, lastSeenAt }) =>
              `${id}  ${name}, ${STATES[state]}${lastSeenAt ? `, last seen ${lastSeenAt.toISOString()}` : ''}`,
          ),
  };
}

async function offKiosk({ database, now }: SharedOffice, ward: Ward, which: string): Promise<Answer> {
  const list = 'See the list with: npm run ward -- kiosk list';
  if (which === '') throw new CommandRefused('Which screen?', `Write its name or id. ${list}`);
  const devices = (await devicesOf(database.db, ward.id, now)).filter(({ state }) => state !== 'off');
  const [only, more] = devices.filter(
    ({ id, name }) => id === which.toLowerCase() || name.toLowerCase() === which.toLowerCase(),
  );
  if (!only) throw new CommandRefused(`${ward.name} has no screen "${which.slice(0, 60)}" that is on.`, list);
  if (more) throw new CommandRefused(`Several screens are named ${which}.`, 'Say which one with its id.');
  await transaction(database.sql, ({ tx }) => revokeDevice(tx, { id: only.id, wardId: ward.id, now }));
  return {
    data: { id: only.id, name: only.name },
    lines: [`${only.name} is off; its page asks for a code now.`],
  };
}

function nameOf(args: Given): string {
  const name = flag(args, 'name') ?? 'Loket';
  if (name.length <= 60 && !/[\p{Cc}<>{}]/u.test(name)) return name;
  throw new CommandRefused('The name cannot be used.', 'It has at most 60 characters.');
}
