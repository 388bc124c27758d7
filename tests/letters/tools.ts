import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Debian's tools, where they are installed; tests that need them are skipped elsewhere. */
export const hasPoppler = spawnSync('pdfsig', ['-v']).status === 0;
export const hasQpdf = spawnSync('qpdf', ['--version']).status === 0;
export const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

export const pdfText = async (pdf: Uint8Array) =>
  withFile(pdf, (file) => run('pdftotext', ['-raw', file, '-'])).replaceAll(/\s+/g, ' ');
export const pageCount = async (pdf: Uint8Array) =>
  Number(/Pages:\s+(\d+)/.exec(withFile(pdf, (file) => run('pdfinfo', [file])))?.[1]);
export const qpdfCheck = async (pdf: Uint8Array) => withFile(pdf, (file) => run('qpdf', ['--check', file]));
/** Its exit code is always 0: what counts is what it prints. */
export const pdfsig = async (pdf: Uint8Array) => withFile(pdf, (file) => run('pdfsig', [file]));

/** Runs a tool on files in a folder of its own. */
export function withFiles<T>(files: Record<string, Uint8Array | string>, use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'halo-letter-'));
  try {
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function run(tool: string, args: readonly string[], cwd?: string): string {
  return execFileSync(tool, args, { encoding: 'utf8', cwd, stdio: ['ignore', 'pipe', 'ignore'] });
}

function withFile(pdf: Uint8Array, use: (file: string) => string): string {
  return withFiles({ 'letter.pdf': pdf }, (folder) => use(join(folder, 'letter.pdf')));
}
