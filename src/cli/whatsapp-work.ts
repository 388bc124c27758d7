import { rm, writeFile } from 'node:fs/promises';
import { systemClock } from '../clock.ts';
import { systemEntropy } from '../entropy.ts';
import { createLog } from '../log.ts';
import {
  type LinkDeps,
  LinkingFailed,
  linkNumber,
  NameTaken,
  NumberTaken,
  unlinkNumber,
  usualName,
} from '../opening/numbers/link.ts';
import { type WardNumber, wardNumbers } from '../opening/numbers/numbers.ts';
import { qrLines, qrPicture } from '../opening/numbers/qr.ts';
import type { Ward } from '../wards/ward.ts';
import { type Answer, CommandRefused } from './answer.ts';
import type { SharedOffice } from './shared-office.ts';

/** What `pair` was told. */
export interface PairOptions {
  readonly name: string | null;
  /** Digits with country code: a code is typed on that phone instead of a QR being scanned. */
  readonly phone: string | null;
  /** A file for the QR as a picture. */
  readonly png: string | null;
  /** For a program: what is shown meanwhile is JSON, {"qr": "..."} or {"code": "..."} a line. */
  readonly json: boolean;
}

/** Shows a QR or a code until a phone has taken it; what to do is said on stderr, the result on stdout. */
export async function pair(office: SharedOffice, ward: Ward, options: PairOptions): Promise<Answer> {
  const { phone, png, json } = options;
  const tell = (shown: Shown, lines: readonly string[]) =>
    void process.stderr.write(`${json ? JSON.stringify(shown) : lines.join('\n')}\n`);
  const { signal, done } = untilInterrupted();
  const written: Promise<unknown>[] = [];
  const onQr = (qr: string) => {
    tell({ qr }, [...qrLines(qr), ...HOW_QR]);
    if (png === null) return;
    // Only the owner may read it: whoever scans it speaks for the office.
    written.push(qrPicture(qr).then((bytes) => writeFile(png, bytes, { mode: 0o600 })));
  };
  try {
    const linked = await linkNumber(
      depsOf(office),
      { ward, name: options.name },
      phone === null
        ? { onQr }
        : { phone, onCode: (code) => tell({ code }, [`${code.slice(0, 4)}-${code.slice(4)}`, ...HOW_CODE]) },
      signal,
    );
    await Promise.all(written);
    const { accountId, name, number, moved } = linked;
    return {
      data: { ward: ward.short, id: accountId, name, number, moved },
      lines: [
        `+${number} is linked to ${ward.name} as "${name}". Nomor sudah tertaut.`,
        ...(moved
          ? ['It was tried out with the training ward until now; those chats stay with the training ward.']
          : []),
        office.running === false
          ? 'Start the office with: npm start'
          : 'A running office answers on it within seconds.',
      ],
    };
  } catch (error) {
    throw inWords(error, ward, options.name, signal);
  } finally {
    done();
    // A code that was used or ran out is of no use to anybody.
    await Promise.allSettled(written);
    if (png !== null) await rm(png, { force: true }).catch(() => undefined);
  }
}

/** Every number of a ward, or of all wards. */
export async function status(
  { database }: SharedOffice,
  ward: Ward | null,
  name: string | null,
): Promise<Answer> {
  const all = await wardNumbers(database, ward?.id ?? null);
  const numbers = all.filter((one) => name === null || one.name === name);
  return {
    data: {
      numbers: numbers.map(({ accountId, name: called, number, refused, held, sent }) => ({
        id: accountId,
        name: called,
        number,
        linked: number !== null && refused === null,
        refused,
        held,
        sent,
      })),
    },
    lines:
      numbers.length === 0
        ? ['No WhatsApp number yet. Link one with: npm run whatsapp -- pair']
        : numbers.map(lineOf),
  };
}

