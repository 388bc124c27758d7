import { html } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';

/** Escaped markup, perhaps still on its way. */
export type Markup = HtmlEscapedString | Promise<HtmlEscapedString>;

/** What every page has. */
export interface PageOptions {
  readonly title: string;
  /** The office as it is written in the head of every page. */
  readonly office: string;
  /** Style sheets and module scripts beside the common one, as paths under /assets/. */
  readonly styles?: readonly string[];
  readonly scripts?: readonly string[];
  readonly index?: boolean;
  /** An application page draws its own head and foot. */
  readonly bare?: boolean;
}

/** The frame of every page: language, viewport, style sheets, and a head and foot that say where one is. */
export function page(options: PageOptions, body: Markup): Markup {
  const robots = options.index === true ? 'index, follow' : 'noindex, nofollow';
  return html`<!doctype html>
<html lang="id">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="robots" content="${robots}">
<meta name="color-scheme" content="light dark">
<title>${options.title}</title>
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/base.css">
${(options.styles ?? []).map((path) => html`<link rel="stylesheet" href="/assets/${path}">`)}
${(options.scripts ?? []).map((path) => html`<script type="module" src="/assets/${path}"></script>`)}
</head>
${options.bare === true ? body : framed(options.office, body)}
</html>`;
}

function framed(office: string, body: Markup): Markup {
  return html`<body class="public">
<a class="skip" href="#isi">Langsung ke isi</a>
<header class="site">
<a class="brand" href="/"><img src="/assets/icon.svg" alt="" width="36" height="36"><span><b>Halo Lurah</b><small>${office}</small></span></a>
<nav aria-label="Utama"><a href="/#layanan">Layanan</a><a href="/verifikasi">Periksa surat</a></nav>
</header>
<main id="isi">${body}</main>
<footer class="site"><p>${office}. Pelayanan surat lewat chat, tanpa biaya.</p></footer>
</body>`;
}

/** The same calm page for everything that went wrong: what it is and where to go. */
export function noticePage(office: string, title: string, text: string): Markup {
  return page(
    { title: `${title} - ${office}`, office },
    html`<section class="notice"><h1>${title}</h1><p>${text}</p><p><a class="button" href="/">Ke halaman depan</a></p></section>`,
  );
}
