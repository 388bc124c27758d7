import { parseArgs } from 'node:util';
import { SCENARIOS } from './index.ts';

/** Plays the scenario that the command names and ends the process with its verdict; does nothing when it names none. */
export async function playNamed(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    strict: false,
    options: {
      scenario: { type: 'string' },
      seed: { type: 'string', default: '1' },
      messages: { type: 'string' },
      minutes: { type: 'string' },
      old: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const { scenario, old } = values;
  if (scenario === undefined) return;
  const play = SCENARIOS[String(scenario)];
  if (!play) {
    process.stderr.write(
      `npm run faults -- --scenario ${Object.keys(SCENARIOS).join('|')} [--seed S] [--messages N] [--minutes N] [--old REF] [--json]\n`,
    );
    process.exit(2);
  }
  const number = (text: unknown) => (text === undefined ? undefined : Number(text));
  const { figures, violations } = await play({
    seed: Number(values.seed),
    messages: number(values.messages),
    minutes: number(values.minutes),
    old: typeof old === 'string' ? old : undefined,
    tell: (line) => void process.stderr.write(`${line}\n`),
  });
  for (const { promise, expected, seen, before = [] } of violations) {
    process.stderr.write(`promise ${promise}: expected ${expected}; seen: ${seen}\n`);
    for (const line of before) process.stderr.write(`    ${line}\n`);
  }
  process.stdout.write(`${JSON.stringify({ scenario, ...figures, violations: violations.length })}\n`);
  process.exit(violations.length === 0 ? 0 : 1);
}
