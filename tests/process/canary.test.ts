import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Resident } from '../../src/residents/resident.ts';
import { temporaryFolder } from '../support/folder.ts';
import { pdf } from '../support/images.ts';
import { LONG } from '../support/long.ts';
import { freePort } from '../support/ports.ts';
import { databaseEnded, type OfficeProcess, startOffice } from '../support/process.ts';
import { type Person, startTelegram, type TelegramServer } from '../support/telegram/index.ts';
import { Canaries, filesBelow, nonsense, search } from './canaries.ts';
import {
  domisili,
  getsLetter,
  hears,
  invite,
  type Place,
  provesPhone,
  shows,
  taps,
  walk,
} from './journey.ts';
import { register } from './real-ward.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let telegram: TelegramServer;
let open: OfficeProcess | null;

beforeEach(async () => {
  folder = await temporaryFolder();
  telegram = await startTelegram();
  open = null;
});
afterEach(async () => {
  open?.process.kill('SIGKILL');
  await open?.ended;
  await databaseEnded(folder.path);
  await telegram.stop();
  await folder.remove();
});

/** A photo that holds a text in its bytes (a JPEG comment), and is sharp enough to be taken. */
async function photoWith(text: string): Promise<Buffer> {
  const bars = Array.from(
    { length: 400 },
    (_, n) => `<rect x="${(n * 37) % 1180}" y="${(n * 53) % 740}" width="9" height="14"/>`,
  );
  const jpeg = await sharp(
    Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="760"><rect width="100%" height="100%" fill="#fff"/>${bars.join('')}</svg>`,
    ),
  )
    .jpeg()
    .toBuffer();
  const comment = Buffer.from(text);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(comment.length + 2);
  return Buffer.concat([jpeg.subarray(0, 2), Buffer.of(0xff, 0xfe), length, comment, jpeg.subarray(2)]);
}

/** Somebody of the register whose every text is planted. */
function registered(canaries: Canaries, who: string, kk: string, serial: string): Resident {
  const name = (part: string) => canaries.word(`${who} ${part}`).toUpperCase();
  return {
    nik: canaries.digits(`${who} nik`, 16, `537105170331${serial}`),
    kk,
    name: `${name('first name')} ${name('last name')}`,
    sex: 'LAKI-LAKI',
    birthPlace: name('birth place'),
    birthDate: '1931-03-17',
    religion: 'KRISTEN',
    marital: 'KAWIN',
    relation: 'KEPALA KELUARGA',
    education: 'SLTA',
    occupation: name('occupation'),
    blood: 'O',
    nationality: 'WNI',
    father: name('father'),
    mother: name('mother'),
    address: `JL. ${name('street')} NO. 3`,
    rt: '003',
    rw: '002',
    phone: canaries.digits(`${who} phone`, 13, '62813'),
  };
}

it('a value planted in the clear is found, in each form and at each place', async () => {
  const value = nonsense();
  const values = new Map([['planted', value]]);
  const forms = {
    utf8: Buffer.from(`..${value}..`),
    utf16: Buffer.from(value, 'utf16le'),
    upper: Buffer.from(value.toUpperCase()),
    hex: Buffer.from(Buffer.from(value).toString('hex')),
    base64: Buffer.from(Buffer.from(`a${value}z`).toString('base64')),
    base64Later: Buffer.from(Buffer.from(`ab${value}yz`).toString('base64')),
  };
  for (const [name, bytes] of Object.entries(forms)) {
    await mkdir(join(folder.path, name));
    await writeFile(join(folder.path, name, 'file'), bytes);
    expect(search(values, await filesBelow(join(folder.path, name))), name).not.toEqual([]);
  }
  expect(search(new Map([['other', nonsense()]]), await filesBelow(folder.path))).toEqual([]);
});

it.runIf(LONG)(
  'a hundred canaries through the whole journey: none is found in the database, the files or the logs',
  {
    timeout: 300_000,
  },
  async () => {
    const canaries = new Canaries();
    const port = await freePort();
    const place: Place = {
      folder: folder.path,
      settings: {
        TELEGRAM_BOT_TOKEN: telegram.token,
        TELEGRAM_API_ROOT: telegram.root,
        TELEGRAM_WEBHOOK_SECRET: canaries.plant('webhook secret', `${nonsense()}_${nonsense()}`),
        PORT: String(port),
        PUBLIC_URL: `http://127.0.0.1:${port}`,
        LOG_LEVEL: 'trace',
      },
    };
    canaries.plant('bot token', telegram.token.split(':')[1] ?? '');
    open = await startOffice(place.folder, place.settings);
    const printed = [open];

    const kk = canaries.digits('kk', 16, '537105150331');
    const known = registered(canaries, 'known', kk, '');
    const relative = registered(canaries, 'relative', kk, '');
    await register(
      place.folder,
      [known, relative].map((data) => ({ data, status: 'HIDUP' as const })),
    );
    canaries.plant('birth date', '1931-03-17');
    canaries.plant('birth date as typed', '17-03-1931');
    canaries.plant('birth date in words', '17 Maret 1931');

    const person = (what: string): Person =>
      telegram.person({
        id: Number(canaries.digits(`chat of ${what}`, 10, '7')),
        name: canaries.word(`profile of ${what}`),
      });
    const staff = async (role: string, name: string): Promise<Person> => {
      const { code } = await invite(place, role, name);
      canaries.plant(`invite of ${role}`, code);
      canaries.plant(`invite of ${role}, bare`, code.replaceAll('-', ''));
      const member = person(role);
      member.says(`/start ${code}`);
      await hears(member, name);
      return member;
    };
    const operator = await staff('operator', 'Petugas Uji');
    const lurah = await staff('lurah', 'Lurah Uji');

    // The one that the register knows: with talk at random places, returned once, asked once, signed, revoked.
    const first = person('first resident');
    const talk = (who: Person, what: string) =>
      who.says(Array.from({ length: 5 }, (_, n) => canaries.word(`${what} ${n}`)).join(' '));
    talk(first, 'talk at the menu');
    await hears(first, '');
    const steps = await domisili(first, {
      nik: known.nik,
      birthDate: known.birthDate,
      phone: known.phone ?? '',
      purpose: `untuk ${canaries.word('purpose')} ${canaries.word('purpose, second word')}`,
      photo: await photoWith(canaries.word('photo bytes')),
    });
    await walk(steps.slice(0, 3));
    talk(first, 'talk instead of the NIK');
    await hears(first, '');
    await walk(steps.slice(3, 7));
    first.sendsDocument(pdf(`%${canaries.word('pdf bytes')}\n`), {
      name: `${canaries.word('file name')}.pdf`,
      mime: 'application/pdf',
      caption: canaries.word('caption'),
    });
    await shows(first, 'Kirim');
    await walk(steps.slice(8));
    await provesPhone(first, known.phone ?? '');

    await taps(operator, 'Ambil');
    await shows(operator, 'Lihat berkas');
    operator.says('1 KODE');
    const counter = await operator.waits((message) => /[2-9A-Z]{4}-[2-9A-Z]{4}/.test(message.text), 20_000);
    canaries.plant('counter code', /[2-9A-Z]{4}-[2-9A-Z]{4}/.exec(counter.text)?.[0] ?? '');
    operator.says(`1 KURANG KTP ${canaries.word('return reason')}`);
    await hears(operator, 'dikembalikan ke warga');
    await taps(first, 'Lengkapi sekarang');
    await hears(first, 'KTP');
    first.sendsPhoto(await photoWith(canaries.word('second photo bytes')), {
      caption: canaries.word('second caption'),
    });
    await taps(first, 'Kirim');
    await shows(operator, 'Ambil');
    operator.says(`1 TANYA ${canaries.word('question')} ${canaries.word('question, second word')}?`);
    await hears(operator, 'sudah dikirim ke warga');
    const question = await hears(first, canaries.all.get('question') ?? '');
    first.replies(question.id, `${canaries.word('answer')} ${canaries.word('answer, second word')}`);
    await hears(operator, canaries.all.get('answer') ?? '');
    operator.says('1 LIHAT');
    await operator.waits((message) => message.file !== null, 20_000);
    operator.says('1 OK');
    await hears(operator, 'diteruskan ke');
    await shows(lurah, 'Tanda tangani');
    lurah.says('1 DRAF');
    await lurah.waits((message) => message.file !== null, 20_000);
    lurah.says(`1 KEMBALIKAN ${canaries.word('note of the lurah')}`);
    await hears(lurah, 'dengan catatan');
    await hears(operator, canaries.all.get('note of the lurah') ?? '');
    operator.says('1 OK');
    await hears(operator, 'diteruskan ke');
    await shows(lurah, 'Tanda tangani');
    lurah.says('1 OK');
    const letter = await getsLetter(first);
    const code = /\/verifikasi\/(\w+)/.exec(letter.text)?.[1] ?? '';
    canaries.plant('verification code', code);
    expect(await (await fetch(`${open.url}/verifikasi/${code}`)).text()).toContain('Surat latihan');
    await hears(lurah, 'ditandatangani, nomor');
    lurah.says(`1 CABUT ${canaries.word('revoke reason')}`);
    await taps(lurah, 'Ya');
    await hears(first, 'dicabut');

    // The one that nobody knows: own data, a call for help, a counter code, a refusal.
    const second = person('second resident');
    second.says('surat domisili');
    await taps(second, 'Setuju, lanjut');
    await hears(second, 'tanggal lahir');
    second.says(
      `${canaries.digits('second nik', 16, '537105090629')} ${canaries.plant('second birth date', '09-06-1929')}`,
    );
    await taps(second, 'Lanjut dengan data sendiri');
    await hears(second, 'nama lengkap');
    second.says(`${canaries.word('second first name')} ${canaries.word('second last name')}`);
    await hears(second, 'tempat lahir');
    second.says(canaries.word('second birth place'));
    await taps(second, 'Perempuan');
    await taps(second, 'Kristen');
    await taps(second, 'Kawin');
    await hears(second, 'pekerjaan');
    second.says(canaries.word('second occupation'));
    await hears(second, 'alamat');
    second.says(`Jl. ${canaries.word('second street')} No. 5`);
    await hears(second, 'RT dan RW');
    second.says('RT 003 RW 002');
    await shows(second, 'Membuka rekening bank');
    second.says(`untuk ${canaries.word('second purpose')}`);
    await hears(second, 'KTP');
    second.sendsPhoto(await photoWith(canaries.word('third photo bytes')));
    await hears(second, 'Kartu Keluarga');
    second.sendsPhoto(await photoWith(canaries.word('fourth photo bytes')));
    await taps(second, 'Bawa aslinya nanti');
    await taps(second, 'Kirim');
    await hears(second, 'Nomor:');
    second.says('petugas');
    await hears(second, '');
    talk(second, 'call for help');
    await hears(second, '');
    operator.says(`2 TOLAK ${canaries.word('refusal reason')}`);
    await hears(second, canaries.all.get('refusal reason') ?? '');
    talk(operator, 'talk of the operator');
    talk(lurah, 'talk of the lurah');
    await hears(lurah, '');
    // A draft that is never sent.
    const third = person('third resident');
    third.says('sku');
    await taps(third, 'Setuju, lanjut');
    await hears(third, 'tanggal lahir');
    third.says(`${relative.nik} 17-03-1931`);
    await taps(third, 'Ya, atas nama ini');
    await hears(third, 'Langkah');
    talk(third, 'draft');
    await hears(third, '');
    talk(third, 'draft again');
    await hears(third, '');
    third.forwardsContact({ phone_number: `+${canaries.digits('a stranger’s phone', 13, '62857')}` });
    third.sendsVoice();
    await hears(third, '');
    // A message that cannot be handled at all is kept aside, sealed as well.
    telegram.inject({ update_id: 1, message: { message_id: 'x', text: canaries.word('hostile update') } });

    expect(canaries.all.size).toBeGreaterThanOrEqual(100);
    expect(await open.interrupt()).toBe(0);
    const data = join(folder.path, 'data');
    const kept = [
      ...(await filesBelow(data)),
      ...printed.map((one, n) => ({
        where: `output ${n}`,
        bytes: Buffer.from([...one.out, ...one.errors].join('\n')),
      })),
    ];
    for (const part of [
      'postgres/pg_wal/',
      'postgres/base/',
      'files/document/',
      'files/letter/',
      'postgres.log',
    ])
      expect(
        kept.some(({ where }) => where.includes(part)),
        part,
      ).toBe(true);
    // The search sees the database: what is clear by design is found.
    expect(search(new Map([['staff name', 'Petugas Uji']]), kept)).not.toEqual([]);
    expect(search(canaries.all, kept)).toEqual([]);
  },
);
