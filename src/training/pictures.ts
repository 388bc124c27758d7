import sharp from 'sharp';

/** A made-up photograph by name: sharp enough to be taken for a document; "rusak" breaks it, "buram" blurs it. */
export async function photo(name: string): Promise<Buffer> {
  const title = name.replace(/[^A-Za-z0-9 .-]/g, '').slice(0, 40);
  const rows = Array.from(
    { length: 14 },
    (_, row) =>
      `<rect x="90" y="${190 + row * 40}" width="${420 + ((row * 137) % 500)}" height="14" fill="#223"/>`,
  ).join('');
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="800"><rect width="1200" height="800" fill="#cfe3f2"/><rect x="40" y="40" width="1120" height="720" fill="#f7fbff" stroke="#345" stroke-width="6"/><text x="90" y="130" font-size="56" fill="#123">${title}</text>${rows}</svg>`;
  const picture = sharp(Buffer.from(svg));
  if (/buram/i.test(name)) return picture.blur(18).jpeg({ quality: 60 }).toBuffer();
  const jpeg = await picture.jpeg({ quality: 80 }).toBuffer();
  return /rusak/i.test(name) ? jpeg.subarray(0, 400) : jpeg;
}

/** The smallest honest PDF: one empty page. */
export function pdf(): Buffer {
  const parts = [
    '%PDF-1.4\n',
    '1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n',
    '2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n',
    '3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>\nendobj\n',
  ];
  const offsets: number[] = [];
  let body = '';
  for (const part of parts) {
    offsets.push(body.length);
    body += part;
  }
  const table = offsets
    .slice(1)
    .map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`)
    .join('');
  return Buffer.from(
    `${body}xref\n0 4\n0000000000 65535 f \n${table}trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n${body.length}\n%%EOF\n`,
  );
}
