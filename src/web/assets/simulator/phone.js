// @ts-check
import { api, Failed } from './api.js';
import { bubble, plain } from './bubble.js';
import { Composer } from './composer.js';
import { el, newKey, say } from './dom.js';

/**
 * @typedef {import('./types.js').Message} Message
 * @typedef {{ message: Message, fate: import('./types.js').Fate, item: HTMLLIElement, since: number, send: (() => Promise<unknown>) | null }} Line
 */

/** How long a message that the history does not hold yet is kept: a bubble is shown a moment before its row says "sent". */
const YOUNG_MS = 10_000;
const FILE_MOST = 10 * 1024 * 1024;

/** One phone on the table: its list of messages and its composer. */
export class PhoneView {
  /** @type {Map<string, Line>} */
  #lines = new Map();
  /** Posts of one phone go one after another, so that what was typed first arrives first. */
  #queue = Promise.resolve();
  #unread = 0;
  #typingUntil = 0;
  #pinned = true;
  /** Where the log was scrolled to last. */
  #top = 0;
  #clock;
  #log;
  #role;
  #badge = el('span', { class: 'new', hidden: true });
  #down = el(
    'button',
    { type: 'button', class: 'down', hidden: true, click: () => this.#toEnd() },
    'Pesan baru',
  );
  /** Called when the number of unread messages changes. @type {(unread: number) => void} */
  onUnread = () => undefined;
  /** Whether the person is looking at this phone. @type {() => boolean} */
  isLooking = () => false;

