import type { Answer } from './pool.ts';

/** A task that can never succeed with this input (a damaged image, a template error). */
export class Unworkable extends Error {
  override readonly name = 'Unworkable';
}

/** Runs in the child: answers each task with what `work` returns. Ends when the parent is gone. */
export function serve(work: (task: unknown) => Promise<unknown>): void {
  const reply = (answer: Answer) => process.send?.(answer);
  process.on('message', ({ task }: { task: unknown }) => {
    work(task).then(
      (value) => reply({ ok: true, value, rss: process.memoryUsage.rss() }),
      (error: Error) =>
        reply({
          ok: false,
          message: error.message,
          transient: error.name !== 'Unworkable',
          rss: process.memoryUsage.rss(),
        }),
    );
  });
  process.on('disconnect', () => process.exit(0));
}
