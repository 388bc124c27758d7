import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  type Attachment,
  BOLD_OFF,
  BOLD_ON,
  type Bubble,
  type ShownChoice,
} from '../../../flows/kit/message.ts';
import { type Inbound, SendFailure } from '../../../src/channels/port.ts';
import { bubble, until } from '../../support/telegram/kit.ts';
import { type Bench, FAULTS, type Traits } from './bench.ts';

const PDF: Attachment = { kind: 'letter', id: 'x', name: 'Surat-470-1.pdf', mime: 'application/pdf' };

/** So many choices, with data that differs from the labels. */
const choices = (count: number): ShownChoice[] =>
  Array.from({ length: count }, (_, i) => ({ n: `${i + 1}`, label: `Pilihan ${i + 1}`, data: `d:${i + 1}` }));

/** Numbered sentences of at least so many characters. */
function sentences(length: number): string {
  let text = '';
  for (let i = 1; text.length < length; i += 1) text += `Kalimat ke-${i} tentang syarat surat di kelurahan. `;
  return text.trimEnd();
}

const squeezed = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** What a choice means, tapped or typed. */
function meant({ body }: Inbound): string | null {
  if (body.kind === 'tap') return body.data;
  return body.kind === 'text' ? `d:${/^\d+/.exec(body.text)?.[0]}` : null;
}

