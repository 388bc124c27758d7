// @ts-check
import { byId, el } from '../simulator/dom.js';
import { rich } from './text.js';
import { t } from './words.js';

/** @typedef {import('./types.js').Message} Message */

/** Addresses of pictures on the page, to be forgotten with it. @type {Set<string>} */
const pictures = new Set();

/**
 * Shows the messages; what came after the own last words is the question and stands large. Messages that are there
 * already stay as they are, so that a screen reader hears only what is new.
 * @param {readonly Message[]} messages @param {(id: string) => Promise<Blob>} picture
 */
export function showMessages(messages, picture) {
  const list = byId('messages');
  const have = new Map([...list.children].map((item) => [item.getAttribute('data-key'), item]));
  const mine = messages.findLastIndex(({ from }) => from === 'me');
  /** @type {Element[]} */
  const items = messages.map((message, at) => {
    const key = `${message.id}|${message.text}`;
    const item = have.get(key) ?? itemOf(message, key, picture);
    item.classList.toggle('now', at > mine);
    return item;
  });
  for (const item of [...list.children]) if (!items.includes(item)) item.remove();
  items.forEach((item, at) => {
    if (list.children[at] !== item) list.insertBefore(item, list.children[at] ?? null);
  });
}

/** The beginning of what is new is shown, not its end: people read from the top. */
export function scrollToNew() {
  const first = byId('messages').querySelector('.now');
  // On a small screen question and answer scroll together.
  for (const box of [byId('log'), byId('chat')]) {
    const top = first === null ? box.scrollHeight : first.getBoundingClientRect().top;
    box.scrollTop += first === null ? top : top - box.getBoundingClientRect().top - MARGIN;
  }
}

/** Room above what is new (px). */
const MARGIN = 14;

/** The words of the question that stands large. @param {readonly Message[]} messages */
export function newest(messages) {
  const mine = messages.findLastIndex(({ from }) => from === 'me');
  return messages
    .slice(mine + 1)
    .map(({ text }) => text)
    .join('\n');
}

/** Forgets everything that was shown. */
export function forgetMessages() {
  byId('messages').replaceChildren();
  for (const address of pictures) URL.revokeObjectURL(address);
  pictures.clear();
}

/** @param {Message} message @param {string} key @param {(id: string) => Promise<Blob>} picture */
function itemOf(message, key, picture) {
  const { from, text, file } = message;
  const item = el('li', { class: `message ${from}`, 'data-key': key });
  if (file !== null) item.append(el('p', { class: 'file' }, fileWords(message)));
  if (text !== '') item.append(el('p', { class: 'text' }, ...rich(text)));
  if (file?.kind === 'picture' && from === 'office') void showPicture(item, message.id, file.name, picture);
  return item;
}

/** @param {Message} message */
function fileWords({ from, file }) {
  if (from === 'me') return t('sentPhoto');
  return file?.kind === 'paper' ? `${file.name}: ${t('paperAtCounter')}` : (file?.name ?? '');
}

/** @param {HTMLElement} item @param {string} id @param {string} name @param {(id: string) => Promise<Blob>} picture */
async function showPicture(item, id, name, picture) {
  const blob = await picture(id).catch(() => null);
  if (blob === null) return;
  const address = URL.createObjectURL(blob);
  pictures.add(address);
  item.append(el('img', { src: address, alt: name }));
}
