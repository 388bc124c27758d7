/** A JPEG of exactly `size` bytes that shows the same picture: comments are put behind its first mark. */
export function padded(jpeg: Buffer, size: number): Buffer {
  const parts = [jpeg.subarray(0, 2)];
  let left = size - jpeg.length;
  if (left < 4) throw new RangeError('too little room for a comment');
  while (left > 0) {
    // What is left after this comment is nothing, or room for another.
    const length = left <= 65_537 ? left : Math.min(65_537, left - 4);
    const comment = Buffer.alloc(length, 0x20);
    comment.writeUInt16BE(0xfffe, 0);
    comment.writeUInt16BE(length - 2, 2);
    parts.push(comment);
    left -= length;
  }
  parts.push(jpeg.subarray(2));
  return Buffer.concat(parts);
}
