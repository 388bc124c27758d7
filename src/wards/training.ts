import { staff } from '../db/schema/index.ts';
import type { Tx } from '../db/types.ts';
import { uuid7 } from '../entropy.ts';
import { insertResidents, type RegisterDeps } from '../residents/register.ts';
import type { StaffRole } from '../staff/staff.ts';
import { createWard, type NewWard, USUAL_HOURS } from './create.ts';
import { trainingPeople } from './training-people.ts';
import type { Ward } from './ward.ts';

export { DEMO, type DemoPerson } from './training-demo.ts';

/** The training ward as it is made. Its code is the real one's, so that learners see what they will see later. */
export const TRAINING_WARD: NewWard = {
  code: '53.71.05.1005',
  name: 'Kelurahan Naikoten II (LATIHAN)',
  timeZone: 'Asia/Makassar',
  short: 'NKT2',
  training: true,
  settings: {
    city: 'Kota Kupang',
    kecamatan: 'Kota Raja',
    kelurahan: 'Naikoten II',
    province: 'Nusa Tenggara Timur',
    address: 'Jl. Contoh Kelurahan No. 1, Kupang',
    contact: 'Loket Kelurahan Naikoten II (latihan)',
    privacyContact: 'petugas kelurahan (latihan)',
    hours: USUAL_HOURS,
    numberUnit: 'KEL.NKT2',
  },
};

/** Made-up staff; a real NIP never ends in 9 followed by 99x. */
const TRAINING_STAFF: readonly {
  role: StaffRole;
  name: string;
  nip: string;
  rank: string;
  key: keyof TrainingStaff;
}[] = [
  {
    key: 'operator1',
    role: 'operator',
    name: 'Novita Taneo',
    nip: '199011122015032991',
    rank: 'Pengatur (II/c)',
  },
  {
    key: 'operator2',
    role: 'operator',
    name: 'Gerson Hailitik',
    nip: '198806042014021992',
    rank: 'Pengatur Tingkat I (II/d)',
  },
  {
    key: 'kasi',
    role: 'kasi',
    name: 'Dorkas Djara, S.Sos.',
    nip: '198002172006042993',
    rank: 'Penata (III/c)',
  },
  {
    key: 'seklur',
    role: 'seklur',
    name: 'Melkianus Faot, S.E.',
    nip: '197609302003121994',
    rank: 'Penata Tingkat I (III/d)',
  },
  {
    key: 'lurah',
    role: 'lurah',
    name: 'Adriana Tallo, S.IP.',
    nip: '197408152000032995',
    rank: 'Pembina (IV/a)',
  },
];

/** Ids of the training staff by part: the two operators, the head of section (Kasi Pemerintahan), secretary, lurah. */
export interface TrainingStaff {
  operator1: string;
  operator2: string;
  kasi: string;
  seklur: string;
  lurah: string;
}

/**
 * Makes the training ward with its residents and staff; the people are the same every time, the ids are not.
 * WardTaken when it is there already.
 */
export async function seedTrainingWard(
  tx: Tx,
  deps: RegisterDeps,
  now: Date,
): Promise<{ ward: Ward; staff: TrainingStaff; residents: number }> {
  const ward = await createWard(tx, deps, TRAINING_WARD, now);
  const people = await insertResidents(tx, deps, ward.id, trainingPeople(), now);
  const ids: TrainingStaff = { operator1: '', operator2: '', kasi: '', seklur: '', lurah: '' };
  const rows = TRAINING_STAFF.map(({ key, ...who }) => {
    ids[key] = uuid7(now, deps.entropy);
    return { id: ids[key], wardId: ward.id, ...who, createdAt: now };
  });
  await tx.insert(staff).values(rows);
  return { ward, staff: ids, residents: people.ids.length };
}
