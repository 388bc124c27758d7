import { optionsOf, refuse, wholeNumber } from '../support/command-line.ts';
import { BREAKS, brokenBy, isBreak } from './breaks/index.ts';
import { drawElsewhere } from './elsewhere.ts';
import { inParts, together } from './parts.ts';
import { draw } from './plan.ts';
import { PLATFORMS } from './platforms/index.ts';
import { run } from './run.ts';
import { SCENARIOS } from './scenarios/index.ts';
import { playNamed } from './scenarios/play.ts';

await playNamed(process.argv.slice(2));

const USAGE = `npm run faults -- [--messages 500] [--kills 10] [--database N] [--seed 1] [--parts N] [--minutes N]
    [--platforms ${PLATFORMS.join(',')}] [--processes 1-4] [--logs FOLDER] [--json] [--break ${Object.keys(BREAKS).join('|')}]
npm run faults -- --scenario ${Object.keys(SCENARIOS).join('|')}
People of every channel, and what may happen to an office meanwhile; then whether every promise was kept.`;

const values = optionsOf(USAGE, {
  messages: { type: 'string', default: '500' },
  kills: { type: 'string', default: '10' },
  database: { type: 'string' },
  seed: { type: 'string', default: '1' },
  parts: { type: 'string' },
  minutes: { type: 'string', default: '0' },
  break: { type: 'string' },
  platforms: { type: 'string', default: PLATFORMS.join(',') },
  processes: { type: 'string', default: '1' },
  logs: { type: 'string' },
  json: { type: 'boolean', default: false },
});
const number = (name: 'messages' | 'kills' | 'seed' | 'minutes' | 'processes') =>
  wholeNumber(USAGE, name, values[name]);
const kills = number('kills');
const size = {
  messages: number('messages'),
  kills,
  databaseFaults: wholeNumber(USAGE, 'database', values.database ?? String(Math.ceil(kills / 2))),
  seed: number('seed'),
};
const processes = number('processes');
const named = values.platforms.split(',');
const platforms = PLATFORMS.filter((name) => named.includes(name));
const parts = wholeNumber(
  USAGE,
  'parts',
  values.parts ?? String(Math.max(1, Math.ceil(size.messages / 12_500))),
  1,
);
const minutes = number('minutes');
const broken = values.break;
if (platforms.length !== named.length) refuse(USAGE, `There is no platform ${values.platforms}.`);
if (![1, 2, 3, 4].includes(processes)) refuse(USAGE, '--processes takes 1 to 4.');
if (broken && !isBreak(broken)) refuse(USAGE, `Nothing is named ${broken} that could be broken.`);
const harm = broken && isBreak(broken) ? brokenBy(broken) : null;
const result = together(
  await Promise.all(
    inParts(size, parts).map((part, index) =>
      run({
        ...part,
        plan: [...draw(part), ...drawElsewhere(part, platforms, processes), ...(harm?.plan ?? [])].sort(
          (a, b) => a.after - b.after,
        ),
        platforms,
        processes: Math.max(processes, harm?.processes ?? 1),
        tell: (line) => {
          const at = new Date().toISOString().slice(11, 23);
          process.stderr.write(`${parts > 1 ? `[${index + 1}] ` : ''}${at} ${line}\n`);
        },
        broken,
        logs: values.logs,
        ...(minutes > 0 ? { withinMs: minutes * 60_000 } : {}),
      }),
    ),
  ),
);
for (const { promise, expected, seen, before = [] } of result.violations) {
  process.stderr.write(`promise ${promise}: expected ${expected}; seen: ${seen}\n`);
  for (const line of before) process.stderr.write(`    ${line}\n`);
}
// With --json nothing else stands on stdout; for people the same figures come as a short table.
const figures = { ...result, violations: result.violations.length };
if (values.json) process.stdout.write(`${JSON.stringify(figures)}\n`);
else
  for (const [name, figure] of Object.entries(figures))
    process.stdout.write(
      `${name.padEnd(16)}${typeof figure === 'object' ? JSON.stringify(figure) : figure}\n`,
    );
process.exitCode = result.violations.length === 0 ? 0 : 1;
