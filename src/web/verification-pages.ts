import { html } from 'hono/html';
import { groupedCode } from '../letters/code.ts';
import type { FileVerdict, VerifiedLetter } from '../letters/verification.ts';
import { type Markup, page } from './page.ts';

/** The form: type the code or give the PDF. Works without any script. */
export function askPage(office: string, note: string | null): Markup {
  return page(
    { title: `Periksa surat - ${office}`, office, styles: ['verification.css'] },
    html`<h1>Periksa keaslian surat</h1>
<p class="lead">Setiap surat membawa kode dan QR. Masukkan kodenya, atau unggah PDF-nya untuk tahu apakah isinya masih utuh.</p>
${note === null ? '' : html`<p class="note" role="alert">${note}</p>`}
<div class="ways-to-check">${codeForm('')}${fileForm()}</div>`,
  );
}

function codeForm(code: string): Markup {
  return html`<form class="card" method="get" action="/verifikasi">
<h2>Dengan kode</h2>
<label for="kode">Kode verifikasi</label>
<input id="kode" name="kode" value="${code}" required maxlength="300" autocomplete="off" autocapitalize="characters" spellcheck="false" placeholder="ABCDE-FGHJK-23456">
<p class="hint">Tertulis di bawah QR. Huruf besar, kecil, spasi, dan tanda hubung tidak berpengaruh.</p>
<button class="button">Periksa kode</button>
</form>`;
}

function fileForm(): Markup {
  return html`<form class="card" method="post" action="/verifikasi/berkas" enctype="multipart/form-data">
<h2>Dengan berkas PDF</h2>
<label for="berkas">Berkas surat (PDF, paling besar 5 MB)</label>
<input id="berkas" name="berkas" type="file" accept="application/pdf,.pdf" required>
<p class="hint">Berkas hanya diperiksa, tidak disimpan.</p>
<button class="button">Periksa berkas</button>
</form>`;
}

/** The answer about a code. An unknown code has the same page, with the same rows. */
export function codePage(office: string, code: string, letter: VerifiedLetter | null): Markup {
  return page(
    { title: `Hasil pemeriksaan - ${office}`, office, styles: ['verification.css'] },
    html`<h1>Hasil pemeriksaan</h1>
${verdict(letter)}
<p class="asked">Kode yang diperiksa: <code>${code === '' ? '-' : groupedCode(code)}</code></p>
${rows(letter)}
<p><a class="button quiet" href="/verifikasi">Periksa surat lain</a></p>`,
  );
}

function verdict(letter: VerifiedLetter | null): Markup {
  if (letter === null)
    return banner(
      'unknown',
      'Tidak tercatat',
      'Kode ini tidak ada dalam catatan kami. Periksa lagi ketikannya, atau tanyakan ke kelurahan.',
    );
  const note = letter.training
    ? ' Surat ini hanya untuk latihan dan tidak berlaku untuk urusan apa pun.'
    : '';
  if (letter.status === 'revoked')
    return banner(
      'revoked',
      'Dicabut',
      `Surat ini dicabut${letter.revokedAt === null ? '' : ` pada ${inWords(letter.revokedAt)}`} dan tidak berlaku lagi.${note}`,
    );
  if (letter.status === 'expired')
    return banner(
      'expired',
      'Masa berlaku habis',
      `Surat ini asli, berlaku sampai ${letter.validUntil === null ? 'tanggal yang tertulis' : inWords(letter.validUntil)}.${note}`,
    );
  if (letter.training) return banner('training', 'Surat latihan', note.trim());
  return banner(
    'valid',
    'Asli dan berlaku',
    'Surat ini diterbitkan oleh kantor yang tertulis di bawah. Cocokkan nomor dan inisialnya dengan surat di tangan.',
  );
}

function banner(kind: string, title: string, text: string): Markup {
  return html`<div class="verdict ${kind}" role="status"><strong>${title}</strong><span>${text}</span></div>`;
}

function rows(letter: VerifiedLetter | null): Markup {
  const none = '-';
  const row = (name: string, value: string | undefined) =>
    html`<div><dt>${name}</dt><dd>${value ?? none}</dd></div>`;
  return html`<dl class="letter">
${row('Jenis surat', letter?.title)}${row('Nomor', letter?.number)}${row('Tanggal', letter === null ? undefined : inWords(letter.date))}
${row('Untuk (inisial)', letter?.initials)}${row('Ditandatangani oleh', letter?.signer)}${row('Jabatan', letter?.signerPosition)}
${row('Diterbitkan oleh', letter?.wardName)}${row('Berlaku sampai', letter === null ? undefined : letter.validUntil === null ? 'tidak dibatasi' : inWords(letter.validUntil))}
</dl>`;
}

const VERDICTS: Readonly<
  Record<Exclude<FileVerdict['verdict'], 'unchanged'>, readonly [string, string, string]>
> = {
  changed: [
    'revoked',
    'Berkas sudah berubah',
    'Isi atau tanda tangan berkas ini tidak sama dengan yang diterbitkan. Jangan dipakai; mintalah berkas aslinya.',
  ],
  unknown: ['unknown', 'Tidak tercatat', 'Berkas ini tidak ada dalam catatan kami.'],
  'not-pdf': [
    'unknown',
    'Bukan PDF',
    'Yang diunggah bukan berkas PDF. Unggah berkas surat seperti yang diterima lewat chat, bukan fotonya.',
  ],
  'too-big': ['unknown', 'Berkas terlalu besar', 'Berkas paling besar 5 MB.'],
};

/** The answer about an uploaded file. */
export function filePage(office: string, result: FileVerdict): Markup {
  const shown =
    result.verdict === 'unchanged'
      ? html`<div class="verdict unchanged" role="status"><strong>Berkas utuh</strong><span>Isi dan tanda tangannya sama persis dengan yang diterbitkan.</span></div>
${verdict(result.letter)}${rows(result.letter)}`
      : banner(...VERDICTS[result.verdict]);
  return page(
    { title: `Hasil pemeriksaan - ${office}`, office, styles: ['verification.css'] },
    html`<h1>Hasil pemeriksaan berkas</h1>${shown}<p><a class="button quiet" href="/verifikasi">Periksa surat lain</a></p>`,
  );
}

/** "21 November 2026" from an ISO day. */
function inWords(day: string): string {
  return new Date(`${day}T00:00:00Z`).toLocaleDateString('id-ID', {
    timeZone: 'UTC',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  });
}
