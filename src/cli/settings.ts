import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defineCommand } from 'citty';
import { SETTINGS, type Setting } from '../config.ts';

/** A language of the settings table. */
export type Language = 'en' | 'id';

const HEADS = {
  en: ['Setting', 'Meaning', 'Default'],
  id: ['Setelan', 'Arti', 'Bawaan'],
} as const;
const NONE = { en: 'none', id: 'tidak ada' } as const;
const OPEN = '<!-- settings -->';
const CLOSE = '<!-- /settings -->';

/** The settings as a Markdown table. */
export function settingsTable(language: Language): string {
  const rows = (SETTINGS as readonly Setting[]).map((one) => [
    `\`${one.name}\``,
    one[language],
    one.default ? `\`${one.default}\`` : NONE[language],
  ]);
  const heads = HEADS[language];
  const all = [heads, heads.map(() => '---'), ...rows];
  return `${all.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`;
}

/** The content of .env.example: every setting with its meaning, all switched off. */
export function exampleFile(): string {
  const parts = (SETTINGS as readonly Setting[]).map((one) => {
    const normal = one.default ? ` Default: ${one.default}` : '';
    return `# ${one.en}${normal}\n# ${one.id}\n#${one.name}=${one.example}\n`;
  });
  return `# Settings of Halo Lurah. Copy this file to .env and take the # away where you set something.\n# Made by "npm run settings".\n\n${parts.join('\n')}`;
}

/** Puts the table between the markers of a page; a page without markers stays as it is. */
export function withTable(page: string, language: Language): string {
  const from = page.indexOf(OPEN);
  if (from < 0) return page;
  const until = page.indexOf(CLOSE, from);
  const rest = until < 0 ? page.slice(from + OPEN.length) : page.slice(until + CLOSE.length);
  return `${page.slice(0, from)}${OPEN}\n${settingsTable(language)}${CLOSE}${rest}`;
}

const PAGES = [
  { file: 'README.md', language: 'en' },
  { file: 'README.id.md', language: 'id' },
] as const;

/** The files that are not as they should be; with `write` they are put right. */
export async function refreshSettings(root: string, write: boolean): Promise<string[]> {
  const stale: string[] = [];
  const settle = async (file: string, make: (now: string) => string, optional: boolean) => {
    const path = join(root, file);
    const now = await readFile(path, 'utf8').catch(() => null);
    if (now === null && optional) return;
    const wanted = make(now ?? '');
    if (wanted === now) return;
    stale.push(file);
    if (write) await writeFile(path, wanted);
  };
  await settle('.env.example', exampleFile, false);
  for (const { file, language } of PAGES) await settle(file, (now) => withTable(now, language), true);
  return stale;
}

/** `npm run settings`: prints the table, and renews .env.example and the tables in the READMEs. */
export const settings = defineCommand({
  meta: {
    name: 'settings',
    description: 'Print the settings; renew .env.example and the tables of the READMEs',
  },
  args: {
    check: { type: 'boolean', description: 'Change nothing; fail when a file is stale' },
    json: { type: 'boolean', description: 'Print JSON' },
    language: { type: 'string', description: 'en or id', default: 'en' },
  },
  async run({ args }) {
    const stale = await refreshSettings(process.cwd(), !args.check);
    if (args.json) {
      const list = (SETTINGS as readonly Setting[]).map(({ schema: _, ...rest }) => rest);
      process.stdout.write(
        `${JSON.stringify({ settings: list, stale: args.check ? stale : [] }, null, 2)}\n`,
      );
    } else if (!args.check) {
      process.stdout.write(settingsTable(args.language === 'id' ? 'id' : 'en'));
    }
    if (args.check && stale.length > 0) {
      process.stderr.write(`Stale: ${stale.join(', ')}. Run "npm run settings".\n`);
      process.exitCode = 1;
    }
  },
});
