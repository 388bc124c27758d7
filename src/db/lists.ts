/**
 * Lists as PostgreSQL writes arrays, for one parameter cast by `::text::type[]`. The driver's own way escapes and types
 * each element, which costs more than the rest of the statement where rows are written by the hundred.
 */

/** A list of ids, numbers, instants: values without quotes, commas, braces or blanks at their ends. */
export function listOf(values: readonly (string | number | null)[]): string {
  return `{${values.map((value) => (value === null ? 'NULL' : `"${value}"`)).join(',')}}`;
}

/** A list of byte strings. */
export function bytesOf(values: readonly (Uint8Array | null)[]): string {
  return `{${values.map((value) => (value === null ? 'NULL' : `"\\\\x${hex(value)}"`)).join(',')}}`;
}

/** A list of any texts. */
export function textsOf(values: readonly (string | null)[]): string {
  return `{${values.map((value) => (value === null ? 'NULL' : `"${guarded(value)}"`)).join(',')}}`;
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex');
}

function guarded(text: string): string {
  return /["\\]/.test(text) ? text.replace(/["\\]/g, '\\$&') : text;
}
