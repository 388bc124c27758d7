import type { asideWords } from './id-aside.ts';
import type { formWords } from './id-form.ts';
import type { letterWords } from './id-letter.ts';
import type { officeWords } from './id-office.ts';
import type { residentWords } from './id-resident.ts';

/** Every sentence a person reads, by key, with what is filled in. Indonesian is complete; the others fall back to it. */
export type Words = {
  readonly [Key in keyof Indonesian]: (...filled: Parameters<Indonesian[Key]>) => string;
};

type Indonesian = typeof residentWords &
  typeof asideWords &
  typeof formWords &
  typeof letterWords &
  typeof officeWords;
