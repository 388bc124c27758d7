// @ts-check
import { el } from '../simulator/dom.js';

const BOLD = /\uE000([^\uE001]*)\uE001?/;

/** Text with bold parts as nodes. A link stays text: nobody is led away from this page. @param {string} text @returns {(Node | string)[]} */
export function rich(text) {
  const bold = BOLD.exec(text);
  if (bold === null) return text === '' ? [] : [text.replace(/\uE001/g, '')];
  const after = text.slice(bold.index + bold[0].length);
  return [text.slice(0, bold.index), el('strong', {}, ...rich(bold[1] ?? '')), ...rich(after)].filter(
    (part) => part !== '',
  );
}

/** The words without their marks, as they are read aloud. @param {string} text */
export function plain(text) {
  return text.replace(/[\uE000\uE001]/g, '').replace(/_{2,}|\*+/g, ' ');
}
