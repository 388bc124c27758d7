import { readFileSync, writeFileSync } from 'node:fs';
import { optionsOf, refuse, wholeNumber } from '../support/command-line.ts';
import { openBed } from './bed.ts';
import { compare, ratiosOf } from './check.ts';
import { PARTS, type PartName, type Results } from './parts.ts';
import { table } from './table.ts';

const USAGE = `npm run bench -- [--only ${Object.keys(PARTS).join(',')}] [--rounds 5] [--messages 100000]
    [--sizes 10000,100000,1000000] [--seconds 60] [--disk 0] [--json] [--check] [--save]
What the office is worth, measured beside others on one durable database of this run.
  --disk   every commit waits so many milliseconds, as on a slow disk (at most 100); for chats100, chats1000, lone
  --json   the results are the one object on stdout
  --check  ratios are held against baseline.json; one that is 15 % worse ends in exit code 1
  --save   writes the ratios of this run there, beside those of parts that were not measured`;

/** What PostgreSQL allows. */
const MOST_DISK_MS = 100;

const values = optionsOf(USAGE, {
  only: { type: 'string' },
  rounds: { type: 'string', default: '5' },
  messages: { type: 'string', default: '100000' },
  sizes: { type: 'string', default: '10000,100000,1000000' },
  seconds: { type: 'string', default: '60' },
  disk: { type: 'string', default: '0' },
  json: { type: 'boolean', default: false },
  check: { type: 'boolean', default: false },
  save: { type: 'boolean', default: false },
});

const asked = values.only?.split(',') ?? Object.keys(PARTS);
const unknown = asked.filter((name) => !(name in PARTS));
if (unknown.length > 0) refuse(USAGE, `There is no part ${unknown.join(', ')}.`);
const options = {
  rounds: wholeNumber(USAGE, 'rounds', values.rounds, 1),
  messages: wholeNumber(USAGE, 'messages', values.messages, 8),
  sizes: values.sizes.split(',').map((size) => wholeNumber(USAGE, 'sizes', size, 1)),
  idleSeconds: wholeNumber(USAGE, 'seconds', values.seconds, 1),
  tell: (line: string) => void process.stderr.write(`${line}\n`),
};

const diskMs = wholeNumber(USAGE, 'disk', values.disk);
if (diskMs > MOST_DISK_MS) refuse(USAGE, `--disk takes at most ${MOST_DISK_MS}.`);
if (diskMs > 0 && (values.check || values.save))
  refuse(USAGE, 'The baseline was measured on a disk that does not wait.');

const results: Results = {};
const bed = await openBed(diskMs);
try {
  for (const name of Object.keys(PARTS) as PartName[]) {
    if (!asked.includes(name)) continue;
    options.tell(`${name} ...`);
    Object.assign(results, { [name]: await PARTS[name](bed, options) });
  }
} finally {
  await bed.end();
}
process.stdout.write(values.json ? `${JSON.stringify(results)}\n` : table(results));

const file = new URL('./baseline.json', import.meta.url);
const baseline = JSON.parse(readFileSync(file, 'utf8')) as Record<string, number>;
const ratios = ratiosOf(results);
if (values.check) {
  const worse = compare(ratios, baseline);
  for (const line of worse) options.tell(line);
  if (worse.length > 0) process.exitCode = 1;
}
if (values.save) {
  const rounded = Object.entries(ratios).map(([name, value]) => [name, Math.round(value * 100) / 100]);
  writeFileSync(file, `${JSON.stringify({ ...baseline, ...Object.fromEntries(rounded) }, null, 2)}\n`);
}
