import { createHash } from 'node:crypto';

/** The PDF is not built as our own letters are, so no signature can be added to it. */
export class UnsignablePdf extends Error {
  override readonly name = 'UnsignablePdf';
}

/** A PDF with room for a signature, and the digest of everything outside that room. */
export interface Prepared {
  /** SHA-256 over both byte ranges. */
  readonly digest: Buffer;
  /** Puts the CMS in its room. */
  complete(cms: Uint8Array): Buffer;
}

interface Trailer {
  readonly size: number;
  readonly root: number;
  readonly info: string;
  readonly firstId: string;
  readonly xref: number;
}

const RANGE_WIDTH = 40;

/**
 * Appends an incremental update (ISO 32000-1, 7.5.6) with an invisible, certifying signature field. Written for the
 * compiler's classic cross-reference tables, because the general libraries leave out the trailer's /ID or start the
 * table a byte early, and then the letter is no longer PDF/A-2b (ISO 19005-2, 6.1.3).
 * `room` is the space for the CMS in bytes. Throws UnsignablePdf.
 */
export function prepare(pdf: Buffer, at: Date, room: number): Prepared {
  const trailer = readTrailer(pdf);
  const offsets = readTable(pdf, trailer);
  const catalog = objectText(pdf, offsets, trailer.root);
  if (catalog.includes('/AcroForm')) throw new UnsignablePdf('the PDF already has a form');
  const page = firstPage(pdf, offsets, catalog);

  const [field, appearance, signature] = [trailer.size, trailer.size + 1, trailer.size + 2];
  const writer = createWriter(pdf.length);
  writer.object(
    trailer.root,
    inside(
      catalog,
      `/AcroForm << /Fields [${field} 0 R] /SigFlags 3 >>\n/Perms << /DocMDP ${signature} 0 R >>`,
    ),
  );
  writer.object(page.number, annotated(page.text, field));
  // F 132: print and locked. An appearance is always there: without one some PDF/A checkers refuse the field.
  writer.object(
    field,
    `<< /Type /Annot /Subtype /Widget /FT /Sig /T (Signature1) /V ${signature} 0 R /P ${page.number} 0 R ` +
      `/Rect [0 0 0 0] /F 132 /AP << /N ${appearance} 0 R >> >>`,
  );
  writer.object(
    appearance,
    '<< /Type /XObject /Subtype /Form /BBox [0 0 0 0] /Length 0 >>\nstream\n\nendstream',
  );
  writer.object(
    signature,
    '<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached\n' +
      `/ByteRange ${' '.repeat(RANGE_WIDTH)}\n/Contents <${'0'.repeat(room * 2)}>\n/M (D:${pdfTime(at)})\n` +
      '/Reference [<< /Type /SigRef /TransformMethod /DocMDP /TransformParams << /Type /TransformParams /P 1 /V /1.2 >> >>] >>',
  );
  const secondId = createHash('sha256').update(pdf).update(at.toISOString()).digest('hex').slice(0, 32);
  const file = Buffer.concat([
    pdf,
    Buffer.from(
      writer.end(
        `/Size ${signature + 1}\n/Root ${trailer.root} 0 R\n${trailer.info}/ID [${trailer.firstId} <${secondId}>]\n/Prev ${trailer.xref}`,
      ),
      'latin1',
    ),
  ]);
  return withRoom(file, pdf.length, room);
}

function withRoom(file: Buffer, from: number, room: number): Prepared {
  const start = file.indexOf('/Contents <', from, 'latin1') + '/Contents '.length;
  const end = start + room * 2 + 2;
  const range = `[0 ${start} ${end} ${file.length - end}]`.padEnd(RANGE_WIDTH);
  file.write(range, file.indexOf('/ByteRange ', from, 'latin1') + '/ByteRange '.length, 'latin1');
  return {
    digest: createHash('sha256').update(file.subarray(0, start)).update(file.subarray(end)).digest(),
    complete(cms) {
      if (cms.length > room)
        throw new UnsignablePdf(`the signature needs ${cms.length} bytes, ${room} were kept`);
      file.write(Buffer.from(cms).toString('hex'), start + 1, 'latin1');
      return file;
    },
  };
}

