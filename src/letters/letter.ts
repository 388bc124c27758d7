import { z } from 'zod';

/** Everything that is printed on a letter. Built once at signing, kept sealed, and rendered from nothing else. */
export const LetterData = z.object({
  service: z.string(),
  title: z.string(),
  /** The drawn number; on a draft the text "DRAF". */
  number: z.string(),
  draft: z.boolean(),
  training: z.boolean(),
  letterhead: z.object({
    city: z.string(),
    kecamatan: z.string(),
    kelurahan: z.string(),
    address: z.string(),
    contact: z.string(),
    /** PNG or SVG text of the city's arms; null prints none. */
    logo: z.string().nullable(),
  }),
  signer: z.object({
    /** "Lurah Naikoten II", or with `onBehalf` "a.n. Lurah Naikoten II" above it. */
    position: z.string(),
    onBehalf: z.string().nullable(),
    name: z.string(),
    rank: z.string().nullable(),
    nip: z.string().nullable(),
  }),
  /** Biodata rows in the order they are printed: ["Nama", "..."]. */
  biodata: z.array(z.tuple([z.string(), z.string()])),
  /** Answers of the service's own fields by id, already in words (dates and sums written out). */
  answers: z.record(z.string(), z.string()),
  /** Rows for a table the service prints (family members); empty otherwise. */
  members: z.array(
    z.object({ name: z.string(), nik: z.string(), sex: z.string(), born: z.string(), relation: z.string() }),
  ),
  place: z.string(),
  /** "21 November 2026". */
  date: z.string(),
  /** ISO instant of signing, for the PDF's own dates. */
  signedAt: z.string(),
  valid: z.object({ from: z.string(), until: z.string() }).nullable(),
  verification: z.object({ code: z.string(), url: z.string() }),
});
export type LetterData = z.infer<typeof LetterData>;
