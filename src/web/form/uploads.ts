import { createHash } from 'node:crypto';
import { MAX_BYTES } from '../../documents/refusal.ts';
import type { FileName, FileStore } from '../../files/store.ts';

/** A photo comes in pieces of this size (bytes), so that a broken line costs one piece and not the photo. */
export const PIECE_BYTES: number = 256 * 1024;

/** A piece that does not fit: `offset` is where the upload stands. */
export class PieceRefused extends Error {
  override readonly name = 'PieceRefused';
  readonly offset: number;
  constructor(offset: number) {
    super('the piece does not begin where the upload stands, or has another length');
    this.offset = offset;
  }
}

/** A file on its way: which one, and how many bytes it will have. */
export interface Upload {
  readonly id: string;
  readonly size: number;
}

/** The same file chosen again on the same link is the same upload: it goes on where it broke off. */
export function uploadOf(code: string, file: string, size: number): Upload {
  const id = createHash('sha256').update(`${code}|${size}|${file}`).digest('hex').slice(0, 32);
  return { id, size };
}

/** Whether a file of this size may be sent at all. */
export function fits(size: number): boolean {
  return Number.isSafeInteger(size) && size > 0 && size <= MAX_BYTES;
}

/**
 * Uploads in pieces. The pieces are sealed files of the common store, and how far an upload has come is how many of
 * them are there: any process can take the next one, and nothing else needs to be remembered.
 */
export class Uploads {
  readonly #files: FileStore;

  constructor(files: FileStore) {
    this.#files = files;
  }

  /** How many bytes are here, from the beginning on. */
  async offset({ id, size }: Upload): Promise<number> {
    let have = 0;
    while (have < size && (await this.#files.has(pieceOf(id, have)))) have += PIECE_BYTES;
    return Math.min(have, size);
  }

  /** Keeps one piece; the same piece again is welcome. Returns the new offset; PieceRefused. */
  async keep(upload: Upload, at: number, bytes: Uint8Array): Promise<number> {
    const { id, size } = upload;
    const follows =
      at % PIECE_BYTES === 0 && (at === 0 || (await this.#files.has(pieceOf(id, at - PIECE_BYTES))));
    if (!follows || bytes.length === 0 || bytes.length !== Math.min(PIECE_BYTES, size - at))
      throw new PieceRefused(await this.offset(upload));
    await this.#files.put(pieceOf(id, at), bytes);
    return at + bytes.length;
  }

  /** The whole file; PieceRefused while something is missing. */
  async join(upload: Upload): Promise<Uint8Array> {
    const offset = await this.offset(upload);
    if (offset < upload.size) throw new PieceRefused(offset);
    const pieces: Uint8Array[] = [];
    for (let at = 0; at < upload.size; at += PIECE_BYTES)
      pieces.push(await this.#files.get(pieceOf(upload.id, at)));
    return Buffer.concat(pieces);
  }

  /** Forgets the pieces of a file that has been handed in (`next`: the page that goes on), or that cannot be used. */
  async drop({ id, size }: Upload, next: string | null): Promise<void> {
    if (next !== null) await this.#files.put(endOf(id), Buffer.from(next));
    for (let at = 0; at < size; at += PIECE_BYTES) await this.#files.remove(pieceOf(id, at));
  }

  /** The page that goes on after a file that has been handed in: for whoever sent it and lost the answer on the way. */
  async next({ id }: Upload): Promise<string | null> {
    return (await this.#files.has(endOf(id))) ? (await this.#files.get(endOf(id))).toString() : null;
  }
}

function endOf(id: string): FileName {
  return `piece/${id}.end`;
}

function pieceOf(id: string, at: number): FileName {
  return `piece/${id}.${at / PIECE_BYTES}`;
}
