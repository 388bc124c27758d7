import { inWords } from '../../flows/kit/letter-context.ts';
import type { Service } from '../../flows/kit/service.ts';
import { dayInWords, instantOf, local } from '../../flows/kit/when.ts';
import type { LetterData } from '../letters/letter.ts';
import type { Staff } from '../staff/staff.ts';
import type { RequestForm } from './form.ts';
import type { Office } from './office.ts';

/** What a letter prints, without what is drawn at signing (number, code). */
export type LetterContent = Omit<
  LetterData,
  'service' | 'number' | 'draft' | 'training' | 'verification' | 'signedAt'
>;

/** Builds the letter's content from the form, the ward's settings and the one who signs. */
export function letterContent(
  office: Office,
  service: Service,
  form: RequestForm,
  signer: Pick<Staff, 'name' | 'rank' | 'nip'>,
): LetterContent {
  const { settings } = office.ward;
  const today = local(office.now.getTime(), office.ward.timeZone).iso;
  const until = lastValidDay(office, service);
  const { applicant } = form;
  return {
    title: service.title,
    letterhead: {
      city: settings.city,
      kecamatan: settings.kecamatan,
      kelurahan: settings.kelurahan,
      address: settings.address,
      contact: settings.contact,
      logo: settings.logo,
    },
    signer: {
      position: `Lurah ${settings.kelurahan}`,
      onBehalf: null,
      name: signer.name,
      rank: signer.rank,
      nip: signer.nip,
    },
    biodata: [
      ['Nama', applicant.name],
      ['NIK', applicant.nik],
      ...(applicant.kk ? ([['Nomor KK', applicant.kk]] as [string, string][]) : []),
      ['Tempat, tanggal lahir', `${applicant.birthPlace}, ${dayInWords(applicant.birthDate)}`],
      ['Jenis kelamin', capital(applicant.sex)],
      ['Agama', capital(applicant.religion)],
      ['Status perkawinan', capital(applicant.marital)],
      ['Pekerjaan', capital(applicant.occupation)],
      ['Kewarganegaraan', applicant.nationality],
      [
        'Alamat',
        `${applicant.address}, RT ${applicant.rt}/RW ${applicant.rw}, Kelurahan ${settings.kelurahan}, Kecamatan ${settings.kecamatan}, ${settings.city}`,
      ],
    ],
    answers: Object.fromEntries(
      service.fields.flatMap((field) => {
        const value = form.answers[field.id] ?? '';
        const members = field.source === 'family' && form.members.length > 0;
        return value === '' || members ? [] : [[field.id, inWords(field, value, null)]];
      }),
    ),
    members: form.members,
    place: settings.city.replace(/^(Kota|Kabupaten)\s+/i, ''),
    date: dayInWords(today),
    valid: until
      ? { from: dayInWords(today), until: dayInWords(local(until.getTime(), office.ward.timeZone).iso) }
      : null,
  };
}

/** The last instant of the last day on which the letter is valid, in the ward's zone; null: no end. */
export function lastValidDay(office: Office, service: Service): Date | null {
  if (service.validMonths === null) return null;
  const { year, month, day } = local(office.now.getTime(), office.ward.timeZone);
  // The same day so many months on, or the month's last day where that day does not exist.
  const lastOfMonth = new Date(Date.UTC(year, month - 1 + service.validMonths + 1, 0)).getUTCDate();
  const iso = new Date(Date.UTC(year, month - 1 + service.validMonths, Math.min(day, lastOfMonth)))
    .toISOString()
    .slice(0, 10);
  return new Date(instantOf(iso, 24 * 60, office.ward.timeZone) - 1000);
}

function capital(text: string): string {
  return text.toLowerCase().replace(/(^|[\s/])\p{L}/gu, (start) => start.toUpperCase());
}
