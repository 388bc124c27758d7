import { Disk } from 'flydrive';
import { FSDriver } from 'flydrive/drivers/fs';
import type { Sealer } from '../db/seal.ts';

/**
 * Documents, letters and pictures, each file sealed before it is written (the file's name is part of the seal,
 * so files cannot be exchanged). A folder by default; flydrive lets a city put the same files on S3.
 */
export interface FileStore {
  /** Writes a whole file; an existing one of that name is replaced. */
  put(name: FileName, bytes: Uint8Array): Promise<void>;
  /** Throws when there is no such file, SealBroken when it was changed. */
  get(name: FileName): Promise<Buffer>;
  has(name: FileName): Promise<boolean>;
  remove(name: FileName): Promise<void>;
  /** Removes the files of a kind that were written before a moment of real time; returns how many. */
  sweep(kind: 'piece', before: Date): Promise<number>;
}

/** `kind/id`: only letters, digits, dash and dot after the kind, so that a name can never leave the folder. */
export type FileName = `${'document' | 'letter' | 'picture' | 'upload' | 'piece' | 'qr'}/${string}`;

const SAFE = /^(document|letter|picture|upload|piece|qr)\/[A-Za-z0-9][A-Za-z0-9.-]{0,99}$/;

/** A store in a folder; every file is sealed before it is written. */
export function createFileStore(folder: string, sealer: Sealer): FileStore {
  const disk = new Disk(new FSDriver({ location: folder, visibility: 'private' }));
  const checked = (name: FileName): string => {
    if (!SAFE.test(name) || name.includes('..')) throw new RangeError('not a file name of ours');
    return name;
  };
  return {
    put: async (name, bytes) => disk.put(checked(name), sealer.seal(`file|bytes|${name}`, bytes)),
    get: async (name) => sealer.open(`file|bytes|${name}`, await disk.getBytes(checked(name))),
    has: (name) => disk.exists(checked(name)),
    remove: (name) => disk.delete(checked(name)),
    sweep: async (kind, before) => {
      let swept = 0;
      for (const key of await keysOf(disk, kind)) {
        // Another process may sweep too: what is gone already is well.
        const meta = await disk.getMetaData(key).catch(() => null);
        if (!meta || meta.lastModified >= before) continue;
        await disk.delete(key);
        swept += 1;
      }
      return swept;
    },
  };
}

/** The names of all files of a kind; none when nothing of it was ever written. */
async function keysOf(disk: Disk, kind: string): Promise<string[]> {
  const keys: string[] = [];
  let page: string | undefined;
  do {
    const listed = await disk
      .listAll(kind, page === undefined ? {} : { paginationToken: page })
      .catch(() => null);
    for (const one of listed?.objects ?? []) if (one.isFile) keys.push(one.key);
    page = listed?.paginationToken;
  } while (page !== undefined);
  return keys;
}
