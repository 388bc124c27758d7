// @ts-check
import { el, icon } from './dom.js';
import { SAMPLES, samplePhoto } from './sample.js';

/**
 * @typedef {{
 *   sendText: (text: string, quoted: string | null) => void,
 *   sendFile: (file: File, caption: string, quoted: string | null) => void,
 *   sendPhone: () => void,
 * }} Sending
 */

/** Where a phone writes: text, a photo or PDF, the own number, an answer to one message. */
export class Composer {
  /** @type {string | null} */
  #quoted = null;
  #sending;
  #text;
  #answering = el('div', { class: 'answering', hidden: true });
  #share;
  #menu;
  #attach;
  element;

  /** @param {string} label @param {import('./types.js').DemoPerson | null} person @param {Sending} sending */
  constructor(label, person, sending) {
    this.#sending = sending;
    this.#text = el('textarea', {
      rows: '1',
      maxlength: '4096',
      placeholder: 'Tulis pesan',
      'aria-label': label,
      enterkeyhint: 'send',
    });
    this.#share = el(
      'button',
      { type: 'button', class: 'share', hidden: true, click: () => sending.sendPhone() },
      'Kirim nomor saya',
    );
    const choose = el('input', {
      type: 'file',
      class: 'visually-hidden',
      tabindex: '-1',
      'aria-hidden': 'true',
      accept: 'image/jpeg,image/png,image/webp,application/pdf',
    });
    choose.addEventListener('change', () => {
      const file = choose.files?.[0];
      if (file !== undefined) this.#file(file);
      choose.value = '';
    });
    this.#menu = el(
      'div',
      { class: 'menu', role: 'group', 'aria-label': 'Lampiran', hidden: true },
      el('button', { type: 'button', click: () => choose.click() }, 'Foto atau PDF dari perangkat'),
      el('p', {}, 'Contoh untuk latihan'),
      ...SAMPLES.map((sample) =>
        el(
          'button',
          { type: 'button', click: async () => this.#file(await samplePhoto(sample, person)) },
          `Contoh ${sample.label}`,
        ),
      ),
    );
    this.#attach = el(
      'button',
      {
        type: 'button',
        class: 'round',
        'aria-label': 'Lampirkan foto atau PDF',
        'aria-expanded': 'false',
        click: () => this.#toggle(this.#menu.hidden === true),
      },
      icon('attach'),
    );
    this.element = el(
      'form',
      { class: 'composer', autocomplete: 'off' },
      this.#menu,
      this.#answering,
      this.#share,
      el(
        'div',
        { class: 'row' },
        this.#attach,
        choose,
        this.#text,
        el('button', { class: 'round send', 'aria-label': 'Kirim' }, icon('send')),
      ),
    );
    this.#listen();
  }

  /** @param {boolean} wanted */
  offerPhone(wanted) {
    this.#share.hidden = !wanted;
  }

  /** @param {string} id @param {string} words */
  answer(id, words) {
    this.#quoted = id;
    this.#answering.replaceChildren(
      el('span', {}, words),
      el('button', { type: 'button', 'aria-label': 'Batal membalas', click: () => this.#forget() }, '\u00d7'),
    );
    this.#answering.hidden = false;
    this.#text.focus();
  }

  /** Puts words into the box, ready to be sent. @param {string} words */
  fill(words) {
    this.#text.value = words;
    this.#grow();
    this.#text.focus();
  }

  #listen() {
    this.element.addEventListener('submit', (event) => {
      event.preventDefault();
      const text = this.#text.value.trim();
      if (text === '') return;
      this.#sending.sendText(text, this.#quoted);
      this.#clear();
    });
    this.#text.addEventListener('input', () => this.#grow());
    this.#text.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.element.requestSubmit();
      }
    });
    this.element.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return;
      if (!this.#menu.hidden) {
        this.#toggle(false);
        this.#attach.focus();
      } else this.#forget();
    });
    document.addEventListener('click', (event) => {
      const inside =
        event.target instanceof Node &&
        (this.#menu.contains(event.target) || this.#attach.contains(event.target));
      if (!inside) this.#toggle(false);
    });
  }

  /** @param {File} file */
  #file(file) {
    this.#toggle(false);
    this.#sending.sendFile(file, this.#text.value.trim(), this.#quoted);
    this.#clear();
  }

  #clear() {
    this.#text.value = '';
    this.#grow();
    this.#forget();
    this.#text.focus();
  }

  #forget() {
    this.#quoted = null;
    this.#answering.hidden = true;
  }

  /** @param {boolean} open */
  #toggle(open) {
    this.#menu.hidden = !open;
    this.#attach.setAttribute('aria-expanded', String(open));
    if (open) this.#menu.querySelector('button')?.focus();
  }

  #grow() {
    // Through the style object, which a policy without inline styles allows.
    this.#text.style.height = '40px';
    this.#text.style.height = `${Math.min(132, this.#text.scrollHeight + 2)}px`;
  }
}
