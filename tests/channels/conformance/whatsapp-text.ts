import { formatted } from '../../support/graph/format.ts';
import type { Shown } from './bench.ts';

/** The signs that stand for those that WhatsApp would take for markup, by either channel. */
const LOOKALIKES: Readonly<Record<string, string>> = {
  '\u2217': '*',
  '\u223C': '~',
  '\u02CB': '`',
  '\u2018': '`',
  '\uFF3F': '_',
  '\u203A': '>',
};

const typed = (text: string): string =>
  text.replace(/[\u2217\u223C\u02CB\u2018\uFF3F\u203A]/g, (c) => LOOKALIKES[c] ?? c);

/** A text as WhatsApp shows it, with the choices that are written out below it as bold numbers. */
export function readText(raw: string): Pick<Shown, 'text' | 'bold' | 'formatted' | 'choices'> {
  const [, body = '', list = ''] = /^([\s\S]*?)((?:(?:^|\n)\*\d+\* [^\n]*)*)$/.exec(raw) ?? [];
  return { ...readMarked(formatted(body.trim())), choices: list.match(/(?<=^\*\d+\* ).*$/gm) ?? [] };
}

/** What was marked in a text that is already read. */
export function readMarked({ text, marked }: ReturnType<typeof formatted>): Omit<Shown, 'choices' | 'file'> {
  const of = (bold: boolean) =>
    marked.filter(({ style }) => (style === 'bold') === bold).map((one) => typed(one.text));
  return { text: typed(text), bold: of(true), formatted: of(false) };
}
