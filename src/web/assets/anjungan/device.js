// @ts-check
import { byId } from '../simulator/dom.js';
import { Failed, letIn } from './api.js';

const form = /** @type {HTMLFormElement} */ (byId('device'));
const field = /** @type {HTMLInputElement} */ (byId('code'));
const wrong = byId('wrong');

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  wrong.textContent = '';
  const code = field.value.trim();
  if (code === '') {
    wrong.textContent = 'Ketik dulu kode perangkatnya.';
    byId('open').toggleAttribute('disabled', false);
    field.focus();
    return;
  }
  try {
    await letIn(code);
    location.replace('/anjungan');
  } catch (error) {
    wrong.textContent =
      error instanceof Failed && error.message !== ''
        ? error.message
        : 'Kelurahan belum terhubung. Coba lagi.';
    field.setAttribute('aria-invalid', 'true');
    field.select();
  }
});
byId('open').toggleAttribute('disabled', false);
field.focus();
