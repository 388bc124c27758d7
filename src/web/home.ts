import { html } from 'hono/html';
import { page } from './page.ts';
import type { Part } from './server.ts';

/** What the public reads about a service (standar pelayanan, UU 25/2009 art. 21). */
export interface CatalogueEntry {
  readonly slug: string;
  readonly name: string;
  readonly purpose: string;
  readonly requirements: readonly string[];
  /** In words: "paling lama 1 jam kerja". */
  readonly time: string;
  readonly cost: string;
}

/** What the front page says of the office. */
export interface Office {
  /** "Kelurahan Naikoten II". */
  readonly name: string;
  /** "Kecamatan Kota Raja, Kota Kupang". */
  readonly place: string;
  readonly hours: string | null;
  readonly complaints: string;
  readonly training: boolean;
}

/** What the front page asks. */
export interface HomeOptions {
  readonly office: () => Promise<Office>;
  readonly services: readonly CatalogueEntry[];
  /** Where one can write to the office: `{ label: 'Telegram', href: 'https://t.me/...' }`. */
  readonly chats: readonly { readonly label: string; readonly href: string }[];
  readonly simulator: () => Promise<boolean>;
}

/** The front page: what this office is, its services, and the way to the training room and the verification. */
export function homePart(options: HomeOptions): Part {
  return {
    mount(app) {
      app.get('/', async (c) => {
        const [office, simulator] = await Promise.all([options.office(), options.simulator()]);
        return c.html(home(options, office, simulator));
      });
      app.get('/robots.txt', (c) => c.text('User-agent: *\nDisallow: /simulator\nDisallow: /verifikasi\n'));
      app.get('/favicon.ico', (c) => c.redirect('/assets/icon.svg', 301));
    },
  };
}

function home(options: HomeOptions, office: Office, simulator: boolean) {
  return page(
    {
      title: `Halo Lurah - ${office.name}`,
      office: office.name,
      styles: ['home.css'],
      index: !office.training,
    },
    html`<section class="hero">
${office.training ? html`<p class="badge">Latihan: semua data di sini karangan</p>` : ''}
<h1>Urus surat lewat chat</h1>
<p class="lead">${office.name}, ${office.place}, menerima permohonan surat lewat chat kapan saja. Petugas memeriksa, lurah menandatangani, dan surat kembali ke chat yang sama sebagai PDF bertanda tangan elektronik.</p>
<p class="actions">
${options.chats.map((chat) => html`<a class="button" href="${chat.href}" rel="noopener noreferrer">Chat di ${chat.label}</a>`)}
${simulator ? html`<a class="${options.chats.length > 0 ? 'button quiet' : 'button'}" href="/simulator">Coba di ruang latihan</a>` : ''}
<a class="button quiet" href="/verifikasi">Periksa keaslian surat</a>
</p>
</section>
<section aria-labelledby="cara"><h2 id="cara">Caranya</h2>
<ol class="ways">
<li><b>Tulis kebutuhan</b><span>Misalnya “mau urus surat domisili”. Bahasa sehari-hari bisa.</span></li>
<li><b>Kirim syaratnya</b><span>Foto dari HP cukup. Yang sudah ada di data kelurahan tidak ditanya lagi.</span></li>
<li><b>Terima surat</b><span>Setiap perpindahan berkas dikabari, sampai PDF-nya tiba di chat.</span></li>
</ol></section>
<section aria-labelledby="layanan"><h2 id="layanan">Layanan</h2>
<div class="services">
${options.services.map(
  (service) => html`<article class="service" id="layanan-${service.slug}">
<h3>${service.name}</h3><p>${service.purpose}</p>
<h4>Syarat</h4><ul>${service.requirements.map((text) => html`<li>${text}</li>`)}</ul>
<dl><div><dt>Waktu</dt><dd>${service.time}</dd></div><div><dt>Biaya</dt><dd>${service.cost}</dd></div></dl>
</article>`,
)}
</div></section>
<section class="facts" aria-label="Keterangan kantor">
${office.hours === null ? '' : html`<p><b>Jam layanan loket</b><br>${office.hours}</p>`}
<p><b>Pengaduan</b><br>${office.complaints}</p>
</section>`,
  );
}
