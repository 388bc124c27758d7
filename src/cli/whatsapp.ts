import { type ArgsDef, defineCommand } from 'citty';
import { normalizePhone } from '../../flows/kit/phone.ts';
import { answer, CommandRefused, flag, type Given } from './answer.ts';
import { inSharedOffice, pickWard } from './shared-office.ts';

import { logout, pair, status } from './whatsapp-work.ts';

const COMMON = {
  ward: { type: 'string', description: 'Code or short name, when there are several wards' },
  name: { type: 'string', description: 'Which number, when the ward has several: "loket"' },
  json: { type: 'boolean', description: 'Print one JSON object' },
} as const satisfies ArgsDef;

const pairArgs = {
  phone: {
    type: 'string',
    description: 'Number of the phone, to type a code on it instead of a QR: 62812...',
  },
  png: { type: 'string', description: 'Also write the QR as a picture to this file' },
  ...COMMON,
} as const satisfies ArgsDef;

/** `npm run whatsapp -- ...`: the ward's own numbers, linked like WhatsApp on a computer. */
export const whatsAppCommand = defineCommand({
  meta: { name: 'whatsapp', description: 'The WhatsApp numbers of the ward: link, look, unlink' },
  subCommands: {
    pair: defineCommand({
      meta: {
        name: 'pair',
        description: 'Link a number with a QR, or with a code typed on the phone (--phone)',
      },
      args: pairArgs,
      run: ({ args }) =>
        answer(args, pairArgs, () => {
          const wanted = {
            name: nameOf(args),
            phone: phoneOf(args),
            png: flag(args, 'png'),
            json: args.json === true,
          };
          return inSharedOffice(async (office) =>
            pair(office, await pickWard(office, flag(args, 'ward')), wanted),
          );
        }),
    }),
    status: defineCommand({
      meta: {
        name: 'status',
        description: 'All numbers: linked or not, and whether an office speaks for them',
      },
      args: COMMON,
      run: ({ args }) =>
        answer(args, COMMON, () =>
          inSharedOffice(async (office) => {
            const ward = flag(args, 'ward');
            return status(office, ward === null ? null : await pickWard(office, ward), nameOf(args));
          }),
        ),
    }),
    logout: defineCommand({
      meta: { name: 'logout', description: 'Unlink a number and forget its keys; waiting messages are kept' },
      args: COMMON,
      run: ({ args }) =>
        answer(args, COMMON, () =>
          inSharedOffice(async (office) =>
            logout(office, await pickWard(office, flag(args, 'ward')), nameOf(args)),
          ),
        ),
    }),
  },
});

function nameOf(args: Given): string | null {
  const name = flag(args, 'name')?.toLowerCase() ?? null;
  if (name === null || /^[a-z0-9][a-z0-9-]{0,29}$/.test(name)) return name;
  throw new CommandRefused('The name cannot be used.', 'Use small letters, digits and -, at most 30.');
}

function phoneOf(args: Given): string | null {
  const typed = flag(args, 'phone');
  if (typed === null) return null;
  const phone = normalizePhone(typed);
  if (phone !== null) return phone;
  throw new CommandRefused(
    `--phone ${typed.slice(0, 30)} is no mobile number.`,
    'Write it like 6281234567890.',
  );
}
