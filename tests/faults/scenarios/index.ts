import { flood } from './flood.ts';
import { flowChanged } from './flow-changed.ts';
import { noDatabase } from './no-database.ts';
import { overload } from './overload.ts';
import type { Scenario } from './scenario.ts';
import { upgrade } from './upgrade.ts';

export type { Outcome, Playing } from './scenario.ts';

/** What can be played by `npm run faults -- --scenario NAME`. */
export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  upgrade,
  'flow-changed': flowChanged,
  flood,
  overload,
  'no-database': noDatabase,
};