/** What every channel does, whatever its platform (src/channels/port.ts). */
export function describeChannel(name: string, traits: Traits, open: () => Promise<Bench>): void {
  describe(`${name} keeps the contract of a channel`, () => {
    let bench: Bench;
    beforeEach(async () => {
      bench = await open();
    });
    afterEach(() => bench.close());

    const send = (what: Partial<Bubble>, edits: string | null = null, file: Uint8Array | null = null) =>
      bench.channel.send({
        chat: bench.chat,
        bubble: bubble(what.text ?? '', what),
        file,
        edits,
        ...(edits === null ? {} : { editsAt: new Date() }),
      });
    const failure = (work: Promise<unknown>): Promise<SendFailure> =>
      work.then(
        () => {
          throw new Error('it did not fail');
        },
        (error: unknown) => {
          expect(error).toBeInstanceOf(SendFailure);
          return error as SendFailure;
        },
      );
    /** The next message that is stored. */
    async function next(act: () => unknown): Promise<Inbound> {
      const before = bench.receiver.stored.length;
      await act();
      await bench.receiver.has(before + 1);
      const found = bench.receiver.stored[before];
      if (!found) throw new Error('nothing was stored');
      return found;
    }
    const sees = (count: number) => until(() => bench.shown().length >= count);

    test('messages come in the order of the chat, under the account, each with its own id', async () => {
      const before = bench.receiver.stored.length;
      const texts = Array.from({ length: 12 }, (_, i) => `pesan ${i}`);
      for (const text of texts) await bench.says(text);
      await bench.receiver.has(before + texts.length);
      const got = bench.receiver.stored.slice(before);
      expect(got.map(({ body }) => (body.kind === 'text' ? body.text : body.kind))).toEqual(texts);
      expect(new Set(got.map(({ chat, accountId }) => `${accountId} ${chat}`))).toEqual(
        new Set([`${bench.channel.accountId} ${bench.chat}`]),
      );
      expect(new Set(got.map(({ externalId }) => externalId)).size).toBe(texts.length);
    });

    test('messages go out in order', async () => {
      const texts = Array.from({ length: 5 }, (_, i) => `jawaban ${i}`);
      const ids: string[] = [];
      for (const text of texts) ids.push((await send({ text })).externalId);
      await sees(5);
      expect(bench.shown().map(({ text }) => text)).toEqual(texts);
      expect(new Set(ids).size).toBe(5);
    });

    test('what comes twice has the same id twice', async () => {
      await next(() => bench.says('satu'));
      const offered = bench.receiver.offered;
      await bench.brings();
      if (traits.repeats) await until(() => bench.receiver.offered > offered);
      await next(() => bench.says('dua'));
      expect(bench.receiver.texts().slice(-2)).toEqual(['satu', 'dua']);
    });

    test(`a message is replaced ${traits.edits}, and the newer one can be replaced again`, async () => {
      let id = (await send({ text: 'Tugas baru', choices: choices(2) })).externalId;
      for (const text of ['Sudah diambil.', 'Sudah selesai.']) {
        const edited = await send({ text }, id);
        if (traits.edits === 'in place') expect(edited.externalId).toBe(id);
        id = edited.externalId;
      }
      const count = traits.edits === 'in place' ? 1 : 3;
      await until(() => bench.shown().at(-1)?.text === 'Sudah selesai.');
      expect(bench.shown()).toHaveLength(count);
      expect(bench.shown().at(-1)?.choices).toEqual([]);
    });

    test('a file comes in byte for byte, and not beyond the limit', async () => {
      const bytes = Buffer.from(Array.from({ length: 70_001 }, (_, i) => (i * 31) % 251));
      const { body } = await next(() => bench.sendsFile(bytes, 'pengantar.pdf'));
      if (body.kind !== 'media') throw new Error(`a file came as ${body.kind}`);
      expect(Buffer.from(await bench.channel.fetch(body.media, 10_000_000)).equals(bytes)).toBe(true);
      expect((await bench.channel.fetch(body.media, bytes.length)).length).toBe(bytes.length);
      expect(await failure(bench.channel.fetch(body.media, bytes.length - 1))).toMatchObject({
        kind: 'giveUp',
      });
    });

    test('a document goes out byte for byte, with its name and its words', async () => {
      const bytes = Buffer.concat([Buffer.from('%PDF-1.4\n'), Buffer.alloc(40_000, 7)]);
      await send({ text: 'Surat Bapak/Ibu sudah jadi.', file: PDF }, null, bytes);
      await until(() => bench.shown().some(({ text }) => text.includes('sudah jadi')));
      const files = bench.shown().flatMap(({ file }) => file ?? []);
      expect(files.map((one) => one.name)).toEqual(['Surat-470-1.pdf']);
      expect(files[0] && Buffer.from(files[0].bytes).equals(bytes)).toBe(true);
      expect(await failure(send({ text: 'x', file: PDF }))).toMatchObject({ kind: 'giveUp' });
    });

    test.each([1, 3, 4, 10, 12])(
      'of %i choices each is shown, and comes back as what it means',
      async (count) => {
        await send({ text: 'Mau urus apa?', choices: choices(count) });
        await sees(1);
        expect(bench.shown().at(-1)?.choices).toEqual(choices(count).map(({ label }) => label));
        const chosen = await next(() => bench.chooses(`${count}`));
        expect(meant(chosen)).toBe(`d:${count}`);
        if (count <= 10) expect(chosen.body.kind).toBe(traits.choices === 'tap' ? 'tap' : 'text');
      },
    );

    const { limit } = traits;
    if (limit !== null) {
      test('a long text is cut at the ends of sentences, with the choices under the last part', async () => {
        const text = `${BOLD_ON}Penting.${BOLD_OFF} ${sentences(10_000)}`;
        await send({ text, choices: choices(3) });
        await until(() => bench.shown().at(-1)?.choices.length === 3);
        const parts = bench.shown();
        expect(squeezed(parts.map((one) => one.text).join(' '))).toBe(
          squeezed(text.replace(/[\uE000\uE001]/g, '')),
        );
        for (const part of parts) {
          expect(part.text.length).toBeLessThanOrEqual(limit);
          expect(part.text).toMatch(/\.$/);
        }
        expect(parts.slice(0, -1).flatMap((one) => one.choices)).toEqual([]);
        expect(parts.flatMap((one) => one.bold)).toEqual(['Penting.']);
      });

      test('choices are never torn apart, however long the text before them is', async () => {
        for (let length = limit - 150; length <= limit + 60; length += 30) {
          const before = bench.shown().length;
          await send({ text: sentences(length), choices: choices(12) });
          await until(() => bench.shown().slice(before).at(-1)?.choices.length === 12);
          expect(
            squeezed(
              bench
                .shown()
                .slice(before)
                .map((one) => one.text)
                .join(' '),
            ),
          ).toBe(sentences(length));
        }
      });

      test('the parts of a long text are no faster than the pace', async () => {
        const { perChatMs } = bench.channel.pace;
        const begun = Date.now();
        await send({ text: sentences(3 * limit) });
        await sees(4);
        // A timer may fire a millisecond early, and clocks are read in whole ones.
        for (const [k, at] of bench.times().entries())
          expect(at - begun).toBeGreaterThanOrEqual(k * (perChatMs - 2) - 1);
      });
    }

    test('what a person typed is shown as typed; only our own bold is bold', async () => {
      const typed = [
        'YOHANES <b>BUDI</b> & <i>ANI</i> &amp; </b>',
        '*tebal* _miring_ ~coret~ `kode` ```blok``` __dua__ **dua**',
        '[tautan](https://contoh.go.id) {{1}} {{nama}}',
        '> kutipan',
        '1. bukan daftar',
        '|rahasia| ||x|| # judul',
      ];
      await send({
        text: `${BOLD_ON}Nama *itu*:${BOLD_OFF} Budi\n${typed.join('\n')}\n${BOLD_ON}Akhir${BOLD_OFF}`,
      });
      await sees(1);
      const [shown] = bench.shown();
      expect(shown?.text).toBe(`Nama *itu*: Budi\n${typed.join('\n')}\nAkhir`);
      expect(shown?.bold).toEqual(['Nama *itu*:', 'Akhir']);
      expect(shown?.formatted).toEqual([]);
    });

    test('nothing typed turns round the writing of what follows', async () => {
      await send({ text: 'Nama: BU\u202EDI\u202C \u2066x\u2069, NIK di bawah' });
      await sees(1);
      expect(bench.shown()[0]?.text).toBe('Nama: BUDI x, NIK di bawah');
    });

    const faults = FAULTS.flatMap((fault) => (traits.faults[fault] ? [[fault, traits.faults[fault]]] : []));
    if (faults.length > 0)
      test.each(faults as [(typeof FAULTS)[number], SendFailure['kind']][])(
        'a send that fails as "%s" is told as %s',
        async (fault, kind) => {
          const chat = bench.fails(fault);
          const failed = await failure(
            bench.channel.send({ chat, bubble: bubble('halo'), file: null, edits: null }),
          );
          expect(failed.kind).toBe(kind);
          // The platform said how long to wait, or only a long wait is of use.
          if (fault === 'slowDown') expect(failed.afterMs).toBeGreaterThanOrEqual(1_000);
          expect(failed.message).not.toContain('halo');
        },
      );

    test('a stop waits for what is being sent; after it nothing goes out', async () => {
      bench.holds(200);
      let settled = false;
      const sent = send({ text: 'terakhir' }).finally(() => {
        settled = true;
      });
      sent.catch(() => undefined);
      // The send is on its way before the end is asked for.
      await new Promise((resolve) => setTimeout(resolve, 60));
      await bench.channel.stop();
      expect(settled).toBe(true);
      expect(await failure(send({ text: 'terlambat' }))).toMatchObject({ kind: 'retry' });
      expect(bench.times()).toHaveLength(1);
    });

    test('a stop waits for what is being stored', async () => {
      let storing = false;
      let open: () => void = () => undefined;
      const gate = new Promise<void>((resolve) => {
        open = resolve;
      });
      bench.receiver.before = async () => {
        storing = true;
        await gate;
      };
      // What is said stays unanswered until it is stored.
      const said = Promise.resolve(bench.says('terakhir')).catch(() => undefined);
      await until(() => storing);
      let stopped = false;
      const end = bench.channel.stop().then(() => {
        stopped = true;
      });
      await new Promise((resolve) => setTimeout(resolve, 60));
      expect(stopped).toBe(false);
      open();
      await Promise.all([end, said]);
      expect(bench.receiver.texts().at(-1)).toBe('terakhir');
    });

    if (traits.platform)
      test('it tells when the platform is out of reach, since when, and that it is back', async () => {
        const { channel } = bench;
        await until(() => channel.reach.up);
        await bench.breaks();
        await until(() => !channel.reach.up);
        const { why, since } = channel.reach;
        expect(why).toEqual(expect.any(String));
        await bench.mends();
        await until(() => channel.reach.up);
        expect(channel.reach.why).toBeNull();
        expect(channel.reach.since.getTime()).toBeGreaterThanOrEqual(since.getTime());
      });
  });
}
