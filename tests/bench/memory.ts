import { fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Bed } from './bed.ts';
import { type Contender, converse } from './dialogue.ts';
import type { Heard, ToOffice } from './memory-main.ts';

const CHATS = 100;
const TELLS = 5;

/**
 * Resident memory (MB) of a process that is the office alone, started as `npm start` starts it, after so many messages;
 * who chats is in this process. Told on the way, so that growth shows.
 */
export async function measureMemory(
  bed: Bed,
  options: { readonly messages: number; readonly tell: (line: string) => void },
): Promise<number> {
  const office = await openOffice(bed);
  try {
    const rounds = Math.max(1, Math.ceil(options.messages / (CHATS * 8)));
    let megabytes = 0;
    for (let round = 1; round <= rounds; round += 1) {
      await converse(office, bed.people, CHATS, `memory${round}`);
      if (round % Math.ceil(rounds / TELLS) !== 0 && round !== rounds) continue;
      const use = await office.memory();
      megabytes = use.rss / 2 ** 20;
      const shown = Object.entries(use).map(([name, bytes]) => `${name} ${Math.round(bytes / 2 ** 20)}`);
      options.tell(`  after ${round * CHATS * 8} messages, MB: ${shown.join(', ')}`);
    }
    return Math.round(megabytes);
  } finally {
    await office.end();
  }
}

/** The flags of V8 and the modules with which `npm start` starts the office. */
export function startFlags(script = startScript()): string[] {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  return [...script.matchAll(/ (--[^ =]+)[ =](\S+)/g)].map(
    ([, flag, value = '']) => `${flag}=${value.startsWith('./') ? root + value.slice(2) : value}`,
  );
}

function startScript(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { scripts: { start: string } }).scripts.start;
}

async function openOffice(bed: Bed): Promise<Contender & { memory(): Promise<NodeJS.MemoryUsage> }> {
  const child = fork(fileURLToPath(new URL('./memory-main.ts', import.meta.url)), {
    execArgv: startFlags(),
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const waiting = new Map<number, { resolve(answer: Heard): void; reject(error: Error): void }>();
  let last = 0;
  child.on('message', (answer: Heard) => {
    const one = waiting.get(answer.id);
    waiting.delete(answer.id);
    if (answer.error === undefined) one?.resolve(answer);
    else one?.reject(new Error(answer.error));
  });
  child.on('exit', (code) => {
    for (const one of waiting.values()) one.reject(new Error(`the office ended early (${code})`));
  });
  const ask = (what: ToOffice['what']) =>
    new Promise<Heard>((resolve, reject) => {
      last += 1;
      waiting.set(last, { resolve, reject });
      child.send({ id: last, what } satisfies ToOffice);
    });
  await ask({
    kind: 'open',
    ground: { url: bed.url, secret: bed.secret, wardId: bed.wardId, people: bed.people },
  });
  return {
    name: 'ours',
    hear: async (chat, text, n) => void (await ask({ kind: 'hear', chat, text, n })),
    requests: async () => Number((await bed.sql`select count(*) as n from request`)[0]?.['n']),
    memory: async () => {
      const { memory } = await ask({ kind: 'memory' });
      if (!memory) throw new Error('the office did not say what it holds');
      return memory;
    },
    end: async () => {
      await ask({ kind: 'end' });
      child.kill();
    },
  };
}
