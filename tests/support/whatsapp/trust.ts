import https from 'node:https';
import { mediaAgent } from './media.ts';
import { trustTestRoot } from './noise.ts';

// For a whole process: `node --import ./tests/support/whatsapp/trust.ts src/main.ts`, with the `env` of a test server,
// accepts that server and reads and writes its media. Nothing of the shipped code knows of it.
trustTestRoot();
const { TEST_MEDIA_PORT, TEST_MEDIA_CERTIFICATE } = process.env;
if (TEST_MEDIA_PORT && TEST_MEDIA_CERTIFICATE) {
  const certificate = Buffer.from(TEST_MEDIA_CERTIFICATE, 'base64').toString();
  https.globalAgent = mediaAgent(Number(TEST_MEDIA_PORT), certificate);
}
