import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nikAgrees, parseNik } from '../../flows/kit/nik.ts';
import { normalizePhone } from '../../flows/kit/phone.ts';
import { ward } from '../../src/db/schema/index.ts';
import type { Tx } from '../../src/db/types.ts';
import { createWard, type NewWard, USUAL_HOURS, WardInvalid, WardTaken } from '../../src/wards/create.ts';
import { wardDay } from '../../src/wards/day.ts';
import {
  addHolidays,
  holidaysOf,
  NATIONAL,
  NATIONAL_2026,
  seedNationalHolidays,
} from '../../src/wards/holidays.ts';
import { DEMO, seedTrainingWard, TRAINING_WARD } from '../../src/wards/training.ts';
import { trainingPeople } from '../../src/wards/training-people.ts';
import {
  allWards,
  ClockRefused,
  changeSettings,
  moveClock,
  WardSettingsBroken,
  WardUnknown,
  wardById,
  wardByName,
} from '../../src/wards/ward.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { deps, MORNING } from './wards-fixture.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const NOBODY = '00000000-0000-0000-0000-000000000000';
const make = (changes: Partial<NewWard>) =>
  createWard(database.db, deps, { ...TRAINING_WARD, training: false, ...changes }, MORNING);

describe('wards', () => {
  it('are made once, found by code, short name and id, and read with their settings checked', async () => {
    const made = await make({ code: '53.71.05.1001', short: 'BKN', name: 'Kelurahan Bakunase' });
    expect(made).toMatchObject({
      training: false,
      clockAheadMs: 0,
      settings: { numberScope: 'all', hours: USUAL_HOURS },
    });
    for (const name of ['53.71.05.1001', 'bkn', 'BKN'])
      expect(await wardByName(database.db, name)).toEqual(made);
    expect(await wardById(database.db, made.id)).toEqual(made);
    expect(await wardByName(database.db, 'XXX')).toBeNull();
    await expect(wardById(database.db, NOBODY)).rejects.toThrow(WardUnknown);
    await expect(make({ code: '53.71.05.1001', short: 'BKX' })).rejects.toThrow(WardTaken);
    await expect(make({ code: '53.71.05.1099', short: 'BKN' })).rejects.toThrow(WardTaken);
    expect((await allWards(database.db)).map((one) => one.short)).toContain('BKN');
  });

  it.each([
    [{ code: '5371051005' }, 'code'],
    [{ timeZone: 'Asia/Kupang' }, 'timeZone'],
    [{ short: 'nkt2' }, 'short'],
    [{ short: 'TERLALUPANJANG' }, 'short'],
    [{ name: ' ' }, 'name'],
    [{ settings: { ...TRAINING_WARD.settings, hours: [] } }, 'settings.hours'],
    [{ settings: { ...TRAINING_WARD.settings, numberFormat: 'tanpa nomor' } }, 'settings.numberFormat'],
  ])('refuse %j and name the place', async (changes, place) => {
    const refused = await make(changes as Partial<NewWard>).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(WardInvalid);
    expect(refused instanceof WardInvalid ? refused.problems.join() : '').toContain(`${place}: `);
  });

  it('change their settings, seen by the next reader, and refuse what does not fit', async () => {
    const made = await make({ code: '53.71.05.1002', short: 'BK2' });
    await changeSettings(database.db, made.id, { ...made.settings, contact: 'Loket baru' });
    expect((await wardById(database.db, made.id)).settings.contact).toBe('Loket baru');
    await expect(changeSettings(database.db, made.id, { city: 'Kupang' })).rejects.toThrow(
      WardSettingsBroken,
    );
    await expect(changeSettings(database.db, NOBODY, {})).rejects.toThrow(WardUnknown);
    await database.db.update(ward).set({ settings: {} });
    await expect(wardById(database.db, made.id)).rejects.toThrow(WardSettingsBroken);
    await database.db.delete(ward);
  });

  it('move their clock in training only, and only forward', async () => {
    const real = await make({ code: '53.71.05.1003', short: 'ARN' });
    const training = await make({ code: '53.71.05.1007', short: 'NNL', training: true });
    await expect(moveClock(database.db, real.id, 1000)).rejects.toThrow(ClockRefused);
    await moveClock(database.db, training.id, 3_600_000);
    await moveClock(database.db, training.id, 3_600_000);
    expect((await wardById(database.db, training.id)).clockAheadMs).toBe(3_600_000);
    for (const ms of [3_599_999, -1, 0.5, Number.NaN]) {
      await expect(moveClock(database.db, training.id, ms)).rejects.toThrow(ClockRefused);
    }
  });
});

