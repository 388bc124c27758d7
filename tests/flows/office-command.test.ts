import { describe, expect, it } from 'vitest';
import { MOST_SIGNED, readOfficeCommand } from '../../flows/kit/office-command.ts';
import { NO_REASON, readReturnedItems } from '../../flows/office/return-items.ts';

const several = (verb: string, tasks: number[], odd = '') => ({ do: 'several', verb, tasks, odd });
const task = (verb: string, number: number, text = '') => ({ do: verb, task: number, text });

describe('a command with a number', () => {
  it.each([
    ['12', task('show', 12)],
    ['#12', task('show', 12)],
    ['12 OK', task('ok', 12)],
    ['OK 12', task('ok', 12)],
    ['#12 ok.', task('ok', 12)],
    ['setuju 12', task('ok', 12)],
    ['12 ambil', task('take', 12)],
    ['12 LIHAT', task('view', 12)],
    ['12 teruskan', task('pass', 12)],
    ['12 KURANG KK buram, KTP terpotong', task('return', 12, 'KK buram, KTP terpotong')],
    ['12: kurang KK buram', task('return', 12, 'KK buram')],
    ['KURANG 12 KK buram', task('return', 12, 'KK buram')],
    ['12 TOLAK bukan warga sini', task('refuse', 12, 'bukan warga sini')],
    ['12 TANYA sejak kapan?', task('ask', 12, 'sejak kapan?')],
    ['URUNG 12', task('undo', 12)],
    ['12 DRAF', task('preview', 12)],
    ['12 KEMBALIKAN periksa nama', task('sendBack', 12, 'periksa nama')],
    ['12 CABUT salah nama', task('revoke', 12, 'salah nama')],
    ['12 SERAH', task('handOver', 12)],
    ['12 KODE', task('code', 12)],
    ['１２ OK', task('ok', 12)],
    ['ok 7', task('ok', 7)],
    ['12 OK pak, terima kasih', task('ok', 12, 'pak, terima kasih')],
    ['12 KURANG 2 foto rumah gelap', task('return', 12, '2 foto rumah gelap')],
    ['SETUJU 12 15 18', several('ok', [12, 15, 18])],
    ['setuju 12, 15 dan 12', several('ok', [12, 15])],
    ['acc 12 15 pak', several('ok', [12, 15])],
    ['12, 15 dan #18 OK', several('ok', [12, 15, 18])],
    ['12 OK 15', several('ok', [12, 15])],
    ['URUNG 12 15', several('undo', [12, 15])],
    ['serah 12 dan 15', several('handOver', [12, 15])],
    ['SETUJU 12 15 x', several('ok', [12, 15], 'x')],
    ['SETUJU 12 kecuali 15', several('ok', [12], 'kecuali 15')],
    ['12 OK tapi KK buram', several('ok', [12], 'tapi kk buram')],
    ['ya 2 orang lagi menyusul', several('ok', [2], 'orang lagi menyusul')],
    ['TOLAK 12 15 bukan warga', several('refuse', [12, 15], 'bukan warga')],
    ['12 15 LIHAT', several('view', [12, 15])],
    ['SETUJU SEMUA', { do: 'signAll' }],
    ['setuju semua ya pak', { do: 'signAll' }],
    ['tugas dong', { do: 'list' }],
    ['urung 1 dong', task('undo', 1, 'dong')],
    ['ttd 12', task('ok', 12)],
    ['tanda tangani surat 12 pak', task('ok', 12, 'pak')],
    ['12 tanda tangan', task('ok', 12)],
    ['tanda tangani semua', { do: 'signAll' }],
    ['lihat berkas 12', task('view', 12)],
    ['foto 12', task('view', 12)],
    ['tolak permohonan no. 12 bukan warga sini', task('refuse', 12, 'bukan warga sini')],
    [
      'tanya 12 apakah surat 3 sudah tanda tangan RT?',
      task('ask', 12, 'apakah surat 3 sudah tanda tangan RT?'),
    ],
    ['12 sudah diserahkan', task('handOver', 12)],
    ['12 tolong diserahkan', task('handOver', 12)],
    ['tugas 12', task('show', 12)],
    ['no 12', task('show', 12)],
    ['12 OK?', several('ok', [12], '?')],
    ['12 diserahkan?', several('handOver', [12], '?')],
    ['ada tugas baru?', { do: 'list' }],
    ['tugas saya hari ini apa saja', { do: 'list' }],
    ['laporan hari ini', { do: 'brief' }],
    ['saya libur hari ini', { do: 'offDuty' }],
    ['saya pulang dulu ya', { do: 'offDuty' }],
    ['tugas', { do: 'list' }],
    ['Antrian', { do: 'list' }],
    ['menu', { do: 'list' }],
    ['ringkasan', { do: 'brief' }],
    ['hadir', { do: 'onDuty' }],
    ['libur', { do: 'offDuty' }],
    ['bantuan', { do: 'help' }],
    ['WA SAMBUNG', { do: 'number', what: 'link', phone: null, sure: false }],
    ['wa sambung 0812-3456-7890', { do: 'number', what: 'link', phone: '6281234567890', sure: false }],
    ['WA STATUS', { do: 'number', what: 'status', phone: null, sure: false }],
    ['wa keluar', { do: 'number', what: 'unlink', phone: null, sure: false }],
    ['WA KELUAR YA', { do: 'number', what: 'unlink', phone: null, sure: true }],
  ])('%j', (text, wanted) => expect(readOfficeCommand(text, null)).toEqual(wanted));

  it.each([
    'ok',
    'tolak',
    '12 orang belum tanda tangan',
    'pak lurah di mana',
    '',
    '12345678 OK',
    '12 sudah pulang',
    'no 12 jalan mawar',
    'ada bantuan?',
    'yang salah',
    'itu salah?',
    'salah nama',
    'ada yang libur hari ini?',
    'saya libur?',
    'siapa yang hadir',
    'constructor',
    'tugas berkala hari ini',
    'besok 12 ok',
    'wa saya 0812',
    'WA SAMBUNG besok',
  ])('%j is none', (text) => expect(readOfficeCommand(text, null)).toBeNull());

  it.each(['urung', 'Batalkan', 'salah', 'eh salah pak', 'aduh maaf, salah tadi', 'keliru', 'salah ketik'])(
    '%j takes the last decision back',
    (text) => expect(readOfficeCommand(text, null)).toEqual({ do: 'undoLast' }),
  );

  it.each([
    'tanda tangan 2 saksi belum ada',
    'ttd 2 saksi belum ada',
    'foto 2 buram',
    'lihat foto 2',
    'tolak surat 2',
    'laporan hari ini',
  ])('%j is a reason while one is written', (text) => expect(readOfficeCommand(text, null, true)).toBeNull());

  it.each(['kurang foto 2 buram', 'tanya surat 3 sudah ada?'])('%j names no task', (text) => {
    expect(readOfficeCommand(text, null)).toBeNull();
  });

  it('signs no more at once than can be read', () => {
    const numbers = Array.from({ length: 50 }, (_, n) => n + 1);
    expect(readOfficeCommand(`setuju ${numbers.join(' ')}`, null)).toEqual({
      do: 'several',
      verb: 'ok',
      tasks: numbers.slice(0, MOST_SIGNED),
      odd: numbers.slice(MOST_SIGNED).join(' '),
    });
  });
});

