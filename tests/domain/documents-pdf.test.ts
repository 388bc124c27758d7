import { describe, expect, it } from 'vitest';
import { kindOf } from '../../src/documents/kind.ts';
import { refusePdf } from '../../src/documents/pdf.ts';
import { OTHER_KINDS, objectStream, pdf } from '../support/images.ts';

describe('refusePdf', () => {
  it('takes a plain one, also with a compressed object stream and spaces at its end', () => {
    expect(refusePdf(pdf())).toBeNull();
    expect(refusePdf(pdf(objectStream('8 0 <</Type/Catalog/Lang(id)>>')))).toBeNull();
    expect(refusePdf(Buffer.concat([pdf(), Buffer.from('\r\n\r\n')]))).toBeNull();
    expect(refusePdf(pdf('5 0 obj<</OpenAction[3 0 R/Fit]/Launcher 1>>endobj'))).toBeNull();
  });

  it.each([
    ['a script', '5 0 obj<</S/JavaScript/JS(app.alert(1))>>endobj'],
    ['a program', '5 0 obj<</S /Launch/F(cmd.exe)>>endobj'],
    ['a file inside', '5 0 obj<</Type/EmbeddedFile/Length 1>>stream\nx\nendstream endobj'],
    ['a list of files', '5 0 obj<</Names<</EmbeddedFiles 6 0 R>>>>endobj'],
    ['a form that is sent away', '5 0 obj<</S/SubmitForm/F(http://x)>>endobj'],
    ['an escaped name', '5 0 obj<</S/J#61vaScrip#74/JS(1)>>endobj'],
    ['a script in an object stream', objectStream('8 0 <</S/JavaScript/JS(1)>>')],
    ['an escaped one in an object stream', objectStream('8 0 <</S/#4Aava#53cript/JS(1)>>')],
    [
      'an object stream in a filter we do not open',
      objectStream('8 0', { filter: '/Filter[/ASCIIHexDecode/FlateDecode]' }),
    ],
    [
      'an object stream that is not what it says',
      objectStream('8 0', { filter: '' }).replace('/Length', '/Filter/FlateDecode/Length'),
    ],
    ['an object stream without an end', '9 0 obj<</Type/ObjStm/Filter/FlateDecode>>stream\n'],
    ['an object stream that inflates without end', objectStream(' '.repeat(17 * 1024 * 1024))],
  ])('refuses %s', (_, extra) => {
    expect(refusePdf(pdf(extra))).toBe('active');
  });

  it('refuses one with a password, and one that was cut off', () => {
    expect(refusePdf(pdf('', '/Encrypt 7 0 R'))).toBe('encrypted');
    expect(refusePdf(pdf().subarray(0, 150))).toBe('damaged');
    expect(refusePdf(Buffer.concat([pdf(), Buffer.alloc(5000)]))).toBe('damaged');
  });
});

describe('kindOf', () => {
  it('goes by the first bytes', () => {
    expect(kindOf(pdf())).toBe('pdf');
    expect(kindOf(new Uint8Array())).toBeNull();
    for (const [name, bytes] of Object.entries(OTHER_KINDS))
      expect([name, kindOf(bytes)]).toEqual([name, null]);
  });
});
