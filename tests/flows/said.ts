import type { Accept } from '../../flows/kit/service.ts';
import { type Understood, understand } from '../../flows/kit/understand.ts';
import { labels } from '../../flows/wording/labels.ts';
import { services } from '../support/flows.ts';

/** What a text means as an answer to a question without choices, in the middle of a letter of business. */
export function said(text: string, accept: Accept, office = false): Understood {
  return understand({
    body: { kind: 'text', text },
    about: null,
    open: {
      nonce: '5.01',
      text: 'Apa?',
      choices: [],
      accept,
      zero: 'back',
      askPhone: false,
      home: false,
      private: false,
    },
    today: '2026-11-23',
    office,
    services,
    applying: 'sku',
    labels,
  });
}
