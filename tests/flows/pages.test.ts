import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { setup } from 'xstate';
import { cataloguePage } from '../../src/cli/catalogue.ts';
import { refresh } from '../../src/cli/derived.ts';
import { diagramPages } from '../../src/cli/diagrams.ts';
import { stateDiagram } from '../../src/cli/mermaid.ts';
import { flows, services } from '../support/flows.ts';
import { nodesOf } from './machine-walk.ts';

describe('a diagram', () => {
  const machine = setup({ guards: { enough: () => true } }).createMachine({
    initial: 'first',
    states: {
      first: { always: [{ guard: 'enough', target: 'second' }, { target: 'third' }] },
      second: {
        on: { value: 'third', back: [{ guard: () => false, target: 'first' }, { target: 'third' }] },
      },
      third: { on: { card: { actions: () => undefined }, cancel: 'last' } },
      last: { type: 'final' },
    },
  });

  it('has every edge, those taken by themselves too', () => {
    expect(stateDiagram(machine).split('\n')).toEqual([
      'stateDiagram-v2',
      '  direction TB',
      '  [*] --> first',
      '  first --> second: always [enough]',
      '  first --> third: always 2',
      '  second --> third: value, back 2',
      '  second --> first: back 1',
      '  third --> last: cancel',
      '  last --> [*]',
      '  note right of third',
      '    card',
      '  end note',
    ]);
  });

  it.each([...flows.values()])('of $name shows each of its states', ({ name, machine: drawn }) => {
    const page = diagramPages(services).get(`docs/flows/${name}.md`) ?? '';
    for (const { key } of nodesOf(drawn).slice(1)) expect(page).toMatch(new RegExp(`\\b${key}\\b`));
  });

  it('is the same each time, and says no day', () => {
    const pages = [...diagramPages(services), ['catalogue', cataloguePage(services)] as const];
    expect([...diagramPages(services), ['catalogue', cataloguePage(services)]]).toEqual(pages);
    for (const [, page] of pages) expect(page).not.toMatch(/20\d\d-\d\d-\d\d/);
  });
});

it('the catalogue tells all that is asked and all that it needs', () => {
  const page = cataloguePage(services);
  for (const service of services) {
    const parts = [
      service.title,
      service.purpose,
      service.codes.old,
      service.codes.new,
      ...service.standard.requirements,
      ...service.standard.steps,
      ...service.standard.legalBasis,
      ...service.fields.map(({ question }) => question),
      ...service.documents.map(({ label }) => label),
      ...service.originals,
    ];
    for (const part of parts) expect(page).toContain(part);
  }
});

describe('derived pages', () => {
  let root = '';
  afterEach(() => rm(root, { recursive: true, force: true }));

  it('are named when stale or left over, and put right when asked', async () => {
    root = await mkdtemp(join(tmpdir(), 'halo-lurah-pages-'));
    const pages = new Map([
      ['docs/flows/a.md', 'A\n'],
      ['docs/flows/b.md', 'B\n'],
    ]);
    const check = { write: false, folder: 'docs/flows' };
    expect(await refresh(root, pages, check)).toEqual(['docs/flows/a.md', 'docs/flows/b.md']);
    await refresh(root, pages, { ...check, write: true });
    expect(await refresh(root, pages, check)).toEqual([]);
    await writeFile(join(root, 'docs/flows/b.md'), 'changed');
    await writeFile(join(root, 'docs/flows/old.md'), 'of a flow that is gone');
    expect(await refresh(root, pages, check)).toEqual(['docs/flows/b.md', 'docs/flows/old.md']);
    await refresh(root, pages, { ...check, write: true });
    expect(await readFile(join(root, 'docs/flows/b.md'), 'utf8')).toBe('B\n');
    expect(await refresh(root, pages, check)).toEqual([]);
  });
});
