// @ts-check
import { byId, el } from '../simulator/dom.js';
import { t } from './words.js';

/**
 * Shows what a person takes along. `last`: the session is over, and closing the ticket leads to the start.
 * Resolves with what was chosen.
 * @param {import('./types.js').Ticket} ticket @param {boolean} last @returns {Promise<'on' | 'end'>}
 */
export function showTicket(ticket, last) {
  const box = /** @type {HTMLDialogElement} */ (byId('ticket'));
  return new Promise((resolve) => {
    const close = (/** @type {'on' | 'end'} */ choice) => {
      box.removeEventListener('close', gone);
      box.close();
      box.replaceChildren();
      resolve(choice);
    };
    const gone = () => close(last ? 'end' : 'on');
    box.addEventListener('close', gone);
    const title = el('h2', { id: 'ticket-title', tabindex: '-1' }, t('ticket.title'));
    const end = el('button', { type: 'button', class: 'big', click: () => close('end') }, t('end'));
    box.replaceChildren(
      title,
      ...ticket.receipts.map(({ number, service }) =>
        el('p', { class: 'number' }, el('strong', {}, number), el('span', {}, service)),
      ),
      el('p', {}, ticket.receipts.length > 0 ? t('ticket.sent') : t('ticket.draft')),
      ...(ticket.receipts.length > 0 && ticket.draft ? [el('p', {}, t('ticket.draft'))] : []),
      ...(ticket.code === null ? [] : phone(ticket.code, ticket.doors)),
      ...(ticket.receipts.length > 0 ? [el('p', { class: 'small' }, t('ticket.counter'))] : []),
      el(
        'div',
        { class: 'row' },
        ...(last
          ? []
          : [el('button', { type: 'button', class: 'big quiet', click: () => close('on') }, t('ticket.on'))]),
        el('button', { type: 'button', class: 'big quiet', click: () => print() }, t('ticket.print')),
        end,
      ),
    );
    box.showModal();
    // Not a button: a hurried second touch of Enter would close what was not read yet.
    title.focus();
  });
}

/** @param {string} code @param {import('./types.js').Ticket['doors']} doors */
function phone(code, doors) {
  const codes = doors.map(({ label, qr }) =>
    el(
      'figure',
      {},
      el('img', {
        class: 'qr',
        src: `data:image/svg+xml,${encodeURIComponent(qr)}`,
        alt: `QR ${label}`,
        width: '200',
        height: '200',
      }),
      el('figcaption', {}, label),
    ),
  );
  return [
    ...(codes.length > 0 ? [el('p', {}, t('ticket.phone')), el('div', { class: 'codes' }, ...codes)] : []),
    el('p', { class: 'typed' }, `${t('ticket.typed')} `, el('strong', {}, `sambung ${code}`)),
  ];
}
