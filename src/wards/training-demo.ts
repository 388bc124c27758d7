import type { NewResident } from '../residents/register.ts';
import type { Resident } from '../residents/resident.ts';

/** Someone of the training ward whom the guide, the simulator and the played scripts may rely on. */
export interface DemoPerson {
  readonly name: string;
  readonly nik: string;
  /** ISO day. */
  readonly birthDate: string;
  /** Digits with country code; null when the register has none. */
  readonly phone: string | null;
}

/** The well-known people of the training ward. Numbers are made up: serials from 9001 on, phones of no provider. */
export const DEMO = {
  /** Married, three children; comes for a letter of domicile, or an SKTM for the daughter. */
  warga1: {
    name: 'YOHANES BANUNAEK',
    nik: '5371051205859001',
    birthDate: '1985-05-12',
    phone: '6289000000001',
  },
  /** A widow with a kiosk, two children and her mother at home; comes for an SKU. */
  warga2: {
    name: 'MARIA SELFIANA RIWU',
    nik: '5371054309799006',
    birthDate: '1979-09-03',
    phone: '6289000000002',
  },
  /** Found in the register, but without a phone there: stays at level 1 until the counter. */
  tanpaTelepon: { name: 'SEMUEL MESSAKH', nik: '5371051708619011', birthDate: '1961-08-17', phone: null },
  /** Died: must be answered like an unknown NIK. */
  meninggal: { name: 'MARTHEN LAY', nik: '5371052011749010', birthDate: '1974-11-20', phone: null },
  /** Moved away: the same. */
  pindah: { name: 'RIVALDO MESSAKH', nik: '5371050904959013', birthDate: '1995-04-09', phone: null },
} as const satisfies Record<string, DemoPerson>;

const KK1 = '5371051503109001';
const KK2 = '5371050706029002';
const KK3 = '5371052502899003';

type Some = Pick<
  Resident,
  | 'nik'
  | 'name'
  | 'birthDate'
  | 'sex'
  | 'relation'
  | 'marital'
  | 'education'
  | 'occupation'
  | 'father'
  | 'mother'
> &
  Partial<Resident>;

