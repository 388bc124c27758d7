// @ts-check
import { api, listen } from './api.js';
import { WardClock } from './clock.js';
import { byId } from './dom.js';
import { beginHelp } from './help.js';
import { PhoneView } from './phone.js';
import { Tabs } from './tabs.js';

const state = await api.state();
const clock = new WardClock();
byId('ward-name').textContent = state.ward.name.replace(/\s*\(LATIHAN\)\s*$/i, '');
clock.begin(state.ward, state.now);

/** @type {Map<string, PhoneView>} */
const views = new Map();
for (const phone of state.phones) {
  const person = state.demo.find((one) => one.phone === phone.id) ?? null;
  const view = new PhoneView(phone, clock, person);
  view.element.hidden = phone.folded;
  views.set(phone.id, view);
  byId('meja').append(view.element);
}

const tabs = new Tabs();
const fold = byId('fold-toggle');
tabs.begin([...views.values()], () => fold.click());
beginHelp(state.demo, (phone, words) => {
  const view = views.get(phone);
  if (view === undefined) return;
  tabs.show(view);
  view.composer.fill(words);
});

fold.addEventListener('click', () => {
  const shown = fold.getAttribute('aria-pressed') !== 'true';
  fold.setAttribute('aria-pressed', String(shown));
  for (const view of views.values()) if (view.phone.folded) view.element.hidden = !shown;
  tabs.unfold(shown);
});

const link = byId('link');
listen({
  opened: () => {
    link.hidden = true;
    for (const view of views.values()) void view.load();
    void api.state().then(({ now }) => clock.set(now));
  },
  event: (event) => {
    if (event.kind === 'clock') return clock.set(event.now);
    const view = views.get(event.phone);
    if (view === undefined) return;
    if (event.kind === 'typing') view.typing();
    else if (event.kind === 'refresh') void view.load();
    else view.take(event.message);
  },
  lost: () => {
    link.textContent = 'Sambungan terputus. Sedang dicoba lagi, pesan yang sudah terkirim tidak hilang.';
    link.hidden = false;
  },
});
