import { describeJourneys } from './suite.ts';
import { webPlatform } from './web.ts';

// The counter's own account, where nobody is asked to prove a number, is played by touch and by keyboard in tests/kiosk.
describeJourneys('web', webPlatform);
