import { randomInt } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Values that must be found nowhere in the clear, by what they are. */
export class Canaries {
  readonly all = new Map<string, string>();

  /** Notes a value and gives it back, to be planted. */
  plant(what: string, value: string): string {
    if (value.length < 8) throw new RangeError(`"${what}" is too short to be told from chance`);
    this.all.set(what, value);
    return value;
  }

  /** A made-up word that nothing else holds; capital first, as names are written. */
  word(what: string): string {
    return this.plant(what, nonsense());
  }

  /** So many digits that nothing else holds. */
  digits(what: string, count: number, prefix = ''): string {
    let value = prefix;
    while (value.length < count) value += String(randomInt(10));
    return this.plant(what, value);
  }
}

/** Twelve letters as no language has them in a row; the second is an o, which no code of ours holds. */
export function nonsense(): string {
  const letters = 'BCDFGHJKLMNPQRSTVWXZ';
  let word = '';
  for (let at = 0; at < 12; at += 1) word += letters[randomInt(letters.length)] ?? '';
  return `${word.slice(0, 1)}o${word.slice(2).toLowerCase()}`;
}

/** The forms in which a value may lie in a file. */
export function formsOf(value: string): Map<string, Buffer> {
  const forms = new Map<string, Buffer>();
  for (const [name, text] of [
    ['as written', value],
    ['upper', value.toUpperCase()],
    ['lower', value.toLowerCase()],
  ] as const) {
    const utf8 = Buffer.from(text, 'utf8');
    forms.set(`utf8 ${name}`, utf8);
    forms.set(`utf16le ${name}`, Buffer.from(text, 'utf16le'));
    forms.set(`hex ${name}`, Buffer.from(utf8.toString('hex')));
    forms.set(`HEX ${name}`, Buffer.from(utf8.toString('hex').toUpperCase()));
    forms.set(`json ${name}`, Buffer.from(JSON.stringify(text).slice(1, -1)));
    for (const offset of [0, 1, 2]) {
      // Inside a longer text the first and last digits depend on the neighbours; those between do not.
      const inner = Buffer.concat([Buffer.alloc(offset), utf8])
        .toString('base64')
        .replace(/=+$/, '');
      const known = inner.slice(offset === 0 ? 0 : offset + 1, inner.length - 1);
      forms.set(`base64+${offset} ${name}`, Buffer.from(known));
      forms.set(`base64url+${offset} ${name}`, Buffer.from(known.replaceAll('+', '-').replaceAll('/', '_')));
    }
  }
  if (/^\d{8,18}$/.test(value)) {
    const number = Buffer.alloc(8);
    number.writeBigInt64BE(BigInt(value));
    forms.set('bigint', number);
    forms.set('bigint little', Buffer.from(number).reverse());
  }
  return forms;
}

/** One finding: which value, in which form, where. */
export interface Finding {
  readonly what: string;
  readonly form: string;
  readonly where: string;
}

/** Something that was kept: a file of the data folder, or what a process printed. */
export interface Kept {
  readonly where: string;
  readonly bytes: Buffer;
}

/** Every file below a folder; `leaveOut` are paths from there. */
export async function filesBelow(folder: string, leaveOut: readonly string[] = []): Promise<Kept[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const kept: Kept[] = [];
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    if (!leaveOut.includes(path.slice(folder.length + 1)))
      kept.push({ where: path, bytes: await readFile(path) });
  }
  return kept;
}

/** Looks for every value in every form in everything that was kept. */
export function search(values: ReadonlyMap<string, string>, kept: readonly Kept[]): Finding[] {
  const found: Finding[] = [];
  // One pass over all: a value of eight characters or more is not found by chance across a border of zeros.
  const gap = Buffer.alloc(16);
  const whole = Buffer.concat(kept.flatMap(({ bytes }) => [bytes, gap]));
  const starts: number[] = [];
  let start = 0;
  for (const { bytes } of kept) {
    starts.push(start);
    start += bytes.length + gap.length;
  }
  for (const [what, value] of values) {
    for (const [form, bytes] of formsOf(value)) {
      const at = whole.indexOf(bytes);
      if (at < 0) continue;
      const index = starts.findLastIndex((one) => one <= at);
      found.push({ what, form, where: kept[index]?.where ?? 'unknown' });
    }
  }
  return found;
}
