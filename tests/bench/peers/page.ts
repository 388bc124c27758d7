import { renderSVG } from 'uqr';
import type { LetterData } from '../../../src/letters/letter.ts';

/** The sentences of the letter of domicile, as its own template says them. */
function words(data: LetterData) {
  const { kelurahan, kecamatan, city } = data.letterhead;
  const ward = `Kelurahan ${kelurahan}, Kecamatan ${kecamatan}, ${city}`;
  return {
    opening: `Yang bertanda tangan di bawah ini, ${data.signer.position}, Kecamatan ${kecamatan}, ${city}, menerangkan dengan sebenarnya bahwa:`,
    body: `Menurut data kependudukan pada kantor kami, nama tersebut di atas benar bertempat tinggal (berdomisili) di alamat itu, dalam wilayah ${ward}, sejak tahun ${data.answers['tinggal_sejak']}.`,
    purpose: `Surat keterangan ini diberikan untuk keperluan: ${data.answers['keperluan']}.`,
    validity: `Surat keterangan ini berlaku sejak ${data.valid?.from} sampai dengan ${data.valid?.until}.`,
    closing:
      'Demikian surat keterangan ini dibuat dengan sebenarnya, untuk dipergunakan sebagaimana mestinya.',
    foot: [
      `Keaslian surat ini dapat diperiksa dengan memindai kode QR, atau dengan membuka ${data.verification.url} dan memasukkan kode ${data.verification.code}.`,
      'UU Nomor 11 Tahun 2008 tentang Informasi dan Transaksi Elektronik, Pasal 5 ayat (1): informasi elektronik, dokumen elektronik, dan hasil cetaknya merupakan alat bukti hukum yang sah.',
      'Naskah aslinya adalah berkas PDF bertanda tangan elektronik. Isi salinan cetak harus sama dengan keterangan pada halaman pemeriksaan.',
    ],
    head: [`PEMERINTAH ${city.toUpperCase()}`, `KECAMATAN ${kecamatan.toUpperCase()}`] as const,
    ward: `KELURAHAN ${kelurahan.toUpperCase()}`,
  };
}

/** The page for a browser. */
export function html(data: LetterData): string {
  const said = words(data);
  const rows = data.biodata.map(([label, value]) => `<tr><td>${label}<td>:<td>${value}`).join('');
  return `<!doctype html><html lang="id"><style>
@page { size: A4; margin: 1.6cm 2.2cm 3cm 2.4cm } body { font: 12pt serif; margin: 0; text-align: justify }
header, h1, .number { text-align: center } header p { margin: 0; font-size: 13.5pt } header b { font-size: 17pt }
header { border-bottom: 3pt double; padding-bottom: 4pt } h1 { font-size: 13.5pt; text-decoration: underline; margin: 18pt 0 4pt }
p { text-indent: 1cm } table { margin-left: 1cm } td:first-child { width: 4.6cm } .sign { display: flex; justify-content: flex-end; gap: 12pt; text-align: left }
.sign svg { width: 2.7cm; height: 2.7cm } footer { position: fixed; bottom: 0; font-size: 7.5pt; border-top: 1px solid #777 }</style>
<header><p>${said.head.join('<p>')}<p><b>${said.ward}</b><p style="font-size:10pt">${data.letterhead.address}<p style="font-size:10pt">${data.letterhead.contact}</header>
<h1>${data.title}</h1><div class="number">Nomor: ${data.number}</div>
<p>${said.opening}<table>${rows}</table><p>${said.body}<p>${said.purpose}<p>${said.validity}<p>${said.closing}
<div class="sign">${renderSVG(data.verification.url)}<div>${data.place}, ${data.date}<br>${data.signer.position},<br><br><br>Ditandatangani secara elektronik<br><br>
<b><u>${data.signer.name}</u></b><br>${data.signer.rank}<br>NIP. ${data.signer.nip}</div></div>
<footer>${said.foot.map((line) => `<div>&ndash; ${line}</div>`).join('')}</footer></html>`;
}

/** The page for pdfmake. */
export function definition(data: LetterData): object {
  const said = words(data);
  const paragraph = (text: string) => ({
    text,
    alignment: 'justify',
    leadingIndent: 28,
    margin: [0, 0, 0, 8],
  });
  return {
    pageSize: 'A4',
    pageMargins: [68, 45, 62, 85],
    info: { title: data.title },
    defaultStyle: { fontSize: 11, font: 'Roboto' },
    footer: {
      margin: [68, 0, 62, 0],
      fontSize: 7.5,
      stack: [
        { canvas: [{ type: 'line', x1: 0, y1: 0, x2: 465, y2: 0, lineWidth: 0.4 }] },
        { ul: said.foot },
      ],
    },
    content: [
      ...said.head.map((text) => ({ text, alignment: 'center', fontSize: 13.5 })),
      { text: said.ward, alignment: 'center', fontSize: 17, bold: true },
      { text: data.letterhead.address, alignment: 'center', fontSize: 10 },
      { text: data.letterhead.contact, alignment: 'center', fontSize: 10 },
      { canvas: [{ type: 'line', x1: 0, y1: 4, x2: 465, y2: 4, lineWidth: 2.4 }], margin: [0, 0, 0, 18] },
      { text: data.title, alignment: 'center', fontSize: 13.5, bold: true, decoration: 'underline' },
      { text: `Nomor: ${data.number}`, alignment: 'center', margin: [0, 4, 0, 14] },
      paragraph(said.opening),
      {
        layout: 'noBorders',
        margin: [28, 0, 0, 8],
        table: { widths: [130, 8, '*'], body: data.biodata.map(([label, value]) => [label, ':', value]) },
      },
      ...[said.body, said.purpose, said.validity, said.closing].map(paragraph),
      {
        columns: [
          { width: '*', text: '' },
          { width: 85, qr: data.verification.url, fit: 77 },
          {
            width: 204,
            stack: [
              `${data.place}, ${data.date}`,
              `${data.signer.position},`,
              { text: 'Ditandatangani secara elektronik', fontSize: 9, margin: [0, 30, 0, 10] },
              { text: data.signer.name, bold: true, decoration: 'underline' },
              `${data.signer.rank}`,
              `NIP. ${data.signer.nip}`,
            ],
          },
        ],
      },
    ],
  };
}
