import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BOLD_OFF, BOLD_ON } from '../../flows/kit/message.ts';
import { MAX_LINES } from '../../src/summaries/lines.ts';
import { AFTERNOON, at, briefFor, type NewRequest, plainCount, seeder } from './summaries-fixture.ts';
import { type Fixture, trainingFixture } from './wards-fixture.ts';

let fixture: Fixture;
let seed: (given: NewRequest) => Promise<string>;
beforeEach(async () => {
  fixture = await trainingFixture();
  seed = seeder(fixture);
});
afterEach(() => fixture.drop());

const plain = (lines: readonly string[]) =>
  lines.join('\n').replaceAll(BOLD_ON, '*').replaceAll(BOLD_OFF, '*');

/** A Monday on which everything happens once or twice. */
async function fullDay(): Promise<void> {
  const rows: NewRequest[] = [
    { task: 1, state: 'submitted', submitted: '2026-11-23 08:05' },
    {
      task: 2,
      state: 'checking',
      submitted: '2026-11-20 09:00',
      due: '2026-11-23 10:00',
      service: 'domisili',
    },
    { task: 3, state: 'returned', submitted: '2026-11-19 09:00', due: '2026-11-20 10:00' },
    {
      task: 4,
      state: 'verified',
      submitted: '2026-11-20 08:00',
      since: '2026-11-21 10:05',
      name: 'Maria Seran',
    },
    {
      task: 5,
      state: 'verified',
      submitted: '2026-11-23 09:00',
      due: '2026-11-23 14:00',
      name: 'YOHANES DON BOSCO',
    },
    {
      task: 6,
      state: 'signed',
      submitted: '2026-11-23 09:10',
      letter: { seq: 15, signed: '2026-11-23 15:29' },
    },
    {
      task: 7,
      state: 'ready',
      submitted: '2026-11-17 09:00',
      letter: { seq: 9, signed: '2026-11-18 09:00', issued: '2026-11-18 09:00' },
    },
    {
      task: 8,
      state: 'ready',
      submitted: '2026-11-23 08:00',
      letter: { seq: 12, signed: '2026-11-23 09:00', issued: '2026-11-23 09:00' },
    },
    {
      task: 9,
      state: 'delivered',
      submitted: '2026-11-23 08:00',
      ended: '2026-11-23 11:00',
      service: 'domisili',
      letter: { seq: 13, signed: '2026-11-23 11:00', issued: '2026-11-23 11:00' },
    },
    {
      task: 10,
      state: 'collected',
      submitted: '2026-11-18 08:00',
      ended: '2026-11-23 13:00',
      letter: { seq: 10, signed: '2026-11-19 10:00', issued: '2026-11-19 10:00' },
    },
    { task: 11, state: 'refused', submitted: '2026-11-23 08:00', ended: '2026-11-23 09:00' },
    { task: 12, state: 'cancelled', submitted: '2026-11-22 20:00', ended: '2026-11-23 08:00' },
    {
      task: 13,
      state: 'revoked',
      submitted: '2026-11-16 08:00',
      ended: '2026-11-23 10:00',
      letter: {
        seq: 8,
        signed: '2026-11-17 09:00',
        issued: '2026-11-17 09:00',
        revoked: '2026-11-23 10:00',
        reason: 'x',
      },
    },
    {
      task: 14,
      state: 'delivered',
      submitted: '2026-11-23 08:00',
      ended: '2026-11-23 12:00',
      letter: { seq: 14, signed: '2026-11-23 12:00', issued: '2026-11-23 12:00' },
    },
    {
      task: 15,
      state: 'delivered',
      submitted: '2026-08-03 08:00',
      ended: '2026-08-04 12:00',
      letter: { seq: 2, signed: '2026-08-04 12:00', issued: '2026-08-04 12:00' },
    },
    {
      task: 16,
      state: 'collected',
      submitted: '2026-11-20 08:00',
      ended: '2026-11-20 14:00',
      letter: { seq: 11, signed: '2026-11-20 11:00', issued: '2026-11-20 11:00' },
    },
  ];
  for (const row of rows) await seed(row);
}

