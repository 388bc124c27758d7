import { describe, expect, it } from 'vitest';
import { readAnswer } from '../../flows/kit/answers.ts';
import {
  addWorkingMinutes,
  type Calendar,
  nextWorkingDayAt,
  workingMinutesBetween,
} from '../../flows/kit/calendar.ts';
import { newConversation } from '../../flows/kit/converse.ts';
import { OWN_FIELDS } from '../../flows/kit/letter-questions.ts';
import { maskName, maskNik } from '../../flows/kit/mask.ts';
import { InboundBody, MediaRef, Oddity } from '../../flows/kit/message.ts';
import { nikBirth, parseNik } from '../../flows/kit/nik.ts';
import { Notice } from '../../flows/kit/notices.ts';
import { readOfficeCommand } from '../../flows/kit/office-command.ts';
import { normalizePhone } from '../../flows/kit/phone.ts';
import type { Prompt } from '../../flows/kit/prompt.ts';
import { type Accept, Service } from '../../flows/kit/service.ts';
import { type Hearing, understand } from '../../flows/kit/understand.ts';
import { offsetMinutes, TIME_ZONES, timeOfDay } from '../../flows/kit/when.ts';
import { labels } from '../../flows/wording/labels.ts';
import { calendar, MONDAY, services, worldAt } from '../support/flows.ts';
import { NIK, NOTICES } from '../support/flows-office.ts';

/** What lies just beside what is understood. */

function promptOf(accept: Accept, change: Partial<Prompt> = {}): Prompt {
  return {
    nonce: '5.01',
    text: '',
    choices: [],
    accept,
    zero: null,
    askPhone: false,
    home: false,
    private: false,
    ...change,
  };
}

function read(text: string, accept: Accept): string {
  const result = readAnswer(text, promptOf(accept), '2026-11-23');
  return result.ok ? result.value : result.why.key;
}

describe('a date', () => {
  const accept: Accept = { kind: 'date', past: true };
  const months: readonly (readonly string[])[] = [
    ['jan', 'januari'],
    ['feb', 'peb', 'pebruari', 'februari'],
    ['mar', 'mrt', 'maret'],
    ['apr', 'april'],
    ['mei', 'may'],
    ['jun', 'juni'],
    ['jul', 'juli'],
    ['agu', 'ags', 'agt', 'aug', 'agust', 'agustus'],
    ['sep', 'sept', 'september'],
    ['okt', 'oct', 'oktober'],
    ['nov', 'nop', 'nopember', 'november'],
    ['des', 'dec', 'desember'],
  ];
  it.each(months.flatMap((words, at) => words.map((word) => [word, at + 1] as const)))(
    'in %s is in month %d',
    (word, month) => expect(read(`7 ${word} 1990`, accept)).toBe(`1990-${String(month).padStart(2, '0')}-07`),
  );

  it.each([
    '5 12-05-1990',
    '12-05-1990 5',
    '12-05-19905',
    '1990-05-12 3',
    '3 1990-05-12',
    '120519905',
    '112051990',
    '3 12 mei 1990',
    '12 mei 1990 3',
    '12 me 1990',
    '12 mei 990',
  ])('is not in %j', (text) => expect(read(text, accept)).toBe('miss.date'));

  it('behind a NIK is read, and a NIK too long is told by its length', () => {
    const both = { kind: 'identity' } as const;
    expect(read(`${NIK}; 12.05.1990`, both)).toBe(`${NIK} 1990-05-12`);
    expect(read(`${NIK}/12 mei 1990.`, both)).toBe(`${NIK} 1990-05-12`);
    expect(read(`${NIK} lahir tanggal 12 5 1990`, both)).toBe(`${NIK} 1990-05-12`);
    expect(read(`NIK ${NIK} - 12-05-1990`, both)).toBe(`${NIK} 1990-05-12`);
    expect(read(`${NIK}1 12-05-1990`, both)).toBe('miss.nik.length');
  });
});

