// @ts-check

/** What the screen itself says; what the office says comes translated from the office. */
const INDONESIAN = {
  aloud: 'Bacakan',
  menu: 'Menu',
  end: 'Selesai',
  chat: 'Percakapan dengan kelurahan',
  log: 'Percakapan',
  answer: 'Jawaban',
  choices: 'Pilihan jawaban',
  write: 'Tulis jawaban',
  writeOwn: 'Atau tulis sendiri',
  send: 'Kirim',
  sending: 'Sebentar, sedang dikirim.',
  waiting: 'Sebentar, kelurahan sedang menjawab.',
  nik: 'NIK, 16 angka',
  birth: 'Tanggal lahir: tanggal, bulan, tahun',
  date: 'Tanggal: tanggal, bulan, tahun',
  year: 'Tahun, 4 angka',
  money: 'Jumlah dalam rupiah',
  digits: 'Papan angka',
  erase: 'Hapus',
  clear: 'Kosongkan',
  of: 'dari',
  chosen: 'dipilih',
  pickMany: 'Sentuh satu atau lebih, lalu kirim.',
  camera: 'Ambil foto',
  file: 'Pilih berkas',
  photoHint: 'Letakkan kertas rata dan terang. Seluruh kertas terlihat.',
  shoot: 'Potret',
  again: 'Ulangi',
  use: 'Kirim foto ini',
  close: 'Tutup',
  preview: 'Foto yang akan dikirim',
  noCamera: 'Kamera tidak bisa dipakai di layar ini. Pilih berkas, atau minta bantuan petugas.',
  failed: 'Belum terkirim. Coba sekali lagi.',
  sentPhoto: 'Berkas dikirim',
  paperAtCounter: 'diserahkan di loket',
  readAgain: 'Bacakan lagi',
  'warn.title': 'Masih di sini?',
  'warn.text': 'Sesi ini akan ditutup supaya data tidak terlihat orang lain.',
  'warn.stay': 'Saya masih di sini',
  seconds: 'detik',
  'ticket.title': 'Karcis',
  'ticket.sent': 'Permohonan sudah diterima. Catat atau potret nomornya.',
  'ticket.draft': 'Isian belum selesai',
  'ticket.phone':
    'Lanjut di HP: arahkan kamera HP ke kode ini, lalu kirim pesan yang sudah tertulis. Berlaku 10 menit.',
  'ticket.typed': 'Atau ketik di chat kelurahan:',
  'ticket.counter': 'Surat diserahkan di loket. Bawa KTP.',
  'ticket.print': 'Cetak',
  'ticket.on': 'Lanjut di layar ini',
};

/** @typedef {keyof typeof INDONESIAN} Word */

/** @type {Record<string, Partial<Record<Word, string>>>} */
const OTHERS = {
  kupang: {
    sending: 'Tunggu sadiki, ada kirim.',
    waiting: 'Tunggu sadiki, kelurahan ada jawab.',
    'warn.title': 'Masih di sini ko?',
    'warn.stay': 'Beta masih di sini',
    failed: 'Balom takirim. Coba satu kali lai.',
    pickMany: 'Sentuh satu ko lebe, baru kirim.',
  },
  en: {
    aloud: 'Read aloud',
    menu: 'Menu',
    end: 'Finish',
    chat: 'Conversation with the office',
    log: 'Conversation',
    answer: 'Your answer',
    choices: 'Choices',
    write: 'Write your answer',
    writeOwn: 'Or write your own',
    send: 'Send',
    sending: 'One moment, sending.',
    waiting: 'One moment, the office is answering.',
    nik: 'NIK, 16 digits',
    birth: 'Date of birth: day, month, year',
    date: 'Date: day, month, year',
    year: 'Year, 4 digits',
    money: 'Amount in rupiah',
    digits: 'Number pad',
    erase: 'Erase',
    clear: 'Clear',
    of: 'of',
    chosen: 'chosen',
    pickMany: 'Touch one or more, then send.',
    camera: 'Take a photo',
    file: 'Choose a file',
    photoHint: 'Lay the paper flat in good light. The whole paper is visible.',
    shoot: 'Take it',
    again: 'Again',
    use: 'Send this photo',
    close: 'Close',
    preview: 'The photo to be sent',
    noCamera: 'The camera cannot be used on this screen. Choose a file, or ask the staff.',
    failed: 'Not sent yet. Please try once more.',
    sentPhoto: 'File sent',
    paperAtCounter: 'handed over at the counter',
    readAgain: 'Read again',
    'warn.title': 'Still here?',
    'warn.text': 'This session will be closed so that nobody else sees your data.',
    'warn.stay': 'I am still here',
    seconds: 'seconds',
    'ticket.title': 'Ticket',
    'ticket.sent': 'The request was received. Write the number down or take a photo.',
    'ticket.draft': 'Not finished yet',
    'ticket.phone':
      'Go on by phone: point its camera at this code and send the message that is written. Valid for 10 minutes.',
    'ticket.typed': 'Or type in the chat of the office:',
    'ticket.counter': 'The letter is handed over at the counter. Bring your KTP.',
    'ticket.print': 'Print',
    'ticket.on': 'Go on at this screen',
  },
};

let language = 'id';

/** @param {Word} key @returns {string} */
export function t(key) {
  return OTHERS[language]?.[key] ?? INDONESIAN[key];
}

/** Says everything that stands on the page in a language of the office. @param {string} wanted */
export function speakIn(wanted) {
  language = wanted;
  document.documentElement.lang = speech();
  for (const element of document.querySelectorAll('[data-t]'))
    element.textContent = t(/** @type {Word} */ (element.getAttribute('data-t')));
  for (const element of document.querySelectorAll('[data-label]'))
    element.setAttribute('aria-label', t(/** @type {Word} */ (element.getAttribute('data-label'))));
}

/** The language that a voice needs: Kupang Malay is read best by an Indonesian one. */
export function speech() {
  return language === 'en' ? 'en' : 'id';
}
