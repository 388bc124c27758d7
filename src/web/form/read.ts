import { type Misread, readAnswer } from '../../../flows/kit/answers.ts';
import type { Prompt } from '../../../flows/kit/prompt.ts';

/** One line of the page: what it is called and how it is filled in. */
export interface FormField {
  readonly name: 'nik' | 'tanggal' | 'jawaban';
  readonly label: string;
  readonly hint: string;
  /** The keyboard that a phone shows. */
  readonly keys: 'numeric' | 'text';
  readonly most: number;
}

const NIK: FormField = {
  name: 'nik',
  label: 'NIK',
  hint: '16 angka, seperti di KTP atau KK.',
  keys: 'numeric',
  most: 30,
};
const DATE: FormField = {
  name: 'tanggal',
  label: 'Tanggal lahir',
  hint: 'Tanggal, bulan, tahun. Contoh: 12-05-1990 atau 12051990.',
  keys: 'text',
  most: 30,
};
const TEXT: FormField = { name: 'jawaban', label: 'Jawaban', hint: '', keys: 'text', most: 1000 };

/** The lines that a question is answered by; none for a photo. */
export function fieldsOf({ accept }: Pick<Prompt, 'accept'>): readonly FormField[] {
  switch (accept.kind) {
    case 'identity':
      return [NIK, DATE];
    case 'nik':
      return [NIK];
    case 'date':
      return [DATE];
    case 'media':
      return [];
    default:
      return [TEXT];
  }
}

/** What was filled in, by the name of the line. */
export type Filled = Readonly<Partial<Record<FormField['name'], string>>>;

/** The answer as the flow reads it, or what is wrong with which line. */
export type FilledRead =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly wrong: ReadonlyMap<FormField['name'], Misread> };

/** Reads each line by the flow's own rules, so that the page never takes what the flow would refuse. */
export function readFilled(filled: Filled, prompt: Prompt, today: string): FilledRead {
  const wrong = new Map<FormField['name'], Misread>();
  const values: string[] = [];
  for (const field of fieldsOf(prompt)) {
    const read = readAnswer(filled[field.name] ?? '', { ...prompt, accept: acceptOf(field, prompt) }, today);
    if (read.ok) values.push(field.name === 'tanggal' ? written(read.value) : read.value);
    else wrong.set(field.name, read.why);
  }
  return wrong.size > 0 ? { ok: false, wrong } : { ok: true, text: values.join(' ') };
}

function acceptOf(field: FormField, { accept }: Prompt): Prompt['accept'] {
  if (accept.kind !== 'identity') return accept;
  return field.name === 'nik' ? { kind: 'nik' } : { kind: 'date', past: true };
}

/** An ISO day as people write it, which is how the flow reads it behind a NIK. */
function written(day: string): string {
  return day.split('-').reverse().join('-');
}