describe('a name', () => {
  it.each(['1 Maria', 'Maria1', '@Maria', 'Maria/Ana', 'A B'])('is not %j', (text) =>
    expect(read(text, { kind: 'name' })).toBe('miss.name'),
  );
  it.each([
    ['Ny', 'NY'],
    [' Maria \t Seran ', 'MARIA SERAN'],
    ['x'.repeat(100), 'X'.repeat(100)],
  ])('is %j', (text, wanted) => expect(read(text, { kind: 'name' })).toBe(wanted));
});

describe('a list of several', () => {
  const many: Accept = { kind: 'many', min: 1, max: 7 };
  const lines = (count: number) =>
    [...Array.from({ length: count }, (_, n) => `f${n}`), '-skip'].map((id) => ({
      id,
      label: id,
      aliases: [],
    }));
  const answer = (text: string, count: number) =>
    readAnswer(text, promptOf(many, { choices: lines(count) }), '2026-11-23');

  it('is meant as a whole by "semua": everybody, and not also nobody', () => {
    expect(answer('semua', 2)).toEqual({ ok: true, value: 'f0,f1' });
    expect(answer('Semuanya.', 7)).toEqual({ ok: true, value: 'f0,f1,f2,f3,f4,f5,f6' });
  });

  it('says how many there are when a number is not on it', () => {
    expect(answer('9', 2)).toEqual({ ok: false, why: { key: 'miss.many', max: 3 } });
    expect(answer('x', 12)).toEqual({ ok: false, why: { key: 'miss.many', max: 7 } });
    expect(answer('nomor 1 serta no 2', 2)).toEqual({ ok: true, value: 'f0,f1' });
  });
});

describe('what a letter prints about somebody whom the register does not know', () => {
  const field = (id: string) => {
    const found = OWN_FIELDS.find((one) => one.id === id);
    if (!found) throw new Error(id);
    return found;
  };
  it.each([
    ['sex', 'Laki-laki', 'laki-laki pria l lk'],
    ['sex', 'Perempuan', 'perempuan wanita p pr'],
    ['religion', 'Kristen', 'kristen protestan'],
    ['religion', 'Katolik', 'katolik katholik'],
    ['religion', 'Buddha', 'buddha budha'],
    ['religion', 'Islam', 'islam'],
    ['marital', 'Belum kawin', 'lajang'],
    ['marital', 'Kawin', 'kawin menikah nikah'],
  ])('%s: %s is also written %s', (id, label, words) => {
    const { options, accept } = field(id);
    const open = promptOf(accept, { choices: options });
    for (const text of words.split(' ')) {
      const meant = understand({
        body: { kind: 'text', text },
        about: null,
        open,
        today: '2026-11-23',
        office: false,
        services,
        labels,
      });
      expect(meant, text).toEqual({ type: 'choose', id: options.find((one) => one.label === label)?.id });
    }
  });

  it.each([
    ['birth_place', 2, 60],
    ['occupation', 2, 60],
    ['address', 5, 150],
    ['rt_rw', 3, 30],
  ])('%s has %d to %d letters', (id, min, max) => {
    const { accept } = field(id);
    expect(read('a'.repeat(min), accept)).toBe('a'.repeat(min));
    expect(read('a'.repeat(min - 1), accept)).toBe('miss.tooShort');
    expect(read('a'.repeat(max), accept)).toBe('a'.repeat(max));
    expect(read('a'.repeat(max + 1), accept)).toBe('miss.tooLong');
  });

  it('is born in the past', () => {
    expect(read('24-11-2026', field('birth_date').accept)).toBe('miss.date.future');
    expect(read('x', field('nik').accept)).toBe('miss.nik.none');
    expect(read('Maria', field('name').accept)).toBe('MARIA');
  });
});

