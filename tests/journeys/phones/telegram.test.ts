import { describeJourneys, withoutOffer } from './suite.ts';
import { telegramPlatform } from './telegram.ts';

describeJourneys('telegram', ({ accountId, log }) => telegramPlatform(accountId, log), withoutOffer);
