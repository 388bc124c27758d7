import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { oddLines } from '../lint.ts';
import type { Platform } from './platform.ts';
import { type PlatformDeps, playOnPlatform } from './play.ts';
import { said } from './transcript.ts';

/** The main job: three letters, a request that is completed, the lurah's and the counter's part. */
const MAIN_JOB = ['01-domisili', '02-sktm-keluarga', '03-sku', '09-dilengkapi', '14-lurah', '15-loket'];

/** What a platform may say otherwise, taken out on both sides. */
export type Permitted = (entry: string) => string | null;

/** Where an app is not our own page, the secure page is on offer beside the question for a NIK. */
export const withoutOffer: Permitted = (entry) =>
  entry.replace(' Tidak ingin menulis NIK di chat? Ketik formulir.', '');

/** Where the platform tells the sender's number with each message, it is not asked for. */
export const withoutProof: Permitted = (entry) => {
  if (SHOWS_NUMBER.test(entry) || ABOUT_NUMBER.test(entry)) return null;
  return entry
    .replace(
      / (?:Supaya surat bisa langsung dikirim|Tidak apa-apa, permohonan tetap jalan).* Ambil di loket saja$/,
      '',
    )
    .replace(
      / (?:Kalau ingin dikirim di chat ini, mintalah kode .*|Atau terima di chat ini.* Kirim suratnya ke chat ini)$/,
      '',
    );
};
const ABOUT_NUMBER = /Terima kasih, sudah cocok\.|Nomor ini belum sama dengan nomor/;
const SHOWS_NUMBER = /: \[nomor\]$/;

/** Where the chat may not take a NIK, a date of birth or a photo, the question leads to the secure page instead. */
export const byForm: Permitted = (entry) =>
  entry
    .replace(/ Kirim lewat halaman aman ini \(berlaku 30 menit\): https:\/\/\S+\/formulir\/\w+/, '')
    .replace(
      /(?:Untuk surat ini|Sekarang) kami perlu [^.]+\. Isi di halaman aman ini \([^)]+\): \S+/,
      'Rahasia?',
    )
    .replace(/Ketik NIK dan tanggal lahir yang akan dicantumkan .* Contoh: \d{16} [\d-]+/, 'Rahasia?')
    .replace('Terima kasih. Sekarang ketik tanggal lahirnya. Contoh: 12-05-1990', 'Rahasia?');

/** Pictures have no names on WhatsApp. */
export const withoutNames: Permitted = (entry) => entry.replace(/<[^>]+\.(?:jpg|png)>$/, '<gambar>');

/** One after the other. */
export const all =
  (...each: readonly Permitted[]): Permitted =>
  (entry) =>
    each.reduce<string | null>((left, one) => (left === null ? null : one(left)), entry);

/** The journeys of the main job, word for word as in their transcripts, whatever they are played on. */
export function describeJourneys(
  channel: string,
  open: (deps: PlatformDeps) => Promise<Platform>,
  permitted: Permitted = (entry) => entry,
): void {
  describe(`the main job on ${channel}`, () => {
    test.for(MAIN_JOB)('%s', { timeout: 120_000 }, async (name) => {
      const golden = readFileSync(join(import.meta.dirname, '..', `${name}.chat`), 'utf8');
      const { transcript, faults, failed } = await playOnPlatform(golden, channel, open);
      expect(failed, transcript.split('\n').slice(-12).join('\n')).toBeNull();
      expect(faults, 'the log complained').toEqual([]);
      const plain = (text: string) => said(text).flatMap((entry) => permitted(entry) ?? []);
      // What nobody needs to do is not answered either.
      const odd = oddLines(transcript).filter((line) => !SHOWS_NUMBER.test(line) || permitted(line) !== null);
      expect(odd, 'nobody should read this').toEqual([]);
      expect(plain(transcript)).toEqual(plain(golden));
    });
  });
}