  /** @param {import('./types.js').Phone} phone @param {import('./clock.js').WardClock} clock @param {import('./types.js').DemoPerson | null} person */
  constructor(phone, clock, person) {
    this.phone = phone;
    this.#clock = clock;
    this.composer = new Composer(`Pesan dari ${phone.name}`, person, {
      sendText: (text, quoted) =>
        this.#post({ text, quoted }, (id) => api.send(phone.id, { kind: 'text', id, text, quoted })),
      sendPhone: () =>
        this.#post({ text: 'Nomor saya' }, (id) => api.send(phone.id, { kind: 'ownPhone', id })),
      sendFile: (file, caption, quoted) => this.#upload(file, caption, quoted),
    });
    this.#role = el('p', {}, phone.role);
    const empty =
      phone.kind === 'resident'
        ? 'Belum ada percakapan. Mulai dengan “halo”, atau langsung tulis kebutuhannya.'
        : 'Belum ada tugas. Pesan dari kantor akan muncul di sini.';
    this.#log = el('ol', {
      class: 'log',
      tabindex: '0',
      role: 'log',
      'aria-live': 'off',
      'aria-label': `Percakapan ${phone.name}`,
      'data-empty': empty,
    });
    const initials = phone.name
      .replace(/[^\p{L}\p{N} ]/gu, '')
      .split(/\s+/)
      .slice(0, 2)
      .map((word) => word.charAt(0).toUpperCase())
      .join('');
    this.element = el(
      'section',
      {
        class: `phone ${phone.kind} ${phone.id}`,
        id: `telepon-${phone.id}`,
        'aria-label': `Telepon ${phone.role} ${phone.name}`,
      },
      el(
        'header',
        {},
        el('span', { class: 'face', 'aria-hidden': 'true' }, initials),
        el('div', { class: 'who' }, el('h2', {}, phone.name), this.#role),
        this.#badge,
      ),
      this.#log,
      this.#down,
      this.composer.element,
    );
    for (const sign of ['pointerdown', 'focusin']) this.element.addEventListener(sign, () => this.seen());
    this.#log.addEventListener('scroll', () => {
      const { scrollTop } = this.#log;
      // Only whoever scrolls up leaves the end: something that grew in between is no such wish.
      if (this.#atEnd()) this.#pinned = true;
      else if (scrollTop < this.#top) this.#pinned = false;
      this.#top = scrollTop;
      if (this.#pinned) this.#down.hidden = true;
    });
    // Who reads the end keeps reading it when a picture arrives (load does not bubble) or the composer grows.
    const follow = () => this.#pinned && this.#toEnd();
    this.#log.addEventListener('load', follow, true);
    new ResizeObserver(follow).observe(this.#log);
  }

  /** Only the phone in use speaks through a screen reader; five at once could not be followed. @param {boolean} on */
  speak(on) {
    this.#log.setAttribute('aria-live', on ? 'polite' : 'off');
  }

  seen() {
    this.#count(0);
  }

  /** Takes the history as the truth, but keeps what is too young to be in it. */
  async load() {
    const { messages } = await api.history(this.phone.id);
    const known = new Set(messages.map(({ id }) => id));
    for (const [id, line] of this.#lines) {
      if (known.has(id) || line.fate !== 'sent' || performance.now() - line.since < YOUNG_MS) continue;
      line.item.remove();
      this.#lines.delete(id);
    }
    const first = this.#lines.size === 0;
    for (const message of messages) this.#put(message, 'sent', null);
    this.#settle();
    if (first) this.#toEnd();
  }

  /** A message or an edit that just happened. @param {Message} message */
  take(message) {
    const isNew = !this.#lines.has(message.id);
    const stay = this.#pinned;
    this.#put(message, 'sent', null);
    this.#settle();
    if (message.from === 'office') {
      this.#showTyping(0);
      if (isNew && !this.isLooking()) this.#count(this.#unread + 1);
    }
    if (!isNew) return;
    if (stay || message.from === 'me') this.#toEnd();
    else this.#down.hidden = false;
  }

  typing() {
    this.#showTyping(5000);
  }

  /** @param {number} ms */
  #showTyping(ms) {
    this.#typingUntil = performance.now() + ms;
    this.#role.textContent = ms > 0 ? 'kantor sedang mengetik' : this.phone.role;
    if (ms > 0) setTimeout(() => performance.now() >= this.#typingUntil && this.#showTyping(0), ms);
  }

  /** @param {File} file @param {string} caption @param {string | null} quoted */
  #upload(file, caption, quoted) {
    if (file.size > FILE_MOST) return say('Berkas paling besar 10 MB.');
    const kind =
      file.type === 'application/pdf' ? 'pdf' : file.type.startsWith('image/') ? 'picture' : 'other';
    this.#post({ text: caption, quoted, file: { kind, name: file.name } }, (id) => {
      const form = new FormData();
      form.set('id', id);
      form.set('caption', caption);
      form.set('quoted', quoted ?? '');
      form.set('file', file, file.name);
      return api.upload(this.phone.id, form);
    });
  }

  /** @param {Partial<Message> & { text: string }} part @param {(id: string) => Promise<unknown>} send */
  #post(part, send) {
    const id = newKey();
    /** @type {Message} */
    const message = {
      id,
      from: 'me',
      at: this.#clock.now().toISOString(),
      choices: [],
      askPhone: false,
      file: null,
      quoted: null,
      edited: false,
      ...part,
    };
    this.#put(message, 'sending', () => send(id));
    this.#settle();
    this.#toEnd();
    this.#send(id);
  }

  /** @param {string} id */
  #send(id) {
    this.#queue = this.#queue.then(async () => {
      const line = this.#lines.get(id);
      if (line?.send == null) return;
      this.#put(line.message, 'sending', line.send);
      try {
        await line.send();
        this.#put(this.#lines.get(id)?.message ?? line.message, 'sent', null);
      } catch (error) {
        this.#put(line.message, 'failed', line.send);
        say(error instanceof Failed ? error.message : 'Pesan belum terkirim.');
      }
    });
  }

  /** Puts a message where its time says, or replaces it. @param {Message} message @param {import('./types.js').Fate} fate @param {(() => Promise<unknown>) | null} send */
  #put(message, fate, send) {
    const old = this.#lines.get(message.id);
    if (old !== undefined && old.fate === fate && JSON.stringify(old.message) === JSON.stringify(message))
      return;
    const item = bubble(message, fate, {
      phone: this.phone.id,
      hour: (at) => this.#clock.hour(at),
      textOf: (id) => this.#words(id),
      goTo: (id) => this.#goTo(id),
      reply: (id) => this.composer.answer(id, this.#words(id) ?? ''),
      tap: (from, { data, label }) =>
        this.#post({ text: label }, (id) =>
          api.send(this.phone.id, { kind: 'tap', id, data, label, quoted: from.id }),
        ),
      again: (id) => this.#send(id),
    });
    this.#lines.set(message.id, { message, fate, item, since: old?.since ?? performance.now(), send });
    if (old !== undefined) return old.item.replaceWith(item);
    let before = this.#log.lastElementChild;
    while (
      before instanceof HTMLLIElement &&
      (this.#lines.get(before.dataset['id'] ?? '')?.message.at ?? '') > message.at
    )
      before = before.previousElementSibling;
    if (before === null) this.#log.prepend(item);
    else before.after(item);
  }

  /** What depends on the neighbours: day marks, which choices are the present ones, whether the number is asked for. */
  #settle() {
    let day = '';
    /** @type {Line | null} */
    let latest = null;
    for (const item of this.#log.children) {
      const line = item instanceof HTMLElement ? this.#lines.get(item.dataset['id'] ?? '') : undefined;
      if (line === undefined) continue;
      const today = this.#clock.day(line.message.at);
      if (today === day) delete line.item.dataset['day'];
      else line.item.dataset['day'] = today;
      day = today;
      line.item.classList.remove('latest');
      if (line.message.from === 'office') latest = line;
    }
    latest?.item.classList.add('latest');
    this.composer.offerPhone(latest?.message.askPhone ?? false);
  }

  /** @param {string} id */
  #words(id) {
    const line = this.#lines.get(id);
    return line === undefined ? null : plain(line.message);
  }

  /** @param {string} id */
  #goTo(id) {
    const item = this.#lines.get(id)?.item;
    if (item === undefined) return;
    // Not scrollIntoView: it would also move the table sideways.
    this.#log.scrollTop = item.offsetTop - this.#log.offsetTop - 40;
    item.classList.add('found');
    setTimeout(() => item.classList.remove('found'), 1500);
  }

  #atEnd() {
    return this.#log.scrollHeight - this.#log.scrollTop - this.#log.clientHeight < 60;
  }

  #toEnd() {
    this.#log.scrollTop = this.#log.scrollHeight;
    this.#pinned = true;
    this.#down.hidden = true;
  }

  /** @param {number} unread */
  #count(unread) {
    if (unread === this.#unread) return;
    this.#unread = unread;
    this.#badge.hidden = unread === 0;
    this.#badge.textContent = String(unread);
    this.#badge.setAttribute('aria-label', `${unread} pesan belum dilihat`);
    this.onUnread(unread);
  }
}