/** Unlinks a number of the ward: the one named, or the only one that is linked. */
export async function logout(office: SharedOffice, ward: Ward, name: string | null): Promise<Answer> {
  const linked = (await wardNumbers(office.database, ward.id)).filter(({ number }) => number !== null);
  const meant = name === null ? linked : linked.filter((one) => one.name === name);
  const [only, more] = meant;
  if (!only)
    throw new CommandRefused(
      `${ward.name} has no linked number${name === null ? '' : ` "${name}"`}.`,
      'See them with: npm run whatsapp -- status',
    );
  if (more)
    throw new CommandRefused(
      `${ward.name} has several numbers: ${meant.map((one) => one.name).join(', ')}.`,
      'Say which one with --name.',
    );
  const { signal, done } = untilInterrupted();
  const told = await unlinkNumber(depsOf(office), only.accountId, signal).finally(done);
  return {
    data: { ward: ward.short, id: only.accountId, name: only.name, number: only.number, told },
    lines: [
      `+${only.number} is unlinked; its keys are forgotten. Nomor sudah dilepas.`,
      ...(told ? [] : ['WhatsApp could not be told: remove it on the phone too, under Linked devices.']),
      'What waits to be sent is kept and goes out when a number is linked again under the same name:',
      `  npm run whatsapp -- pair --name ${only.name}`,
    ],
  };
}

/** What a program is told while the phone is waited for. */
type Shown = { readonly qr: string } | { readonly code: string };

const HOW_QR = [
  'On the phone of the ward: WhatsApp > Linked devices > Link a device, then scan this. It changes now and then.',
  'Di HP kelurahan: WhatsApp > Perangkat tertaut > Tautkan perangkat, lalu pindai kode ini.',
];
const HOW_CODE = [
  'On the phone of the ward: WhatsApp > Linked devices > Link a device > Link with phone number, then type this code.',
  'Di HP kelurahan: WhatsApp > Perangkat tertaut > Tautkan perangkat > Tautkan dengan nomor telepon, lalu ketik kode ini.',
];

function lineOf({ name, number, refused, held, sent }: WardNumber): string {
  if (number === null) return `${name}: not linked. Link it with: npm run whatsapp -- pair --name ${name}`;
  if (refused !== null)
    return `${name}: +${number}, refused by WhatsApp (${refused}). Link it again with: npm run whatsapp -- pair --name ${name}`;
  const spoken = held ? 'an office speaks for it now' : 'no office speaks for it now';
  return `${name}: +${number}, linked, ${spoken}${sent ? `, ${sent.count} messages sent on ${sent.day}` : ''}`;
}

function depsOf({ database, config }: SharedOffice): LinkDeps {
  return {
    ...database,
    clock: systemClock,
    entropy: systemEntropy,
    log: createLog('silent'),
    line: config.whatsappUrl === null ? {} : { url: config.whatsappUrl },
  };
}

/** Ctrl-C ends the wait for the phone, and what was begun is tidied up. */
function untilInterrupted(): { signal: AbortSignal; done: () => void } {
  const ending = new AbortController();
  const end = () => ending.abort();
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
  return {
    signal: ending.signal,
    done: () => {
      process.off('SIGINT', end);
      process.off('SIGTERM', end);
    },
  };
}

function inWords(error: unknown, ward: Ward, name: string | null, signal: AbortSignal): unknown {
  const called = name ?? usualName(ward);
  if (error instanceof NameTaken)
    return error.why === 'linked'
      ? new CommandRefused(
          `${ward.name} has a linked number "${called}" already.`,
          'Unlink it with "npm run whatsapp -- logout", or link another one with --name.',
        )
      : new CommandRefused(`The name "${called}" belongs to another ward.`, 'Choose another with --name.');
  if (error instanceof NumberTaken)
    return new CommandRefused(
      `This number is linked already, as "${error.under}".`,
      'Unlink that one first, or scan with another phone.',
    );
  if (!(error instanceof LinkingFailed)) return error;
  if (signal.aborted) return new CommandRefused('The linking was stopped; nothing is linked.', '');
  return new CommandRefused(
    `${error.message[0]?.toUpperCase()}${error.message.slice(1)}.`,
    'Try again, and scan or type the code within two minutes. Some accounts ask for a passkey; those cannot be linked yet.',
  );
}
