import type { LetterData } from '../../src/letters/letter.ts';
import { sampleLetter } from '../letters/sample.ts';

const GIVEN = ['BUDI', 'MARIA', 'YOHANES', 'KRISTINA', 'ANDREAS', 'SITI', 'WAYAN'];
const FAMILY = ['SANTOSO', 'RIWU', 'NDOLU', 'BENU', 'FAOT', 'HIDAYAT', 'LADO', 'KORE'];
const PLACES = ['Kupang', 'Soe', 'Atambua', 'Ende', 'Waingapu'];
const MONTHS = ['Januari', 'Maret', 'Juni', 'Agustus', 'November', 'Desember'];
const WORK = ['Wiraswasta', 'Petani', 'Guru', 'Nelayan', 'Mengurus rumah tangga'];
const STREETS = ['Bakti Karang', 'Soeharto', 'Timor Raya', 'Ahmad Yani'];
const PURPOSES = [
  'membuka rekening bank',
  'melamar pekerjaan',
  'mendaftar sekolah',
  'mengurus BPJS Kesehatan',
];
const SIGNS = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';

/**
 * The n-th letter of a ward's day: the office, the signer and the date are the same, everything of the resident, the
 * number, the code and its address are others. A letter of which only the number changes would flatter whoever keeps
 * what was set before.
 */
export function letterOf(n: number): LetterData {
  let state = n + 1;
  const any = (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const one = (of: readonly string[]) => of[any(of.length)] ?? '';
  for (let warm = 0; warm < 4; warm += 1) any(2);
  const code = Array.from({ length: 26 }, () => SIGNS[any(SIGNS.length)]).join('');
  return sampleLetter({
    number: `470/${1000 + n}/KEL.NKT2/XI/2026`,
    biodata: [
      ['Nama', `${one(GIVEN)} ${one(GIVEN)} ${one(FAMILY)}`],
      ['NIK', `5371${String(any(2 ** 32)).padStart(12, '0')}`],
      ['Tempat, tanggal lahir', `${one(PLACES)}, ${1 + any(28)} ${one(MONTHS)} ${1945 + any(60)}`],
      ['Jenis kelamin', one(['Laki-laki', 'Perempuan'])],
      ['Agama', one(['Kristen', 'Katolik', 'Islam', 'Hindu'])],
      ['Status perkawinan', one(['Kawin', 'Belum kawin', 'Cerai mati'])],
      ['Pekerjaan', one(WORK)],
      ['Kewarganegaraan', 'Indonesia'],
      ['Alamat', `Jalan ${one(STREETS)} Nomor ${1 + any(200)}, RT 0${10 + any(30)} RW 00${1 + any(9)}`],
    ],
    answers: { keperluan: one(PURPOSES), tinggal_sejak: String(1960 + any(60)) },
    verification: {
      code: code.replaceAll(/(.{5})(?=.)/g, '$1-'),
      url: `https://surat.contoh.go.id/v/${code}`,
    },
  });
}
