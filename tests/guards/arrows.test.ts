import { describe, expect, test } from 'vitest';
import { COMMON, ROOMS, roomOf } from './rooms.ts';
import { type Import, importsOf, sources } from './sources.ts';

const files = sources(['src', 'flows']);
const imports = files.flatMap(importsOf);

/** Arrows that run both ways inside flows: the kit says its sentences by key, the sentences name the kit's types. */
const PAIRS: readonly string[] = ['flows/kit <-> flows/wording'];

describe('the arrows between the rooms', () => {
  test('the parser sees the imports: a file of each shape', () => {
    const main = imports.filter((one) => one.from === 'src/main.ts').map((one) => one.to);
    expect(main).toContain('src/office.ts');
    expect(main).toContain('prom-client');
    const workshop = imports.filter((one) => one.from === 'src/letters/workshop.ts').map((one) => one.to);
    expect(workshop).toContain('src/letters/worker.ts');
    const cli = imports.filter((one) => one.from === 'src/cli/index.ts').map((one) => one.to);
    expect(cli).toContain('src/cli/doctor.ts');
  });

  test('every file lies in a room', () => {
    expect(files.filter((file) => roomOf(file.path) === null).map((file) => file.path)).toEqual([]);
  });

  test('no room imports a room that it is not allowed to', () => {
    expect(imports.filter((one) => one.own && !allowedRoom(one)).map(arrow)).toEqual([]);
  });

  test('no room imports a package that it is not allowed to', () => {
    expect(imports.filter((one) => !one.own && !allowedPackage(one)).map(arrow)).toEqual([]);
  });

  test('what is allowed is used: the table tells the house as it is', () => {
    const idle = Object.entries(ROOMS).flatMap(([room, rule]) =>
      rule.rooms
        .filter(() => files.some((file) => roomOf(file.path) === room))
        .filter((to) => !imports.some((one) => one.own && roomOf(one.from) === room && roomOf(one.to) === to))
        .map((to) => `${room} -> ${to}`),
    );
    expect(idle).toEqual([]);
  });

  test('the arrows do not go in a circle', () => {
    const ends = (room: string) =>
      (ROOMS[room]?.rooms ?? []).filter((to) => !PAIRS.includes([room, to].sort().join(' <-> ')));
    const circle = (room: string, way: readonly string[]): string[] =>
      way.includes(room)
        ? [[...way, room].join(' -> ')]
        : ends(room).flatMap((to) => circle(to, [...way, room]));
    expect(Object.keys(ROOMS).flatMap((room) => circle(room, []))).toEqual([]);
  });

  test('nobody imports the composition root', () => {
    expect(imports.filter((one) => one.to === 'src/main.ts').map(arrow)).toEqual([]);
  });

  test('a letter is a folder: nobody names it', () => {
    const named = imports.filter(
      (one) => one.to.startsWith('flows/services/') && !one.from.startsWith('flows/services/'),
    );
    expect(named.map(arrow)).toEqual([]);
  });
});

function allowedRoom({ from, to }: Import): boolean {
  const room = roomOf(from) ?? '';
  const other = roomOf(to) ?? '';
  if (room === other) return true;
  if (room.startsWith('src/') && COMMON.some((one) => one === other)) return true;
  return ROOMS[room]?.rooms.includes(other) ?? false;
}

function allowedPackage({ from, to }: Import): boolean {
  return ROOMS[roomOf(from) ?? '']?.packages.includes(to.startsWith('node:') ? 'node' : to) ?? false;
}

function arrow({ from, to }: Import): string {
  return `${from} -> ${to}`;
}
