import { markup } from '../../flows/kit/message.ts';
import type { Said } from './stage.ts';

/** What the office said, as lines of a transcript: two spaces, who hears it, the text, the choices, the file. */
export function transcriptOf(heard: readonly Said[]): string[] {
  return heard.flatMap(({ role, bubble, edited }) => {
    const [first = '', ...rest] = plain(bubble.text).split('\n');
    const lines = [
      `  kelurahan > ${role}${edited ? ' (pesan diubah)' : ''}: ${first}`,
      ...rest.map((line) => `    ${line}`),
    ];
    if (bubble.file) lines.push(`    <${bubble.file.name}>`);
    for (const choice of bubble.choices) lines.push(`    [${choice.n}] ${choice.label}`);
    if (bubble.askPhone) lines.push('    [Kirim nomor saya]');
    // An empty line would end the office's words when the transcript is played again.
    return lines.map((line) => (line.trim() === '' ? '    .' : line.trimEnd()));
  });
}

/** Codes are drawn by chance; a transcript names them instead, so that it reads the same twice. */
function plain(text: string): string {
  return markup(text, (one) => one, '*', '*')
    .replace(/\/verifikasi\/[A-Z0-9-]+/g, '/verifikasi/<kode>')
    .replace(/\b[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}\b/g, '<kode loket>');
}
