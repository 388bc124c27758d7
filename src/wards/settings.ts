import { z } from 'zod';

const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'HH:MM');

/** Opening of one weekday: [from, until] spans, for example 08:00-12:00 and 13:00-15:00. Empty: closed. */
const spans = z.array(z.tuple([clockTime, clockTime])).max(4);

/** A template that Meta has approved for the ward's number; its body has the one variable {{1}}. */
const template = z.object({
  name: z.string().regex(/^[a-z0-9_]{1,512}$/),
  /** As Meta writes it: id, en_US. */
  language: z.string().regex(/^[a-z]{2,3}(_[A-Z]{2})?$/),
});

/** What a ward may set without touching code. Facts that are unsure (domain.md section 9) live here as data. */
export const WardSettings = z.object({
  city: z.string(),
  kecamatan: z.string(),
  /** Without the word Kelurahan: "Naikoten II". */
  kelurahan: z.string(),
  province: z.string(),
  address: z.string(),
  contact: z.string(),
  logo: z.string().nullable().default(null),
  /** Where residents complain about the service. */
  complaints: z.string().default('SP4N-LAPOR: lapor.go.id atau SMS 1708'),
  privacyContact: z.string().default('petugas kelurahan'),
  /** Monday to Sunday; counter hours, the clock that promises run on. */
  hours: z.array(spans).length(7),
  /** Tokens {kode} {nomor} {unit} {bulan} {tahun}; {nomor:3} pads with zeros (domain.md 1D). */
  numberFormat: z
    .string()
    .refine((f) => /\{nomor(:\d)?\}/.test(f), 'needs {nomor}')
    .default('{kode}/{nomor}/{unit}/{bulan}/{tahun}'),
  numberUnit: z.string(),
  /** One sequence for all letters or one per letter type; both begin again each year. */
  numberScope: z.enum(['all', 'service']).default('all'),
  /** First number to draw this year, when numbers were given by hand before. */
  numberStart: z.number().int().min(1).default(1),
  codeScheme: z.enum(['old', 'new']).default('old'),
  /** Whether NIK, birth dates and photos may be written in the chat beside the secure page, or only on that page. */
  forms: z.enum(['offered', 'required']).default('offered'),
  /** When the lurah reads the summary, in the ward's zone, working days only. */
  briefs: z.array(clockTime).max(4).default(['07:30', '15:30']),
  /** What may be said on WhatsApp's Cloud API when somebody has not written for 24 hours, by what is sent. */
  templates: z
    .object({ notice: template, letter: template, document: template, brief: template })
    .partial()
    .default({}),
});
export type WardSettings = z.infer<typeof WardSettings>;