describe('days', () => {
  it('begin at midnight of the ward', () => {
    expect(wardDay(new Date('2026-11-23T15:59:59.999Z'), 'Asia/Makassar')).toBe('2026-11-23');
    expect(wardDay(new Date('2026-11-23T16:00:00.000Z'), 'Asia/Makassar')).toBe('2026-11-24');
    expect(() => wardDay(MORNING, 'Asia/Kupang')).toThrow(RangeError);
  });

  it('off are those of the decree and the ward’s own', async () => {
    expect(NATIONAL_2026).toHaveLength(25);
    expect(NATIONAL_2026.filter((one) => one.name.startsWith('Cuti bersama'))).toHaveLength(8);
    expect(new Set(NATIONAL_2026.map((one) => one.day)).size).toBe(25);
    const [one, two] = [
      await make({ code: '53.71.05.1008', short: 'FTN' }),
      await make({ code: '53.71.01.1001', short: 'NMS' }),
    ];
    await seedNationalHolidays(database.db);
    await addHolidays(database.db, one.id, [
      { day: '2026-04-25', name: 'HUT Kota Kupang' },
      { day: '2026-12-25', name: 'Natal di sini' },
    ]);
    const days = await holidaysOf(database.db, one.id);
    expect([days.size, days.get('2026-04-25'), days.get('2026-12-25')]).toEqual([
      26,
      'HUT Kota Kupang',
      'Natal di sini',
    ]);
    expect((await holidaysOf(database.db, two.id)).size).toBe(25);
    await addHolidays(database.db, NATIONAL, []);
  });
});

describe('the training ward', () => {
  const people = trainingPeople();

  it('is peopled the same way every time', () => {
    expect(trainingPeople()).toEqual(people);
    expect(people.length).toBeGreaterThanOrEqual(280);
    expect(people.length).toBeLessThanOrEqual(320);
    expect(new Set(people.map((one) => one.data.kk)).size).toBe(80);
    expect(new Set(people.map((one) => one.data.nik)).size).toBe(people.length);
    expect(new Set(people.map((one) => `${one.data.rt}/${one.data.rw}`)).size).toBe(12);
    const phones = people.flatMap((one) => one.data.phone ?? []);
    expect(new Set(phones).size).toBe(phones.length);
  });

  it('has numbers that fit the person and that nobody bears', () => {
    for (const { data } of people) {
      expect(parseNik(data.nik)).toEqual({ ok: true, nik: data.nik });
      expect(nikAgrees(data.nik, data.birthDate)).toBe(true);
      expect(data.nik).toMatch(
        data.sex === 'PEREMPUAN' ? /^5371..[4-7].{5}9\d{3}$/ : /^5371..[0-3].{5}9\d{3}$/,
      );
      expect(data.kk).toMatch(/^537105\d{6}9\d{3}$/);
      if (data.phone !== null) expect(normalizePhone(data.phone)).toBe(data.phone);
      if (data.phone !== null) expect(data.phone).toMatch(/^62890000/);
    }
  });

  it('has families that can be true', () => {
    const cards = Map.groupBy(
      people.filter((one) => one.status === 'HIDUP'),
      (one) => one.data.kk,
    );
    for (const members of cards.values()) {
      const [head, ...others] = members
        .map((one) => one.data)
        .filter((one) => one.relation === 'KEPALA KELUARGA');
      expect(others).toEqual([]);
      for (const { data } of members) {
        if (data.relation === 'ISTRI')
          expect([data.marital, data.sex, head?.marital]).toEqual(['KAWIN', 'PEREMPUAN', 'KAWIN']);
        if (data.relation === 'ISTRI')
          expect(Number(data.birthDate.slice(0, 4))).toBeLessThanOrEqual(2026 - 22);
        if (data.relation !== 'ANAK') continue;
        const mother = members.find((one) => one.data.name === data.mother)?.data;
        const age = Number(data.birthDate.slice(0, 4)) - Number(mother?.birthDate.slice(0, 4));
        expect(age).toBeGreaterThanOrEqual(18);
        expect(age).toBeLessThanOrEqual(45);
        expect([data.marital, data.birthDate <= '2026-12-31']).toEqual(['BELUM KAWIN', true]);
      }
    }
    const some = (test: (one: (typeof people)[number]) => boolean) => people.some(test);
    for (const religion of ['KRISTEN', 'KATHOLIK', 'ISLAM'])
      expect(some((one) => one.data.religion === religion)).toBe(true);
    for (const status of ['MATI', 'PINDAH']) expect(some((one) => one.status === status)).toBe(true);
  });

  it('has its well-known people and its office, once', async () => {
    for (const known of Object.values(DEMO)) {
      expect(people.filter((one) => one.data.nik === known.nik).map((one) => one.data)).toMatchObject([
        known,
      ]);
    }
    const made = await database.db.transaction((tx) => seedTrainingWard(tx as Tx, deps, MORNING));
    expect(made).toMatchObject({
      residents: people.length,
      ward: { training: true, name: 'Kelurahan Naikoten II (LATIHAN)', timeZone: 'Asia/Makassar' },
    });
    expect(new Set(Object.values(made.staff)).size).toBe(5);
    await expect(seedTrainingWard(database.db, deps, MORNING)).rejects.toThrow(WardTaken);
  });
});
