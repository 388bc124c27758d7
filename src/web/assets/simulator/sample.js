// @ts-check

/**
 * Photos for trying, drawn on the spot, so that a training needs no file at hand and nobody's real card.
 * @typedef {{ id: string, label: string, width: number, height: number, draw: (pen: CanvasRenderingContext2D, person: import('./types.js').DemoPerson | null) => void }} Sample
 */

const FONT = '"Open Sans", "Segoe UI", Roboto, system-ui, sans-serif';

/** @param {CanvasRenderingContext2D} pen @param {string} colour @param {number} x @param {number} y @param {number} w @param {number} h */
function box(pen, colour, x, y, w, h) {
  pen.fillStyle = colour;
  pen.fillRect(x, y, w, h);
}

/** @param {CanvasRenderingContext2D} pen @param {string} words @param {number} x @param {number} y @param {number} size @param {string} [weight] */
function write(pen, words, x, y, size, weight = '400') {
  pen.font = `${weight} ${size}px ${FONT}`;
  pen.fillText(words, x, y);
}

/** @type {readonly Sample[]} */
export const SAMPLES = [
  {
    id: 'ktp',
    label: 'foto KTP',
    width: 1000,
    height: 640,
    draw(pen, person) {
      box(pen, '#6d5f4f', 0, 0, 1000, 640);
      box(pen, '#a9d0e6', 40, 40, 920, 560);
      pen.fillStyle = '#10222b';
      write(pen, 'KARTU TANDA PENDUDUK', 300, 100, 34, '700');
      write(pen, `NIK  ${person?.nik ?? '5371000000000000'}`, 80, 170, 36, '700');
      const rows = [
        ['Nama', person?.name ?? 'CONTOH'],
        ['Tgl lahir', person?.birthDate ?? '01-01-1990'],
        ['Alamat', 'CONTOH UNTUK LATIHAN'],
        ['Agama', '-'],
        ['Pekerjaan', '-'],
      ];
      rows.forEach(([name, value], i) => {
        write(pen, `${(name ?? '').padEnd(10)} : ${value}`, 80, 240 + i * 58, 28);
      });
      box(pen, '#c2453a', 730, 190, 190, 260);
      box(pen, '#f0d3b8', 780, 230, 90, 110);
      box(pen, '#2d3c4a', 755, 350, 140, 100);
    },
  },
  {
    id: 'kk',
    label: 'foto KK',
    width: 1200,
    height: 820,
    draw(pen, person) {
      box(pen, '#7d7a72', 0, 0, 1200, 820);
      box(pen, '#fbfaf4', 40, 40, 1120, 740);
      pen.fillStyle = '#1c2a30';
      write(pen, 'KARTU KELUARGA', 440, 120, 44, '700');
      write(pen, `Kepala keluarga: ${person?.name ?? 'CONTOH'}`, 90, 190, 28);
      pen.strokeStyle = '#5c6a6f';
      pen.lineWidth = 2;
      for (let row = 0; row <= 7; row += 1) pen.strokeRect(90, 230, 1020, row * 70);
      for (const x of [150, 480, 720, 900]) pen.strokeRect(90, 230, x - 90, 490);
      write(pen, person?.name ?? 'CONTOH', 165, 345, 26);
      write(pen, person?.nik ?? '5371000000000000', 495, 345, 24);
    },
  },
  {
    id: 'rumah',
    label: 'foto rumah',
    width: 1000,
    height: 750,
    draw(pen) {
      box(pen, '#9cc9e8', 0, 0, 1000, 460);
      box(pen, '#b99d6b', 0, 460, 1000, 290);
      box(pen, '#ece0c8', 250, 300, 500, 260);
      pen.fillStyle = '#8d4a34';
      pen.beginPath();
      pen.moveTo(200, 310);
      pen.lineTo(500, 150);
      pen.lineTo(800, 310);
      pen.fill();
      box(pen, '#5a3d28', 460, 400, 90, 160);
      box(pen, '#5f7f8c', 310, 370, 90, 80);
      box(pen, '#5f7f8c', 610, 370, 90, 80);
    },
  },
  {
    id: 'usaha',
    label: 'foto tempat usaha',
    width: 1000,
    height: 750,
    draw(pen) {
      box(pen, '#cfe3ee', 0, 0, 1000, 520);
      box(pen, '#a48a63', 0, 520, 1000, 230);
      box(pen, '#f2e6cf', 180, 240, 640, 330);
      for (let i = 0; i < 8; i += 1) box(pen, i % 2 === 0 ? '#b9503a' : '#f6efe0', 160 + i * 85, 190, 85, 80);
      pen.fillStyle = '#16262b';
      write(pen, 'KIOS CONTOH', 360, 340, 44, '700');
      for (let i = 0; i < 5; i += 1)
        box(
          pen,
          ['#3f7d58', '#c8862a', '#0d5c63', '#97321f', '#47608c'][i] ?? '#000',
          240 + i * 110,
          400,
          80,
          100,
        );
    },
  },
  {
    id: 'surat',
    label: 'surat pengantar RT',
    width: 800,
    height: 1100,
    draw(pen, person) {
      box(pen, '#8a857b', 0, 0, 800, 1100);
      box(pen, '#fdfdf8', 40, 40, 720, 1020);
      pen.fillStyle = '#1c2a30';
      write(pen, 'SURAT PENGANTAR RT', 190, 150, 36, '700');
      write(pen, `Nama: ${person?.name ?? 'CONTOH'}`, 100, 260, 26);
      for (let row = 0; row < 9; row += 1)
        box(pen, '#9aa4a6', 100, 310 + row * 44, row % 3 === 2 ? 380 : 600, 6);
      write(pen, 'Ketua RT', 540, 820, 26);
      write(pen, '(CONTOH)', 540, 930, 26);
    },
  },
];

/** @param {Sample} sample @param {import('./types.js').DemoPerson | null} person @returns {Promise<File>} */
export async function samplePhoto(sample, person) {
  const canvas = document.createElement('canvas');
  canvas.width = sample.width;
  canvas.height = sample.height;
  const pen = canvas.getContext('2d');
  if (pen === null) throw new Error('no canvas');
  sample.draw(pen, person);
  pen.translate(sample.width / 2, sample.height / 2);
  pen.rotate(-0.35);
  pen.fillStyle = 'rgb(151 50 31 / 35%)';
  pen.textAlign = 'center';
  write(pen, 'CONTOH LATIHAN', 0, 30, sample.width / 9, '700');
  /** @type {Blob | null} */
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.85));
  if (blob === null) throw new Error('no picture');
  return new File([blob], `contoh-${sample.id}.jpg`, { type: 'image/jpeg' });
}
