/**
 * Names for the made-up residents of the training ward: given names and family names as they are heard in Kupang,
 * put together by chance. No list of real people was used.
 */

/** A people of the province: its family names, where its elders were born, and which religions are usual. */
export interface Origin {
  readonly families: readonly string[];
  readonly birthPlaces: readonly string[];
  /** Weighted: a religion named twice is twice as usual. */
  readonly religions: readonly string[];
}

/** Where the made-up families come from, with names of there. */
export const ORIGINS: readonly Origin[] = [
  {
    families: [
      'NABUASA',
      'TEFA',
      'BANUNAEK',
      'NEOLAKA',
      'NOMLENI',
      'TANEO',
      'FAOT',
      'SELAN',
      'BENU',
      'LIUNESI',
      'MNAHONIN',
      'SANAM',
    ],
    birthPlaces: ['SOE', 'KEFAMENANU', 'KUPANG', 'CAMPLONG'],
    religions: ['KRISTEN', 'KATHOLIK'],
  },
  {
    families: [
      'MESSAKH',
      'PELLO',
      'NDUN',
      'HAILITIK',
      'MANAFE',
      'ADOE',
      'SINLAE',
      'TUNGGA',
      'FANGGIDAE',
      'LETE',
    ],
    birthPlaces: ['BAA', 'KUPANG', 'PANTE BARU'],
    religions: ['KRISTEN'],
  },
  {
    families: ['RIWU', 'KALE', 'LOBO', 'DJARA', 'HEO', 'RADJA', 'BIRE', 'UDJU', 'LAY', 'TALLO'],
    birthPlaces: ['SEBA', 'KUPANG', 'MESARA'],
    religions: ['KRISTEN'],
  },
  {
    families: ['DA GOMEZ', 'WUA', 'KELEN', 'BHARA', 'MBETE', 'DHOSA', 'FERNANDEZ', 'LIWU', 'SOGE', 'NGGORO'],
    birthPlaces: ['ENDE', 'MAUMERE', 'LARANTUKA', 'BAJAWA', 'RUTENG'],
    religions: ['KATHOLIK', 'KATHOLIK', 'KATHOLIK', 'ISLAM'],
  },
  {
    families: ['MAUTUKA', 'LANMAI', 'PULINGGOMANG', 'BOLING', 'MAKUNIMAU', 'DJOBO', 'LAUMAI', 'KAFELKAI'],
    birthPlaces: ['KALABAHI', 'KUPANG', 'MORU'],
    religions: ['KRISTEN', 'KRISTEN', 'ISLAM'],
  },
];

/** Given names by faith: the baptised, and those of Muslim families. */
export const GIVEN: Readonly<
  Record<'baptised' | 'muslim', Readonly<Record<'LAKI-LAKI' | 'PEREMPUAN', readonly string[]>>>
> = {
  baptised: {
    'LAKI-LAKI': [
      'YOHANES',
      'MARTHEN',
      'YAKOBUS',
      'PETRUS',
      'SIMON',
      'MELKIANUS',
      'DOMINGGUS',
      'ADRIANUS',
      'YUSUF',
      'GERSON',
      'FRANSISKUS',
      'SEMUEL',
      'OKTOVIANUS',
      'IMANUEL',
      'NIKODEMUS',
      'RIVALDO',
      'CHRISTIAN',
      'YEREMIA',
    ],
    PEREMPUAN: [
      'MARIA',
      'YULIANA',
      'SELFIANA',
      'ADRIANA',
      'FEBRIANI',
      'MARGARITHA',
      'ERNESTA',
      'DORKAS',
      'NOVITA',
      'ANASTASIA',
      'YOSEFINA',
      'ORANCE',
      'MERRY',
      'RAMBU',
      'ELISABETH',
      'KRISTINA',
      'DELVI',
      'GRACE',
    ],
  },
  muslim: {
    'LAKI-LAKI': ['ABDULLAH', 'RAHMAN', 'SYARIF', 'USMAN', 'IDRIS', 'FAJAR', 'RIZKI', 'HASAN'],
    PEREMPUAN: ['SITI', 'NURAINI', 'HALIMAH', 'FATIMAH', 'RAHMAWATI', 'NADIA', 'SALMA', 'AISYAH'],
  },
};

/** Second given names of the baptised. */
export const SECOND: Readonly<Record<'LAKI-LAKI' | 'PEREMPUAN', readonly string[]>> = {
  'LAKI-LAKI': ['ANDERIAS', 'BENYAMIN', 'ALFONSUS', 'DANIEL', 'EFRAIM', 'GABRIEL', 'LUKAS', 'SOLEMAN'],
  PEREMPUAN: ['GORETI', 'ROSALINA', 'YUNITA', 'AGUSTINA', 'FRANSISKA', 'INDRIANI', 'LODIA', 'SARLINCE'],
};

/** Streets by RW; made up, like everything else here. */
export const STREETS: Readonly<Record<string, string>> = {
  '001': 'JL. CONTOH MELATI',
  '002': 'JL. CONTOH KENANGA',
  '003': 'JL. CONTOH FLAMBOYAN',
  '004': 'JL. CONTOH LONTAR',
  '005': 'JL. CONTOH CENDANA',
};

/** The ward's neighbourhoods: twelve RT in five RW. */
export const NEIGHBOURHOODS: readonly { readonly rt: string; readonly rw: string }[] = [
  { rt: '001', rw: '001' },
  { rt: '002', rw: '001' },
  { rt: '003', rw: '001' },
  { rt: '004', rw: '002' },
  { rt: '005', rw: '002' },
  { rt: '006', rw: '003' },
  { rt: '007', rw: '003' },
  { rt: '008', rw: '004' },
  { rt: '009', rw: '004' },
  { rt: '010', rw: '004' },
  { rt: '011', rw: '005' },
  { rt: '012', rw: '005' },
];