describe('what crosses the borders of a chat', () => {
  it.each([
    'sticker',
    'voice',
    'video',
    'location',
    'contact',
    'poll',
    'edited',
    'deleted',
    'reaction',
    'unknown',
  ])('an odd thing: %s', (what) => {
    const body = { kind: 'odd', what, media: null, text: null };
    expect(InboundBody.parse(body)).toEqual(body);
    expect(Oddity.options).toContain(what);
  });

  it('a text, a tap, a picture, a number; nothing else, and nothing endless', () => {
    const media = { ref: 'r', mime: null, name: null, size: null };
    for (const body of [
      { kind: 'text', text: 'halo' },
      { kind: 'tap', data: '1:a', label: null },
      { kind: 'media', media, caption: null },
      { kind: 'ownPhone', phone: '62812' },
    ])
      expect(InboundBody.parse(body)).toEqual(body);
    for (const bad of [
      { kind: 'program', text: 'x' },
      { kind: 'tap', data: 'x'.repeat(65), label: null },
      { kind: 'ownPhone', phone: '1'.repeat(21) },
    ])
      expect(InboundBody.safeParse(bad).success).toBe(false);
    for (const bad of [
      { ref: '' },
      { ref: 'x'.repeat(2001) },
      { size: -1 },
      { size: 0.5 },
      { mime: 'x'.repeat(201) },
    ])
      expect(MediaRef.safeParse({ ...media, ...bad }).success).toBe(false);
    expect(MediaRef.safeParse({ ...media, ref: 'x'.repeat(2000), size: 0 }).success).toBe(true);
  });

  it.each(NOTICES.map(({ notice }) => [notice.kind, notice] as const))('a notice: %s', (_kind, notice) => {
    expect(Notice.parse(JSON.parse(JSON.stringify(notice)))).toMatchObject(notice);
  });

  it('a notice says why and what in words that are known', () => {
    const about = { requestId: 'r1', task: 12, number: 'SKU-1', service: 'sku' };
    const known: readonly (readonly [object, string, string])[] = [
      [{ kind: 'task', ...about, note: null }, 'why', 'new again passed sentBack undone late released'],
      [{ kind: 'gone', ...about, by: 'Ina' }, 'what', 'taken cancelled undone signed decided'],
      [{ kind: 'moved', ...about, holder: 'x' }, 'what', 'taken passed sentBack signed undone cancelled'],
      [
        { kind: 'alert', number: null, detail: null },
        'what',
        'identityLocked undelivered letterFailed parked',
      ],
      [
        { kind: 'number', detail: '', file: null, numbers: [] },
        'what',
        'qr code linked failed unlinked forgotten status',
      ],
    ];
    for (const [notice, key, words] of known)
      for (const word of words.split(' '))
        expect(Notice.parse({ ...notice, [key]: word }), word).toMatchObject({ [key]: word });
  });

  it('what an older version wrote down is read with what was meant then', () => {
    const about = { requestId: 'r1', task: 12, number: 'SKU-1', service: 'sku' };
    const letter = {
      ...about,
      kind: 'letter',
      letterNumber: '1',
      file: null,
      code: 'c',
      url: 'u',
      originals: [],
    };
    expect(Notice.parse({ ...letter, validUntil: null })).toMatchObject({ mayProve: true });
    expect(Notice.parse({ ...about, kind: 'handedOver', letterNumber: '1' })).toMatchObject({ known: true });
    expect(Notice.safeParse({ kind: 'moved', ...about, what: 'lost', holder: 'x' }).success).toBe(false);
  });
});

