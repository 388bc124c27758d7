import { describe, expect, it } from 'vitest';
import { translations } from '../../flows/wording/translations.ts';
import { vocabularies } from '../../flows/wording/vocabulary.ts';
import { factsAt } from '../support/flows.ts';
import { called, isReceipt, saysCutOff, saysResent } from './tongues.ts';

describe.each(['id', ...Object.keys(translations)])(
  'what the checker knows by its words, in %s',
  (language) => {
    const { words, labels } = vocabularies(translations)(language);
    const at = '2026-11-23T02:00:00.000Z';
    const facts = factsAt(Date.parse(at));

    it('is a receipt, a letter sent once more, and a line that was cut off', () => {
      const request = { number: 'NKT2-261123-001', title: 'Surat', who: '', holder: 'petugas', dueAt: at };
      const receipt = words.receipt({ ...request, opensAt: null, again: false }, facts);
      expect(isReceipt(receipt, request.number)).toBe(true);
      expect(isReceipt(receipt, 'NKT2-261123-002')).toBe(false);
      const resent = words['status.resent']({});
      const cutOff = [true, false].map((asks) => words.cutOff({ asks }));
      expect([receipt, resent, ...cutOff].map(saysResent)).toEqual([false, true, false, false]);
      expect([receipt, resent, ...cutOff].map(saysCutOff)).toEqual([false, false, true, true]);
    });

    it('is a choice', () => {
      expect(called('send', 'agree').has(labels.send.label)).toBe(true);
      expect(called('send', 'agree').has(labels.back.label)).toBe(false);
    });
  },
);
