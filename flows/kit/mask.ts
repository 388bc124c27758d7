/**
 * Masks: enough for the owner to say "that is me", too little for anybody else to copy down. Whoever sees one has
 * already given NIK and birth date, or is a member of staff who has not opened the request.
 */

/** 537105******0003 (domain.md 2.1). Anything that is not 16 digits is hidden whole. */
export function maskNik(nik: string): string {
  return /^\d{16}$/.test(nik) ? `${nik.slice(0, 6)}******${nik.slice(12)}` : '*'.repeat(16);
}

/** "Maria S*** R***": the given name and initials; of a name of one word the first two letters. */
export function maskName(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean).map(properCase);
  if (words.length === 0) return '***';
  const [first = '', ...others] = words;
  if (others.length === 0) return `${[...first].slice(0, [...first].length > 3 ? 2 : 1).join('')}***`;
  return [first, ...others.map(hidden)].join(' ');
}

/** "Jl. S*** R*** No. **, RT 003/RW 002": the kind of street, initials and the neighbourhood, no house number. */
export function maskAddress(address: string, rt: string, rw: string): string {
  const words = address
    .trim()
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => {
      if (KEPT.test(word)) return properCase(word);
      return /\d/.test(word) ? word.replace(/[\p{L}\d]/gu, '*') : hidden(properCase(word));
    });
  return [words.join(' '), `RT ${rt}/RW ${rw}`].filter(Boolean).join(', ');
}

/** "62812****789": for a number kept as digits with country code. */
export function maskPhone(phone: string): string {
  return phone.length < 9 ? '****' : `${phone.slice(0, 5)}****${phone.slice(-3)}`;
}

/** Words of an address that say nothing about which house it is. */
const KEPT = /^(jl|jln|jalan|gg|gang|lorong|lrg|blok|no|nomor|kompleks|komp|perumahan|btn|rumah|dusun)\.?$/i;

function hidden(word: string): string {
  const comma = word.endsWith(',') ? ',' : '';
  return `${[...word][0] ?? ''}***${comma}`;
}

/** The register writes capitals; a person recognises "Maria" better than "MARIA". */
function properCase(word: string): string {
  const lower = word.toLocaleLowerCase('id');
  return lower.replace(/(^|[-.(])(\p{L})/gu, (initial) => initial.toLocaleUpperCase('id'));
}
