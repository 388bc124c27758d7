/**
 * Ends in the moment in which it has begun the server of a folder: `hasty.ts FOLDER exit | kill`. Prints the server's
 * process number before.
 */
import { writeSync } from 'node:fs';
import { createRequire, syncBuiltinESMExports } from 'node:module';

const [folder = '', how] = process.argv.slice(2);
const processes = createRequire(import.meta.url)('node:child_process') as typeof import('node:child_process');
const spawn = processes.spawn as (...given: unknown[]) => ReturnType<typeof processes.spawn>;
Object.assign(processes, {
  spawn: (...given: unknown[]) => {
    const child = spawn(...given);
    if (/postgres$/.test(String(given[0]))) {
      writeSync(1, `${child.pid}\n`);
      setImmediate(() => (how === 'kill' ? process.kill(process.pid, 'SIGKILL') : process.exit(0)));
    }
    return child;
  },
});
syncBuiltinESMExports();
const { startEmbedded } = await import('../../../src/db/embedded.ts');
await startEmbedded({ dataDir: folder, durable: false });
