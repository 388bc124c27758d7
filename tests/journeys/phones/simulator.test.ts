import { describe } from 'vitest';
import { LONG } from '../../support/long.ts';
import { simulatorPlatform } from './simulator.ts';
import { describeJourneys } from './suite.ts';

// The same files run on the simulator in journeys.test.ts; here they go by the pages' own room.
describe.runIf(LONG)('by the pages', () => describeJourneys('simulator', simulatorPlatform));