/** The families of `DEMO`, as the register holds them. */
export function demoFamilies(): NewResident[] {
  const family1 = {
    kk: KK1,
    address: 'JL. CONTOH MELATI NO. 12',
    rt: '001',
    rw: '001',
    religion: 'KATHOLIK',
  };
  const family2 = { kk: KK2, address: 'JL. CONTOH LONTAR NO. 7', rt: '009', rw: '004', religion: 'KRISTEN' };
  const family3 = { kk: KK3, address: 'JL. CONTOH CENDANA NO. 3', rt: '011', rw: '005', religion: 'KRISTEN' };
  const child = { relation: 'ANAK', marital: 'BELUM KAWIN', occupation: 'PELAJAR/MAHASISWA' } as const;
  return [
    one(family1, {
      ...DEMO.warga1,
      sex: 'LAKI-LAKI',
      relation: 'KEPALA KELUARGA',
      marital: 'KAWIN',
      education: 'SLTA',
      occupation: 'BURUH HARIAN LEPAS',
      birthPlace: 'SOE',
      father: 'SIMON BANUNAEK',
      mother: 'YULIANA TEFA',
    }),
    one(family1, {
      nik: '5371056307889002',
      name: 'ERNESTA GORETI TEFA',
      birthDate: '1988-07-23',
      sex: 'PEREMPUAN',
      relation: 'ISTRI',
      marital: 'KAWIN',
      education: 'SLTP',
      occupation: 'MENGURUS RUMAH TANGGA',
      birthPlace: 'KEFAMENANU',
      father: 'PETRUS TEFA',
      mother: 'MARIA NABUASA',
      phone: '6289000000003',
    }),
    one(family1, {
      ...child,
      nik: '5371055402109003',
      name: 'ANASTASIA BANUNAEK',
      birthDate: '2010-02-14',
      sex: 'PEREMPUAN',
      education: 'SLTP',
      father: 'YOHANES BANUNAEK',
      mother: 'ERNESTA GORETI TEFA',
    }),
    one(family1, {
      ...child,
      nik: '5371050510139004',
      name: 'GABRIEL BANUNAEK',
      birthDate: '2013-10-05',
      sex: 'LAKI-LAKI',
      education: 'TAMAT SD',
      father: 'YOHANES BANUNAEK',
      mother: 'ERNESTA GORETI TEFA',
    }),
    one(family1, {
      ...child,
      nik: '5371056812219005',
      name: 'GRACE BANUNAEK',
      birthDate: '2021-12-28',
      sex: 'PEREMPUAN',
      education: 'TIDAK/BELUM SEKOLAH',
      occupation: 'BELUM/TIDAK BEKERJA',
      father: 'YOHANES BANUNAEK',
      mother: 'ERNESTA GORETI TEFA',
    }),
    one(family2, {
      ...DEMO.warga2,
      sex: 'PEREMPUAN',
      relation: 'KEPALA KELUARGA',
      marital: 'CERAI MATI',
      education: 'SLTA',
      occupation: 'PEDAGANG',
      birthPlace: 'SEBA',
      father: 'DANIEL RIWU',
      mother: 'LODIA KALE',
    }),
    one(family2, {
      ...child,
      nik: '5371051106039007',
      name: 'YEREMIA LAY',
      birthDate: '2003-06-11',
      sex: 'LAKI-LAKI',
      education: 'SLTA',
      father: 'MARTHEN LAY',
      mother: 'MARIA SELFIANA RIWU',
      phone: '6289000000004',
    }),
    one(family2, {
      ...child,
      nik: '5371057001089008',
      name: 'DELVI LAY',
      birthDate: '2008-01-30',
      sex: 'PEREMPUAN',
      education: 'SLTP',
      father: 'MARTHEN LAY',
      mother: 'MARIA SELFIANA RIWU',
    }),
    one(family2, {
      nik: '5371056505529009',
      name: 'LODIA KALE',
      birthDate: '1952-05-25',
      sex: 'PEREMPUAN',
      relation: 'ORANG TUA',
      marital: 'CERAI MATI',
      education: 'TAMAT SD',
      occupation: 'MENGURUS RUMAH TANGGA',
      birthPlace: 'SEBA',
      father: 'YAKOBUS KALE',
      mother: 'DORKAS DJARA',
    }),
    one(
      family2,
      {
        ...DEMO.meninggal,
        sex: 'LAKI-LAKI',
        relation: 'KEPALA KELUARGA',
        marital: 'KAWIN',
        education: 'SLTA',
        occupation: 'SOPIR',
        birthPlace: 'SEBA',
        father: 'SOLEMAN LAY',
        mother: 'ORANCE BIRE',
      },
      'MATI',
    ),
    one(family3, {
      ...DEMO.tanpaTelepon,
      sex: 'LAKI-LAKI',
      relation: 'KEPALA KELUARGA',
      marital: 'KAWIN',
      education: 'DIPLOMA IV/S1',
      occupation: 'PENSIUNAN',
      birthPlace: 'BAA',
      father: 'BENYAMIN MESSAKH',
      mother: 'SARLINCE NDUN',
    }),
    one(family3, {
      nik: '5371054103669012',
      name: 'YOSEFINA PELLO',
      birthDate: '1966-03-01',
      sex: 'PEREMPUAN',
      relation: 'ISTRI',
      marital: 'KAWIN',
      education: 'SLTA',
      occupation: 'MENGURUS RUMAH TANGGA',
      birthPlace: 'BAA',
      father: 'LUKAS PELLO',
      mother: 'ADRIANA ADOE',
    }),
    one(
      family3,
      {
        ...child,
        ...DEMO.pindah,
        sex: 'LAKI-LAKI',
        education: 'DIPLOMA IV/S1',
        occupation: 'KARYAWAN SWASTA',
        father: 'SEMUEL MESSAKH',
        mother: 'YOSEFINA PELLO',
      },
      'PINDAH',
    ),
  ];
}

function one(
  family: Pick<Resident, 'kk' | 'address' | 'rt' | 'rw' | 'religion'>,
  person: Some,
  status: NewResident['status'] = 'HIDUP',
): NewResident {
  return {
    data: {
      birthPlace: 'KUPANG',
      blood: 'TIDAK TAHU',
      nationality: 'WNI',
      phone: null,
      ...family,
      ...person,
    },
    status,
  };
}
