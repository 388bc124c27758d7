import type { Reason } from './verdict.ts';

/** Where the signature stands in a file, and what is wrong with that. */
export interface Layout {
  readonly faults: Reason[];
  /** The CMS with the zeros behind it; null when none could be found. */
  readonly contents: Buffer | null;
  /** The only unsigned stretch; null when there is no usable /ByteRange. */
  readonly range: { readonly gapStart: number; readonly gapEnd: number } | null;
}

/** More than four times what our longest chain needs. */
const MAX_CONTENTS_BYTES = 32 * 1024;

const BYTE_RANGE = /^\/ByteRange\s*\[\s*0 (\d{1,8}) (\d{1,8}) (\d{1,8})\s*\]/;

/**
 * A letter of ours has exactly one /ByteRange, which leaves out exactly its /Contents and reaches the end of the file,
 * and exactly two revisions: the compiler's and the signature's. Searches with indexOf only, since the file is foreign.
 */
export function readLayout(bytes: Buffer): Layout {
  const faults: Reason[] = [];
  const at = bytes.indexOf('/ByteRange', 0, 'latin1');
  if (at < 0) return { faults: ['no-signature'], contents: null, range: null };
  if (bytes.indexOf('/ByteRange', at + 1, 'latin1') >= 0) faults.push('byte-range');
  const found = BYTE_RANGE.exec(bytes.toString('latin1', at, at + 80));
  const [gapStart, gapEnd, rest] = [Number(found?.[1]), Number(found?.[2]), Number(found?.[3])];
  const sound = found !== null && gapStart < gapEnd && gapEnd + rest === bytes.length;
  if (!sound && faults.length === 0) faults.push('byte-range');
  if (startxrefs(bytes) !== 2) faults.push('revisions');

  const contents = sound ? hexAt(bytes, gapStart, gapEnd) : null;
  if (sound && contents === null && !faults.includes('byte-range')) faults.push('byte-range');
  return {
    faults,
    // Even of a file that is refused we want to know whose it was: "changed" helps more than "unknown".
    contents: contents ?? likelyContents(bytes, at),
    range: contents ? { gapStart, gapEnd } : null,
  };
}

/** The gap must be one hex string right behind /Contents, nothing else. */
function hexAt(bytes: Buffer, start: number, end: number): Buffer | null {
  if (end - start > MAX_CONTENTS_BYTES * 2 + 2 || end - start < 4) return null;
  if (!/\/Contents\s*$/.test(bytes.toString('latin1', Math.max(0, start - 16), start))) return null;
  const text = bytes.toString('latin1', start, end);
  return /^<(?:[0-9a-f]{2})+>$/.test(text) ? Buffer.from(text.slice(1, -1), 'hex') : null;
}

function likelyContents(bytes: Buffer, around: number): Buffer | null {
  const name = bytes.indexOf('/Contents <', Math.max(0, around - 1024), 'latin1');
  const start = name + '/Contents '.length;
  const end = name < 0 ? -1 : bytes.indexOf('>', start, 'latin1') + 1;
  return end > start ? hexAt(bytes, start, end) : null;
}

/** Only at the beginning of a line, because a title may hold the word. */
function startxrefs(bytes: Buffer): number {
  let count = 0;
  for (
    let at = bytes.indexOf('startxref', 0, 'latin1');
    at >= 0;
    at = bytes.indexOf('startxref', at + 9, 'latin1')
  ) {
    const before = bytes[at - 1];
    if (before === 0x0a || before === 0x0d) count += 1;
  }
  return count;
}
