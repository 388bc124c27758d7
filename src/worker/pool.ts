import { type ChildProcess, fork } from 'node:child_process';
import { setPriority } from 'node:os';

/** A task failed in the child; `transient` says whether trying again may help. */
export class WorkerFailure extends Error {
  override readonly name = 'WorkerFailure';
  readonly transient: boolean;
  constructor(message: string, transient: boolean) {
    super(message);
    this.transient = transient;
  }
}

/** How a child is started, replaced and cut off. */
export interface WorkerOptions {
  /** The child's module; it calls `serve()` of src/worker/serve.ts. */
  readonly module: URL;
  /** A child is replaced after so many tasks, or when it says that it holds more memory than `maxBytes`. */
  readonly maxTasks: number;
  readonly maxBytes: number;
  /** A task that takes longer kills the child. */
  readonly timeoutMs: number;
  /** Old-space limit of the child, in MB. */
  readonly heapMb: number;
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/**
 * One child process that does what must not happen in the main one: decoding foreign images, rendering letters.
 * Tasks run one after another; a child that dies or hangs fails its own task only, and the next task gets a new one.
 */
export class Worker {
  readonly #options: WorkerOptions;
  #child: ChildProcess | null = null;
  #done = 0;
  #queue: Promise<unknown> = Promise.resolve();
  #waiting: Waiting | null = null;
  #stopped = false;

  constructor(options: WorkerOptions) {
    this.#options = options;
  }

  /** Runs a task; rejects with WorkerFailure. The answer is what the child's function returned. */
  run(task: unknown): Promise<unknown> {
    const turn = this.#queue.then(() => this.#attempt(task));
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#queue;
    this.#retire();
  }

  #attempt(task: unknown): Promise<unknown> {
    if (this.#stopped) return Promise.reject(new WorkerFailure('the worker is stopping', true));
    const child = this.#ready();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#settle((waiting) =>
          waiting.reject(new WorkerFailure(`no answer in ${this.#options.timeoutMs} ms`, false)),
        );
        this.#retire();
      }, this.#options.timeoutMs);
      this.#waiting = {
        resolve: (value) => {
          clearTimeout(timer);
          resolve(value);
        },
        reject: (error) => {
          clearTimeout(timer);
          reject(error);
        },
      };
      child.send({ task }, (error) => {
        if (error && child === this.#child) {
          this.#settle((waiting) => waiting.reject(new WorkerFailure(error.message, true)));
          this.#retire();
        }
      });
    });
  }

  #ready(): ChildProcess {
    if (this.#child?.connected) return this.#child;
    const child = fork(this.#options.module, [], {
      serialization: 'advanced',
      execArgv: [`--max-old-space-size=${this.#options.heapMb}`],
      // The child needs nothing of our environment: no key, no token, no database address.
      env: {},
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    givesWay(child);
    child.on('message', (answer: Answer) => this.#answered(child, answer));
    child.on('exit', () => {
      if (this.#child !== child) return;
      this.#child = null;
      this.#settle((waiting) => waiting.reject(new WorkerFailure('the child process died', true)));
    });
    child.on('error', () => undefined);
    this.#child = child;
    this.#done = 0;
    return child;
  }

  #answered(child: ChildProcess, answer: Answer): void {
    // A child that was given up may have answered just before it died; its answer belongs to nobody any more.
    if (child !== this.#child) return;
    this.#done += 1;
    this.#settle((waiting) =>
      answer.ok
        ? waiting.resolve(answer.value)
        : waiting.reject(new WorkerFailure(answer.message, answer.transient)),
    );
    if (this.#done >= this.#options.maxTasks || answer.rss > this.#options.maxBytes) this.#retire();
  }

  #settle(how: (waiting: Waiting) => void): void {
    const waiting = this.#waiting;
    this.#waiting = null;
    if (waiting) how(waiting);
  }

  #retire(): void {
    const child = this.#child;
    this.#child = null;
    child?.removeAllListeners('exit');
    child?.kill('SIGKILL');
  }
}

/** A third of the processor where another wants the rest; at 10, a tenth, letters stood still on a busy machine. */
export const PRIORITY = 5;

/**
 * Where the processor is short, whoever is waiting in a chat goes first: a letter a moment later is not noticed. Where a
 * system does not let its priority be changed, the child works with the usual one.
 */
function givesWay(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    setPriority(child.pid, PRIORITY);
  } catch {
    // It has ended already, or the system forbids it.
  }
}

/** What a child sends back for each task. */
export type Answer =
  | { ok: true; value: unknown; rss: number }
  | { ok: false; message: string; transient: boolean; rss: number };
