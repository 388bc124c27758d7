import { trustTestRoot } from './noise.ts';

// For a whole process: `node --import ./tests/support/whatsapp/trust.ts src/main.ts` accepts the test's server.
trustTestRoot();
