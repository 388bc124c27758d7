import { z } from 'zod';
import type { Sealer } from '../db/seal.ts';

/** Whom a letter is about, as printed; from the register, or as the person wrote it. */
export const Applicant = z.object({
  name: z.string(),
  nik: z.string(),
  kk: z.string().nullable(),
  birthPlace: z.string(),
  birthDate: z.string(),
  sex: z.string(),
  religion: z.string(),
  marital: z.string(),
  occupation: z.string(),
  nationality: z.string(),
  address: z.string(),
  rt: z.string(),
  rw: z.string(),
});
export type Applicant = z.infer<typeof Applicant>;

/** A member of the family whom the letter is about. */
export const Member = z.object({
  name: z.string(),
  nik: z.string(),
  sex: z.string(),
  born: z.string(),
  relation: z.string(),
});
export type Member = z.infer<typeof Member>;

/** What was asked for: kept sealed in `request.form`. */
export const RequestForm = z.object({
  applicant: Applicant,
  /** false: not found in the register; the office must compare. */
  matched: z.boolean(),
  answers: z.record(z.string(), z.string()),
  /** Family members named in an answer, as the register had them. */
  members: z.array(Member),
  documents: z.record(z.string(), z.object({ ids: z.array(z.string()), bring: z.boolean() })),
  /** What was sent back last, and why; empty when nothing is missing. */
  returned: z.array(z.object({ id: z.string(), label: z.string(), reason: z.string() })),
  /** The office's last question that is not answered yet, and who asked. */
  question: z.object({ text: z.string(), staffId: z.string() }).nullable(),
  /** What the office wrote last: a reason of refusal, a note of the lurah. */
  note: z.string().nullable(),
});
export type RequestForm = z.infer<typeof RequestForm>;

/** The form as it is stored. */
export function sealForm(sealer: Sealer, requestId: string, form: RequestForm): Buffer {
  return sealer.seal(`request|form|${requestId}`, JSON.stringify(form));
}

/** The form as it was stored. */
export function openForm(sealer: Sealer, requestId: string, form: Uint8Array): RequestForm {
  return RequestForm.parse(JSON.parse(sealer.openText(`request|form|${requestId}`, form)));
}

/** "Yohanes B.": enough for the office to speak of a request. */
export function shortName(name: string): string {
  const [first = '', ...rest] = name
    .toLowerCase()
    .split(/\s+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return [first, ...rest.map((word) => `${word.charAt(0)}.`)].join(' ');
}
