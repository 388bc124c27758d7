import type { Service } from '../kit/service.ts';
import { duration } from './id-resident.ts';

/** The words of a printed poster: for people who stand before a wall, so short ones. */

/** The large line, of one letter or of all. */
export function posterHeading(service: Service | null): string {
  return service ? `${service.name} dari HP` : 'Urus surat dari HP, 24 jam';
}

/** What is below the large line; `apps` are the names of the apps by which the ward is reached. */
export function posterLead(service: Service | null, apps: readonly string[]): string {
  return (
    service?.purpose ??
    `Minta surat kelurahan lewat ${inWords(apps)}, kapan saja, tanpa antre. Petugas memeriksa pada jam kerja.`
  );
}

/** Three steps, each with a short title. */
export const POSTER_STEPS: readonly { readonly title: string; readonly text: string }[] = [
  { title: 'Pindai kode', text: 'Arahkan kamera HP ke kode di atas, lalu buka tautan yang muncul.' },
  { title: 'Jawab di chat', text: 'Jawab pertanyaan satu per satu dan kirim foto berkasnya.' },
  { title: 'Terima surat', text: 'Surat dikirim ke HP Bapak/Ibu, atau diambil di loket.' },
];

/** The neighbourhood as it is written on papers: "RT 001/RW 002". */
export function neighbourhoodInWords({ rt, rw }: { readonly rt: number; readonly rw: number }): string {
  const three = (n: number) => String(n).padStart(3, '0');
  return `RT ${three(rt)}/RW ${three(rw)}`;
}

/** For whoever has no camera at hand: how to find the chat; the line below says what to send there. */
export function withoutCamera(find: string): string {
  return `Tanpa kamera: ${find},`;
}

/** What the list is called: papers of one letter, or all letters. */
export function posterListTitle(service: Service | null): string {
  return service ? 'Siapkan fotonya' : 'Surat yang bisa diurus';
}

/** What is to be known besides, as pairs of a word and what it is. */
export function posterFacts(
  services: readonly Service[],
  ward: { readonly hours: string; readonly address: string; readonly complaints: string },
  site: string | null,
): [string, string][] {
  const costs = [...new Set(services.map(({ standard }) => standard.cost))];
  const [only] = services;
  return [
    ['Biaya', costs.length === 1 && costs[0] ? `${costs[0]}, tanpa pungutan apa pun` : 'Menurut jenis surat'],
    ...(services.length === 1 && only
      ? ([['Lama', `Paling lama ${duration(only.standard.minutes)}`]] satisfies [string, string][])
      : []),
    ['Jam loket', ward.hours],
    ['Alamat', ward.address],
    ['Pengaduan', ward.complaints],
    ...(site === null ? [] : ([['Laman', site]] satisfies [string, string][])),
  ];
}

function inWords(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} atau ${names.at(-1)}`;
}
