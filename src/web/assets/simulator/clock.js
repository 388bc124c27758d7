// @ts-check
import { api } from './api.js';
import { byId, say } from './dom.js';

/** The ward's time, which runs with ours and can be moved forward. */
export class WardClock {
  #ahead = 0;
  #zone = 'UTC';
  #label = '';

  /** @param {{ zone: string, zoneLabel: string }} ward @param {string} now */
  begin(ward, now) {
    this.#zone = ward.zone;
    this.#label = ward.zoneLabel;
    this.set(now);
    setInterval(() => this.#show(), 1000);
    for (const button of byId('clock-moves').querySelectorAll('button')) {
      button.addEventListener('click', () => this.#move(button));
    }
    const toggle = byId('clock-toggle');
    toggle.addEventListener('click', () => {
      const open = byId('clock-moves').classList.toggle('open');
      toggle.setAttribute('aria-expanded', String(open));
    });
  }

  /** @param {string} now */
  set(now) {
    this.#ahead = Date.parse(now) - Date.now();
    this.#show();
  }

  now() {
    return new Date(Date.now() + this.#ahead);
  }

  /** "07.30". @param {string | Date} at */
  hour(at) {
    return new Date(at).toLocaleTimeString('id-ID', {
      timeZone: this.#zone,
      hour: '2-digit',
      minute: '2-digit',
    });
  }

  /** "Sabtu, 21 November". @param {string | Date} at @param {'long' | 'short'} [month] */
  day(at, month = 'long') {
    return new Date(at).toLocaleDateString('id-ID', {
      timeZone: this.#zone,
      weekday: 'long',
      day: 'numeric',
      month,
    });
  }

  #show() {
    const now = this.now();
    byId('ward-time').textContent = this.hour(now);
    byId('ward-zone').textContent = this.#label;
    byId('ward-day').textContent = this.day(now, 'short');
  }

  /** @param {HTMLButtonElement} button */
  async #move(button) {
    const { minutes, tomorrow } = button.dataset;
    button.disabled = true;
    try {
      const { now } = await api.clock(
        minutes === undefined ? { tomorrowAt: tomorrow } : { minutes: Number(minutes) },
      );
      this.set(now);
      say(`Sekarang ${this.day(now)} ${this.hour(now)}`);
    } catch (error) {
      say(error instanceof Error ? error.message : 'Jam tidak berubah.');
    } finally {
      button.disabled = false;
      button.focus();
    }
  }
}
