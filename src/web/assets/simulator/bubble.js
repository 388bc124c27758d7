// @ts-check
import { api } from './api.js';
import { el } from './dom.js';
import { showFile } from './viewer.js';

/**
 * @typedef {import('./types.js').Message} Message
 * @typedef {{
 *   phone: string,
 *   hour: (at: string) => string,
 *   textOf: (id: string) => string | null,
 *   goTo: (id: string) => void,
 *   reply: (id: string) => void,
 *   tap: (message: Message, choice: { n: string, label: string, data: string }) => void,
 *   again: (id: string) => void,
 * }} Surroundings
 */

const BOLD = /\uE000([^\uE001]*)\uE001?/;
const LINK = /\bhttps?:\/\/[^\s<>"]+[^\s<>".,;:!?)]/;

/** Text with bold parts and links as nodes. @param {string} text @returns {(Node | string)[]} */
export function rich(text) {
  const bold = BOLD.exec(text);
  if (bold !== null) {
    const after = text.slice(bold.index + bold[0].length);
    return [...rich(text.slice(0, bold.index)), el('strong', {}, ...rich(bold[1] ?? '')), ...rich(after)];
  }
  const link = LINK.exec(text);
  if (link !== null) {
    const anchor = el('a', { href: link[0], target: '_blank', rel: 'noopener noreferrer' }, link[0]);
    return [text.slice(0, link.index), anchor, ...rich(text.slice(link.index + link[0].length))];
  }
  return text === '' ? [] : [text.replace(/\uE001/g, '')];
}

/** The words of a message without its marks. @param {Message} message */
export function plain(message) {
  const words = message.text.replace(/[\uE000\uE001]/g, '').trim();
  return words === '' && message.file !== null ? message.file.name : words;
}

/**
 * One message as a list item.
 * @param {Message} message @param {import('./types.js').Fate} fate @param {Surroundings} around
 */
export function bubble(message, fate, around) {
  const mine = message.from === 'me';
  const inner = el(
    'div',
    { class: 'bubble' },
    quote(message, around),
    file(message, fate, around),
    message.text === '' ? null : el('p', { class: 'text' }, ...rich(message.text)),
    meta(message, fate, around),
  );
  const item = el(
    'li',
    { class: `msg ${mine ? 'me' : 'office'} ${fate}`, 'data-id': message.id },
    inner,
    choices(message, around),
  );
  inner.addEventListener('click', (event) => {
    const inside = event.target instanceof Element && event.target.closest('button, a, img') !== null;
    if (!inside && String(getSelection()) === '') around.reply(message.id);
  });
  return item;
}

/** @param {Message} message @param {Surroundings} around */
function quote(message, around) {
  const id = message.quoted;
  if (id === null) return null;
  return el(
    'button',
    { type: 'button', class: 'quote', 'aria-label': 'Ke pesan yang dibalas', click: () => around.goTo(id) },
    around.textOf(id) ?? 'Pesan sebelumnya',
  );
}

/** @param {Message} message @param {import('./types.js').Fate} fate @param {Surroundings} around */
function meta(message, fate, around) {
  const state = fate === 'sending' ? 'mengirim' : null;
  return el(
    'div',
    { class: 'meta' },
    el('button', { type: 'button', class: 'reply', click: () => around.reply(message.id) }, 'Balas'),
    fate === 'failed'
      ? el(
          'button',
          { type: 'button', class: 'again', click: () => around.again(message.id) },
          'Gagal, kirim lagi',
        )
      : null,
    message.edited ? el('span', {}, 'diubah') : null,
    state === null ? null : el('span', {}, state),
    el('time', { datetime: message.at }, around.hour(message.at)),
  );
}

/** @param {Message} message @param {import('./types.js').Fate} fate @param {Surroundings} around */
function file(message, fate, around) {
  if (message.file === null) return null;
  const { name, kind } = message.file;
  const address = api.fileAddress(around.phone, message.id);
  const card = (/** @type {Node | null} */ moves) =>
    el(
      'div',
      { class: 'paper' },
      el(
        'span',
        { class: 'sheet', 'aria-hidden': 'true' },
        kind === 'pdf' ? 'PDF' : kind === 'picture' ? 'FOTO' : '...',
      ),
      el('div', {}, el('b', {}, name), moves),
    );
  // What is still on its way, or could not be sent, has nothing to show yet.
  if (fate !== 'sent' || kind === 'other') return card(null);
  if (kind === 'picture') {
    const image = el('img', { src: address, alt: name, loading: 'lazy' });
    const button = el(
      'button',
      {
        type: 'button',
        class: 'picture',
        'aria-label': `Perbesar ${name}`,
        click: () => showFile(name, address, 'picture'),
      },
      image,
    );
    image.addEventListener('error', () => button.replaceWith(card(null)));
    return button;
  }
  return card(
    el(
      'p',
      {},
      el(
        'button',
        { type: 'button', 'aria-label': `Lihat ${name}`, click: () => showFile(name, address, 'pdf') },
        'Lihat',
      ),
      el('a', { href: address, target: '_blank', rel: 'noopener' }, 'Buka'),
      el('a', { href: `${address}?unduh`, download: name }, 'Unduh'),
    ),
  );
}

/** @param {Message} message @param {Surroundings} around */
function choices(message, around) {
  if (message.choices.length === 0) return null;
  const buttons = message.choices.map((choice) => {
    const button = el(
      'button',
      { type: 'button', class: 'choice' },
      el('i', {}, choice.n),
      el('span', {}, choice.label),
    );
    button.addEventListener('click', () => {
      // A nervous finger taps twice; the office would answer both.
      button.disabled = true;
      setTimeout(() => (button.disabled = false), 1200);
      around.tap(message, choice);
    });
    return button;
  });
  return el('div', { class: 'choices', role: 'group', 'aria-label': 'Pilihan' }, ...buttons);
}
