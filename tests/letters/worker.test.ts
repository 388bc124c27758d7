import { getPriority } from 'node:os';
import { afterEach, describe, expect, it } from 'vitest';
import { PRIORITY, Worker } from '../../src/worker/pool.ts';

const workers: Worker[] = [];
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.stop()));
});

function worker(change: Partial<ConstructorParameters<typeof Worker>[0]> = {}): Worker {
  const made = new Worker({
    module: new URL('./fixture-worker.ts', import.meta.url),
    maxTasks: 100,
    maxBytes: 4e9,
    timeoutMs: 20_000,
    heapMb: 64,
    ...change,
  });
  workers.push(made);
  return made;
}

describe('the child process', () => {
  it('does one task after another in the same child', async () => {
    const one = worker();
    const pids = await Promise.all([one.run('pid'), one.run('pid'), one.run('pid')]);
    expect(new Set(pids).size).toBe(1);
    expect(pids[0]).not.toBe(process.pid);
  });

  it('leaves the processor to whoever is waiting in a chat', async () => {
    const pid = await worker().run('pid');
    // A system takes no wish for more than the parent has.
    const wished = Math.max(PRIORITY, getPriority());
    expect(getPriority(Number(pid))).toBe(wished);
  });

  it('is replaced after its number of tasks', async () => {
    const one = worker({ maxTasks: 2 });
    const pids = [await one.run('pid'), await one.run('pid'), await one.run('pid')];
    expect(pids[0]).toBe(pids[1]);
    expect(pids[2]).not.toBe(pids[1]);
  });

  it('is replaced when it holds too much memory', async () => {
    const one = worker({ maxBytes: 1 });
    expect(await one.run('pid')).not.toBe(await one.run('pid'));
  });

  it('fails only the task in which it died', async () => {
    const one = worker();
    const [before, died, after] = await Promise.allSettled([one.run('pid'), one.run('die'), one.run('pid')]);
    expect(before.status).toBe('fulfilled');
    expect(died).toMatchObject({ status: 'rejected', reason: { name: 'WorkerFailure', transient: true } });
    expect(after.status).toBe('fulfilled');
  });

  it('is killed when it hangs, and that is not worth another try', async () => {
    const one = worker({ timeoutMs: 1500 });
    await expect(one.run('hang')).rejects.toMatchObject({ name: 'WorkerFailure', transient: false });
    expect(await one.run('pid')).toBeTypeOf('number');
  });

  it('says whether trying again may help', async () => {
    const one = worker();
    await expect(one.run('refuse')).rejects.toMatchObject({ message: 'never', transient: false });
    await expect(one.run('fail')).rejects.toMatchObject({ transient: true });
  });

  it('takes no task after it was stopped', async () => {
    const one = worker();
    await one.stop();
    await expect(one.run('pid')).rejects.toMatchObject({ name: 'WorkerFailure' });
  });
});
