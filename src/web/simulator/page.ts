import { html } from 'hono/html';
import { type Markup, page } from '../page.ts';

/** In order: later ones refine earlier ones. */
const STYLES = ['frame', 'phone', 'message', 'composer', 'viewer', 'narrow'].map(
  (name) => `simulator/${name}.css`,
);

/** The shell of the training room; the phones are built by src/web/assets/simulator/main.js from the API. */
export function simulatorPage(): Markup {
  return page(
    {
      title: 'Ruang latihan - Halo Lurah',
      office: '',
      styles: STYLES,
      scripts: ['simulator/main.js'],
      bare: true,
    },
    html`<body class="sim">
<a class="skip" href="#meja">Langsung ke telepon</a>
<header class="bar">
<a class="mark" href="/" aria-label="Halo Lurah, ke halaman depan"><img src="/assets/icon.svg" alt="" width="34" height="34"></a>
<h1 class="ward"><span id="ward-name">Ruang latihan</span><span class="badge">Latihan</span></h1>
<p class="time"><span class="visually-hidden">Waktu kelurahan: </span><b id="ward-time">--.--</b><span id="ward-zone"></span><span id="ward-day"></span></p>
<button type="button" class="tool" id="clock-toggle" aria-expanded="false" aria-controls="clock-moves">Majukan jam</button>
<div class="moves" id="clock-moves" role="group" aria-label="Majukan jam latihan">
<button type="button" class="tool" data-minutes="10">+10 menit</button>
<button type="button" class="tool" data-minutes="60">+1 jam</button>
<button type="button" class="tool" data-minutes="1440">+1 hari</button>
<button type="button" class="tool" data-tomorrow="07:30">Ke 07.30 esok</button>
</div>
<div class="ends">
<button type="button" class="tool" id="fold-toggle" aria-pressed="false">Kasi dan sekretaris</button>
<button type="button" class="tool" id="help-toggle" aria-expanded="false" aria-controls="bantuan">Panduan</button>
</div>
</header>
<section id="bantuan" class="help" aria-label="Panduan latihan" hidden></section>
<p id="link" class="link" role="status" hidden></p>
<nav id="tabs" class="tabs" aria-label="Telepon"></nav>
<main id="meja" class="deck" tabindex="-1"></main>
<dialog id="viewer" class="viewer" aria-labelledby="viewer-title"></dialog>
<p id="said" class="visually-hidden" aria-live="polite"></p>
<noscript><p class="link">Ruang latihan membutuhkan JavaScript. Halaman lain di situs ini tidak.</p></noscript>
</body>`,
  );
}