describe('time', () => {
  it.each([
    ['Asia/Jakarta', 420],
    ['Asia/Pontianak', 420],
    ['Asia/Makassar', 480],
    ['Asia/Jayapura', 540],
  ])('%s is %d minutes ahead', (zone, minutes) => {
    expect(offsetMinutes(zone)).toBe(minutes);
    expect(TIME_ZONES).toContain(zone);
  });

  it('is called pagi, siang, sore and malam to the minute', () => {
    const at = (clock: string) => timeOfDay(`2026-11-23T${clock}:00+08:00`, 'Asia/Makassar');
    expect(
      ['03:59', '04:00', '10:59', '11:00', '14:59', '15:00', '18:29', '18:30', '23:59', '00:00'].map(at),
    ).toEqual(['malam', 'pagi', 'pagi', 'siang', 'siang', 'sore', 'sore', 'malam', 'malam', 'malam']);
  });

  it('of the next brief is later than now, on a day of work, the earlier clock first', () => {
    const next = (at: string, clocks: string[]) => {
      const found = nextWorkingDayAt(calendar, Date.parse(at), clocks);
      return found ? `${found.day} ${found.time} ${new Date(found.at).toISOString()}` : null;
    };
    expect(next('2026-11-23T09:00:00+08:00', ['15:00', '07:30', '09:00'])).toBe(
      '2026-11-23 15:00 2026-11-23T07:00:00.000Z',
    );
    expect(next('2026-11-23T08:59:59+08:00', ['15:00', '09:00'])).toBe(
      '2026-11-23 09:00 2026-11-23T01:00:00.000Z',
    );
    expect(next('2026-11-27T15:00:00+08:00', ['07:30', '15:00'])).toBe(
      '2026-11-30 07:30 2026-11-29T23:30:00.000Z',
    );
    expect(next('2026-12-24T16:00:00+08:00', ['07:30'])).toBe('2026-12-28 07:30 2026-12-27T23:30:00.000Z');
  });

  it('of an office that never opens does not come', () => {
    const never: Calendar = { ...calendar, hours: [[], [], [], [], [], [], []] };
    expect(nextWorkingDayAt(never, MONDAY, ['07:30'])).toBeNull();
    expect(nextWorkingDayAt(calendar, MONDAY, [])).toBeNull();
    expect(addWorkingMinutes(never, MONDAY, 90)).toBe(MONDAY + 90 * 60_000);
    expect(workingMinutesBetween(never, MONDAY, MONDAY + 86_400_000)).toBe(0);
  });
});

describe('a phone number', () => {
  it.each([
    ['62812345678', '62812345678'],
    ['0062812345678', '62812345678'],
    ['+620812345678', '62812345678'],
    ['+14155550123', '14155550123'],
    ['hp: 0812-345-678', '62812345678'],
    ['6281234567@c.us', '6281234567'],
  ])('%s is %s', (text, wanted) => expect(normalizePhone(text)).toBe(wanted));
  it.each([
    '628123456789@s.whatsapp.net.example',
    '+041555501234',
    '62812345',
    '628123456789012',
    '62001234567',
    '0812345678@lid',
    '+0415555',
    '1234x5678',
    '12345',
    '+12345678901234567',
  ])('%s is none', (text) => expect(normalizePhone(text)).toBeNull());
});

describe('a NIK', () => {
  it('is read behind its name, and tells a birth only when it can be one', () => {
    expect(parseNik(`No.  NIK  ${NIK}`)).toEqual({ ok: true, nik: NIK });
    expect(parseNik(`no   nik ${NIK}`)).toEqual({ ok: true, nik: NIK });
    expect(nikBirth('5371053213859001', '2026-11-23')).toBeNull();
    expect(nikBirth(NIK, '2026-11-23')).toEqual({ sex: 'LAKI-LAKI', date: '1990-05-12', ambiguous: false });
    expect(nikBirth('5371054105200001', '2026-11-23')).toEqual({
      sex: 'PEREMPUAN',
      date: '2020-05-01',
      ambiguous: true,
    });
  });
});

describe('what is hidden', () => {
  it.each([
    ['15371051205900001', '****************'],
    ['5371051205900001', '537105******0001'],
    ['537105120590000', '****************'],
    ['x371051205900001', '****************'],
  ])('of the NIK %s is %s', (nik, shown) => expect(maskNik(nik)).toBe(shown));

  it.each([
    [' MARIA  SERAN ', 'Maria S***'],
    ['ANA', 'A***'],
    ['MARIA', 'Ma***'],
    ['MARIA SERAN, S.SOS', 'Maria S***, S***'],
    ['   ', '***'],
    ['ABDUL-RAHMAN (ALI)', 'Abdul-Rahman (***'],
  ])('of the name %j is %j', (name, shown) => expect(maskName(name)).toBe(shown));
});

