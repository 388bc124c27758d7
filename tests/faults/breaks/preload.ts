import { BREAKS, type Break, isBreak } from './index.ts';
import { applyPatches } from './patch.ts';
import { DISK, POINTS } from './points.ts';
import { passing, refusing, wrongBy } from './switches.ts';

// Given to node by --import: files are changed as they are loaded. No shipped code knows of it.
const name = process.env['FAULTS_BREAK'] ?? '';
const folder = process.env['FAULTS_SWITCHES'] ?? '';
const broken: Break | null = isBreak(name) ? BREAKS[name] : null;

if (folder !== '') {
  const by = wrongBy(folder);
  const now = (right: DateConstructor) => right.now() + by();
  const wrong = new Proxy(Date, {
    construct: (right, given, made) =>
      Reflect.construct(right, given.length === 0 ? [now(right)] : given, made),
    get: (right, key) => (key === 'now' ? () => now(right) : Reflect.get(right, key)),
  });
  Object.assign(globalThis, { faultPoint: passing(folder), faultDisk: refusing(folder), Date: wrong });
}
applyPatches([...(broken?.patches ?? []), ...(folder === '' ? [] : [DISK, ...Object.values(POINTS).flat()])]);
