import { AsyncLocalStorage } from 'node:async_hooks';
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { silenceLibsignal } from '../../src/channels/whatsapp/quiet.ts';
import { Device } from '../support/whatsapp/device.ts';

/** What is mended in libsignal by patches/libsignal+6.0.0.patch: each of these fails without it. */

silenceLibsignal();

const queueJob = createRequire(import.meta.url)('libsignal/src/queue_job.js') as (
  bucket: string,
  work: () => Promise<string | undefined>,
) => Promise<string | undefined>;

test('work that waits for its turn is done in the context of whoever asked for it', async () => {
  const asked = new AsyncLocalStorage<string>();
  const { promise, resolve } = Promise.withResolvers<void>();
  const first = asked.run('first', () => queueJob('one address', () => promise.then(() => asked.getStore())));
  const second = asked.run('second', () => queueJob('one address', async () => asked.getStore()));
  resolve();
  expect(await Promise.all([first, second])).toEqual(['first', 'second']);
});

test('a session that a message does not belong to is left as it was', async () => {
  const [phone, office] = [new Device(), new Device()];
  const [person, ward] = ['991@lid', '111:1@lid'];
  const bundle = await office.bundle();
  const says = (conversation: string) => phone.encrypt(ward, { conversation }, () => bundle);
  const answers = (conversation: string) => office.encrypt(person, { conversation }, () => bundle);
  const readsAt = async (device: Device, from: string, cipher: Awaited<ReturnType<typeof says>>) =>
    (await device.decrypt(from, cipher)).conversation;

  await office.decrypt(person, await says('satu'));
  await phone.decrypt(ward, await answers('balas satu'));
  const underway = await says('dua');
  // The phone could not read something and asked for it with new keys: another session is begun.
  await office.begin(person, await phone.bundle());
  const again = await answers('balas satu');
  // What was written under the earlier session comes only now, and is tried with the newer one first.
  expect(await readsAt(office, person, underway)).toBe('dua');
  const next = await answers('balas dua');
  expect(await readsAt(phone, ward, again)).toBe('balas satu');
  expect(await readsAt(phone, ward, next)).toBe('balas dua');
  expect(await readsAt(office, person, await says('tiga'))).toBe('tiga');
});
