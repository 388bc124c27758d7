import { type ArgsDef, defineCommand } from 'citty';
import { readEnvironment } from '../config.ts';
import { answer, CommandRefused, flag, type Given } from './answer.ts';
import { inSharedOffice, pickWard } from './shared-office.ts';
import { type Asker, askerOn } from './terminal.ts';
import { accountsCommand, serveCommand, unserveCommand } from './ward-accounts.ts';
import { exportOne, importOne, makeOwn, showCertificate } from './ward-certificate.ts';
import { WARD_FIELDS } from './ward-fields.ts';
import { collectWard, initWard } from './ward-init.ts';
import { kioskCommand } from './ward-kiosk.ts';
import { posterCommand } from './ward-poster.ts';
import { addHoliday, listHolidays, listWards, setOne, showWard } from './ward-settings.ts';

const JSON_FLAG = { type: 'boolean', description: 'Print one JSON object' } as const;
const WARD_FLAG = {
  type: 'string',
  description: 'Code or short name, when there are several wards',
} as const;
const COMMON = { ward: WARD_FLAG, json: JSON_FLAG } as const satisfies ArgsDef;

const initArgs: ArgsDef = {
  ...Object.fromEntries(
    WARD_FIELDS.map(({ flag: name, question, example }) => [
      name,
      { type: 'string', description: `${question}, e.g. ${example}` },
    ]),
  ),
  json: JSON_FLAG,
};

const init = defineCommand({
  meta: { name: 'init', description: 'Set up a real ward: asks in a terminal, or takes flags' },
  args: initArgs,
  run: ({ args }) =>
    answer(args, initArgs, async () => {
      const flags: Record<string, string> = {};
      for (const { flag: name } of WARD_FIELDS) {
        const text = flag(args, name);
        if (text !== null) flags[name] = text;
      }
      const asker = args['json'] === true ? null : atTerminal();
      try {
        const ward = await collectWard(flags, asker);
        return await inSharedOffice((office) => initWard(office, ward));
      } finally {
        asker?.close();
      }
    }),
});

const list = defineCommand({
  meta: { name: 'list', description: 'All wards' },
  args: { json: JSON_FLAG },
  run: ({ args }) => answer(args, { json: JSON_FLAG }, () => inSharedOffice(listWards)),
});

const show = defineCommand({
  meta: { name: 'show', description: 'The settings of a ward' },
  args: COMMON,
  run: ({ args }) =>
    answer(args, COMMON, () =>
      inSharedOffice(async (office) => showWard(await pickWard(office, flag(args, 'ward')))),
    ),
});

const setArgs = {
  key: { type: 'positional', description: 'What to change, as in "show"', required: false },
  value: { type: 'positional', description: 'The new value, in quotation marks', required: false },
  ...COMMON,
} as const satisfies ArgsDef;

const set = defineCommand({
  meta: { name: 'set', description: 'Change a setting of a ward: set KEY VALUE' },
  args: setArgs,
  run: ({ args }) =>
    answer(args, setArgs, () =>
      inSharedOffice(async (office) =>
        setOne(office, await pickWard(office, flag(args, 'ward')), args.key, args.value),
      ),
    ),
});

const holidayArgs = {
  day: { type: 'positional', description: 'The day: 2026-11-27', required: false },
  name: { type: 'positional', description: 'Why the office is closed', required: false },
  ...COMMON,
} as const satisfies ArgsDef;

const holiday = defineCommand({
  meta: { name: 'holiday', description: 'Days on which the office is closed' },
  subCommands: {
    list: defineCommand({
      meta: { name: 'list', description: 'All days, national and the ward’s own' },
      args: COMMON,
      run: ({ args }) =>
        answer(args, COMMON, () =>
          inSharedOffice(async (office) => listHolidays(office, await pickWard(office, flag(args, 'ward')))),
        ),
    }),
    add: defineCommand({
      meta: { name: 'add', description: 'Close the office on a day: add 2026-11-27 "Pilkada"' },
      args: holidayArgs,
      run: ({ args }) =>
        answer(args, holidayArgs, () =>
          inSharedOffice(async (office) =>
            addHoliday(office, await pickWard(office, flag(args, 'ward')), args.day, args.name),
          ),
        ),
    }),
  },
});

const certificateArgs = {
  make: { type: 'boolean', description: 'Make a self-signed certificate and use it' },
  import: { type: 'string', description: 'Use the certificate of this .p12 file' },
  export: { type: 'string', description: 'Write the certificate and its key to this new .p12 file' },
  'password-env': { type: 'string', description: 'Environment variable that holds the password of the file' },
  ...COMMON,
} as const satisfies ArgsDef;

const certificate = defineCommand({
  meta: { name: 'certificate', description: 'What the ward signs its letters with' },
  args: certificateArgs,
  run: ({ args }) =>
    answer(args, certificateArgs, async () => {
      const from = flag(args, 'import');
      const to = flag(args, 'export');
      if ([args.make === true, from !== null, to !== null].filter(Boolean).length > 1)
        throw new CommandRefused('--make, --import and --export exclude each other.', 'Use one of them.');
      const file = from ?? to;
      const password = file === null ? '' : await passwordOf(args, to !== null);
      return inSharedOffice(async (office) => {
        const ward = await pickWard(office, flag(args, 'ward'));
        if (args.make === true) return makeOwn(office, ward);
        if (from !== null) return importOne(office, ward, from, password);
        if (to !== null) return exportOne(office, ward, to, password);
        return showCertificate(office, ward);
      });
    }),
});

/** `npm run ward -- ...`: everything about a ward that is set without touching code. */
export const wardCommand = defineCommand({
  meta: { name: 'ward', description: 'Set up and change a ward' },
  subCommands: {
    init,
    list,
    show,
    set,
    holiday,
    certificate,
    kiosk: kioskCommand,
    accounts: accountsCommand,
    serve: serveCommand,
    unserve: unserveCommand,
    poster: posterCommand,
  },
});

/** Somebody to ask, when a person sits there. */
function atTerminal(): Asker | null {
  return process.stdin.isTTY ? askerOn(process.stdin, process.stderr) : null;
}

/** From the environment variable that was named, or asked for without showing it; a new one is asked twice. */
async function passwordOf(args: Given, isNew: boolean): Promise<string> {
  const name = flag(args, 'password-env');
  if (name !== null) {
    const password = readEnvironment(process.cwd())[name];
    if (password) return password;
    throw new CommandRefused(`The environment variable ${name} is empty.`, 'Put the password there.');
  }
  const asker = args.json === true ? null : atTerminal();
  if (!asker)
    throw new CommandRefused(
      'There is nobody to ask for the password.',
      'Name an environment variable that holds it: --password-env P12_PASSWORD',
    );
  try {
    const password = await asker.askSecret('Password of the file: ');
    if (isNew && (await asker.askSecret('Once more: ')) !== password)
      throw new CommandRefused('The two passwords are not the same.', 'Nothing was written.');
    return password;
  } finally {
    asker.close();
  }
}
