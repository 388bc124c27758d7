import { and, eq, gt, isNotNull, isNull } from 'drizzle-orm';
import { checkTelegram } from '../channels/telegram/check.ts';
import { startLink } from '../channels/telegram/link.ts';
import { conversation, invite as inviteTable } from '../db/schema/index.ts';
import { transaction } from '../db/transaction.ts';
import { systemEntropy } from '../entropy.ts';
import { type Invited, inviteStaff, reinvite } from '../staff/invites.ts';
import { deactivate, type Staff, type StaffRole, setOnDuty, staffById, staffOf } from '../staff/staff.ts';
import type { Ward } from '../wards/ward.ts';
import { type Answer, CommandRefused } from './answer.ts';
import { type SharedOffice, timeOf } from './shared-office.ts';

/** A new member of staff with a one-time code. */
export async function invitePerson(
  office: SharedOffice,
  ward: Ward,
  who: {
    readonly role: StaffRole;
    readonly name: string;
    readonly nip: string | null;
    readonly rank: string | null;
    readonly hours: number;
  },
): Promise<Answer> {
  const { database, now } = office;
  const deps = { sealer: database.sealer, entropy: systemEntropy };
  const invited = await transaction(database.sql, ({ tx }) =>
    inviteStaff(tx, deps, { ...who, wardId: ward.id, now: timeOf(ward, now) }),
  );
  return handedOut(office, ward, invited, who);
}

/** A new code for somebody on the list: a lost or new phone, or a code that ran out. */
export async function inviteAgain(
  office: SharedOffice,
  ward: Ward,
  member: Staff,
  hours: number,
): Promise<Answer> {
  const { database, now } = office;
  const deps = { sealer: database.sealer, entropy: systemEntropy };
  const invited = await transaction(database.sql, ({ tx }) =>
    reinvite(tx, deps, { staffId: member.id, hours, now: timeOf(ward, now) }),
  );
  return handedOut(office, ward, invited, member);
}

/** Everybody who works in the ward, with what binds them to a chat. */
export async function listPeople({ database: { db }, now }: SharedOffice, ward: Ward): Promise<Answer> {
  const members = await staffOf(db, ward.id);
  const bound = await db
    .select({ staffId: conversation.staffId })
    .from(conversation)
    .where(and(eq(conversation.wardId, ward.id), isNotNull(conversation.staffId)));
  const open = await db
    .select({ staffId: inviteTable.staffId, until: inviteTable.expiresAt })
    .from(inviteTable)
    .where(
      and(
        eq(inviteTable.wardId, ward.id),
        isNull(inviteTable.usedAt),
        gt(inviteTable.expiresAt, timeOf(ward, now)),
      ),
    );
  const people = members.map((member) => ({
    id: member.id,
    role: member.role,
    name: member.name,
    nip: member.nip,
    rank: member.rank,
    onDuty: member.onDuty,
    bound: bound.some((one) => one.staffId === member.id),
    codeUntil: open.find((one) => one.staffId === member.id)?.until.toISOString() ?? null,
  }));
  return {
    data: { ward: ward.short, staff: people },
    lines:
      people.length === 0
        ? [`Nobody works in ${ward.name} yet. Begin with: npm run staff -- invite --role lurah --name "..."`]
        : people.map((one) => {
            const chat = one.bound ? 'chat bound' : one.codeUntil ? 'code not used yet' : 'no chat';
            return `${one.id}  ${one.role.padEnd(8)}  ${one.name}, ${one.onDuty ? 'on duty' : 'off duty'}, ${chat}`;
          }),
  };
}

/** Ends somebody's work in the office at once. */
export async function endWork({ database, now }: SharedOffice, ward: Ward, member: Staff): Promise<Answer> {
  const { unbound } = await transaction(database.sql, ({ tx }) =>
    deactivate(tx, member.id, timeOf(ward, now)),
  );
  return {
    data: { id: member.id, unbound: unbound.length },
    lines: [`${member.name} does not work in ${ward.name} any more; their chat is a resident’s from now on.`],
  };
}

/** Puts somebody on or off duty. */
export async function setDuty({ database }: SharedOffice, member: Staff, isOn: boolean): Promise<Answer> {
  await transaction(database.sql, ({ tx }) => setOnDuty(tx, member.id, isOn));
  return {
    data: { id: member.id, onDuty: isOn },
    lines: [`${member.name} is ${isOn ? 'on' : 'off'} duty.`],
  };
}

/** The member of staff that is meant, by id or by name. CommandRefused when nobody or several fit. */
export async function findPerson(
  { database: { db } }: SharedOffice,
  ward: Ward,
  { id, name }: { readonly id: string | null; readonly name: string | null },
): Promise<Staff> {
  const list = 'See the list with: npm run staff -- list';
  if (id !== null) {
    if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id))
      throw new CommandRefused(`"${id.slice(0, 60)}" is not an id.`, list);
    const member = await staffById(db, id);
    if (member?.active && member.wardId === ward.id) return member;
    throw new CommandRefused(`Nobody with the id ${id} works in ${ward.name}.`, list);
  }
  if (name === null) throw new CommandRefused('Who is meant?', `Say it with --id or --name. ${list}`);
  const members = await staffOf(db, ward.id);
  const [only, more] = members.filter((member) => member.name.toLowerCase() === name.toLowerCase());
  if (!only) throw new CommandRefused(`Nobody named ${name} works in ${ward.name}.`, list);
  if (more) throw new CommandRefused(`Several people are named ${name}.`, 'Say which one with --id.');
  return only;
}

/** The code, shown this once, with a link that sends it where a bot answers. */
async function handedOut(
  office: SharedOffice,
  ward: Ward,
  invited: Invited,
  who: { readonly role: StaffRole; readonly name: string },
): Promise<Answer> {
  const { telegramBots: bots, telegramApiRoot: apiRoot } = office.config;
  const own = bots.find((one) => [ward.short, ward.code].includes(one.ward?.toUpperCase() ?? ''));
  const token = (own ?? bots.find((one) => one.ward === null))?.token ?? null;
  const bot = token === null ? null : await checkTelegram({ token, apiRoot });
  const link = bot?.ok ? startLink(bot.name, invited.code) : null;
  const until = new Intl.DateTimeFormat('en-GB', {
    timeZone: ward.timeZone,
    dateStyle: 'medium',
    timeStyle: 'short',
  }).format(invited.expiresAt);
  return {
    data: {
      staff: { id: invited.staffId, role: who.role, name: who.name },
      code: invited.code,
      expiresAt: invited.expiresAt.toISOString(),
      link,
    },
    lines: [
      `${who.name}, ${who.role} of ${ward.name}. The code works once, until ${until}, and is shown only now:`,
      `  ${invited.code}`,
      ...(link
        ? [`They open this link and press Start:`, `  ${link}`]
        : ['They send it to the bot. Kirim kode ini ke bot kelurahan.']),
      ...(bot?.ok === false ? [`(No link: ${bot.why}.)`] : []),
      ...(bot === null ? ['(No bot yet: set TELEGRAM_BOT_TOKEN in .env and restart the office.)'] : []),
    ],
  };
}
