import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** What can happen to a line: refused and cut, slow, open but dead, or broken off with a reset. */
export type Trouble = 'cut' | 'slow' | 'halfOpen' | 'reset';

/** A TCP line to somewhere, which can be troubled. */
export interface Line {
  readonly port: number;
  /** Troubles the line until the time is over (ms); connections that hung dead are then cut. */
  trouble(what: Trouble, ms: number): Promise<void>;
  close(): Promise<void>;
}

/** How late each piece of data comes on a slow line (ms). */
const SLOW_MS = 120;

interface Pair {
  readonly near: Socket;
  readonly far: Socket;
}

/** Opens a line on loopback to a port that may change; `opened` hears the port from which each connection goes on. */
export async function openLine(
  target: () => number,
  opened: (port: number) => void = () => undefined,
): Promise<Line> {
  const pairs = new Set<Pair>();
  let now: Trouble | null = null;

  const server = createServer((near) => {
    if (now === 'cut' || now === 'reset') return void near.resetAndDestroy();
    const far = connect(target(), '127.0.0.1');
    far.on('connect', () => opened(far.localPort ?? 0));
    const pair = { near, far };
    pairs.add(pair);
    carry(near, far);
    carry(far, near);
    const end = () => {
      pairs.delete(pair);
      near.destroy();
      far.destroy();
    };
    for (const socket of [near, far]) {
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      // A line that hangs tells neither end that the other one is gone.
      socket.on('close', () => (now === 'halfOpen' ? undefined : end()));
    }
  });

  function carry(from: Socket, to: Socket): void {
    let queue: Promise<void> = Promise.resolve();
    from.on('data', (data) => {
      if (now === 'halfOpen') return;
      if (now === 'slow' || queueing.has(from)) {
        queueing.add(from);
        queue = queue.then(
          () =>
            new Promise((resolve) =>
              setTimeout(
                () => {
                  to.write(data);
                  resolve();
                },
                now === 'slow' ? SLOW_MS : 0,
              ),
            ),
        );
      } else to.write(data);
    });
    from.on('end', () => (now === 'halfOpen' ? undefined : void queue.then(() => to.end())));
  }
  /** Whatever was slowed once stays in one queue, so that nothing overtakes. */
  const queueing = new WeakSet<Socket>();

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const drop = (reset: boolean) => {
    for (const { near, far } of pairs) {
      if (reset) near.resetAndDestroy();
      else near.destroy();
      far.destroy();
    }
    pairs.clear();
  };
  return {
    port: (server.address() as AddressInfo).port,
    async trouble(what, ms) {
      now = what;
      if (what === 'cut' || what === 'reset') drop(what === 'reset');
      await new Promise((resolve) => setTimeout(resolve, ms));
      now = null;
      // What was swallowed is gone, so a connection that hung cannot go on.
      if (what === 'halfOpen') drop(false);
    },
    async close() {
      drop(false);
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
