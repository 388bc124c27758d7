import { assign } from 'xstate';
import type { LetterStates } from './letter-setup.ts';
import type { Service } from './service.ts';

/** Raised whenever the notice changes in meaning: everybody is then asked once more (UU PDP 27/2022 ps. 20-22). */
export const CONSENT_VERSION = '2026-11';

/** The notice before the first personal datum: what is kept, why, how long. Recorded with its version, once. */
export function consentStates(service: Service): LetterStates {
  return {
    consent: {
      entry: [
        {
          type: 'ask',
          params: {
            key: 'consent.ask',
            args: { title: service.name },
            choices: [
              { id: 'agree', label: 'agree' },
              { id: 'decline', label: 'decline' },
            ],
          },
        },
      ],
      on: {
        choose: [
          { guard: ({ event }) => event.id === 'agree', target: 'consenting' },
          { target: 'declined' },
        ],
        back: 'leaving',
      },
    },
    consenting: {
      entry: [{ type: 'call', params: { name: 'consent', args: { version: CONSENT_VERSION } } }],
      on: { 'answer.consent': { target: 'route', actions: assign({ consentVersion: CONSENT_VERSION }) } },
    },
    declined: { type: 'final', entry: [{ type: 'say', params: { key: 'consent.declined', args: {} } }] },
  };
}
