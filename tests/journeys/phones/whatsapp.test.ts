import { all, describeJourneys, withoutNames, withoutOffer, withoutProof } from './suite.ts';
import { whatsappPlatform } from './whatsapp.ts';

describeJourneys('whatsapp', whatsappPlatform, all(withoutOffer, withoutProof, withoutNames));
