import { describe, expect, test } from 'vitest';
import { type Source, sources } from './sources.ts';

const code = sources(['src', 'flows'], ['.ts', '.js']);
const everything = [...code, ...sources(['tests'], ['.ts'])];

const MOST_LINES = 300;

/** Files that may be longer, each with its reason and its own limit. */
const LONGER: Readonly<Record<string, { readonly most: number; readonly why: string }>> = {
  'flows/wording/id-resident.ts': { most: 440, why: 'a list of sentences, one a key' },
  'flows/wording/kupang.ts': { most: 380, why: 'a list of sentences, one a key' },
  'flows/wording/en.ts': { most: 430, why: 'a list of sentences, one a key' },
  'src/office.ts': { most: 330, why: 'the parts of an office tied together, in one function' },
};

const BANNED: readonly (readonly [string, RegExp])[] = [
  ['a TODO', /\b(TODO|FIXME)\b/],
  ['a switched-off type check', /@ts-(ignore|nocheck|expect-error)/],
  ['a switched-off lint rule', /biome-ignore|eslint-disable/],
];

const ANY = /(?:\bas\s+|[:<,|&]\s*|\bextends\s+)any\b(?!\s*\()/;

describe('the rules of style', () => {
  test(`a file has at most ${MOST_LINES} lines, or a reason`, () => {
    const long = code
      .map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }))
      .filter(({ path, lines }) => lines > (LONGER[path]?.most ?? MOST_LINES));
    expect(long).toEqual([]);
  });

  test('the reasons for long files are still needed', () => {
    const idle = Object.keys(LONGER).filter((path) => {
      const file = code.find((one) => one.path === path);
      return !file || file.text.split('\n').length - 1 <= MOST_LINES;
    });
    expect(idle).toEqual([]);
  });

  test('every export has its sentence', () => {
    expect(undocumented({ path: 'a.ts', text: 'export const a = 1;\n', code: '' })).toEqual(['a.ts:1 a']);
    expect(undocumented({ path: 'a.ts', text: '/** One. */\nexport const a = 1;\n', code: '' })).toEqual([]);
    expect(code.flatMap(undocumented)).toEqual([]);
  });

  test('nothing is left for later, and no check is switched off', () => {
    const found = everything
      .filter(({ path }) => path !== 'tests/guards/style.test.ts')
      .flatMap(({ path, text }) =>
        BANNED.filter(([, what]) => what.test(text)).map(([name]) => `${path}: ${name}`),
      );
    expect(found).toEqual([]);
  });

  test('no value is of any type', () => {
    for (const bad of ['(a: any) =>', 'x as any', 'Map<string, any>', 'type A = B | any'])
      expect(ANY.test(bad), bad).toBe(true);
    const found = everything.filter((file) => ANY.test(file.code.replace(/'[^'\n]*'|`[^`]*`/g, "''")));
    expect(found.map((file) => file.path)).toEqual([]);
  });

  test('only src/config.ts reads the environment', () => {
    const readers = sources(['src', 'flows']).filter((file) => /\bprocess\.env\b/.test(file.code));
    expect(readers.map((file) => file.path)).toEqual(['src/config.ts']);
  });

  test('nothing names a machine or a person behind the code', () => {
    const paths = /\/(home|Users)\/[a-z]|\/work\/|localhost:4873/;
    expect(everything.filter((file) => paths.test(file.text)).map((file) => file.path)).toEqual([
      'tests/guards/style.test.ts',
    ]);
  });
});

/**
 * Exports without a doc comment above them. A type that is read off the schema of the same name shares the schema's
 * sentence.
 */
function undocumented({ path, text }: Source): string[] {
  const lines = text.split('\n');
  return lines.flatMap((line, index) => {
    const found = /^export (?:default )?(?:async )?(?:const|let|function\*?|class|interface|type) (\w+)/.exec(
      line,
    );
    if (!found?.[1]) return [];
    const above = lines[index - 1]?.trim() ?? '';
    if (above.endsWith('*/')) return [];
    if (line === `export type ${found[1]} = z.infer<typeof ${found[1]}>;`) return [];
    return [`${path}:${index + 1} ${found[1]}`];
  });
}
