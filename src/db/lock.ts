import { createHash } from 'node:crypto';
import { stat, unlink } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SecondInstance } from './errors.ts';

/** Held by the one process that works on a data folder. */
export interface FolderLock {
  release(): Promise<void>;
}

/**
 * Takes the data folder for this process. The lock is a listening local socket, which the system frees when the
 * process dies in any way, so that nothing stale is ever left (on Linux it is not even a file).
 * @throws SecondInstance with the holder's process id.
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const address = await lockAddress(folder);
  for (let attempt = 0; ; attempt++) {
    const server = await listen(address);
    if (server) {
      return { release: () => new Promise((resolve) => server.ref().close(() => resolve())) };
    }
    const holder = await ask(address);
    if (holder === 'nobody' && attempt === 0) {
      // Only where the socket is a file (macOS): its owner died without removing it.
      await unlink(address).catch(() => undefined);
      continue;
    }
    throw new SecondInstance(folder, typeof holder === 'number' ? holder : null);
  }
}

/** The process id of who holds the folder, `silent` when it does not say, `nobody` when it is free. */
export async function folderHolder(folder: string): Promise<number | 'silent' | 'nobody'> {
  return ask(await lockAddress(folder));
}

/** The address follows the folder itself (device and inode), not its name: links and relative paths meet. */
async function lockAddress(folder: string): Promise<string> {
  const { dev, ino } = await stat(folder, { bigint: true });
  const name = `halo-lurah-${createHash('sha256').update(`${dev}:${ino}`).digest('hex').slice(0, 32)}`;
  if (process.platform === 'linux') return `\0${name}`;
  if (process.platform === 'win32') return `\\\\.\\pipe\\${name}`;
  return join(tmpdir(), `${name}.sock`);
}

function listen(address: string): Promise<Server | null> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.end(String(process.pid));
    });
    server.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(null);
      else reject(error);
    });
    server.listen({ path: address, exclusive: true }, () => {
      server.unref();
      resolve(server);
    });
  });
}

/** The holder's process id, `silent` when it does not say, `nobody` when no process listens. */
function ask(address: string): Promise<number | 'silent' | 'nobody'> {
  return new Promise((resolve) => {
    let text = '';
    const socket = connect(address);
    socket.setTimeout(1000, () => {
      socket.destroy();
      resolve('silent');
    });
    socket.setEncoding('utf8');
    socket.on('data', (part: string) => {
      text += part;
    });
    socket.on('end', () => resolve(/^\d+$/.test(text) ? Number(text) : 'silent'));
    socket.on('error', () => resolve('nobody'));
  });
}
