import type { NewResident } from '../residents/register.ts';
import type { Resident } from '../residents/resident.ts';
import { type Chance, createChance } from './training-chance.ts';
import { demoFamilies } from './training-demo.ts';
import { GIVEN, NEIGHBOURHOODS, ORIGINS, type Origin, SECOND, STREETS } from './training-names.ts';

/** Ages are counted in this year, so that the same people come out whenever the ward is made. */
const YEAR = 2026;
const FAMILIES = 80;
const SEED = 53_71_05;

type Sex = Resident['sex'];

/** What one family has in common while it is being made. */
interface Household {
  readonly chance: Chance;
  readonly origin: Origin;
  readonly religion: string;
  readonly kk: string;
  readonly address: string;
  readonly rt: string;
  readonly rw: string;
  readonly serial: () => string;
}

interface Somebody {
  readonly name: string;
  readonly sex: Sex;
  readonly age: number;
  readonly relation: string;
  readonly marital: string;
  readonly father: string;
  readonly mother: string;
  readonly birthPlace: string;
}

/** About 300 made-up residents in 80 families, the same ones every time; the families of `DEMO` come first. */
export function trainingPeople(): NewResident[] {
  const chance = createChance(SEED);
  const people = demoFamilies();
  let next = 9101;
  const serial = () => String(next++);
  const demoCards = new Set(people.map((person) => person.data.kk)).size;
  for (let i = 0; i < FAMILIES - demoCards; i += 1) people.push(...family(chance, serial, i));
  return people;
}

function family(chance: Chance, serial: () => string, index: number): NewResident[] {
  const place = NEIGHBOURHOODS[index % NEIGHBOURHOODS.length] ?? { rt: '001', rw: '001' };
  const origin = chance.pick(ORIGINS);
  const home: Household = {
    chance,
    origin,
    religion: chance.percent(1) ? 'HINDU' : chance.pick(origin.religions),
    kk: `537105${two(chance.from(1, 28))}${two(chance.from(1, 12))}${two(chance.from(5, 25))}${9101 + index}`,
    address: `${STREETS[place.rw] ?? 'JL. CONTOH'} NO. ${chance.from(1, 99)}`,
    ...place,
    serial,
  };
  const headSex: Sex = chance.percent(84) ? 'LAKI-LAKI' : 'PEREMPUAN';
  const married = headSex === 'LAKI-LAKI' && chance.percent(92);
  const age = chance.from(married ? 27 : 24, 62);
  const head = adult(home, {
    sex: headSex,
    age,
    relation: 'KEPALA KELUARGA',
    marital: married ? 'KAWIN' : alone(chance, age),
  });
  const wife = married
    ? adult(home, {
        sex: 'PEREMPUAN',
        age: Math.max(22, age - chance.from(0, 7)),
        relation: 'ISTRI',
        marital: 'KAWIN',
      })
    : null;
  const mother = wife ?? (headSex === 'PEREMPUAN' && head.marital !== 'BELUM KAWIN' ? head : null);
  const father = wife ? head.name : fullName(home, 'LAKI-LAKI', lastName(head.name));
  const children = mother === null ? [] : childrenOf(home, mother, { father, surname: lastName(father) });
  const elder = age < 52 && chance.percent(22) ? [elderOf(home, head)] : [];
  return [head, ...(wife ? [wife] : []), ...children, ...elder].map((somebody) => record(home, somebody));
}

function adult(home: Household, who: Pick<Somebody, 'sex' | 'age' | 'relation' | 'marital'>): Somebody {
  const surname = home.chance.pick(home.origin.families);
  return {
    ...who,
    name: fullName(home, who.sex, surname),
    father: fullName(home, 'LAKI-LAKI', surname),
    mother: fullName(home, 'PEREMPUAN', home.chance.pick(home.origin.families)),
    birthPlace: home.chance.pick(home.origin.birthPlaces),
  };
}

/** Children from the mother's twentieth year on, two to four years apart; grown ones have mostly left the card. */
function childrenOf(home: Household, mother: Somebody, of: { father: string; surname: string }): Somebody[] {
  const { chance } = home;
  const children: Somebody[] = [];
  const wanted = chance.pick([1, 2, 2, 3, 3, 4, 4, 5]);
  let mothersAge = chance.from(20, 27);
  for (let n = 0; n < wanted && mothersAge <= Math.min(43, mother.age); n += 1) {
    const age = mother.age - mothersAge;
    mothersAge += chance.from(2, 4);
    if (age > 29 || (age > 23 && chance.percent(50))) continue;
    const sex: Sex = chance.percent(50) ? 'LAKI-LAKI' : 'PEREMPUAN';
    const taken = new Set([of.father, mother.name, ...children.map((child) => child.name)]);
    children.push({
      name: unlike(taken, () => fullName(home, sex, of.surname)),
      sex,
      age,
      relation: 'ANAK',
      marital: 'BELUM KAWIN',
      father: of.father,
      mother: mother.name,
      birthPlace: 'KUPANG',
    });
  }
  return children;
}

