// @ts-check
import { byId } from '../simulator/dom.js';
import { forgetAnswer, holdAnswer, showAnswer } from './answer.js';
import { begin, Failed } from './api.js';
import { Idle } from './idle.js';
import { forgetMessages, newest, scrollToNew, showMessages } from './log.js';
import { Reader } from './speech.js';
import { showTicket } from './ticket.js';
import { speakIn, t } from './words.js';

/** @typedef {import('./types.js').View} View */

/** After a look that failed, so long until the next one (ms). */
const AGAIN_MS = 1500;
/** The words that end a session, alone in a message. */
const END = /^\s*(selesai|su selesai|finish|done)\s*[.!]*\s*$/i;

/** The one session of this page. Everything about a person lives here and in the page, and goes with it. @type {{ calls: import('./api.js').Calls, stop: AbortController } | null} */
let session = null;
/** @type {View | null} */
let view = null;
/** A ticket was shown for so many requests. */
let ticketed = 0;
let busy = false;
/** Over when the answer that is on its way has arrived, or has not. */
let sending = Promise.resolve();

const aloud = byId('aloud');
const reader = new Reader(() => showReader());
const idle = new Idle(Number(document.body.dataset['idle'] ?? 60_000), () => leave());

for (const button of document.querySelectorAll('[data-language]')) {
  button.addEventListener('click', () => void start(button.getAttribute('data-language') ?? 'id'));
  button.toggleAttribute('disabled', false);
}
byId('end').addEventListener('click', () => void end());
byId('leave').addEventListener('click', () => void end());
byId('menu').addEventListener('click', () => moves.say('menu'));
aloud.addEventListener('click', () => {
  reader.set(!reader.on);
  showReader();
  if (view !== null) reader.read(newest(view.messages));
});
// A page that is left is over, and one that the browser kept aside for the way back must not come back as it was.
addEventListener('pagehide', () => forget(true));
// A field that opens the device's own keyboard makes less of the page: the question stays in sight.
addEventListener('resize', () => scrollToNew());
addEventListener('pageshow', (event) => {
  if (event.persisted) location.replace('/anjungan');
});

const moves = {
  say: (/** @type {string} */ text) => {
    if (END.test(text)) void end();
    else put((calls) => calls.say(text));
  },
  tap: (/** @type {import('./types.js').Choice} */ choice) => put((calls) => calls.tap(choice)),
  upload: (/** @type {Blob} */ file, /** @type {string} */ name) => put((calls) => calls.upload(file, name)),
};

/** @param {string} language */
async function start(language) {
  if (session !== null || busy) return;
  busy = true;
  byId('trouble').textContent = '';
  try {
    const begun = await begin(language);
    session = { calls: begun.calls, stop: new AbortController() };
    byId('start').hidden = true;
    byId('chat').hidden = false;
    byId('tools').hidden = false;
    speakIn(begun.view.language);
    reader.set(true);
    showReader();
    apply(begun.view, true);
    byId('answer').focus({ preventScroll: true });
    idle.begin();
    void follow(session);
  } catch (error) {
    if (error instanceof Failed && error.over) location.replace('/anjungan');
    byId('trouble').textContent = words(error);
  } finally {
    busy = false;
  }
}

/** Looks for what the office says by itself, or through another process. @param {NonNullable<typeof session>} own */
async function follow(own) {
  while (session === own && view !== null) {
    try {
      const seen = await own.calls.look(view.revision, own.stop.signal);
      // Shown while nothing can be touched, the next question could not be reached; what was sent brings it too.
      await sending;
      apply(seen, false);
    } catch (error) {
      if (own.stop.signal.aborted) return;
      if (error instanceof Failed && error.over) return leave();
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
  }
}

/** Sends an answer, if none is on its way. @param {(calls: import('./api.js').Calls) => Promise<View>} what */
function put(what) {
  if (session !== null && !busy) sending = send(session.calls, what);
}

/** @param {import('./api.js').Calls} calls @param {(calls: import('./api.js').Calls) => Promise<View>} what */
async function send(calls, what) {
  busy = true;
  holdAnswer(true);
  reader.stop();
  byId('said').textContent = t('sending');
  document.body.classList.add('busy');
  try {
    apply(await what(calls), true);
    byId('said').textContent = '';
  } catch (error) {
    if (error instanceof Failed && error.over) return leave();
    byId('said').textContent = words(error);
  } finally {
    busy = false;
    document.body.classList.remove('busy');
    holdAnswer(false);
  }
}

/** @param {View} next @param {boolean} fresh the person has just answered */
function apply(next, fresh) {
  // A look that was under way while an answer was sent may come back older than what is shown.
  if (session === null || (view !== null && next.revision < view.revision)) return;
  const changed = view === null || next.revision !== view.revision;
  view = next;
  speakIn(next.language);
  const { calls } = session;
  if (changed) showMessages(next.messages, calls.picture);
  showAnswer(next.question, fresh, moves);
  if (changed) scrollToNew();
  if (changed) reader.read(newest(next.messages));
  if (next.receipts.length > ticketed) {
    ticketed = next.receipts.length;
    void offerTicket(calls);
  }
}

/** @param {import('./api.js').Calls} calls */
async function offerTicket(calls) {
  const ticket = await calls.ticket().catch(() => null);
  if (ticket === null || session?.calls !== calls) return;
  if ((await showTicket(ticket, false)) === 'end') await end();
  else byId('answer').focus({ preventScroll: true });
}

/** The person is done: a ticket first where there is something to take along that was not shown yet. */
async function end() {
  if (session === null) return leave();
  const { calls } = session;
  const wanted = view !== null && (view.draft || view.receipts.length > ticketed);
  idle.stop();
  const ticket = await calls.end(wanted).catch(() => null);
  forget(false);
  if (ticket !== null && ticket.code !== null) {
    idle.begin();
    await showTicket(ticket, true);
  }
  leave();
}

/** To the start, in a page that knows nothing of this one; the way back leads nowhere else. */
function leave() {
  forget(true);
  location.replace('/anjungan');
}

/** @param {boolean} tell the office is not told yet that this chat is over */
function forget(tell) {
  const over = session;
  session = null;
  view = null;
  idle.stop();
  reader.stop();
  if (over !== null) {
    over.stop.abort();
    if (tell) over.calls.end(false).catch(() => {});
  }
  forgetMessages();
  forgetAnswer();
  for (const id of ['ticket', 'camera']) if (tell) byId(id).replaceChildren();
  byId('tools').hidden = true;
}

function showReader() {
  aloud.hidden = !reader.possible;
  aloud.setAttribute('aria-pressed', String(reader.on));
}

/** @param {unknown} error */
function words(error) {
  return error instanceof Failed && error.message !== '' ? error.message : t('failed');
}
