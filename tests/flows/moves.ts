import fc from 'fast-check';
import type { Conversation } from '../../flows/kit/conversation.ts';
import type { Heard } from '../../flows/kit/converse.ts';
import { type InboundBody, Oddity, type ShownChoice } from '../../flows/kit/message.ts';
import { type Prompt, shown } from '../../flows/kit/prompt.ts';
import type { Accept } from '../../flows/kit/service.ts';
import { type Chance, type Chat, type Led, PHOTO } from '../support/flows.ts';
import { BIRTH, NIK, NOTICES } from '../support/flows-office.ts';

/** What a person (or the office, or time) may do to a chat next; read in the light of the question that is open. */
export type Move =
  | { readonly do: 'choose'; readonly n: number; readonly how: number }
  | { readonly do: 'fit'; readonly n: number }
  | { readonly do: 'word'; readonly word: string }
  | { readonly do: 'text'; readonly text: string }
  | { readonly do: 'tap'; readonly data: string; readonly label: string | null }
  | { readonly do: 'old'; readonly n: number }
  | { readonly do: 'quote'; readonly text: string; readonly own: boolean; readonly task: number | null }
  | { readonly do: 'media' | 'phone' }
  | { readonly do: 'odd'; readonly what: Oddity; readonly media: boolean }
  | { readonly do: 'notice'; readonly n: number }
  | { readonly do: 'wait'; readonly hours: number };

export const WORDS = ['menu', 'batal', 'kembali', 'status', 'bantuan', 'petugas'] as const;

/** What leads a member of staff to each question of the desk. */
const OFFICE = ['12 KURANG', '12 TOLAK', '12 CABUT', '12 CABUT salah nama', '12 TANYA', 'SETUJU SEMUA'];

const SENTENCES = [
  'sy mo urus srt domisili',
  'beta mau bikin surat tidak mampu',
  'syaratnya apa sku',
  'su jadi blm surat sy',
  'eh salah, mau surat usaha',
  'sktm juga',
  'ganti surat',
  'biaya sku berapa?',
  'bikin ktp',
  'kirim nomor saya',
  'ya',
  'tidak',
  'halo',
  '/start',
  'english',
  'basa kupang',
  'bahasa indonesia',
  '0',
  '1 3',
  'semua',
  '10',
  '1,5 juta',
  '31-02-1990',
  `${NIK} ${BIRTH}`,
  NIK,
  '7KQ2-M9XA',
  'ABCD-EFGH-JKMN-PQRS-TUVW-XYZ2',
  '12 OK',
  '12 KURANG ktp buram',
  '12 KURANG',
  '12 TOLAK',
  'srt usaha atau domisili',
  `12 CABUT ${'sebab '.repeat(600)}`,
  'URUNG 12',
  'SETUJU 12 15 18',
  'SETUJU SEMUA',
  `SETUJU ${Array.from({ length: 900 }, (_, n) => n).join(' ')}`,
  'tugas',
  'ringkasan',
  '\u0000\uE000\uE001',
  '\u202Eabc',
  '\uD800',
  ' ',
  '',
  '٣',
  '１',
  'x'.repeat(5000),
];

const text = fc.oneof(
  fc.constantFrom(...SENTENCES),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.nat({ max: 99_999_999 }).map(String),
);

/** Answers weigh more than oddities, so that chats come far. */
export const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('choose' as const), n: fc.nat(), how: fc.nat() }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('fit' as const), n: fc.nat() }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('word' as const), word: fc.constantFrom(...WORDS) }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('text' as const), text }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('tap' as const),
      data: fc.oneof(
        fc.string({ maxLength: 80 }),
        fc.constantFrom('1.01:yes', 'zz:0', '!JAWAB r1', '!LENGKAPI r1', '!12 OK', ':', '!'),
      ),
      label: fc.option(fc.string({ maxLength: 20 })),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('old' as const), n: fc.nat() }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('quote' as const),
      text,
      own: fc.boolean(),
      task: fc.option(fc.nat({ max: 99 })),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('media' as const, 'phone' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('odd' as const),
      what: fc.constantFrom(...Oddity.options),
      media: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('notice' as const), n: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('wait' as const), hours: fc.nat({ max: 400 }) }) },
);

/** Buttons that this chat saw before and that are not of the open question. */
export type Seen = ShownChoice[];

