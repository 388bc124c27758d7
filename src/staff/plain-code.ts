/**
 * A readable code as it is compared: capitals and digits only, so that case, spaces and dashes do not matter.
 * What is left of a very long text is cut, for a code is never longer.
 */
export function plainCode(text: string): string {
  return text
    .slice(0, 200)
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .slice(0, 64);
}

/** A code in groups of four, as it is shown: ABCD-EFGH. */
export function groupedCode(code: string): string {
  return code.match(/.{1,4}/g)?.join('-') ?? '';
}
