import { assign } from 'xstate';
import type { ChoiceSpec } from './effect.ts';
import { type LetterContext, papersFor } from './letter-context.ts';
import type { LetterStates } from './letter-setup.ts';
import { NONE_OF_THESE } from './prompt.ts';
import { Field, type Service } from './service.ts';

/** Asked when the register does not know the person: everything a letter prints about its bearer. */
export const OWN_FIELDS: readonly Field[] = [
  own(
    'nik',
    'NIK',
    'Ketik NIK: 16 angka di baris paling atas KTP, atau di samping nama di KK.',
    '5371051205900001',
    { kind: 'nik' },
  ),
  own('name', 'Nama', 'Ketik nama lengkap seperti di KTP.', 'Maria Seran', { kind: 'name' }),
  own('birth_place', 'Tempat lahir', 'Di mana tempat lahirnya? Ketik nama kota atau kabupaten.', 'Kupang', {
    kind: 'text',
    min: 2,
    max: 60,
  }),
  own('birth_date', 'Tanggal lahir', 'Ketik tanggal lahir: tanggal-bulan-tahun.', '12-05-1990', {
    kind: 'date',
    past: true,
  }),
  own('sex', 'Jenis kelamin', 'Apa jenis kelaminnya?', null, { kind: 'none' }, [
    ['laki-laki', 'Laki-laki', ['pria', 'l', 'lk']],
    ['perempuan', 'Perempuan', ['wanita', 'p', 'pr']],
  ]),
  own('religion', 'Agama', 'Apa agamanya seperti di KTP?', null, { kind: 'none' }, [
    ['kristen', 'Kristen', ['protestan']],
    ['katholik', 'Katolik', ['katholik']],
    ['islam', 'Islam', []],
    ['hindu', 'Hindu', []],
    ['budha', 'Buddha', ['budha']],
    ['khonghucu', 'Khonghucu', []],
    ['kepercayaan', 'Kepercayaan', []],
  ]),
  own('marital', 'Status perkawinan', 'Apa status perkawinannya?', null, { kind: 'none' }, [
    ['belum-kawin', 'Belum kawin', ['lajang']],
    ['kawin', 'Kawin', ['menikah', 'nikah']],
    ['cerai-hidup', 'Cerai hidup', []],
    ['cerai-mati', 'Cerai mati', []],
  ]),
  own('occupation', 'Pekerjaan', 'Apa pekerjaannya?', 'Pedagang', { kind: 'text', min: 2, max: 60 }),
  own(
    'address',
    'Alamat',
    'Ketik alamat tempat tinggal sekarang: jalan dan nomor rumah.',
    'Jl. Anggrek No. 5',
    { kind: 'text', min: 5, max: 150 },
  ),
  own('rt_rw', 'RT/RW', 'RT dan RW berapa?', 'RT 003 RW 002', { kind: 'text', min: 3, max: 30 }),
];

type OptionRow = readonly [id: string, label: string, aliases: string[]];

function own(
  id: string,
  label: string,
  question: string,
  example: string | null,
  accept: Field['accept'],
  options: readonly OptionRow[] = [],
): Field {
  return Field.parse({
    id,
    label,
    question,
    example,
    accept,
    options: options.map(([option, text, aliases]) => ({ id: option, label: text, aliases })),
    source: null,
    optional: false,
  });
}

