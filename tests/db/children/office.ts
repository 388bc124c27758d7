/** Runs the built-in database of a folder until it is killed: `office.ts FOLDER [throw | stop]`. */
import { startEmbedded } from '../../../src/db/embedded.ts';
import { reportAndExit } from '../../../src/startup.ts';

const [folder = '', how] = process.argv.slice(2);
try {
  const database = await startEmbedded({ dataDir: folder, durable: false });
  process.stdout.write(`${JSON.stringify({ url: database.url, pid: database.pid })}\n`);
  if (how === 'throw') setImmediate(() => JSON.parse('not JSON'));
  if (how === 'stop') await database.stop();
  else setInterval(() => undefined, 1000);
} catch (error) {
  reportAndExit(error);
}
