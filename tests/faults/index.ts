import { parseArgs } from 'node:util';
import { BREAKS, brokenBy, isBreak } from './breaks/index.ts';
import { drawElsewhere } from './elsewhere.ts';
import { inParts, together } from './parts.ts';
import { draw } from './plan.ts';
import { PLATFORMS } from './platforms/index.ts';
import { run } from './run.ts';
import { playNamed } from './scenarios/play.ts';

await playNamed(process.argv.slice(2));

const { values } = parseArgs({
  options: {
    messages: { type: 'string', default: '500' },
    kills: { type: 'string', default: '10' },
    database: { type: 'string' },
    seed: { type: 'string', default: '1' },
    parts: { type: 'string' },
    minutes: { type: 'string' },
    break: { type: 'string' },
    platforms: { type: 'string', default: PLATFORMS.join(',') },
    processes: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
});
const kills = Number(values.kills);
const size = {
  messages: Number(values.messages),
  kills,
  databaseFaults: Number(values.database ?? Math.ceil(kills / 2)),
  seed: Number(values.seed),
};
const processes = Number(values.processes);
const named = values.platforms.split(',');
const platforms = PLATFORMS.filter((name) => named.includes(name));
const parts = Number(values.parts ?? Math.ceil(size.messages / 12_500));
const minutes = Number(values.minutes ?? 0);
const broken = values.break;
if (
  [...Object.values(size), parts, minutes].some((count) => !Number.isSafeInteger(count) || count < 0) ||
  platforms.length !== named.length ||
  ![1, 2, 3, 4].includes(processes) ||
  (broken && !isBreak(broken))
) {
  process.stderr.write(
    `npm run faults -- [--messages N] [--kills N] [--database N] [--seed S] [--parts N] [--minutes N] [--platforms ${PLATFORMS.join(',')}] [--processes 1-4] [--json] [--break ${Object.keys(BREAKS).join('|')}]\n`,
  );
  process.exit(2);
}
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
        tell: (line) => void process.stderr.write(`${parts > 1 ? `[${index + 1}] ` : ''}${line}\n`),
        broken,
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
