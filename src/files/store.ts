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
}

/** `kind/id`: only letters, digits, dash and dot after the kind, so that a name can never leave the folder. */
export type FileName = `${'document' | 'letter' | 'picture' | 'upload'}/${string}`;

const SAFE = /^(document|letter|picture|upload)\/[A-Za-z0-9][A-Za-z0-9.-]{0,99}$/;

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
  };
}
