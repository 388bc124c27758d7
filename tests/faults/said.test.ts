import { expect, it } from 'vitest';
import { isPartOf } from './checks/said.ts';

it('the first half of a message that was sent in two is no double, whatever the second half repeats', () => {
  const [title, card] = ['SuratDomisili', 'MenerangkanHasilSuratDomisili'];
  expect(isPartOf(title + card, title, card)).toBe(true);
  expect(isPartOf(title + card, title, `${card}1Ajukan2Menu`)).toBe(true);
  expect(isPartOf('HaloApa', 'Halo', 'Apa')).toBe(true);
  // The same message twice, and one of another message.
  expect(isPartOf(title + card, title + card, title + card)).toBe(false);
  expect(isPartOf('HaloApa', 'Baik', 'Apa')).toBe(false);
});
