import { temporaryFolder } from '../support/folder.ts';
import { freePort } from '../support/ports.ts';
import { databaseEnded, type Program, startMain } from '../support/process.ts';

/** Seconds until the real process answers on /readyz: the first start of all, which makes the database, and the next. */
export async function measureStart(options: {
  readonly rounds: number;
}): Promise<{ first: number; next: number }> {
  const firsts: number[] = [];
  const nexts: number[] = [];
  for (let round = 0; round < Math.max(1, Math.min(3, options.rounds)); round += 1) {
    const folder = await temporaryFolder();
    try {
      firsts.push(await once(folder.path));
      nexts.push(await once(folder.path));
    } finally {
      await databaseEnded(folder.path);
      await folder.remove();
    }
  }
  const middle = (values: number[]) =>
    Math.round((values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0) * 100) / 100;
  return { first: middle(firsts), next: middle(nexts) };
}

async function once(folder: string): Promise<number> {
  const port = await freePort();
  const began = performance.now();
  // As `npm start` does it; the folder is another one.
  const preload = new URL('../../src/preload.ts', import.meta.url).href;
  const office = startMain(folder, {
    PORT: String(port),
    LOG_LEVEL: 'error',
    NODE_OPTIONS: `--import ${preload}`,
  });
  let over = false;
  void office.ended.then(() => {
    over = true;
  });
  try {
    while (!(await ready(port))) {
      if (over) throw new Error(`the office ended:\n${office.errors.join('\n')}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return (performance.now() - began) / 1000;
  } finally {
    await stopped(office);
    await databaseEnded(folder);
  }
}

async function ready(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/readyz`)).ok;
  } catch {
    return false;
  }
}

async function stopped(office: Program): Promise<void> {
  office.process.kill('SIGINT');
  await office.ended;
}
