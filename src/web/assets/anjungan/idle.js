// @ts-check
import { byId } from '../simulator/dom.js';
import { t } from './words.js';

/** So long before the end it is asked whether somebody is there (ms); WCAG 2.2, 2.2.1 wants 20 s at least. */
const WARN_MS = 20_000;
/** A short life, as in a test, is warned of for a third of it. */
const WARN_SHARE = 3;
const TOUCHES = ['pointerdown', 'pointermove', 'keydown', 'input', 'wheel', 'touchmove'];

/** Watches for touches and keys; without any it warns, counts down and ends. */
export class Idle {
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer;
  #endsAt = 0;
  #life;
  #warn;
  #over;
  #box = /** @type {HTMLDialogElement} */ (byId('warning'));

  /** @param {number} life ms @param {() => void} over */
  constructor(life, over) {
    this.#life = life;
    this.#warn = Math.min(WARN_MS, life / WARN_SHARE);
    this.#over = over;
    for (const touch of TOUCHES)
      document.addEventListener(touch, () => this.#touched(), { capture: true, passive: true });
    byId('stay').addEventListener('click', () => this.#stay());
    // Escape means the same as the button.
    this.#box.addEventListener('cancel', () => this.#stay());
  }

  begin() {
    this.#stay();
    clearInterval(this.#timer);
    this.#timer = setInterval(() => this.#look(), 250);
  }

  stop() {
    clearInterval(this.#timer);
    this.#timer = undefined;
    if (this.#box.open) this.#box.close();
  }

  #touched() {
    // While it is asked whether somebody is there, a hand that brushes the screen is no answer: a button is.
    if (!this.#box.open) this.#endsAt = Date.now() + this.#life;
  }

  #stay() {
    this.#endsAt = Date.now() + this.#life;
    if (this.#box.open) this.#box.close();
  }

  #look() {
    const left = this.#endsAt - Date.now();
    if (left <= 0) {
      this.stop();
      this.#over();
      return;
    }
    if (left > this.#warn) return;
    byId('count').textContent = `${Math.ceil(left / 1000)} ${t('seconds')}`;
    if (this.#box.open) return;
    this.#box.showModal();
    byId('stay').focus();
  }
}
