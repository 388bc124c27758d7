import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Bed } from './bed.ts';
import type { Work, Worked } from './child-main.ts';

/** Runs the office in processes of their own, all beginning together; what each of them found. */
export async function measureChild(
  bed: Bed,
  works: readonly { readonly chats: number; readonly messages: number; readonly label: string }[],
): Promise<Worked[]> {
  const children = works.map((work) => {
    const child = fork(fileURLToPath(new URL('./child-main.ts', import.meta.url)), {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const heard: unknown[] = [];
    let wake = () => undefined as unknown;
    child.on('message', (message) => {
      heard.push(message);
      wake();
    });
    const ended = new Promise<never>((_, reject) => {
      child.on('exit', (code) => reject(new Error(`a process of the benchmark ended early (${code})`)));
    });
    ended.catch(() => undefined);
    const next = async (): Promise<unknown> => {
      while (heard.length === 0) await Promise.race([ended, new Promise<void>((r) => (wake = r as never))]);
      return heard.shift();
    };
    const given: Work = { ...work, url: bed.url, secret: bed.secret, wardId: bed.wardId, people: bed.people };
    child.send(given);
    return { child, next };
  });
  try {
    await Promise.all(children.map(({ next }) => next()));
    for (const { child } of children) child.send('go');
    return (await Promise.all(children.map(({ next }) => next()))) as Worked[];
  } finally {
    for (const { child } of children) child.kill();
  }
}
