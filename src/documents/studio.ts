import { Worker, WorkerFailure } from '../worker/pool.ts';
import { MAX_BYTES, type Prepared } from './refusal.ts';

/** Prepares foreign files away from the main process. */
export interface Studio {
  /** Never rejects for what is in the file; WorkerFailure only when the studio is stopping. */
  prepare(bytes: Uint8Array): Promise<Prepared>;
  stop(): Promise<void>;
}

/** A child that holds more than this after a file is replaced; a 25-million-pixel picture needs about 200 MB. */
const MAX_RESIDENT = 400 * 1024 * 1024;

/** One child, replaced after 200 files. `timeoutMs`: how long one file may take before the child is killed. */
export function createStudio(options: { readonly timeoutMs?: number; readonly module?: URL } = {}): Studio {
  const worker = new Worker({
    module: options.module ?? new URL('./worker.ts', import.meta.url),
    maxTasks: 200,
    maxBytes: MAX_RESIDENT,
    timeoutMs: options.timeoutMs ?? 20_000,
    heapMb: 192,
  });
  let stopped = false;
  return {
    async prepare(bytes) {
      // Not even carried over to the child.
      if (bytes.length > MAX_BYTES) return { ok: false, why: 'too-big' };
      for (let attempt = 1; ; attempt += 1) {
        try {
          return (await worker.run(bytes)) as Prepared;
        } catch (error) {
          if (!(error instanceof WorkerFailure) || stopped) throw error;
          // A child may die by bad luck once; a file that kills or hangs it is the file's fault.
          if (!error.transient || attempt === 2) return { ok: false, why: 'damaged' };
        }
      }
    },
    stop() {
      stopped = true;
      return worker.stop();
    },
  };
}
