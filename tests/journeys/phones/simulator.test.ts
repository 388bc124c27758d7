import { simulatorPlatform } from './simulator.ts';
import { describeJourneys } from './suite.ts';

describeJourneys('simulator', simulatorPlatform);
