// @ts-check
import { plain } from './text.js';
import { speech } from './words.js';

/**
 * Reads aloud with a voice that lies in this computer. A voice of the network would send the words away, so it is
 * never used; where there is no other the button is not shown.
 */
export class Reader {
  #on = false;
  #spoken = '';
  #changed = () => {};

  /** @param {() => void} changed called when a voice has come or gone */
  constructor(changed) {
    this.#changed = changed;
    if ('speechSynthesis' in window)
      speechSynthesis.addEventListener?.('voiceschanged', () => this.#changed());
  }

  get possible() {
    return this.#voice() !== undefined;
  }

  get on() {
    return this.#on;
  }

  /** @param {boolean} on */
  set(on) {
    this.#on = on && this.possible;
    if (!this.#on) this.stop();
  }

  /** Reads what is new, when it is switched on. @param {string} text */
  read(text) {
    if (!this.#on || text === this.#spoken) return;
    this.again(text);
  }

  /** @param {string} text */
  again(text) {
    this.stop();
    const voice = this.#voice();
    if (voice === undefined || text === '') return;
    this.#spoken = text;
    const words = new SpeechSynthesisUtterance(plain(text));
    words.voice = voice;
    words.lang = speech() === 'en' ? 'en-US' : 'id-ID';
    words.rate = 0.95;
    speechSynthesis.speak(words);
  }

  stop() {
    this.#spoken = '';
    if ('speechSynthesis' in window) speechSynthesis.cancel();
  }

  #voice() {
    if (!('speechSynthesis' in window)) return undefined;
    return speechSynthesis
      .getVoices()
      .find(({ lang, localService }) => localService && lang.toLowerCase().startsWith(speech()));
  }
}