describe('the brief of a full day', () => {
  it('reads like this', async () => {
    await fullDay();
    const { lines } = await briefFor(fixture);
    expect(plain(lines)).toBe(
      [
        'Ringkasan Senin 23 November, 15.30 WITA',
        'Hari ini: masuk 7, selesai 3, ditolak 1, dibatalkan 1.',
        'Per layanan: SKTM masuk 6, selesai 2, ditolak 1, dibatalkan 1; Domisili masuk 1, selesai 1.',
        'Antrean: menunggu petugas 2, menunggu warga melengkapi 1, menunggu tanda tangan lurah 2, surat sedang dibuat 1.',
        '#4 SKTM - Maria S. (sejak Sabtu 10.05)',
        '#5 SKTM - Yohanes D. B. (sejak hari ini 09.00)',
        'Siap diambil: 2, 1 lebih dari 3 hari belum diambil, diserahkan hari ini 1.',
        'Terlambat: 2, paling lama #2 Domisili (janji Senin 23 November, 10.00 WITA).',
        'Waktu proses tengah 14 hari: 4 jam kerja (7 surat).',
        'Nomor surat hari ini: 470/12/KEL.NKT2/XI/2026 s.d. 470/15/KEL.NKT2/XI/2026; tanpa nomor loncat; dicabut 1 (470/8/KEL.NKT2/XI/2026; beralasan 1).',
        'Balas *4 OK*, *SETUJU 4 5* atau *SETUJU SEMUA*.',
      ].join('\n'),
    );
  });

  it('has the figures of plain counts', async () => {
    await fullDay();
    const { lines, chart, waiting } = await briefFor(fixture);
    const count = (where: string) => plainCount(fixture, where);
    const onDay = (column: string) => `(${column} at time zone 'Asia/Makassar')::date = '2026-11-23'`;
    const now = `'${AFTERNOON.toISOString()}'`;
    const issued = "l.state in ('issued', 'revoked')";
    expect(lines[1]).toBe(
      `Hari ini: masuk ${await count(onDay('r.submitted_at'))}, selesai ${await count(`${issued} and ${onDay('l.signed_at')}`)}, ` +
        `ditolak ${await count(`r.state = 'refused' and ${onDay('r.ended_at')}`)}, dibatalkan ${await count(`r.state = 'cancelled' and ${onDay('r.ended_at')}`)}.`,
    );
    expect(chart.late).toBe(
      await count(`r.state in ('submitted', 'checking', 'verified', 'signed') and r.due_at < ${now}`),
    );
    expect(waiting.map(({ task }) => task)).toEqual([4, 5]);
    for (const [index, day] of chart.days.entries()) {
      const on = (column: string) => `(${column} at time zone 'Asia/Makassar')::date = '${day.iso}'`;
      expect([index, day.in, day.done]).toEqual([
        index,
        await count(on('r.submitted_at')),
        await count(`${issued} and ${on('l.signed_at')}`),
      ]);
    }
    const bars = Object.fromEntries(chart.waiting.map((bar) => [bar.who, [bar.count, bar.marked]]));
    expect(bars).toEqual({
      Petugas: [2, 1],
      Warga: [1, 0],
      Lurah: [2, 1],
      Pencetakan: [1, 0],
      Loket: [2, 1],
    });
    expect(chart.days).toHaveLength(14);
    expect(chart.days.at(-1)).toMatchObject({ iso: '2026-11-23', weekday: 'Sen', working: true });
    expect(chart.days.at(-2)).toMatchObject({ iso: '2026-11-22', weekday: 'Min', working: false });
  });

  it('names for an operator what the operator has to check', async () => {
    await fullDay();
    const { lines, waiting } = await briefFor(fixture, { forRole: 'operator' });
    expect(waiting.map(({ task, state }) => [task, state])).toEqual([
      [2, 'checking'],
      [1, 'submitted'],
    ]);
    expect(plain(lines)).toContain('#2 Domisili - Maria S. (sejak Jumat 09.00)');
    expect(plain(lines)).toContain('Balas *2* untuk membuka, *TUGAS* untuk seluruh daftar.');
    expect(plain(lines)).not.toContain('SETUJU');
  });

  it('says nothing of how to sign when nothing waits for it', async () => {
    await seed({ task: 1, state: 'submitted', submitted: '2026-11-23 08:05' });
    const { lines } = await briefFor(fixture);
    expect(plain(lines)).not.toMatch(/Balas|SETUJU/);
  });
});

