import type { DocumentItem } from './service.ts';

/** The papers that nearly every letter asks for: KTP, family card, and the introduction of RT/RW. */
export const KTP: DocumentItem = {
  id: 'ktp',
  label: 'KTP',
  hint: 'Seluruh kartu terlihat, tulisan terbaca, tidak silau.',
  count: 1,
  mayBring: false,
  skipWhenKnown: false,
};

/** Not asked of somebody whom the register knows: it holds the family. */
export const FAMILY_CARD: DocumentItem = {
  id: 'kk',
  label: 'Kartu Keluarga',
  hint: 'Seluruh lembar terlihat dan terbaca.',
  count: 1,
  mayBring: false,
  skipWhenKnown: true,
};

/** May be brought to the counter later. */
export const RT_LETTER: DocumentItem = {
  id: 'pengantar',
  label: 'Pengantar RT/RW',
  hint: 'Dengan nomor, tanggal, dan cap RT.',
  count: 1,
  mayBring: true,
  skipWhenKnown: false,
};
