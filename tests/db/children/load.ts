/**
 * Works on a database without pause: `load.ts MODULE URL`. Prints a line for each finished transaction; ends when its
 * input ends. A statement that fails is no reason to stop, as in the real office.
 */
const [module = '', url = ''] = process.argv.slice(2);
const { default: postgres } = (await import(module)) as { default: typeof import('postgres') };
const sql = postgres(url, { max: 4, onnotice: () => undefined, connection: { application_name: 'load' } });
let done = false;
let next = 0;
process.stdin.on('end', () => {
  done = true;
});
process.stdin.resume();

async function worker(name: number): Promise<void> {
  while (!done) {
    const id = name * 1_000_000 + next++;
    try {
      await sql.begin(async (tx) => {
        await tx`insert into pair (id, part) values (${id}, 1)`;
        // A lost statement is caught by the caller, who then goes on with the next one.
        await tx`select pg_sleep(0.002)`.catch(() => undefined);
        await new Promise((resolve) => setTimeout(resolve, 1));
        await tx`insert into pair (id, part) values (${id}, 2)`;
      });
      process.stdout.write('.\n');
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}

await Promise.all([1, 2, 3, 4, 5, 6].map(worker));
await sql.end({ timeout: 2 });
process.stdout.write('finished\n');
