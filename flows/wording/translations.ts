import { english } from './en.ts';
import { kupang } from './kupang.ts';
import type { Translation } from './vocabulary.ts';

/** Languages besides Indonesian; what they leave out is said in Indonesian. */
export const translations: Readonly<Record<string, Translation>> = { en: english, kupang };
