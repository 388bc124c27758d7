// @ts-check
import { el } from '../simulator/dom.js';
import { t } from './words.js';

/**
 * What is typed in digits, one field or two; the pad serves the device's own keyboard as well as a finger.
 * @typedef {{ label: import('./words.js').Word, most: number, exact: boolean, date: boolean }} Field
 */

/** @type {Record<string, readonly Field[]>} */
const FIELDS = {
  nik: [{ label: 'nik', most: 16, exact: true, date: false }],
  identity: [
    { label: 'nik', most: 16, exact: true, date: false },
    { label: 'birth', most: 8, exact: true, date: true },
  ],
  date: [{ label: 'date', most: 8, exact: true, date: true }],
  year: [{ label: 'year', most: 4, exact: true, date: false }],
  money: [{ label: 'money', most: 12, exact: false, date: false }],
};

/** Whether a question is answered in digits. @param {string} kind */
export const isDigits = (kind) => kind in FIELDS;

/**
 * The fields and the pad for a kind of answer. @param {string} kind @param {(text: string) => void} send
 */
export function digitPad(kind, send) {
  const lines = (FIELDS[kind] ?? []).map((field, at) => lineOf(field, at));
  let active = 0;
  const activate = (/** @type {number} */ at) => {
    active = Math.min(at, lines.length - 1);
    lines.forEach(({ input }, index) => {
      input.classList.toggle('active', index === active);
    });
  };
  const press = (/** @type {string} */ key) => {
    const line = lines[active];
    if (line === undefined) return;
    const digits = digitsOf(line.input.value);
    line.set(key === 'one' ? digits.slice(0, -1) : key === 'all' ? '' : digits + key);
    if (key.length === 1 && digitsOf(line.input.value).length === line.field.most) activate(active + 1);
  };
  lines.forEach(({ input }, at) => {
    input.addEventListener('focus', () => activate(at));
  });
  activate(0);

  const key = (/** @type {string} */ name, /** @type {string} */ shown, /** @type {string} */ kind) =>
    el('button', { type: 'button', class: `key ${kind}`, click: () => press(name) }, shown);
  const digit = (/** @type {string} */ name) => key(name, name, name === '0' ? 'nought' : '');
  const form = el(
    'form',
    { class: 'digits', autocomplete: 'off', novalidate: true },
    el('div', { class: 'fields' }, ...lines.map(({ box }) => box)),
    el(
      'div',
      { class: 'pad', role: 'group', 'aria-label': t('digits') },
      ...['1', '2', '3'].map(digit),
      key('one', t('erase'), 'wipe'),
      ...['4', '5', '6'].map(digit),
      key('all', t('clear'), 'wipe'),
      ...['7', '8', '9'].map(digit),
      el('button', { type: 'submit', class: 'big send' }, t('send')),
      digit('0'),
    ),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const text = lines
      .map(({ input }) => input.value)
      .filter((value) => value !== '')
      .join(' ');
    if (text === '') lines[0]?.input.focus();
    else send(text);
  });
  return form;
}

/** @param {Field} field @param {number} at */
function lineOf(field, at) {
  const id = `digits-${at}`;
  // The device's own keyboard would lie over the pad; a keyboard with keys works as ever.
  const input = el('input', {
    id,
    type: 'text',
    inputmode: 'none',
    autocomplete: 'off',
    spellcheck: 'false',
    'aria-describedby': `${id}-count`,
    ...(field.date ? { placeholder: '00-00-0000' } : {}),
  });
  const count = el('span', { id: `${id}-count`, class: 'count' });
  const set = (/** @type {string} */ digits) => {
    const kept = digits.slice(0, field.most);
    input.value = field.date ? dashed(kept) : kept;
    count.textContent = field.exact && !field.date ? `${kept.length} ${t('of')} ${field.most}` : '';
  };
  input.addEventListener('input', () => set(digitsOf(input.value)));
  set('');
  const box = el('div', { class: 'field' }, el('label', { for: id }, t(field.label)), input, count);
  return { field, input, box, set };
}

/** @param {string} text */
function digitsOf(text) {
  return text.replace(/\D/g, '');
}

/** 12-05-1985 while it is being typed. @param {string} digits */
function dashed(digits) {
  return [digits.slice(0, 2), digits.slice(2, 4), digits.slice(4)].filter((part) => part !== '').join('-');
}
