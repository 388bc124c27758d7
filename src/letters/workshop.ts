import { Worker, WorkerFailure } from '../worker/pool.ts';
import type { LetterData } from './letter.ts';
import type { PosterData } from './poster.ts';
import type { SigningKey } from './signature/signer.ts';
import type { SignatureVerdict } from './signature/verdict.ts';
import type { LetterTask } from './worker.ts';

/** Where letters are printed, signed and looked at: a child process of its own. All throw WorkerFailure. */
export interface Workshop {
  /** The signed PDF/A-2b. */
  letter(data: LetterData, key: SigningKey): Promise<Buffer>;
  /** The letter as it would be, marked DRAF, without number, QR code and signature. */
  draft(data: LetterData): Promise<Buffer>;
  /** A `.typ` page of the flows folder (path without ending) as PNG, `width` pixels wide. */
  page(page: string, data: unknown, width?: number): Promise<Buffer>;
  /** A poster of one page A4: PDF/A-2b, or PNG at 300 dots an inch. */
  poster(data: PosterData, as: 'pdf' | 'png'): Promise<Buffer>;
  /** Is the PDF exactly as one of these chains (PEM, leaf first) signed it at `at`? */
  verify(pdf: Uint8Array, trusted: readonly string[], at: Date): Promise<SignatureVerdict>;
  stop(): Promise<void>;
}

/** When a child is replaced, and how long one task may take. */
export interface WorkshopOptions {
  readonly maxTasks: number;
  readonly maxBytes: number;
  readonly timeoutMs: number;
}

/** The compiler loses 25 to 46 KB a letter, so the child is replaced long before that is felt. */
const DEFAULTS: WorkshopOptions = { maxTasks: 5000, maxBytes: 400 * 1024 * 1024, timeoutMs: 30_000 };

/** A telephone's screen at its usual density. */
const PAGE_WIDTH = 1080;

/** A workshop; its child process starts with the first task. */
export function createWorkshop(options: Partial<WorkshopOptions> = {}): Workshop {
  const worker = new Worker({
    module: new URL('./worker.ts', import.meta.url),
    heapMb: 256,
    ...DEFAULTS,
    ...options,
  });
  async function run(task: LetterTask): Promise<unknown> {
    try {
      return await worker.run(task);
    } catch (error) {
      // A child may die by bad luck; nothing was done outside it, so the same task goes to the next one, once.
      if (error instanceof WorkerFailure && error.transient) return worker.run(task);
      throw error;
    }
  }
  const bytes = async (task: LetterTask) => asBuffer(await run(task));
  return {
    letter: (data, { chainPem, key }) => bytes({ kind: 'letter', data, chainPem, key }),
    draft: (data) => bytes({ kind: 'draft', data }),
    page: (page, data, width = PAGE_WIDTH) => bytes({ kind: 'page', page, data, width }),
    poster: (data, as) => bytes({ kind: 'poster', data, as }),
    // The answer was made by our own module in a process that we started.
    verify: async (pdf, trusted, at) =>
      (await run({ kind: 'verify', pdf, trusted: [...trusted], at })) as SignatureVerdict,
    stop: () => worker.stop(),
  };
}

function asBuffer(answer: unknown): Buffer {
  if (!(answer instanceof Uint8Array)) throw new TypeError('the workshop answered something else than bytes');
  return Buffer.from(answer.buffer, answer.byteOffset, answer.length);
}