function elderOf(home: Household, head: Somebody): Somebody {
  const sex: Sex = home.chance.percent(65) ? 'PEREMPUAN' : 'LAKI-LAKI';
  const elder = adult(home, {
    sex,
    age: head.age + home.chance.from(20, 32),
    relation: 'ORANG TUA',
    marital: 'CERAI MATI',
  });
  return { ...elder, name: sex === 'LAKI-LAKI' ? head.father : head.mother };
}

function record(home: Household, who: Somebody): NewResident {
  const { chance } = home;
  const [day, month, year] = [chance.from(1, 28), chance.from(1, 12), YEAR - who.age];
  const district = chance.pick(['01', '02', '04', '05', '05', '05']);
  const data: Resident = {
    nik: `5371${district}${two(who.sex === 'PEREMPUAN' ? day + 40 : day)}${two(month)}${two(year % 100)}${home.serial()}`,
    kk: home.kk,
    name: who.name,
    sex: who.sex,
    birthPlace: who.birthPlace,
    birthDate: `${year}-${two(month)}-${two(day)}`,
    religion: home.religion,
    marital: who.marital,
    relation: who.relation,
    education: education(chance, who.age),
    occupation: occupation(chance, who),
    blood: chance.pick(['A', 'B', 'AB', 'O', 'O', 'TIDAK TAHU', 'TIDAK TAHU']),
    nationality: 'WNI',
    father: who.father,
    mother: who.mother,
    address: home.address,
    rt: home.rt,
    rw: home.rw,
    phone: null,
  };
  // Numbers of no provider (0890), so that nobody's real phone is in the training ward.
  const phone = who.age >= 17 && chance.percent(85) ? `62890000${data.nik.slice(12)}0` : null;
  return { data: { ...data, phone }, status: status(chance, who) };
}

function status(chance: Chance, who: Somebody): NewResident['status'] {
  if (who.relation === 'ORANG TUA' && chance.percent(25)) return 'MATI';
  return who.relation === 'ANAK' && who.age > 19 && chance.percent(12) ? 'PINDAH' : 'HIDUP';
}

function alone(chance: Chance, age: number): string {
  if (age < 33) return 'BELUM KAWIN';
  return chance.pick(['CERAI MATI', 'CERAI MATI', 'CERAI HIDUP']);
}

function education(chance: Chance, age: number): string {
  if (age < 7) return 'TIDAK/BELUM SEKOLAH';
  if (age < 13) return 'BELUM TAMAT SD';
  if (age < 16) return 'TAMAT SD';
  if (age < 19) return 'SLTP';
  if (age < 23) return 'SLTA';
  if (age > 60) return chance.pick(['TAMAT SD', 'TAMAT SD', 'SLTP', 'SLTA', 'DIPLOMA IV/S1']);
  return chance.pick([
    'TAMAT SD',
    'SLTP',
    'SLTA',
    'SLTA',
    'SLTA',
    'AKADEMI/DIPLOMA III',
    'DIPLOMA IV/S1',
    'DIPLOMA IV/S1',
    'S2',
  ]);
}

function occupation(chance: Chance, who: Somebody): string {
  if (who.age < 6) return 'BELUM/TIDAK BEKERJA';
  if (who.age < 19 || (who.relation === 'ANAK' && who.age < 23)) return 'PELAJAR/MAHASISWA';
  if (who.age > 61)
    return chance.pick(['PENSIUNAN', 'BELUM/TIDAK BEKERJA', 'PETANI/PEKEBUN', 'MENGURUS RUMAH TANGGA']);
  if (who.sex === 'PEREMPUAN') {
    return chance.pick([
      'MENGURUS RUMAH TANGGA',
      'MENGURUS RUMAH TANGGA',
      'PEDAGANG',
      'GURU',
      'WIRASWASTA',
      'PEGAWAI NEGERI SIPIL',
      'PERAWAT',
    ]);
  }
  return chance.pick([
    'WIRASWASTA',
    'BURUH HARIAN LEPAS',
    'SOPIR',
    'TUKANG BATU',
    'PEGAWAI NEGERI SIPIL',
    'KARYAWAN SWASTA',
    'PEDAGANG',
    'NELAYAN/PERIKANAN',
    'GURU',
  ]);
}

function fullName(home: Household, sex: Sex, surname: string): string {
  const { chance } = home;
  if (home.religion === 'ISLAM') return `${chance.pick(GIVEN.muslim[sex])} ${surname}`;
  const second = chance.percent(40) ? ` ${chance.pick(SECOND[sex])}` : '';
  return `${chance.pick(GIVEN.baptised[sex])}${second} ${surname}`;
}

/** In one family every name is given once. */
function unlike(taken: ReadonlySet<string>, make: () => string): string {
  let name = make();
  while (taken.has(name)) name = make();
  return name;
}

/** Family names of two words begin with DA here. */
function lastName(name: string): string {
  return /(?:DA )?\S+$/.exec(name)?.[0] ?? name;
}

function two(n: number): string {
  return String(n).padStart(2, '0');
}
