/** What is mutated together, and the tests that must notice. */
export interface Area {
  readonly mutate: readonly string[];
  /** The quickest first: a mutant's run ends with the first test that fails. */
  readonly tests: readonly string[];
  /** Tests that are left out, by a part of their names. */
  readonly without?: readonly string[];
}

const FLOWS = [
  'flows/talks',
  'flows/words',
  'flows/edges',
  'flows/office-command',
  'flows/understand',
  'flows/answers',
  'flows/no-answer',
  'flows/other-letter',
  'flows/small-talk',
  'flows/message',
  'flows/calendar',
  'flows/desk-task',
  'flows/door',
  'domain/residents-nik',
  'flows/pages',
  'flows/language',
].map((name) => `tests/${name}.test.ts`);

/** Thousands of random events each: what they find is told by the tests beside them, or survives here. */
const RANDOM = [
  'holds its promises in',
  'never throws, whatever is typed',
  'is clean when it was cleaned',
  'changes the language in the middle',
];

export const AREAS: Readonly<Record<string, Area>> = {
  kit: { mutate: ['flows/kit/*.ts'], tests: FLOWS, without: RANDOM },
  requests: {
    mutate: ['src/requests/*.ts'],
    tests: [
      'domain/requests-print',
      'domain/requests-form',
      'domain/requests-after',
      'domain/requests-letters',
      'domain/requests-decisions',
      'domain/requests-card',
      'domain/requests-told',
      'domain/requests-sign',
      'domain/requests-read',
      'domain/requests',
      'domain/requests-moves',
    ].map((name) => `tests/${name}.test.ts`),
  },
  engine: {
    mutate: ['src/engine/*.ts'],
    tests: [
      'engine/told',
      'engine/books',
      'engine/links',
      'engine/by-hand',
      'engine/lost',
      'engine/late',
      'engine/turns',
      'engine/attachments',
      'engine/jobs',
      'engine/jobs-work',
      'engine/lane',
      'engine/turn-sql',
      'engine/calls-office',
      'engine/calls-resident',
      'engine/notices',
      'engine/messages',
      'engine/statuses',
      'engine/forms',
      'engine/hand-over',
      'engine/outbox',
      'people/outages',
    ].map((name) => `tests/${name}.test.ts`),
  },
  access: { mutate: ['src/staff/access.ts'], tests: ['tests/domain/access.test.ts'] },
  numbering: {
    mutate: ['src/letters/numbering.ts'],
    tests: ['tests/letters/numbering.test.ts', 'tests/letters/numbering-scope.test.ts'],
  },
};
