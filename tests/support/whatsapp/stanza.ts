import type { BinaryNode } from '@whiskeysockets/baileys';

/** A stanza, written shortly. */
export function stanza(
  tag: string,
  attrs: Record<string, string | undefined> = {},
  content?: BinaryNode['content'],
): BinaryNode {
  const present = Object.entries(attrs).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return { tag, attrs: Object.fromEntries(present), ...(content === undefined ? {} : { content }) };
}

/** The children with a tag. */
export function children(parent: BinaryNode | undefined, tag?: string): BinaryNode[] {
  if (!Array.isArray(parent?.content)) return [];
  return parent.content.filter((one) => tag === undefined || one.tag === tag);
}

/** The first child with a tag. */
export function child(parent: BinaryNode | undefined, tag: string): BinaryNode | undefined {
  return children(parent, tag)[0];
}

/** The bytes in a child, empty when there are none. */
export function bytesIn(parent: BinaryNode | undefined, tag: string): Buffer {
  const content = child(parent, tag)?.content;
  return content instanceof Uint8Array ? Buffer.from(content) : Buffer.alloc(0);
}

/** The number that a child's bytes spell. */
export function numberIn(parent: BinaryNode | undefined, tag: string): number {
  const bytes = bytesIn(parent, tag);
  return bytes.length === 0 ? 0 : bytes.readUIntBE(0, Math.min(bytes.length, 6));
}
