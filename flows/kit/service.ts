import { z } from 'zod';

/**
 * A letter service is data: one folder in flows/services holds `service.ts` (this shape, checked at boot) and
 * `letter.typ` (how it is printed). The conversation is made from it by `letterFlow`.
 */

/** How an answer to a question of a service is read. The same value drives the parser, the example shown and the tests. */
export const FieldAccept = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  /** Free text, code points counted after trimming. */
  z.object({ kind: z.literal('text'), min: z.number().int().min(1), max: z.number().int().max(500) }),
  z.object({ kind: z.literal('name') }),
  z.object({ kind: z.literal('nik') }),
  /** A NIK, a birth date, or both in one message. Value: `nik`, `date` or `nik date`. */
  z.object({ kind: z.literal('identity') }),
  /** A day: 12-05-1990, 12/5/1990, 12 Mei 1990. `past` refuses tomorrow. */
  z.object({ kind: z.literal('date'), past: z.boolean() }),
  z.object({ kind: z.literal('year'), min: z.number().int() }),
  /** Rupiah: 1500000, 1.500.000, 1,5 juta. */
  z.object({ kind: z.literal('money'), max: z.number().int() }),
  /** Several of the choices: "1 3 4", "1,3", "semua". */
  z.object({ kind: z.literal('many'), min: z.number().int().min(0), max: z.number().int() }),
  z.object({ kind: z.literal('media') }),
]);
export type FieldAccept = z.infer<typeof FieldAccept>;

/** How an answer is read. */
export const Accept = z.discriminatedUnion('kind', [
  ...FieldAccept.options,
  /** One of the lines that were shown, by its name and a word of change: "ubah keperluan". Value: its id. */
  z.object({
    kind: z.literal('line'),
    lines: z.array(z.object({ id: z.string(), label: z.string() })),
  }),
]);
export type Accept = z.infer<typeof Accept>;

/** One choice of a field. */
export const Option = z.object({
  id: z.string().regex(/^[a-z0-9-]+$/),
  label: z.string().min(1).max(60),
  aliases: z.array(z.string()),
});
export type Option = z.infer<typeof Option>;

/** A question that the register cannot answer. */
export const Field = z.object({
  id: z.string().regex(/^[a-z][a-z0-9_]*$/),
  /** Short name on the review screen and for staff: "Keperluan". */
  label: z.string().min(1).max(40),
  question: z.string().min(10),
  example: z.string().nullable(),
  accept: FieldAccept,
  /** Shown as numbered choices; with accept `text` they are suggestions and own words are welcome. */
  options: z.array(Option).max(7),
  /** Options come from the applicant's family in the register; without it the question is asked as text lines. */
  source: z.literal('family').nullable(),
  optional: z.boolean(),
});
export type Field = z.infer<typeof Field>;

/** One paper that a service asks for. */
export const DocumentItem = z.object({
  id: z.string().regex(/^[a-z][a-z0-9-]*$/),
  label: z.string().min(1).max(60),
  /** How to make a good picture of it. */
  hint: z.string(),
  /** More than one picture may belong to it (front and side of a house): exactly this many are asked. */
  count: z.number().int().min(1).max(3),
  /** "Bawa aslinya nanti" is a choice. */
  mayBring: z.boolean(),
  /** Not asked of a person whom the register knows (the family card is in the register already). */
  skipWhenKnown: z.boolean(),
});
export type DocumentItem = z.infer<typeof DocumentItem>;

/** A letter as data: its standard of service, its questions, its papers, who decides. */
export const Service = z.object({
  slug: z.string().regex(/^[a-z][a-z0-9-]*$/),
  /** The order in the menu. */
  order: z.number().int(),
  /** As printed: SURAT KETERANGAN DOMISILI. */
  title: z.string(),
  /** In the menu and in sentences: "Surat Keterangan Domisili". */
  name: z.string(),
  /** What residents say; whole tokens or phrases, lower case (domain.md 1A). */
  says: z.array(z.string()).min(3),
  purpose: z.string(),
  /** Standar pelayanan, the six parts shown to the public (UU 25/2009 ps. 21; PermenPANRB 15/2014). */
  standard: z.object({
    requirements: z.array(z.string()).min(1),
    steps: z.array(z.string()).min(2),
    /** Working minutes from complete request to signed letter. */
    minutes: z.number().int().positive(),
    cost: z.literal('Rp 0'),
    product: z.string(),
    legalBasis: z.array(z.string()).min(1),
  }),
  /** null: no end. */
  validMonths: z.number().int().positive().nullable(),
  /** Classification codes: Permendagri 78/2012 (old) and 83/2022 (new); the ward chooses. */
  codes: z.object({ old: z.string(), new: z.string() }),
  /** Originals to show at the counter after issue; empty when nothing need be shown. */
  originals: z.array(z.string()),
  fields: z.array(Field),
  documents: z.array(DocumentItem),
});
export type Service = z.infer<typeof Service>;
