// @ts-check
import { byId, el } from './dom.js';

/** At phone width one phone is shown at a time: tabs, swipes, and marks for what has not been seen. */
export class Tabs {
  #deck = byId('meja');
  #bar = byId('tabs');
  /** @type {{ view: import('./phone.js').PhoneView, button: HTMLButtonElement }[]} */
  #tabs = [];
  #narrow = matchMedia('(max-width: 600px)');
  /** The phone in use. @type {import('./phone.js').PhoneView | null} */
  current = null;

  /** @param {import('./phone.js').PhoneView[]} views @param {() => void} more shows or folds away those on call */
  begin(views, more) {
    for (const view of views) {
      const mark = el('span', { class: 'new', hidden: true });
      const label =
        view.phone.kind === 'resident'
          ? (view.phone.name.split(' ')[0] ?? view.phone.role)
          : view.phone.role + (view.phone.id.endsWith('2') ? ' 2' : '');
      const button = el(
        'button',
        { type: 'button', class: 'tab', click: () => this.show(view) },
        label,
        mark,
      );
      view.onUnread = (unread) => {
        mark.hidden = unread === 0;
        mark.textContent = String(unread);
        mark.setAttribute('aria-label', `${unread} pesan baru`);
      };
      view.isLooking = () => !document.hidden && this.current === view;
      for (const sign of ['pointerdown', 'focusin'])
        view.element.addEventListener(sign, () => this.#use(view));
      button.hidden = view.phone.folded;
      this.#tabs.push({ view, button });
      this.#bar.append(button);
    }
    this.#bar.append(el('button', { type: 'button', class: 'tab', click: more }, 'Lain'));
    // While the page scrolls towards a tab that was chosen, the phones passed on the way are not "looked at".
    this.#deck.addEventListener('scrollend', () => this.#swiped());
    if (views[0] !== undefined) this.#use(views[0]);
  }

  /** @param {import('./phone.js').PhoneView} view */
  show(view) {
    this.#use(view);
    this.#deck.scrollTo({ left: view.element.offsetLeft - this.#deck.offsetLeft, behavior: 'instant' });
  }

  /** Shows or hides the tabs of the phones on call. @param {boolean} shown */
  unfold(shown) {
    for (const { view, button } of this.#tabs) if (view.phone.folded) button.hidden = !shown;
  }

  #swiped() {
    if (!this.#narrow.matches) return;
    const middle = this.#deck.scrollLeft + this.#deck.clientWidth / 2;
    const tab = this.#tabs.find(({ view }) => {
      const from = view.element.offsetLeft - this.#deck.offsetLeft;
      return !view.element.hidden && from <= middle && middle < from + view.element.offsetWidth;
    });
    if (tab !== undefined) this.#use(tab.view);
  }

  /** @param {import('./phone.js').PhoneView} used */
  #use(used) {
    used.seen();
    if (this.current === used) return;
    this.current = used;
    for (const { view, button } of this.#tabs) {
      const on = view === used;
      button.setAttribute('aria-current', String(on));
      view.speak(on);
      if (on) this.#bar.scrollTo({ left: button.offsetLeft - this.#bar.offsetLeft - 60 });
    }
  }
}
