import type { Translation } from './vocabulary.ts';

/** Languages besides Indonesian; what they leave out is said in Indonesian. */
export const translations: Readonly<Record<string, Translation>> = {};
