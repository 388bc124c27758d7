import { html } from 'hono/html';
import { type Markup, page } from '../page.ts';

/** A language that the office speaks: its code and its own name. */
export interface Language {
  readonly id: string;
  readonly label: string;
}

const STYLES = ['frame', 'chat', 'answer', 'dialogs', 'wide'].map((name) => `anjungan/${name}.css`);

// Buttons are off until the script listens: a touch in the first moment would be lost.

/** What a screen shows that was not let in yet, or was switched off. */
export function devicePage(): Markup {
  return page(
    { title: 'Anjungan', office: '', styles: STYLES, scripts: ['anjungan/device.js'], bare: true },
    html`<body class="kiosk">
<main class="device">
<h1>Buka anjungan di layar ini</h1>
<p>Layar ini belum dibuka oleh kelurahan. Ketik kode perangkat dari petugas.</p>
<form id="device" autocomplete="off" novalidate>
<label for="code">Kode perangkat</label>
<input id="code" name="code" type="text" autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength="12" placeholder="ABCD-EFGH" aria-describedby="wrong">
<p id="wrong" class="wrong" role="alert"></p>
<button type="submit" class="big" id="open" disabled>Buka</button>
</form>
<p class="small">Kode dibuat di komputer kelurahan: <code>npm run ward -- kiosk add</code></p>
</main>
<noscript><p>Anjungan membutuhkan JavaScript.</p></noscript>
</body>`,
  );
}

/** The shell of the chat at the counter; src/web/assets/anjungan/main.js brings it to life. `idleMs` in milliseconds. */
export function kioskPage(
  ward: { readonly name: string; readonly training: boolean },
  languages: readonly Language[],
  idleMs: number,
): Markup {
  return page(
    {
      title: `Anjungan ${ward.name}`,
      office: '',
      styles: STYLES,
      scripts: ['anjungan/main.js'],
      bare: true,
    },
    html`<body class="kiosk" data-idle="${String(idleMs)}">
<header class="top">
<p class="ward"><img src="/assets/icon.svg" alt="" width="44" height="44"><span>${ward.name}</span>${ward.training ? html`<span class="badge">Latihan</span>` : ''}</p>
<div class="tools" id="tools" hidden>
<button type="button" class="tool" id="aloud" aria-pressed="false" data-t="aloud" hidden>Bacakan</button>
<button type="button" class="tool" id="menu" data-t="menu">Menu</button>
<button type="button" class="tool end" id="end" data-t="end">Selesai</button>
</div>
</header>
<main id="start" class="start">
<h1>Urus surat di layar ini</h1>
<p class="lead">${ward.name} melayani permohonan surat. Tanpa biaya. Siapkan KTP dan Kartu Keluarga.</p>
<div class="languages" role="group" aria-label="Mulai">
${languages.map(
  ({ id, label }, at) =>
    html`<button type="button" class="big${at === 0 ? ' first' : ''}" data-language="${id}" lang="${id === 'en' ? 'en' : 'id'}" disabled>${at === 0 ? html`<b>Mulai</b> ` : ''}<span>${label}</span></button>`,
)}
</div>
<p class="small">Setelah selesai, layar ini tidak menyimpan apa pun. Tanpa sentuhan selama satu menit, sesi ditutup sendiri.</p>
<p id="trouble" class="wrong" role="alert"></p>
</main>
<main id="chat" class="chat" hidden>
<h1 class="visually-hidden" data-t="chat">Percakapan dengan kelurahan</h1>
<div id="log" class="log" role="log" aria-label="Percakapan" data-label="log" tabindex="0"><ol id="messages"></ol></div>
<section id="answer" class="answer" aria-label="Jawaban" data-label="answer" tabindex="0"></section>
</main>
<dialog id="warning" role="alertdialog" aria-labelledby="warning-title" aria-describedby="warning-text">
<h2 id="warning-title" data-t="warn.title">Masih di sini?</h2>
<p id="warning-text" data-t="warn.text">Sesi ini akan ditutup supaya data tidak terlihat orang lain.</p>
<p class="count" id="count" aria-hidden="true"></p>
<div class="row"><button type="button" class="big" id="stay" data-t="warn.stay">Saya masih di sini</button>
<button type="button" class="big quiet" id="leave" data-t="end">Selesai</button></div>
</dialog>
<dialog id="camera" aria-labelledby="camera-title"></dialog>
<dialog id="ticket" aria-labelledby="ticket-title"></dialog>
<p id="said" class="said" role="status"></p>
<noscript><p>Anjungan membutuhkan JavaScript.</p></noscript>
</body>`,
  );
}
