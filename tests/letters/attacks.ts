/** The PDF with one place changed, as bytes (latin1 keeps them). */
export function replaced(
  pdf: Buffer,
  what: RegExp,
  by: string | ((match: string, ...groups: string[]) => string),
): Buffer {
  const text = pdf.toString('latin1');
  return Buffer.from(typeof by === 'string' ? text.replace(what, by) : text.replace(what, by), 'latin1');
}

/** An incremental update behind the signature that shows another page (ISA, pdf-insecurity.org). */
export function revised(pdf: Buffer, { table }: { table: boolean }): Buffer {
  const text = pdf.toString('latin1');
  const page = /(\d+) 0 obj\n<<[^>]*\/Type \/Page\n/.exec(text)?.[1] ?? '3';
  const object = `${page} 0 obj\n<< /Type /Page /MediaBox [0 0 99 99] >>\nendobj\n`;
  const previous = /startxref\n(\d+)\n%%EOF\n$/.exec(text)?.[1] ?? '0';
  const xref = pdf.length + object.length;
  const offset = String(pdf.length).padStart(10, '0');
  const update = table
    ? `${object}xref\n${page} 1\n${offset} 00000 n \ntrailer\n<< /Size 99 /Root 1 0 R /Prev ${previous} >>\nstartxref\n${xref}\n%%EOF\n`
    : object;
  return Buffer.concat([pdf, Buffer.from(update, 'latin1')]);
}
