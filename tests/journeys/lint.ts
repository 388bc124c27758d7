import { TRAINING_NAMES } from './office.ts';

/** What no transcript may contain, whoever plays it; each fault with the line it stands in. */
export function oddLines(transcript: string): string[] {
  const faults: string[] = [];
  const lines = transcript.split('\n');
  let listener = '';
  lines.forEach((line, index) => {
    const at = `${index + 1}: ${line}`;
    listener = /^ {2}kelurahan > (\w+)/.exec(line)?.[1] ?? (line.startsWith('  ') ? listener : '');
    if (/undefined|\bnull\b|NaN|\[object|Invalid Date/.test(line)) faults.push(`a value is missing, ${at}`);
    if (listener !== '' && /!/.test(line)) faults.push(`an exclamation mark, ${at}`);
    if (listener !== '' && /\.\.(\s|$)/.test(line)) faults.push(`two full stops, ${at}`);
    if (listener.startsWith('warga') && TRAINING_NAMES.some((name) => line.includes(name)))
      faults.push(`a resident reads the name of a member of staff, ${at}`);
    if (listener.startsWith('warga') && /\b\d{16}\b/.test(line) && !OWN_NUMBER.test(line))
      faults.push(`a whole NIK, ${at}`);
    const next = lines[index + 1] ?? '';
    if (/^\w+2?: /.test(line) && !/^ {2}kelurahan > /.test(next)) faults.push(`nobody answers, ${at}`);
  });
  return [...faults, ...twice(lines)];
}

/** The example of the question, and what a person who is not in the register typed himself. */
const OWN_NUMBER = /^ {4}(Contoh: 5371051205900001|NIK: )/;

/** The same bubble twice in a row to the same phone. */
function twice(lines: readonly string[]): string[] {
  const bubbles: { head: string; text: string }[] = [];
  for (const line of lines) {
    if (line.startsWith('  kelurahan > ')) bubbles.push({ head: line, text: line });
    else if (line.startsWith('    ')) {
      const last = bubbles[bubbles.length - 1];
      if (last) last.text += `\n${line}`;
    } else bubbles.push({ head: '', text: '' });
  }
  return bubbles
    .filter((one, index) => one.text !== '' && one.text === bubbles[index - 1]?.text)
    .map(({ head }) => `said twice: ${head}`);
}