describe('a message', () => {
  const meant = (body: InboundBody, change: Partial<Hearing> = {}) =>
    understand({
      body,
      about: null,
      open: null,
      today: '2026-11-23',
      office: false,
      services,
      labels,
      ...change,
    });
  const text = (said: string): InboundBody => ({ kind: 'text', text: said });
  const list = promptOf(
    { kind: 'none' },
    { choices: [{ id: 'b', label: 'Pilihan B', aliases: [] }], home: true },
  );

  it('is a code only as a whole', () => {
    const invite = 'ABCD-EFGH-JKMN-PQRS-TUVW-XYZ2';
    expect(meant(text(`/start   ${invite}`))).toEqual({ type: 'invite', code: invite });
    for (const said of [
      `x ${invite}`,
      `${invite}9`,
      '7KQ2-M9XAB',
      'x7KQ2-M9XA',
      'ABCDEFGH',
      'sambung ABCD-EFGHJ',
    ])
      expect(meant(text(said)).type, said).toBe('intent');
    for (const said of ['ABCD-EFGH', '7KQ2M9XA', '7kq2 m9xa'])
      expect(meant(text(said)), said).toEqual({ type: 'counterCode', code: said });
    expect(meant(text('/start sambung_abcd-efgh'))).toEqual({ type: 'link', code: 'abcd-efgh' });
  });

  it('of an old button at home means the line of the same name', () => {
    const tap: InboundBody = { kind: 'tap', data: '1.01:x', label: '3 Pilihan B' };
    expect(meant(tap, { open: list })).toEqual({ type: 'choose', id: 'b' });
    expect(meant(tap, { open: { ...list, home: false } })).toEqual({ type: 'stale' });
    expect(meant(tap, { open: list, office: true })).toEqual({ type: 'stale' });
    expect(meant({ ...tap, label: 'Pilihan C' }, { open: list })).toEqual({ type: 'stale' });
  });

  it('names a line with or without its number before it', () => {
    expect(meant(text('1 pilihan b'), { open: list })).toEqual({ type: 'choose', id: 'b' });
    expect(meant(text('7 pilihan b'), { open: list })).toEqual({ type: 'choose', id: 'b' });
    expect(meant(text('kata 7 pilihan b'), { open: list }).type).toBe('intent');
  });
});

describe('an order of the office', () => {
  it.each(['12 foo', '12 foo bar', 'wa', 'wa sambung 12', 'balas x'])('is not %j', (text) =>
    expect(readOfficeCommand(text, null)).toBeNull(),
  );

  it.each([
    ['WA KELUAR YA!', true],
    ['wa keluar  ya', true],
    ['WA KELUAR yakin', false],
    ['WA KELUAR oke ya', false],
  ])('%s lets the number go: %s', (text, sure) =>
    expect(readOfficeCommand(text, null)).toEqual({ do: 'number', what: 'unlink', phone: null, sure }),
  );

  it('reads what stands behind it', () => {
    expect(readOfficeCommand('TOLAK #12: bukan warga', null)).toEqual({
      do: 'refuse',
      task: 12,
      text: 'bukan warga',
    });
    expect(readOfficeCommand('tolak 12bukan', null)).toBeNull();
    expect(readOfficeCommand('balas #1003, silakan\ndatang ', null)).toEqual({
      do: 'reply',
      chat: 1003,
      text: 'silakan\ndatang',
    });
    expect(readOfficeCommand('SETUJU 12 99999999', null)).toEqual({
      do: 'several',
      verb: 'ok',
      tasks: [12],
      odd: '99999999',
    });
    expect(readOfficeCommand('!!!', 7)).toEqual({ do: 'ask', task: 7, text: '!!!' });
  });
});

describe('the definition of a service', () => {
  const [service] = services;
  it.each(['Sku', '1sku', 'sku!', 'x sku', ''])('has no short name like %j', (slug) =>
    expect(Service.safeParse({ ...service, slug }).success).toBe(false),
  );
  it('has both codes of the letter', () => {
    expect(Service.safeParse(service).success).toBe(true);
    expect(Service.safeParse({ ...service, codes: { old: '470' } }).success).toBe(false);
    expect(Service.safeParse({ ...service, codes: {} }).success).toBe(false);
  });
});

it('a chat that was never heard of speaks Indonesian', () => {
  expect(newConversation(worldAt(MONDAY, false))).toMatchObject({
    language: 'id',
    misses: 0,
    parked: [],
    waking: null,
  });
});
