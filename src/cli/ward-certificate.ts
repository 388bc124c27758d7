import { readFile, writeFile } from 'node:fs/promises';
import { and, eq } from 'drizzle-orm';
import { certificate } from '../db/schema/index.ts';
import { transaction } from '../db/transaction.ts';
import { systemEntropy } from '../entropy.ts';
import { installCertificate } from '../letters/certificates.ts';
import { type MadeCertificate, makeCertificate } from '../letters/signature/certificate.ts';
import {
  exportP12,
  importP12,
  LegacyP12,
  NoKeyInP12,
  NotP12,
  WrongP12Password,
} from '../letters/signature/p12.ts';
import type { Ward } from '../wards/ward.ts';
import { type Answer, CommandRefused } from './answer.ts';
import { type SharedOffice, timeOf } from './shared-office.ts';

/** Years that a certificate of our own making lasts. */
const YEARS = 5;
/** A copy that leaves the machine holds the ward's signature: a short password would open it. */
const SHORTEST_PASSWORD = 8;

/** The ward's certificate in use: whose, since when, until when. */
export async function showCertificate(office: SharedOffice, ward: Ward): Promise<Answer> {
  const active = await activeOf(office, ward);
  if (!active) {
    return {
      data: { certificate: null },
      lines: [`${ward.name} has no certificate. Make one with: npm run ward -- certificate --make`],
    };
  }
  return shown(ward, active, timeOf(ward, office.now), 'in use');
}

/** Makes a self-signed certificate and puts it in use. */
export async function makeOwn(office: SharedOffice, ward: Ward): Promise<Answer> {
  const at = timeOf(ward, office.now);
  return install(office, ward, makeCertificate(ward.settings, at, YEARS, systemEntropy), at);
}

/** Puts a certificate from a PKCS#12 file in use. */
export async function importOne(
  office: SharedOffice,
  ward: Ward,
  file: string,
  password: string,
): Promise<Answer> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new CommandRefused(`${file} cannot be read (${error.code}).`, 'Give the path of a .p12 file.');
  });
  const made = await importP12(bytes, password).catch((error: unknown) => {
    throw refused(file, error) ?? error;
  });
  const at = timeOf(ward, office.now);
  if (made.notAfter <= at || made.notBefore > at)
    throw new CommandRefused(
      `The certificate in ${file} is valid from ${day(made.notBefore)} to ${day(made.notAfter)}, not today.`,
      'Nothing was changed.',
    );
  return install(office, ward, made, at);
}

/** Writes the certificate in use and its key to a new file, sealed with a password. */
export async function exportOne(
  office: SharedOffice,
  ward: Ward,
  file: string,
  password: string,
): Promise<Answer> {
  if (password.length < SHORTEST_PASSWORD)
    throw new CommandRefused(
      `The password has less than ${SHORTEST_PASSWORD} characters.`,
      'Nothing was written.',
    );
  const active = await activeOf(office, ward);
  if (!active) throw new CommandRefused(`${ward.name} has no certificate.`, 'Make one with --make.');
  const key = office.database.sealer.open(`certificate|private_key|${active.id}`, active.privateKey);
  const bytes = await exportP12(
    { ...active, chainPem: active.chain, privateKeyPkcs8: key } satisfies MadeCertificate,
    password,
  );
  await writeFile(file, bytes, { mode: 0o600, flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EEXIST'
      ? new CommandRefused(`${file} is there already.`, 'Choose another name.')
      : new CommandRefused(`${file} cannot be written (${error.code}).`, 'Choose another place.');
  });
  return {
    data: { file },
    lines: [`Written to ${file}. Whoever has the file and its password can sign for ${ward.name}.`],
  };
}

async function install(office: SharedOffice, ward: Ward, made: MadeCertificate, at: Date): Promise<Answer> {
  const deps = { sealer: office.database.sealer, entropy: systemEntropy };
  await transaction(office.database.sql, ({ tx }) => installCertificate(tx, deps, ward.id, made, at));
  return shown(ward, made, at, 'in use now');
}

async function activeOf({ database: { db } }: SharedOffice, ward: Ward) {
  const [row] = await db
    .select()
    .from(certificate)
    .where(and(eq(certificate.wardId, ward.id), eq(certificate.active, true)));
  return row;
}

function shown(
  ward: Ward,
  { subject, notBefore, notAfter }: Pick<MadeCertificate, 'subject' | 'notBefore' | 'notAfter'>,
  at: Date,
  word: string,
): Answer {
  const valid = notBefore <= at && at <= notAfter;
  return {
    data: {
      certificate: { subject, notBefore: notBefore.toISOString(), notAfter: notAfter.toISOString(), valid },
    },
    lines: [
      `Certificate of ${ward.name}, ${word}:`,
      `  Subject  ${subject}`,
      `  Valid    ${day(notBefore)} to ${day(notAfter)}${valid ? '' : '  (NOT valid today: letters cannot be signed)'}`,
    ],
  };
}

function day(at: Date): string {
  return at.toISOString().slice(0, 10);
}

function refused(file: string, error: unknown): CommandRefused | null {
  if (error instanceof NotP12)
    return new CommandRefused(`${file} is not a PKCS#12 file.`, 'Such files end in .p12 or .pfx.');
  if (error instanceof WrongP12Password)
    return new CommandRefused(`The password does not open ${file}.`, 'Nothing was changed.');
  if (error instanceof NoKeyInP12)
    return new CommandRefused(
      `${file} has no private key with its certificate.`,
      'Export it again with the key.',
    );
  if (error instanceof LegacyP12)
    return new CommandRefused(
      `${file} is sealed with an outdated cipher.`,
      `Renew it: openssl pkcs12 -legacy -in ${file} -nodes | openssl pkcs12 -export -out new.p12`,
    );
  return null;
}
