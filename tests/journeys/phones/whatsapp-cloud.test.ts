import { all, byForm, describeJourneys, withoutNames, withoutProof } from './suite.ts';
import { whatsappCloudPlatform } from './whatsapp-cloud.ts';

describeJourneys('whatsapp-cloud', whatsappCloudPlatform, all(byForm, withoutProof, withoutNames));