describe('length', () => {
  it('stays within 15 lines with 200 waiting and everything to tell', async () => {
    await fullDay();
    for (let task = 100; task < 300; task += 1)
      await seed({ task, state: 'verified', submitted: '2026-11-22 08:00' });
    const { lines, waiting } = await briefFor(fixture);
    expect(waiting).toHaveLength(202);
    expect(lines).toHaveLength(MAX_LINES);
    expect(lines.join('').includes('\n')).toBe(false);
    expect(lines).toContain('dan 197 lagi');
  });

  it('is one line on a day with nothing', async () => {
    await seed({
      task: 1,
      state: 'collected',
      submitted: '2026-11-18 08:00',
      ended: '2026-11-20 13:00',
      letter: { seq: 10, signed: '2026-11-19 10:00', issued: '2026-11-19 10:00' },
    });
    const { lines, waiting } = await briefFor(fixture);
    expect(lines).toEqual([
      'Ringkasan Senin 23 November, 15.30 WITA: nihil. Hari ini tidak ada permohonan yang masuk, selesai, atau menunggu.',
    ]);
    expect(waiting).toEqual([]);
  });

  it.each<[string, NewRequest]>([
    [
      'handed over',
      { task: 1, state: 'collected', submitted: '2026-11-18 08:00', ended: '2026-11-23 09:00' },
    ],
    ['waiting at the counter', { task: 1, state: 'ready', submitted: '2026-11-18 08:00' }],
    ['waiting for the resident', { task: 1, state: 'returned', submitted: '2026-11-18 08:00' }],
  ])('is more than one line when something was %s', async (_what, row) => {
    await seed(row);
    expect((await briefFor(fixture)).lines.length).toBeGreaterThan(1);
  });
});

describe('the ward has its own day', () => {
  it('counts 23.59 as yesterday and 00.00 as today, whatever UTC says', async () => {
    await seed({ task: 1, state: 'submitted', submitted: '2026-11-22 23:59' });
    await seed({ task: 2, state: 'submitted', submitted: '2026-11-23 00:00' });
    await seed({ task: 3, state: 'refused', submitted: '2026-11-20 08:00', ended: '2026-11-22 23:59' });
    const early = await briefFor(fixture, { now: at('2026-11-23 07:30') });
    expect(early.lines[0]).toBe('Ringkasan Senin 23 November, 07.30 WITA');
    expect(early.lines[1]).toBe('Hari ini: masuk 1, selesai 0, ditolak 0, dibatalkan 0.');
    expect(early.chart.days.slice(-2).map((day) => day.in)).toEqual([1, 1]);
    const evening = await briefFor(fixture, { now: at('2026-11-22 23:59') });
    expect(evening.lines[1]).toBe('Hari ini: masuk 1, selesai 0, ditolak 1, dibatalkan 0.');
  });

  it('moves with the zone', async () => {
    await seed({ task: 1, state: 'submitted', submitted: '2026-11-23 00:30' });
    const inKupang = await briefFor(fixture, { now: at('2026-11-23 09:00') });
    const inJakarta = await briefFor(fixture, { now: at('2026-11-23 09:00'), timeZone: 'Asia/Jakarta' });
    expect(inKupang.lines[1]).toContain('masuk 1,');
    expect(inJakarta.lines[0]).toBe('Ringkasan Senin 23 November, 08.00 WIB');
    expect(inJakarta.lines[1]).toContain('masuk 0,');
  });
});

describe('letter numbers', () => {
  const issued = (task: number, seq: number, signed: string, scope = 'all'): NewRequest => ({
    task,
    state: 'delivered',
    service: scope === 'all' ? 'sktm' : scope,
    submitted: '2026-11-20 08:00',
    ended: signed,
    letter: { seq, signed, issued: signed, scope },
  });
  const numbers = async () => (await briefFor(fixture)).lines.find((line) => line.startsWith('Nomor'));

  it('has no gap at the first number of a counter that begins late', async () => {
    await seed(issued(1, 500, '2026-11-23 09:00'));
    expect(await numbers()).toBe('Nomor surat hari ini: 470/500/KEL.NKT2/XI/2026; tanpa nomor loncat.');
  });

  it('finds numbers missing within the day and since the day before', async () => {
    await seed(issued(1, 7, '2026-11-20 09:00'));
    await seed(issued(2, 9, '2026-11-23 09:00'));
    await seed(issued(3, 12, '2026-11-23 10:00'));
    expect(await numbers()).toContain('nomor loncat 3, mohon diperiksa');
  });

  it('tells the counters of the services apart', async () => {
    await seed(issued(1, 4, '2026-11-23 09:00', 'sktm'));
    await seed(issued(2, 5, '2026-11-23 09:30', 'sktm'));
    await seed(issued(3, 1, '2026-11-23 09:00', 'domisili'));
    expect(await numbers()).toBe('Nomor surat hari ini: Domisili 1; SKTM 4-5; tanpa nomor loncat.');
  });
});

it('does not see another ward', async () => {
  await fullDay();
  const { lines } = await briefFor(fixture, { wardId: '00000000-0000-4000-8000-000000000000' });
  expect(lines).toHaveLength(1);
});