function readTrailer(pdf: Buffer): Trailer {
  const tail = pdf.subarray(-2048).toString('latin1');
  const xref = Number(/\nstartxref\s+(\d+)\s+%%EOF\s*$/.exec(tail)?.[1] ?? Number.NaN);
  const dictionary = tail.slice(tail.lastIndexOf('\ntrailer'));
  const size = /\/Size (\d+)/.exec(dictionary)?.[1];
  const root = /\/Root (\d+) 0 R/.exec(dictionary)?.[1];
  const info = /\/Info \d+ 0 R/.exec(dictionary)?.[0];
  const firstId = /\/ID\s*\[\s*(\((?:[^()\\]|\\.)*\)|<[0-9A-Fa-f]*>)/.exec(dictionary)?.[1];
  if (Number.isNaN(xref) || !size || !root || !firstId)
    throw new UnsignablePdf('no plain trailer with an /ID');
  return { size: Number(size), root: Number(root), info: info ? `${info}\n` : '', firstId, xref };
}

function readTable(pdf: Buffer, trailer: Trailer): readonly number[] {
  const text = pdf.subarray(trailer.xref, trailer.xref + 32 + trailer.size * 20).toString('latin1');
  const head = /^xref\s+0 (\d+)\s*\n/.exec(text);
  if (!head || Number(head[1]) !== trailer.size) throw new UnsignablePdf('no plain cross-reference table');
  const entries = text.slice(head[0].length);
  return Array.from({ length: trailer.size }, (_, n) => Number(entries.slice(n * 20, n * 20 + 10)));
}

function objectText(pdf: Buffer, offsets: readonly number[], number: number): string {
  const start = offsets[number];
  const head = `${number} 0 obj`;
  if (start === undefined || pdf.toString('latin1', start, start + head.length) !== head) {
    throw new UnsignablePdf(`object ${number} is not where the table says`);
  }
  const end = pdf.indexOf('endobj', start, 'latin1');
  return pdf.toString('latin1', start + head.length, end).trim();
}

function firstPage(
  pdf: Buffer,
  offsets: readonly number[],
  catalog: string,
): { number: number; text: string } {
  const root = Number(/\/Pages (\d+) 0 R/.exec(catalog)?.[1]);
  const number = Number(/\/Kids\s*\[\s*(\d+) 0 R/.exec(objectText(pdf, offsets, root))?.[1]);
  const text = objectText(pdf, offsets, number);
  if (!/\/Type \/Page\b/.test(text)) throw new UnsignablePdf('the first page is not where it should be');
  return { number, text };
}

/** The dictionary with more entries at its end. */
function inside(dictionary: string, entries: string): string {
  if (!dictionary.startsWith('<<') || !dictionary.endsWith('>>'))
    throw new UnsignablePdf('a dictionary was expected');
  return `${dictionary.slice(0, -2)}${entries}\n>>`;
}

function annotated(page: string, field: number): string {
  if (!page.includes('/Annots')) return inside(page, `/Annots [${field} 0 R]`);
  if (!/\/Annots\s*\[/.test(page)) throw new UnsignablePdf('annotations in an object of their own');
  return page.replace(/\/Annots\s*\[/, `/Annots [${field} 0 R `);
}

function createWriter(offset: number) {
  const entries: { number: number; at: number }[] = [];
  let text = '\n';
  return {
    object(number: number, body: string): void {
      entries.push({ number, at: offset + text.length });
      text += `${number} 0 obj\n${body}\nendobj\n`;
    },
    end(trailer: string): string {
      const xref = offset + text.length;
      text += 'xref\n';
      for (const { number, at } of entries.sort((a, b) => a.number - b.number)) {
        text += `${number} 1\n${String(at).padStart(10, '0')} 00000 n \n`;
      }
      return `${text}trailer\n<<\n${trailer}\n>>\nstartxref\n${xref}\n%%EOF\n`;
    },
  };
}

function pdfTime(at: Date): string {
  return `${at.toISOString().replaceAll(/[-:T]|\.\d+Z/g, '')}Z`;
}
