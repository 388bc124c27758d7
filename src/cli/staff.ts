import { type ArgsDef, defineCommand } from 'citty';
import { STAFF_ROLES, type StaffRole } from '../staff/staff.ts';
import { answer, CommandRefused, flag, type Given } from './answer.ts';
import { inSharedOffice, pickWard } from './shared-office.ts';
import { endWork, findPerson, inviteAgain, invitePerson, listPeople, setDuty } from './staff-people.ts';

const COMMON = {
  ward: { type: 'string', description: 'Code or short name, when there are several wards' },
  json: { type: 'boolean', description: 'Print one JSON object' },
} as const satisfies ArgsDef;
const WHO = {
  id: { type: 'string', description: 'Id, as in "list"' },
  name: { type: 'string', description: 'Name, as in "list"' },
} as const satisfies ArgsDef;
const HOURS = {
  hours: { type: 'string', description: 'How long the code can be used: 1 to 168 hours, 24 if not said' },
} as const satisfies ArgsDef;

const inviteArgs = {
  role: { type: 'string', description: STAFF_ROLES.join(', ') },
  name: { type: 'string', description: 'Name with titles, as printed under a signature' },
  nip: { type: 'string', description: 'NIP, 18 digits' },
  rank: { type: 'string', description: 'Rank, for example "Penata (III/c)"' },
  ...HOURS,
  ...COMMON,
} as const satisfies ArgsDef;

const invite = defineCommand({
  meta: { name: 'invite', description: 'A new member of staff, with a one-time code for their chat' },
  args: inviteArgs,
  run: ({ args }) =>
    answer(args, inviteArgs, () => {
      const who = {
        role: readRole(flag(args, 'role')),
        name: readName(flag(args, 'name')),
        nip: readNip(flag(args, 'nip')),
        rank: flag(args, 'rank'),
        hours: readHours(args),
      };
      return inSharedOffice(async (office) =>
        invitePerson(office, await pickWard(office, flag(args, 'ward')), who),
      );
    }),
});

const list = defineCommand({
  meta: { name: 'list', description: 'Everybody who works in the ward' },
  args: COMMON,
  run: ({ args }) =>
    answer(args, COMMON, () =>
      inSharedOffice(async (office) => listPeople(office, await pickWard(office, flag(args, 'ward')))),
    ),
});

const reinviteArgs = { ...WHO, ...HOURS, ...COMMON } as const satisfies ArgsDef;

const reinvite = defineCommand({
  meta: { name: 'reinvite', description: 'A new code for somebody on the list; earlier codes stop working' },
  args: reinviteArgs,
  run: ({ args }) =>
    answer(args, reinviteArgs, () => {
      const hours = readHours(args);
      return inSharedOffice(async (office) => {
        const ward = await pickWard(office, flag(args, 'ward'));
        return inviteAgain(office, ward, await findPerson(office, ward, meant(args)), hours);
      });
    }),
});

const offArgs = { ...WHO, ...COMMON } as const satisfies ArgsDef;

const off = defineCommand({
  meta: { name: 'off', description: 'End somebody’s work in the office at once' },
  args: offArgs,
  run: ({ args }) =>
    answer(args, offArgs, () =>
      inSharedOffice(async (office) => {
        const ward = await pickWard(office, flag(args, 'ward'));
        return endWork(office, ward, await findPerson(office, ward, meant(args)));
      }),
    ),
});

const dutyArgs = {
  state: { type: 'positional', description: 'on or off', required: false },
  ...WHO,
  ...COMMON,
} as const satisfies ArgsDef;

const duty = defineCommand({
  meta: { name: 'duty', description: 'Put somebody on or off duty: duty --id ID on' },
  args: dutyArgs,
  run: ({ args }) =>
    answer(args, dutyArgs, () => {
      const { state } = args;
      if (state !== 'on' && state !== 'off') throw new CommandRefused('On or off?', 'Write: duty --id ID on');
      return inSharedOffice(async (office) => {
        const ward = await pickWard(office, flag(args, 'ward'));
        return setDuty(office, await findPerson(office, ward, meant(args)), state === 'on');
      });
    }),
});

/** `npm run staff -- ...`: who works in the office, and which chat speaks for them. */
export const staffCommand = defineCommand({
  meta: { name: 'staff', description: 'Invite and manage the people of the office' },
  subCommands: { invite, list, reinvite, off, duty },
});

function meant(args: Given): { id: string | null; name: string | null } {
  return { id: flag(args, 'id'), name: flag(args, 'name') };
}

function readRole(text: string | null): StaffRole {
  const role = STAFF_ROLES.find((one) => one === text?.toLowerCase());
  if (role) return role;
  throw new CommandRefused(
    text === null ? 'The role is missing.' : `"${text.slice(0, 40)}" is not a role.`,
    `Say it with --role: ${STAFF_ROLES.join(', ')}.`,
  );
}

function readName(text: string | null): string {
  if (text === null)
    throw new CommandRefused('The name is missing.', 'Say it with --name "Maria Bria, S.Sos."');
  if (text.length >= 3 && text.length <= 100 && !/[\p{Cc}<>{}]/u.test(text)) return text;
  throw new CommandRefused('The name cannot be printed.', 'It has 3 to 100 characters.');
}

function readNip(text: string | null): string | null {
  if (text === null) return null;
  const digits = text.replace(/[ .]/g, '');
  if (/^\d{18}$/.test(digits)) return digits;
  throw new CommandRefused(`The NIP has ${digits.length} characters.`, 'It has 18 digits.');
}

function readHours(args: Given): number {
  const text = flag(args, 'hours') ?? '24';
  const hours = Number(text);
  if (Number.isFinite(hours) && hours > 0 && hours <= 168) return hours;
  throw new CommandRefused(
    `--hours ${text.slice(0, 20)} is not right.`,
    'It is more than 0 and at most 168 (a week).',
  );
}
