import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resident } from '../../src/db/schema/index.ts';
import {
  familyOf,
  findByNikAndBirth,
  insertResidents,
  phoneMatches,
  residentById,
  residentsByIds,
} from '../../src/residents/register.ts';
import { createWard } from '../../src/wards/create.ts';
import { TRAINING_WARD } from '../../src/wards/training.ts';
import { trainingPeople } from '../../src/wards/training-people.ts';
import { DEMO, deps, type Fixture, MORNING, trainingFixture } from './wards-fixture.ts';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await trainingFixture();
});
afterAll(() => fixture.drop());

const find = (who: { nik: string; birthDate: string }, wardId = fixture.wardId) =>
  findByNikAndBirth(fixture.db, deps.sealer, { wardId, nik: who.nik, birthDate: who.birthDate });

async function idOf(who: { nik: string; birthDate: string }): Promise<string> {
  const found = await find(who);
  if (found === null) throw new Error('a demo person is missing');
  return found.id;
}

describe('the register', () => {
  it('finds a living resident by NIK and birth date together', async () => {
    const found = await find(DEMO.warga1);
    expect(found).toMatchObject({
      status: 'HIDUP',
      data: { name: DEMO.warga1.name, kk: '5371051503109001', phone: DEMO.warga1.phone },
    });
  });

  it('answers alike, with the same work, for unknown, wrong day, dead and moved', async () => {
    const opened: string[] = [];
    const counting = {
      ...deps.sealer,
      open: deps.sealer.open,
      openText: (place: `${string}|${string}|${string}`, envelope: Uint8Array) => {
        opened.push(`${envelope.length > 300}`);
        return deps.sealer.openText(place, envelope);
      },
    };
    const cases = [
      { nik: '5371050101900001', birthDate: '1990-01-01' },
      { nik: DEMO.warga1.nik, birthDate: '1985-05-13' },
      { nik: DEMO.warga1.nik, birthDate: 'x'.repeat(500) },
      DEMO.meninggal,
      DEMO.pindah,
    ];
    for (const { nik, birthDate } of cases) {
      opened.length = 0;
      expect(
        await findByNikAndBirth(fixture.db, counting, { wardId: fixture.wardId, nik, birthDate }),
      ).toBeNull();
      expect(opened).toEqual(['true']);
    }
  });

  it('keeps wards apart', async () => {
    const other = await createWard(
      fixture.db,
      deps,
      { ...TRAINING_WARD, code: '53.71.05.1004', short: 'NKT1' },
      MORNING,
    );
    expect(await find(DEMO.warga1, other.id)).toBeNull();
  });

  it('leaves a known NIK as it is, also inside one load', async () => {
    const [first] = trainingPeople();
    if (first === undefined) throw new Error('no people');
    const twin = { ...first, data: { ...first.data, nik: '5371050101709999', name: 'BARU SEKALI' } };
    const renamed = { ...first, data: { ...first.data, name: 'NAMA LAIN' } };
    const { ids } = await insertResidents(fixture.db, deps, fixture.wardId, [renamed, twin, twin], MORNING);
    expect(ids).toHaveLength(1);
    expect((await find(DEMO.warga1))?.data.name).toBe(DEMO.warga1.name);
    await fixture.db.delete(resident).where(eq(resident.id, ids[0] ?? ''));
  });

  it('knows the family on the card, head first, the living only', async () => {
    const family = await familyOf(fixture.db, deps.sealer, await idOf(DEMO.warga2));
    expect(family.map((member) => `${member.data.name} ${member.data.relation}`)).toEqual([
      'MARIA SELFIANA RIWU KEPALA KELUARGA',
      'YEREMIA LAY ANAK',
      'DELVI LAY ANAK',
      'LODIA KALE ORANG TUA',
    ]);
    expect(await familyOf(fixture.db, deps.sealer, '00000000-0000-0000-0000-000000000000')).toEqual([]);
  });

  it('compares phones in any form, and never with one that is not there', async () => {
    const [one, silent] = [await idOf(DEMO.warga1), await idOf(DEMO.tanpaTelepon)];
    expect(await phoneMatches(fixture.db, deps.sealer, one, '+62 890-0000-0001')).toBe(true);
    expect(await phoneMatches(fixture.db, deps.sealer, one, DEMO.warga2.phone)).toBe(false);
    expect(await phoneMatches(fixture.db, deps.sealer, one, 'bukan nomor')).toBe(false);
    expect(await phoneMatches(fixture.db, deps.sealer, silent, '')).toBe(false);
  });

  it('reads by id, one or many in the order asked', async () => {
    const ids = [await idOf(DEMO.warga2), '00000000-0000-0000-0000-000000000000', await idOf(DEMO.warga1)];
    const names = (await residentsByIds(fixture.db, deps.sealer, ids)).map((found) => found.data.name);
    expect(names).toEqual([DEMO.warga2.name, DEMO.warga1.name]);
    expect(await residentById(fixture.db, deps.sealer, ids[1] ?? '')).toBeNull();
    expect(await residentsByIds(fixture.db, deps.sealer, [])).toEqual([]);
  });

  it('holds nothing readable in its rows, and no row can stand for another', async () => {
    const rows = await fixture.db.select().from(resident);
    const all = Buffer.concat(rows.flatMap((row) => [row.data, row.nikIndex, row.kkIndex])).toString(
      'latin1',
    );
    for (const secret of [DEMO.warga1.nik, DEMO.warga1.name, DEMO.warga1.phone, '1985-05-12'])
      expect(all).not.toContain(secret);
    const [one, two] = [await idOf(DEMO.warga1), await idOf(DEMO.warga2)];
    const stolen = rows.find((row) => row.id === two)?.data;
    const kept = rows.find((row) => row.id === one)?.data;
    if (stolen === undefined || kept === undefined) throw new Error('a demo person is missing');
    await fixture.db.update(resident).set({ data: stolen }).where(eq(resident.id, one));
    await expect(residentById(fixture.db, deps.sealer, one)).rejects.toThrow('changed or moved');
    await fixture.db.update(resident).set({ data: kept }).where(eq(resident.id, one));
  });
});
