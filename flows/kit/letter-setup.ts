import type { ChoiceSpec } from './effect.ts';
import { flow } from './flow.ts';
import type { LetterContext, LetterInput } from './letter-context.ts';

/** The setup that all parts of a letter's machine share. */
export const letterSetup = flow<LetterContext, LetterInput | undefined>();

/** States by name, as every part of the machine gives them. */
export type LetterStates = NonNullable<Parameters<typeof letterSetup.createMachine>[0]['states']>;

/** "Later" is no "never": what was filled in waits. */
export const LATER = {
  actions: [
    { type: 'say', params: { key: 'letter.later', args: {} } },
    { type: 'go', params: { flow: 'menu', input: { greet: false }, park: true } },
  ],
} as const;

/** Yes and no, as numbered choices. */
export const YES_NO: readonly ChoiceSpec[] = [
  { id: 'yes', label: 'yes' },
  { id: 'no', label: 'no' },
];
