// @ts-check
import { byId, el } from '../simulator/dom.js';
import { hasCamera, takePhoto } from './camera.js';
import { digitPad, isDigits } from './pad.js';
import { t } from './words.js';

/**
 * @typedef {import('./types.js').Question} Question
 * @typedef {import('./types.js').Choice} Choice
 * @typedef {{ say: (text: string) => void, tap: (choice: Choice) => void, upload: (file: Blob, name: string) => void }} Moves
 */

let shown = '';

/**
 * Builds what the open question is answered with. A question that is shown already keeps what was typed.
 * @param {Question | null} question @param {boolean} fresh the person has just answered @param {Moves} moves
 */
export function showAnswer(question, fresh, moves) {
  const key =
    question === null ? 'none' : `${question.nonce}|${question.choices.map(({ data }) => data).join()}`;
  if (key === shown && !fresh) return;
  shown = key;
  const area = byId('answer');
  const held = document.activeElement;
  area.replaceChildren(...parts(question, moves));
  // Whoever was answering goes on here; whoever was elsewhere on the page stays there.
  if (held === null || held === document.body || !held.isConnected || area.contains(held))
    area.focus({ preventScroll: true });
}

/** Nothing can be touched while an answer is on its way. @param {boolean} busy */
export function holdAnswer(busy) {
  for (const control of byId('answer').querySelectorAll('button, input'))
    if (control instanceof HTMLButtonElement || control instanceof HTMLInputElement) control.disabled = busy;
}

/** Forgets what was typed. */
export function forgetAnswer() {
  shown = '';
  byId('answer').replaceChildren();
}

/** @param {Question | null} question @param {Moves} moves @returns {Node[]} */
function parts(question, moves) {
  if (question === null) return [textField(false, moves)];
  const { accept, choices } = question;
  if (accept.kind === 'many') return [many(choices, moves)];
  const buttons = choices.length > 0 ? [choiceList(choices, moves)] : [];
  if (isDigits(accept.kind)) return [digitPad(accept.kind, moves.say), ...buttons];
  if (accept.kind === 'media') return [paper(moves), ...buttons];
  return [...buttons, textField(choices.length > 0, moves)];
}

/** @param {readonly Choice[]} choices @param {Moves} moves */
function choiceList(choices, moves) {
  return el(
    'div',
    { class: 'choices', role: 'group', 'aria-label': t('choices') },
    ...choices.map((choice) =>
      el(
        'button',
        {
          type: 'button',
          class: choice.n === '0' ? 'choice zero' : 'choice',
          click: () => moves.tap(choice),
        },
        el('i', { 'aria-hidden': 'true' }, choice.n),
        el('span', {}, choice.label),
      ),
    ),
  );
}

/** Several of a list: each is switched on and off, then all are sent. @param {readonly Choice[]} choices @param {Moves} moves */
function many(choices, moves) {
  /** @type {Set<string>} */
  const picked = new Set();
  const toggles = choices
    .filter(({ n }) => n !== '0')
    .map((choice) => {
      const button = el(
        'button',
        { type: 'button', class: 'choice', 'aria-pressed': 'false' },
        el('i', { 'aria-hidden': 'true' }, choice.n),
        el('span', {}, choice.label),
      );
      button.addEventListener('click', () => {
        const on = !picked.delete(choice.n);
        if (on) picked.add(choice.n);
        button.setAttribute('aria-pressed', String(on));
        send.textContent = picked.size > 0 ? `${t('send')} (${picked.size} ${t('chosen')})` : t('send');
      });
      return button;
    });
  const send = el(
    'button',
    {
      type: 'button',
      class: 'big',
      click: () => void (picked.size > 0 && moves.say([...picked].sort().join(' '))),
    },
    t('send'),
  );
  const zero = choices.filter(({ n }) => n === '0');
  return el(
    'div',
    { class: 'many' },
    el('p', {}, t('pickMany')),
    el('div', { class: 'choices', role: 'group', 'aria-label': t('choices') }, ...toggles),
    send,
    ...(zero.length > 0 ? [choiceList(zero, moves)] : []),
  );
}

/** @param {boolean} beside there are choices too @param {Moves} moves */
function textField(beside, moves) {
  const input = el('input', {
    id: 'words',
    type: 'text',
    autocomplete: 'off',
    spellcheck: 'false',
    maxlength: '1000',
    enterkeyhint: 'send',
  });
  const form = el(
    'form',
    { class: 'write', autocomplete: 'off', novalidate: true },
    el('label', { for: 'words' }, beside ? t('writeOwn') : t('write')),
    el('div', { class: 'row' }, input, el('button', { type: 'submit', class: 'big' }, t('send'))),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const text = input.value.trim();
    if (text === '') input.focus();
    else moves.say(text);
  });
  return form;
}

/** A photo by the camera of the screen, or a file. @param {Moves} moves */
function paper(moves) {
  const file = el('input', {
    id: 'file',
    type: 'file',
    class: 'visually-hidden',
    accept: 'image/*,application/pdf',
    tabindex: '-1',
    'aria-hidden': 'true',
    ...(hasCamera() ? {} : { capture: 'environment' }),
  });
  file.addEventListener('change', () => {
    const [chosen] = file.files ?? [];
    if (chosen !== undefined) moves.upload(chosen, chosen.name);
    file.value = '';
  });
  const camera = el('button', { type: 'button', class: 'big' }, t('camera'));
  camera.addEventListener('click', async () => {
    const photo = await takePhoto();
    if (photo !== null) moves.upload(photo, 'foto.jpg');
    else camera.focus();
  });
  return el(
    'div',
    { class: 'paper' },
    el('p', {}, t('photoHint')),
    el(
      'div',
      { class: 'row' },
      hasCamera() ? camera : null,
      el(
        'button',
        { type: 'button', class: hasCamera() ? 'big quiet' : 'big', click: () => file.click() },
        t('file'),
      ),
      file,
    ),
  );
}
