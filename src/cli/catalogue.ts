import { defineCommand } from 'citty';
import type { DocumentItem, Field, FieldAccept, Service } from '../../flows/kit/service.ts';
import { duration } from '../../flows/wording/id-resident.ts';
import { loadServices } from '../services.ts';
import { type Pages, refresh, report } from './derived.ts';

const PAGE = 'docs/catalogue.md';

/** The public page of services, in Indonesian, made from the definitions alone. */
export function cataloguePage(services: readonly Service[]): string {
  return [
    '# Katalog layanan',
    '',
    'Semua surat yang dapat diajukan lewat chat, menurut standar pelayanan (UU 25/2009 pasal 21). Semua layanan tanpa',
    'biaya. Halaman ini dibuat dari berkas `flows/services/*/service.ts` dengan `npm run catalogue`.',
    '',
    '| Layanan | Waktu | Biaya | Masa berlaku |',
    '| --- | --- | --- | --- |',
    ...services.map(
      (service) =>
        `| [${service.name}](#${service.slug}) | ${duration(service.standard.minutes)} | ${service.standard.cost} | ${validity(service)} |`,
    ),
    '',
    ...services.flatMap(section),
  ].join('\n');
}

function section(service: Service): string[] {
  const { standard } = service;
  return [
    `<a id="${service.slug}"></a>`,
    '',
    `## ${service.name}`,
    '',
    service.purpose,
    '',
    '### Persyaratan',
    '',
    ...standard.requirements.map((line) => `- ${line}`),
    '',
    '### Prosedur',
    '',
    ...standard.steps.map((line, index) => `${index + 1}. ${line}`),
    '',
    '### Standar',
    '',
    '| Bagian | Isi |',
    '| --- | --- |',
    `| Waktu penyelesaian | ${duration(standard.minutes)} setelah lengkap |`,
    `| Biaya | ${standard.cost} |`,
    `| Produk | ${standard.product} |`,
    `| Masa berlaku | ${validity(service)} |`,
    `| Dasar hukum | ${standard.legalBasis.join('; ')} |`,
    '| Pengaduan | di loket kelurahan, lewat kata `petugas` di chat, atau SP4N-LAPOR |',
    `| Judul surat | ${service.title} |`,
    `| Kode klasifikasi | ${service.codes.old} (Permendagri 78/2012); ${service.codes.new} (Permendagri 83/2022) |`,
    `| Asli yang ditunjukkan | ${service.originals.join(', ') || 'tidak ada'} |`,
    `| Yang biasa diucapkan | ${service.says.join(', ')} |`,
    '',
    '### Yang ditanyakan',
    '',
    '| Isian | Pertanyaan | Jawaban |',
    '| --- | --- | --- |',
    ...service.fields.map((field) => `| ${field.label} | ${field.question} | ${answerOf(field)} |`),
    '',
    '### Berkas',
    '',
    '| Berkas | Jumlah | Petunjuk | Keterangan |',
    '| --- | --- | --- | --- |',
    ...service.documents.map((item) => `| ${item.label} | ${item.count} | ${item.hint} | ${termsOf(item)} |`),
    '',
  ];
}

function validity({ validMonths }: Service): string {
  return validMonths === null ? 'tanpa batas' : `${validMonths} bulan`;
}

function answerOf(field: Field): string {
  const choices = field.options.map(({ label }) => label).join(' / ');
  const parts = [
    field.source === 'family' ? 'anggota keluarga menurut data kelurahan' : acceptInWords(field.accept),
    choices === '' ? '' : `pilihan: ${choices}`,
    field.optional ? 'boleh dilewati' : '',
  ];
  return parts.filter((part) => part !== '').join('; ');
}

function acceptInWords(accept: FieldAccept): string {
  switch (accept.kind) {
    case 'none':
      return '';
    case 'text':
      return `tulisan, ${accept.min} sampai ${accept.max} huruf`;
    case 'name':
      return 'nama';
    case 'nik':
      return 'NIK';
    case 'identity':
      return 'NIK dan tanggal lahir';
    case 'date':
      return 'tanggal';
    case 'year':
      return `tahun sejak ${accept.min}`;
    case 'money':
      return `rupiah, paling banyak ${new Intl.NumberFormat('id-ID').format(accept.max)}`;
    case 'many':
      return `${accept.min} sampai ${accept.max} pilihan`;
    case 'media':
      return 'foto atau PDF';
  }
}

function termsOf(item: DocumentItem): string {
  const terms = [
    item.mayBring ? 'boleh dibawa nanti' : '',
    item.skipWhenKnown ? 'tidak diminta dari warga yang sudah terdata' : '',
  ].filter((term) => term !== '');
  return terms.length === 0 ? 'dikirim lewat chat' : terms.join('; ');
}

/** `npm run catalogue`: writes docs/catalogue.md. */
export const catalogueCommand = defineCommand({
  meta: { name: 'catalogue', description: 'Write the public page of services, docs/catalogue.md' },
  args: {
    check: { type: 'boolean', description: 'Change nothing; fail when the page is stale' },
    json: { type: 'boolean', description: 'Print JSON' },
  },
  async run({ args }) {
    const check = args.check === true;
    const pages: Pages = new Map([[PAGE, cataloguePage(await loadServices())]]);
    const stale = await refresh(process.cwd(), pages, { write: !check, folder: null });
    report(stale, { check, json: args.json === true, command: 'catalogue' });
  },
});
