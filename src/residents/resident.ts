import { z } from 'zod';

/** A person of the population register, as kept sealed in `resident.data` (columns of the extract: domain.md 2.3). */
export const Resident = z.object({
  nik: z.string().regex(/^\d{16}$/),
  kk: z.string().regex(/^\d{16}$/),
  name: z.string(),
  sex: z.enum(['LAKI-LAKI', 'PEREMPUAN']),
  birthPlace: z.string(),
  /** ISO day. */
  birthDate: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
  religion: z.string(),
  marital: z.string(),
  relation: z.string(),
  education: z.string(),
  occupation: z.string(),
  blood: z.string(),
  nationality: z.string(),
  father: z.string(),
  mother: z.string(),
  address: z.string(),
  rt: z.string().regex(/^\d{3}$/),
  rw: z.string().regex(/^\d{3}$/),
  /** Digits with country code (62...), or null. */
  phone: z.string().nullable(),
});
export type Resident = z.infer<typeof Resident>;
