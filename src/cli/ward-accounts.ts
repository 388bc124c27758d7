import { type ArgsDef, defineCommand } from 'citty';
import { transaction } from '../db/transaction.ts';
import { linkedNumbers } from '../opening/numbers/numbers.ts';
import {
  type ServingAccount,
  ServingRefused,
  serveAlso,
  serveNoMore,
  servingAccounts,
} from '../wards/accounts.ts';
import type { Ward } from '../wards/ward.ts';
import { type Answer, answer, CommandRefused } from './answer.ts';
import { inSharedOffice, pickWard, type SharedOffice } from './shared-office.ts';

const JSON_FLAG = { type: 'boolean', description: 'Print one JSON object' } as const;
const LIST = 'See them with: npm run ward -- accounts';

/** An account with what is known of its line now. */
export interface OpenAccount extends ServingAccount {
  /** A number of the ward's own phone: linked or not; null where an account is opened by a setting. */
  readonly linked: boolean | null;
}

const serveArgs = {
  code: { type: 'positional', description: 'Code or short name of the ward', required: false },
  account: { type: 'positional', description: 'Name or id, as in "accounts"', required: false },
  json: JSON_FLAG,
} as const satisfies ArgsDef;

/** `npm run ward -- accounts`: bots and numbers, and the wards that they speak for. */
export const accountsCommand = defineCommand({
  meta: {
    name: 'accounts',
    description: 'Bots and numbers: their wards, and the address of a chat with each',
  },
  args: { json: JSON_FLAG },
  run: ({ args }) => answer(args, { json: JSON_FLAG }, () => inSharedOffice(listAccounts)),
});

/** `npm run ward -- serve CODE ACCOUNT`. */
export const serveCommand = defineCommand({
  meta: { name: 'serve', description: 'A bot or number serves another ward too: serve CODE ACCOUNT' },
  args: serveArgs,
  run: ({ args }) => answer(args, serveArgs, () => inBoth(args, 'serve', serve)),
});

/** `npm run ward -- unserve CODE ACCOUNT`. */
export const unserveCommand = defineCommand({
  meta: { name: 'unserve', description: 'A bot or number serves a ward no more: unserve CODE ACCOUNT' },
  args: serveArgs,
  run: ({ args }) => answer(args, serveArgs, () => inBoth(args, 'unserve', unserve)),
});

/** Every account; a number that was linked since the last start has its address from the number itself. */
export async function openAccounts({ database }: SharedOffice): Promise<OpenAccount[]> {
  const numbers = new Map((await linkedNumbers(database)).map((one) => [one.accountId, one.number]));
  return (await servingAccounts(database.db)).map((one) => {
    if (one.channel !== 'whatsapp') return { ...one, linked: null };
    const number = numbers.get(one.id);
    return { ...one, door: number ? `https://wa.me/${number}` : one.door, linked: number !== undefined };
  });
}

async function listAccounts(office: SharedOffice): Promise<Answer> {
  const accounts = await openAccounts(office);
  return {
    data: {
      accounts: accounts.map(({ id, channel, name, wards, door, linked }) => ({
        id,
        channel,
        name,
        wards: wards.map(({ short }) => short),
        door,
        linked,
      })),
    },
    lines:
      accounts.length === 0
        ? [
            'There is no bot or number yet. Set TELEGRAM_BOT_TOKEN, or link a number: npm run whatsapp -- pair',
          ]
        : accounts.map(
            ({ channel, name, wards, door, linked }) =>
              `${channel}  ${name}  ${wards.map(inList).join(', ')}  ${door ?? 'address not known yet'}${linked === null ? '' : linked ? '  linked' : '  NOT LINKED'}`,
          ),
  };
}

async function serve({ database }: SharedOffice, ward: Ward, account: ServingAccount): Promise<Answer> {
  await transaction(database.sql, ({ tx }) => serveAlso(tx, account.id, ward.id)).catch(
    inWords(ward, account),
  );
  return {
    data: { account: account.id, wards: [...account.wards.map(({ short }) => short), ward.short] },
    lines: [
      `${titleOf(account)} serves ${ward.name} too. Who is new there is asked once for the ward.`,
      `A poster leads to it without a question: npm run ward -- poster ${ward.short}`,
    ],
  };
}

async function unserve({ database }: SharedOffice, ward: Ward, account: ServingAccount): Promise<Answer> {
  const chats = await transaction(database.sql, ({ tx }) => serveNoMore(tx, account.id, ward.id)).catch(
    inWords(ward, account),
  );
  return {
    data: {
      account: account.id,
      wards: account.wards.flatMap(({ id, short }) => (id === ward.id ? [] : [short])),
      chats,
    },
    lines: [
      `${titleOf(account)} leads nobody to ${ward.name} any more.`,
      ...(chats > 0
        ? [`${chats} ${chats === 1 ? 'chat stays' : 'chats stay'} with ${ward.name} and can go over.`]
        : []),
    ],
  };
}

function inBoth(
  given: { readonly code?: string | undefined; readonly account?: string | undefined },
  word: string,
  work: (office: SharedOffice, ward: Ward, account: ServingAccount) => Promise<Answer>,
): Promise<Answer> {
  const [code, wanted] = [given.code?.trim(), given.account?.trim()];
  if (!code || !wanted)
    throw new CommandRefused('The ward and the account are missing.', `Write: ${word} CODE ACCOUNT. ${LIST}`);
  return inSharedOffice(async (office) => {
    const ward = await pickWard(office, code);
    return work(office, ward, pickAccount(await servingAccounts(office.database.db), wanted));
  });
}

function pickAccount(accounts: readonly ServingAccount[], wanted: string): ServingAccount {
  const said = wanted.toLowerCase();
  const [only, more] = accounts.filter(
    ({ id, channel, name, door }) =>
      [id, name.toLowerCase(), `${channel}/${name}`.toLowerCase()].includes(said) ||
      door?.replace(/^https:\/\//, '').toLowerCase() === said.replace(/^https:\/\//, ''),
  );
  if (!only) throw new CommandRefused(`There is no account "${wanted.slice(0, 60)}".`, LIST);
  if (more)
    throw new CommandRefused(`Several accounts are named ${wanted}.`, `Say ${only.channel}/${only.name}.`);
  return only;
}

function inWords(ward: Ward, account: ServingAccount): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof ServingRefused)) throw error;
    const title = titleOf(account);
    switch (error.why) {
      case 'served':
        throw new CommandRefused(`${title} serves ${ward.name} already.`, LIST);
      case 'not served':
        throw new CommandRefused(`${title} does not serve ${ward.name}.`, LIST);
      case 'own':
        throw new CommandRefused(
          `${ward.name} is the ward that ${title} belongs to.`,
          'An account cannot leave its own ward; stop it in .env, or with: npm run whatsapp -- logout',
        );
      case 'training':
        throw new CommandRefused(
          'A training ward and a real one are never served by one account.',
          'Use another bot or number for the training ward.',
        );
    }
  };
}

function titleOf({ channel, name }: ServingAccount): string {
  return `${channel}/${name}`;
}

function inList({ short, training }: ServingAccount['wards'][number]): string {
  return training ? `${short} (training)` : short;
}
