// @ts-check
import { byId, el } from './dom.js';

/**
 * Shows a picture or a PDF at full size, with a way to a tab of its own (phones cannot show a PDF inside a page).
 * @param {string} name @param {string} address @param {'pdf' | 'picture'} kind
 */
export function showFile(name, address, kind) {
  const dialog = byId('viewer');
  if (!(dialog instanceof HTMLDialogElement)) return;
  const stage =
    kind === 'picture'
      ? el('img', { src: address, alt: name })
      : navigator.pdfViewerEnabled
        ? el('iframe', { src: address, title: name })
        : el(
            'p',
            {},
            'Peramban ini tidak bisa menampilkan PDF di dalam halaman. Buka di tab baru atau unduh.',
          );
  dialog.replaceChildren(
    el(
      'header',
      {},
      el('h2', { id: 'viewer-title' }, name),
      el('a', { href: address, target: '_blank', rel: 'noopener' }, 'Buka di tab baru'),
      el('a', { href: `${address}?unduh`, download: name }, 'Unduh'),
      el('button', { type: 'button', class: 'tool', click: () => dialog.close() }, 'Tutup'),
    ),
    el('div', { class: 'stage' }, stage),
  );
  dialog.onclick = (event) => {
    if (event.target === dialog) dialog.close();
  };
  dialog.onclose = () => dialog.replaceChildren();
  dialog.showModal();
}
