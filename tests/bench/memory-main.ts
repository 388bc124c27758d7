import { type Connection, connect } from '../../src/db/client.ts';
import { createSealer } from '../../src/db/seal.ts';
import type { Ground } from './bed.ts';
import { ours } from './ours.ts';

/** What the driver asks of the office's process. */
export interface ToOffice {
  readonly id: number;
  readonly what:
    | {
        readonly kind: 'open';
        /** `secret`: the bed's key in hex, of a database that lives as long as the run. */
        readonly ground: Pick<Ground, 'url' | 'wardId' | 'people'> & { readonly secret: string };
      }
    | { readonly kind: 'hear'; readonly chat: string; readonly text: string; readonly n: number }
    | { readonly kind: 'memory' }
    | { readonly kind: 'end' };
}

/** The answer to a question with this id; `memory` to the one for it, `error` when it went wrong. */
export interface Heard {
  readonly id: number;
  readonly error?: string;
  readonly memory?: NodeJS.MemoryUsage;
}

let open: { readonly office: Awaited<ReturnType<typeof ours>>; readonly connection: Connection } | null =
  null;

async function answer(what: ToOffice['what']): Promise<Omit<Heard, 'id'>> {
  if (what.kind === 'memory') return { memory: process.memoryUsage() };
  if (what.kind === 'open') {
    const { secret, ...ground } = what.ground;
    const connection = connect(ground.url, { max: 10 });
    const sealer = createSealer(Buffer.from(secret, 'hex'));
    open = { office: await ours({ ...connection, ...ground, sealer }, 'memory'), connection };
    return {};
  }
  if (!open) throw new Error('the office is not open');
  if (what.kind === 'hear') await open.office.hear(what.chat, what.text, what.n);
  else {
    await open.office.end();
    await open.connection.close();
  }
  return {};
}

process.on('message', ({ id, what }: ToOffice) => {
  answer(what).then(
    (found) => process.send?.({ id, ...found } satisfies Heard),
    (error: Error) => process.send?.({ id, error: error.message } satisfies Heard),
  );
});
