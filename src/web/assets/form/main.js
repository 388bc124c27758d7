// @ts-check
import { Refused, send } from './send.js';

/** The page of a photo: shows what was chosen, then sends it in pieces. Without this script the form sends itself. */

const MOST = 10 * 1024 * 1024;

/** @template {HTMLElement} T @param {string} id @param {new () => T} kind @returns {T} */
function part(id, kind) {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`the page has no ${id}`);
  return found;
}

const form = part('foto', HTMLFormElement);
const inputs = [part('kamera', HTMLInputElement), part('berkas', HTMLInputElement)];
const trouble = part('salah', HTMLElement);
const chosen = part('terpilih', HTMLElement);
const preview = part('pratinjau', HTMLImageElement);
const name = part('nama', HTMLElement);
const going = part('jalan', HTMLElement);
const news = part('kabar', HTMLElement);
const bar = part('maju', HTMLProgressElement);
const button = part('kirim', HTMLButtonElement);
const voice = part('suara', HTMLElement);

// The words are the buttons now; without this script the browser's own are shown.
form.classList.add('scripted');
preview.addEventListener('load', () => button.scrollIntoView({ block: 'nearest' }));

/** @type {File | null} */
let file = null;

/** @param {string} text */
function complain(text) {
  trouble.textContent = text;
  trouble.hidden = text === '';
}

/** @param {number} bytes */
function inWords(bytes) {
  const mega = bytes / (1024 * 1024);
  return mega >= 1
    ? `${mega.toFixed(1).replace('.', ',')} MB`
    : `${Math.max(1, Math.round(bytes / 1024))} KB`;
}

for (const input of inputs) {
  input.addEventListener('change', () => {
    const picked = input.files?.[0];
    if (!picked) return;
    for (const other of inputs) if (other !== input) other.value = '';
    complain('');
    file = null;
    chosen.hidden = true;
    if (picked.size > MOST) {
      complain(`Berkas ini ${inWords(picked.size)}, paling besar 10 MB. Kecilkan dulu, atau foto ulang.`);
      return;
    }
    if (picked.size === 0) {
      complain('Berkas ini kosong. Pilih berkas lain.');
      return;
    }
    file = picked;
    if (preview.src !== '') URL.revokeObjectURL(preview.src);
    preview.hidden = !picked.type.startsWith('image/');
    if (!preview.hidden) {
      preview.src = URL.createObjectURL(picked);
      preview.alt = 'Foto yang dipilih';
    }
    name.textContent = `${picked.name} (${inWords(picked.size)})`;
    chosen.hidden = false;
    button.scrollIntoView({ block: 'nearest' });
  });
}

/** Said aloud at each quarter only. */
let quarter = -1;

const tell = {
  /** @param {number} share */
  progress(share) {
    const percent = Math.floor(share * 100);
    bar.value = percent;
    news.textContent = percent < 100 ? `Mengirim ${percent}%` : 'Sudah terkirim, sedang diperiksa';
    if (Math.floor(percent / 25) === quarter) return;
    quarter = Math.floor(percent / 25);
    voice.textContent = `Terkirim ${percent} persen`;
  },
  away() {
    news.textContent = 'Sambungan terputus. Halaman ini mencoba lagi sendiri.';
    voice.textContent = news.textContent;
    going.classList.add('away');
  },
  back() {
    going.classList.remove('away');
  },
};

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  if (button.disabled) return;
  if (!file) {
    if (trouble.hidden) complain('Fotonya belum dipilih.');
    inputs[0]?.focus();
    return;
  }
  complain('');
  button.disabled = true;
  for (const input of inputs) input.disabled = true;
  going.hidden = false;
  button.scrollIntoView({ block: 'nearest' });
  try {
    location.replace(await send(form.dataset['code'] ?? '', file, tell));
  } catch (error) {
    going.hidden = true;
    button.disabled = false;
    for (const input of inputs) input.disabled = false;
    complain(error instanceof Refused ? error.message : 'Berkas ini tidak bisa dibaca. Pilih lagi, ya.');
    inputs[1]?.focus();
  }
});
