import { b, withKtp } from './style.ts';
import type { Words } from './words.ts';

const MENU = `Type ${b('menu')}.`;

/** The months, January first. */
export const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

function day(iso: string): string {
  const [year, month, date] = iso.split('-').map(Number);
  return `${date} ${MONTHS[(month ?? 1) - 1]} ${year}`;
}

/** What residents read of a letter that is made, in English. */
export const letters: Partial<Words> = {
  'letter.inChat': (a) =>
    [
      `Your letter is ready: ${b(a.letterNumber)}. ✓`,
      a.validUntil ? `Valid until ${day(a.validUntil)}.` : null,
      `Anybody can check that it is genuine: scan the QR code, or open ${a.url}`,
      a.originals.length > 0
        ? `Please show the originals at the counter: ${a.originals.join(', ')}.`
        : 'You need not come to the office.',
      `Keep this PDF file; it is the original. Anything else? ${MENU}`,
    ]
      .filter((line) => line !== null)
      .join('\n'),
  'letter.atCounter': (a, f) =>
    [
      `Your letter is signed: ${b(a.letterNumber)}. ✓`,
      `Collect it at the counter of ${f.ward.name}, ${f.ward.hours}. Bring your ${withKtp(a.originals).join(' and ')}.`,
      ...(a.byPhone
        ? [
            `Or have it in this chat${a.originals.length === 0 ? ' without coming' : ''}, if the register knows this phone number: press the button below.`,
          ]
        : []),
      ...(a.mayProve && !a.byPhone
        ? ['Would you like it in this chat? Ask for a code at the counter and type it here.']
        : []),
    ].join('\n'),
  'letter.revoked': (a) =>
    `Letter ${b(a.letterNumber)} was revoked and is no longer valid.\nThe reason: ${a.reason}\nType ${b('petugas')} if you have a question, or ${b('menu')} to ask for a new one.`,
  'letter.handedOver': (a) =>
    `Letter ${b(a.letterNumber)} was handed over at the counter.${a.known ? ' From now on your letters can be sent in this chat.' : ''} Thank you. Anything else? ${MENU}`,
  'papers.ofAnother': () =>
    'The papers sent before were for the other name, so they are not used for this letter. We will ask for them again.',
};
