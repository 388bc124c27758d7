// @ts-check
import { byId, el, say } from './dom.js';

const REMEMBER = 'panduan-ditutup';
const FIRST = 'mau urus surat domisili';

/**
 * The guide: what to try first, and who the made-up people are. A value that is tapped lands in that person's phone.
 * @param {import('./types.js').DemoPerson[]} people @param {(phone: string, words: string) => void} fill
 */
export function beginHelp(people, fill) {
  const panel = byId('bantuan');
  const toggle = byId('help-toggle');
  const first = people[0];
  /** @param {string} phone @param {string} shown @param {string} words @param {string} what */
  const value = (phone, shown, words, what) =>
    el(
      'button',
      {
        type: 'button',
        class: 'fill',
        title: `Isi ${what} ke telepon ini`,
        click: () => {
          fill(phone, words);
          say(`${what} sudah diisikan ke telepon.`);
        },
      },
      shown,
    );

  panel.append(
    el(
      'div',
      {},
      el('h2', {}, 'Coba tiga langkah ini'),
      el(
        'ol',
        {},
        el(
          'li',
          {},
          'Sebagai warga, minta surat: ',
          first === undefined ? FIRST : value(first.phone, FIRST, FIRST, 'Pesan'),
          ' Foto bisa dicontohkan lewat tombol lampiran.',
        ),
        el('li', {}, 'Sebagai operator, ambil tugas yang masuk, periksa berkasnya, lalu teruskan ke lurah.'),
        el('li', {}, 'Sebagai lurah, tanda tangani. PDF surat kembali ke telepon warga.'),
      ),
    ),
    el(
      'div',
      {},
      el('h2', {}, 'Warga karangan'),
      el(
        'div',
        { class: 'people' },
        ...people.map((person) =>
          el(
            'div',
            { class: 'person' },
            el('b', {}, person.name),
            el('small', {}, 'Ketuk untuk mengisikannya ke chat'),
            el(
              'div',
              { class: 'fills' },
              value(person.phone, `NIK ${person.nik}`, person.nik, 'NIK'),
              value(person.phone, `Lahir ${person.birthDate}`, person.birthDate, 'Tanggal lahir'),
            ),
          ),
        ),
      ),
    ),
  );

  const open = (/** @type {boolean} */ on) => {
    panel.hidden = !on;
    toggle.setAttribute('aria-expanded', String(on));
  };
  toggle.addEventListener('click', () => {
    open(panel.hidden === true);
    remember(panel.hidden === true);
  });
  // On a small screen the guide would cover the phones, so there it waits to be asked for.
  open(!closedBefore() && matchMedia('(min-width: 1100px) and (min-height: 700px)').matches);
}

/** @param {boolean} closed */
function remember(closed) {
  try {
    localStorage.setItem(REMEMBER, closed ? 'ya' : 'tidak');
  } catch {
    // A browser that keeps nothing shows the guide again.
  }
}

function closedBefore() {
  try {
    return localStorage.getItem(REMEMBER) === 'ya';
  } catch {
    return false;
  }
}
