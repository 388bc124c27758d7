import { describeJourneys, withoutProof } from './suite.ts';
import { webPlatform } from './web.ts';

describeJourneys('web', webPlatform);

// A screen that everybody uses proves nobody's number and gives out no letters: what is fetched at the counter is played.
describeJourneys('web', webPlatform, withoutProof, { atCounter: true, names: ['02-sktm-keluarga'] });
