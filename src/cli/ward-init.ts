import { transaction } from '../db/transaction.ts';
import { systemEntropy } from '../entropy.ts';
import { createWard, type NewWard, WardInvalid, WardTaken } from '../wards/create.ts';
import { allWards, type Ward } from '../wards/ward.ts';
import { type Answer, CommandRefused } from './answer.ts';
import type { SharedOffice } from './shared-office.ts';
import type { Asker } from './terminal.ts';
import { type Answers, WARD_FIELDS, type WardField } from './ward-fields.ts';
import { LogoUnusable } from './ward-logo.ts';

/**
 * Everything about the new ward: from flags, then from questions when there is somebody to ask, then the usual.
 * @throws CommandRefused naming the first wrong flag, or all that are missing.
 */
export async function collectWard(flags: Answers, asker: Asker | null): Promise<NewWard> {
  const answers: Record<string, string> = {};
  const missing: string[] = [];
  const values: Record<string, unknown> = {};
  for (const field of WARD_FIELDS) {
    const given = flags[field.flag];
    const fallback = field.fallback(answers);
    if (given === undefined && asker === null && fallback === null) {
      missing.push(`--${field.flag}`);
      // What follows from it is not missing as well.
      answers[field.flag] = field.example;
      continue;
    }
    for (;;) {
      const text = given ?? (asker ? await asked(asker, field, fallback) : (fallback ?? ''));
      const read = await readField(field, text);
      if (read.wrong === null) {
        answers[field.flag] = text;
        if (field.setting) values[field.setting.key] = read.value;
        break;
      }
      if (given !== undefined || asker === null) throw wrongFlag(field, text, read.wrong);
      asker.tell(`  ${read.wrong}.`);
    }
  }
  if (missing.length > 0)
    throw new CommandRefused(
      `Missing: ${missing.join(', ')}.`,
      'Give them as flags, or run the command in a terminal without --json and answer the questions.',
    );
  const { code = '', name = '', short = '' } = answers;
  return {
    code,
    name,
    short,
    timeZone: answers['time-zone'] ?? '',
    settings: values as NewWard['settings'],
  };
}

/** The value of a field, or why it cannot be taken. */
export async function readField(
  field: WardField,
  text: string,
): Promise<{ readonly wrong: string | null; readonly value: unknown }> {
  const wrong = field.wrong(text);
  if (wrong !== null) return { wrong, value: null };
  try {
    return { wrong: null, value: await field.setting?.read(text) };
  } catch (error) {
    if (error instanceof LogoUnusable) return { wrong: error.message, value: null };
    throw error;
  }
}

/** One line about a value that cannot be taken. */
export function wrongFlag(field: WardField, text: string, why: string): CommandRefused {
  return new CommandRefused(
    `--${field.flag} "${text.slice(0, 80)}" is not right: ${why}.`,
    `Example: --${field.flag} "${field.example}"`,
  );
}

function asked(asker: Asker, field: WardField, fallback: string | null): Promise<string> {
  const hint = fallback === null ? `e.g. ${field.example}` : `Enter for ${fallback}`;
  return asker.ask(`${field.question} (${hint}): `).then((line) => (line === '' ? (fallback ?? '') : line));
}

/** Writes the ward and says what comes next. */
export async function initWard(office: SharedOffice, given: NewWard): Promise<Answer> {
  const { database, config, running, now } = office;
  const before = await allWards(database.db);
  let made: Ward;
  try {
    made = await transaction(database.sql, ({ tx }) =>
      createWard(tx, { entropy: systemEntropy }, given, now),
    );
  } catch (error) {
    if (error instanceof WardTaken)
      throw new CommandRefused(
        `A ward with the code ${given.code} or the short name ${given.short} is there already.`,
        'See it with: npm run ward -- list',
      );
    if (error instanceof WardInvalid)
      throw new CommandRefused(error.problems.join('; '), 'Nothing was written.');
    throw error;
  }
  const served = before.filter((ward) => !ward.training).sort((a, b) => (a.id < b.id ? -1 : 1))[0];
  const restart = served === undefined && running !== false;
  const next = [
    `npm run ward -- certificate --make --ward ${made.short}`,
    `npm run staff -- invite --role lurah --name "..." --ward ${made.short}`,
    `npm run staff -- invite --role operator --name "..." --ward ${made.short}`,
  ];
  return {
    data: { ward: { id: made.id, code: made.code, short: made.short, name: made.name }, restart, next },
    lines: [
      `${made.name} (${made.code}, ${made.short}) is made. Now:`,
      `  1. A certificate to sign letters with:   ${next[0]}`,
      `  2. The people, each with their own code: ${next[1]}`,
      `     and at least one operator:            ${next[2]}`,
      config.telegramBots.length > 0
        ? '  3. Telegram: TELEGRAM_BOT_TOKEN is set.'
        : '  3. Telegram: make a bot with @BotFather and put TELEGRAM_BOT_TOKEN into .env.',
      ...(served
        ? [
            `The bot and the front page go on being of ${served.name}. To let a bot or number speak for this ward too: npm run ward -- serve ${made.code} ACCOUNT`,
          ]
        : restart
          ? [
              `${running === null ? 'If the office runs, stop' : 'The office runs: stop'} it with Ctrl-C and start it anew, so that the bot and the front page are of ${made.name}.`,
            ]
          : ['Then start the office: npm start']),
    ],
  };
}
