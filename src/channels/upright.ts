/**
 * A text without the signs that turn the direction of writing: one in a name would show what follows backwards.
 * Letters of scripts that are written from the right keep their own direction.
 */
export function upright(text: string): string {
  return text.replace(/[\u202A-\u202E\u2066-\u2069]/g, '');
}
