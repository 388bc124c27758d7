import { expect, it } from 'vitest';
import { LONG } from '../support/long.ts';
import { SCENARIOS } from './scenarios/index.ts';

// Offices of their own, minutes each: with the long ones. `npm run faults -- --scenario NAME` plays them in full.
const SHORT = {
  upgrade: { messages: 60 },
  'flow-changed': { messages: 9 },
  'no-database': { messages: 60, minutes: 0.25 },
  overload: { minutes: 0.05 },
} as const;

for (const [name, size] of Object.entries(SHORT))
  it.runIf(LONG)(
    `${name}: nothing is lost and nobody is left without an answer`,
    { timeout: 600_000 },
    async () => {
      const play = SCENARIOS[name];
      const outcome = await play?.({ seed: 1, ...size, tell: () => undefined });
      expect(outcome?.violations).toEqual([]);
    },
  );