/** Does one move; null when there is nothing of the kind to do here. */
export function make(chat: Chat, one: Move, seen: Seen): Led | null {
  const { conversation } = chat;
  switch (one.do) {
    case 'wait':
      chat.now += one.hours * 3_600_000;
      return null;
    case 'notice': {
      const notice = NOTICES[one.n % NOTICES.length];
      return notice ? chat.meet(notice) : null;
    }
    default: {
      const heard = heardOf(conversation, one, seen);
      return heard && chat.hear(heard);
    }
  }
}

function heardOf(conversation: Conversation, one: Move, seen: Seen): Heard | null {
  const open = openOf(conversation);
  const plain = (body: InboundBody): Heard => ({ body, about: null });
  switch (one.do) {
    case 'choose': {
      const ways = open ? waysToChoose(open) : [];
      const way = ways[one.n % Math.max(1, ways.length)];
      const body = way?.bodies[one.how % way.bodies.length];
      return body ? plain(body) : null;
    }
    case 'fit':
      return open ? plain(fitting(open.accept, one.n)) : null;
    case 'word':
      return plain({ kind: 'text', text: one.word });
    case 'text':
      return plain({ kind: 'text', text: one.text });
    case 'tap':
      return plain({ kind: 'tap', data: one.data, label: one.label });
    case 'old': {
      const stale = seen.filter(
        ({ data }) => !data.startsWith('!') && !(open && data.startsWith(`${open.nonce}:`)),
      );
      const button = stale[one.n % Math.max(1, stale.length)];
      return button ? plain({ kind: 'tap', data: button.data, label: button.label }) : null;
    }
    case 'quote':
      return {
        body: { kind: 'text', text: one.text },
        about: { requestId: one.own ? 'r1' : null, task: one.task, choices: seen.slice(0, 4) },
      };
    case 'media':
      return plain({ kind: 'media', media: PHOTO, caption: null });
    case 'phone':
      return plain({ kind: 'ownPhone', phone: '6281234567890' });
    case 'odd':
      return plain({ kind: 'odd', what: one.what, media: one.media ? PHOTO : null, text: null });
    default:
      return null;
  }
}

export function openOf(conversation: Conversation): Prompt | null {
  return conversation.waking ?? conversation.running.open;
}

/** Each choice with every way in which it may be picked: number, printed word, short words, button. */
export function waysToChoose(open: Prompt): { readonly id: string; readonly bodies: InboundBody[] }[] {
  const buttons = shown(open, 'Kembali');
  return open.choices.map((choice, index) => ({
    id: choice.id,
    bodies: [
      { kind: 'tap', data: buttons[index]?.data ?? '', label: choice.label },
      ...[
        String(index + 1),
        `${index + 1}.`,
        choice.label,
        `${index + 1} ${choice.label}`,
        ...choice.aliases,
      ].map((said): InboundBody => ({ kind: 'text', text: said })),
    ],
  }));
}

/** A message that the question accepts besides its choices. */
export function fitting(accept: Accept, n: number): InboundBody {
  if (accept.kind === 'media') return { kind: 'media', media: PHOTO, caption: null };
  const pick = (...texts: string[]): InboundBody => ({ kind: 'text', text: texts[n % texts.length] ?? '' });
  switch (accept.kind) {
    case 'identity':
      return pick(NIK, `${NIK} ${BIRTH}`);
    case 'nik':
      return pick(NIK, `NIK ${NIK}`);
    case 'name':
      return pick('Maria Seran', "Ma'ruf bin Ali");
    case 'date':
      return pick(BIRTH, '12 Mei 1990');
    case 'year':
      return pick('2019', 'sejak 2010');
    case 'money':
      return pick('1.500.000', '2,5 juta', '500 rb');
    case 'many':
      return pick('1', '1 2', 'semua');
    case 'line':
      return pick(...accept.lines.map(({ label }) => `ubah ${label}`));
    default:
      return pick('untuk membuka rekening', 'rumah tingkat dua', 'x'.repeat(150));
  }
}

/** A move that mostly answers: for coming far into a flow without fast-check. */
export function likely(chance: Chance, office: boolean): Move {
  if (office && chance(3) === 0) return { do: 'text', text: OFFICE[chance(OFFICE.length)] ?? 'tugas' };
  const roll = chance(14);
  if (roll < 5) return { do: 'fit', n: chance(6) };
  if (roll < 10) return { do: 'choose', n: chance(50), how: 0 };
  if (roll === 10) return { do: 'word', word: WORDS[chance(WORDS.length)] ?? 'menu' };
  if (roll === 11) return { do: 'notice', n: chance(NOTICES.length) };
  return { do: 'text', text: SENTENCES[chance(SENTENCES.length)] ?? '' };
}