/** One state a question: first what the register would have known, then the service's own fields. */
export function questionStates(service: Service): LetterStates {
  const states: LetterStates = service.fields.some((field) => field.source === 'family')
    ? {
        family: {
          entry: [{ type: 'call', params: { name: 'family', args: {} } }],
          on: {
            'answer.family': {
              target: 'route',
              actions: assign(({ event }) => ({ relatives: event.result })),
            },
          },
        },
      }
    : {};
  OWN_FIELDS.forEach((field, index) => {
    const before = OWN_FIELDS[index - 1];
    states[`own_${field.id}`] = {
      entry: [{ type: 'ask', params: ({ context }) => question(service, field, context) }],
      on: {
        ...(field.accept.kind === 'none'
          ? {}
          : {
              value: {
                target: 'route',
                actions: assign(({ context, event }) => ownAnswer(context, field.id, event.value)),
              },
            }),
        ...(field.options.length === 0
          ? {}
          : {
              choose: {
                target: 'route',
                actions: assign(({ context, event }) =>
                  ownAnswer(context, field.id, labelOf(field, event.id)),
                ),
              },
            }),
        back: [
          {
            guard: ({ context }) => context.editing !== null,
            target: 'route',
            actions: assign({ editing: null }),
          },
          { target: before ? `own_${before.id}` : 'identity' },
        ],
      },
    };
  });
  service.fields.forEach((field, index) => {
    const before = service.fields[index - 1];
    const lastOwn = OWN_FIELDS[OWN_FIELDS.length - 1];
    states[`ask_${field.id}`] = {
      entry: [{ type: 'ask', params: ({ context }) => question(service, field, context) }],
      on: {
        ...(field.accept.kind === 'none'
          ? {}
          : {
              value: {
                target: 'route',
                actions: assign(({ context, event }) => answer(context, field.id, event.value)),
              },
            }),
        ...(field.options.length === 0 && !field.optional
          ? {}
          : {
              choose: {
                target: 'route',
                actions: assign(({ context, event }) =>
                  answer(context, field.id, chosenValue(field, event.id)),
                ),
              },
            }),
        back: [
          {
            guard: ({ context }) => context.editing !== null,
            target: 'route',
            actions: assign({ editing: null }),
          },
          { guard: ({ context }) => context.repair !== null, target: 'leaving' },
          ...(before
            ? [{ target: `ask_${before.id}` }]
            : [
                {
                  guard: ({ context }: { context: LetterContext }) => context.resident !== null,
                  target: 'confirm',
                },
                { target: `own_${lastOwn?.id}` },
              ]),
        ],
      },
    };
  });
  return states;
}

function question(service: Service, field: Field, context: LetterContext) {
  const choices: ChoiceSpec[] = options(field, context);
  if (field.optional) choices.push({ id: NONE_OF_THESE, label: 'skip' });
  const many = field.source === 'family' && choices.length > (field.optional ? 1 : 0);
  // Without a family in the register the same question is answered in own words.
  const accept =
    field.source === 'family' && !many ? ({ kind: 'text', min: 2, max: 500 } as const) : field.accept;
  return {
    key: 'question.ask' as const,
    args: {
      step: context.repair ? null : stepOf(service, field, context),
      text: field.question,
      example: many ? '1 3' : field.example,
      many,
      free: choices.length > 0 && accept.kind === 'text',
    },
    accept,
    choices,
    zero: 'back' as const,
    private: field.id === 'birth_date',
  };
}

function options(field: Field, context: LetterContext): ChoiceSpec[] {
  if (field.source === 'family')
    return (context.relatives ?? [])
      .slice(0, 7)
      .map((relative) => ({ id: relative.id, text: relative.label }));
  return field.options.map((option) => ({ id: option.id, text: option.label, aliases: option.aliases }));
}

/** "Langkah 3 dari 6": own data, questions, papers and the review, those that this person meets. */
function stepOf(service: Service, field: Field, context: LetterContext): { at: number; of: number } {
  const asked = [...(context.resident ? [] : OWN_FIELDS), ...service.fields];
  return {
    at: asked.findIndex((one) => one.id === field.id) + 2,
    of: asked.length + papersFor(service, context).length + 2,
  };
}

function answer(context: LetterContext, id: string, value: string): Partial<LetterContext> {
  // "none of them" among several choices leaves the answer empty.
  const kept = value.split(',').includes(NONE_OF_THESE) ? '' : value;
  return { answers: { ...context.answers, [id]: kept }, lastField: id, editing: null };
}

function ownAnswer(context: LetterContext, id: string, value: string): Partial<LetterContext> {
  return { ownData: { ...context.ownData, [id]: value }, editing: null };
}

function chosenValue(field: Field, id: string): string {
  return id === NONE_OF_THESE ? '' : field.source === 'family' ? id : labelOf(field, id);
}

function labelOf(field: Field, id: string): string {
  return field.options.find((option) => option.id === id)?.label ?? id;
}