describe('a reply to the card of task 7', () => {
  it.each([
    ['ok', task('ok', 7)],
    ['Setuju.', task('ok', 7)],
    ['kurang KK buram', task('return', 7, 'KK buram')],
    ['tolak: bukan warga', task('refuse', 7, 'bukan warga')],
    ['ya pak, nanti saya periksa', task('ask', 7, 'ya pak, nanti saya periksa')],
    ['ok tapi tolong kirim KK', task('ask', 7, 'ok tapi tolong kirim KK')],
    ['Sejak kapan tinggal di sana?', task('ask', 7, 'Sejak kapan tinggal di sana?')],
    ['tugas', task('ask', 7, 'tugas')],
    ['9 OK', task('ok', 9)],
    ['no 12 rumahnya?', task('ask', 7, 'no 12 rumahnya?')],
    ['no 12', task('ask', 7, 'no 12')],
    ['ok?', task('ask', 7, 'ok?')],
    ['tanda tangan RT ada?', task('ask', 7, 'tanda tangan RT ada?')],
    ['kurang foto 2 buram', task('return', 7, 'foto 2 buram')],
    ['tolak no 12 jalan mawar bukan di sini', task('refuse', 7, 'no 12 jalan mawar bukan di sini')],
    ['tanda tangan 2 saksi sudah ada?', task('ask', 7, 'tanda tangan 2 saksi sudah ada?')],
    ['2019', task('ask', 7, '2019')],
  ])('%j', (text, wanted) => {
    const read = readOfficeCommand(text, 7);
    // A bare number in a reply names no task: it may be a year, an amount, a house number.
    if (text === '2019') expect(read).not.toMatchObject({ do: 'show', task: 7 });
    else expect(read).toEqual(wanted);
  });
});

describe('what is sent back', () => {
  const items = [
    { id: 'ktp', label: 'KTP' },
    { id: 'kk', label: 'Kartu Keluarga' },
    { id: 'pengantar', label: 'Pengantar RT/RW' },
    { id: 'foto-usaha', label: 'Foto tempat usaha' },
    { id: 'nama_usaha', label: 'Nama usaha' },
  ];

  it.each([
    ['KK buram', [{ id: 'kk', reason: 'buram' }]],
    [
      'KK buram, KTP terpotong; pengantar RT belum ada cap',
      [
        { id: 'kk', reason: 'buram' },
        { id: 'ktp', reason: 'terpotong' },
        { id: 'pengantar', reason: 'RT belum ada cap' },
      ],
    ],
    ['ktp', [{ id: 'ktp', reason: NO_REASON }]],
    ['KTP: silau', [{ id: 'ktp', reason: 'silau' }]],
    ['kartu keluarga - gelap', [{ id: 'kk', reason: 'gelap' }]],
    ['foto usaha kurang jelas', [{ id: 'foto-usaha', reason: 'kurang jelas' }]],
    ['nama usaha tidak lengkap', [{ id: 'nama_usaha', reason: 'tidak lengkap' }]],
    ['ktp buram, ktp terpotong', [{ id: 'ktp', reason: 'terpotong' }]],
  ])('%j', (text, wanted) => expect(readReturnedItems(text, items)).toEqual(wanted));

  it.each(['buram semua', 'KTP buram, entahlah', '', ',;', 'ktpp buram'])(
    '%j names nothing: the list is shown',
    (text) => {
      expect(readReturnedItems(text, items)).toBeNull();
    },
  );
});
