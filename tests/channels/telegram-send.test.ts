import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Bubble } from '../../flows/kit/message.ts';
import { BOLD_OFF, BOLD_ON } from '../../flows/kit/message.ts';
import { SendFailure } from '../../src/channels/port.ts';
import { createBotApi } from '../../src/channels/telegram/api.ts';
import { download } from '../../src/channels/telegram/download.ts';
import { checkTelegram, startLink, type TelegramChannel } from '../../src/channels/telegram/index.ts';
import { SEND_PHONE } from '../../src/channels/telegram/outbound.ts';
import { type Person, startTelegram, type TelegramServer } from '../support/telegram/index.ts';
import { bubble, channelAt } from '../support/telegram/kit.ts';

const yesNo = [
  { n: '1', label: 'Ya', data: 'y' },
  { n: '2', label: 'Tidak', data: 'n' },
];
const jpeg = Buffer.concat([Buffer.from('ffd8ffe0', 'hex'), Buffer.alloc(40, 7)]);
const pdf = Buffer.from('%PDF-1.7 surat');
const letter = { kind: 'letter', id: 'l1', name: 'Surat domisili.pdf', mime: 'application/pdf' } as const;
const picture = { kind: 'picture', id: 'p1', name: 'bagan.jpg', mime: 'image/jpeg' } as const;

describe('sending', () => {
  let server: TelegramServer;
  let person: Person;
  let channel: TelegramChannel;
  let lines: string[];

  beforeEach(async () => {
    server = await startTelegram({ limits: 'off' });
    person = server.person({ name: 'Ama' });
    person.says('/start');
    ({ channel, lines } = channelAt(server));
  });

  afterEach(async () => {
    await channel.stop();
    await server.stop();
  });

  const send = (content: Bubble, more: { file?: Uint8Array; edits?: string; chat?: string } = {}) =>
    channel.send({
      chat: more.chat ?? String(person.id),
      bubble: content,
      file: more.file ?? null,
      edits: more.edits ?? null,
    });

  /** The failure of a send, checked for secrets. */
  async function failing(content: Bubble, more: Parameters<typeof send>[1] = {}): Promise<SendFailure> {
    const failure = await send(content, more).then(
      () => null,
      (error: unknown) => error,
    );
    if (!(failure instanceof SendFailure)) throw new Error('did not fail as it should');
    expect(`${failure.message} ${failure.stack} ${String(failure.cause)} ${lines.join('')}`).not.toContain(
      server.token,
    );
    return failure;
  }

  test('a person sees the text, the bold words and the buttons', async () => {
    const { externalId } = await send(
      bubble(`Nomor ${BOLD_ON}NKT2-1${BOLD_OFF} & <b>teks</b>`, { choices: yesNo }),
    );
    expect(person.seen()).toMatchObject([
      {
        id: Number(externalId),
        text: 'Nomor NKT2-1 & <b>teks</b>',
        entities: [{ type: 'bold', offset: 6, length: 6 }],
        buttons: [
          { label: '1. Ya', data: 'y' },
          { label: '2. Tidak', data: 'n' },
        ],
      },
    ]);
  });

  test('a long text arrives whole, in messages that Telegram takes, with the buttons below', async () => {
    const text = Array.from({ length: 500 }, (_, i) => `Kalimat nomor ${i} & seterusnya.`).join(' ');
    const { externalId } = await send(bubble(text, { choices: yesNo }));
    const seen = person.seen();
    expect(seen.map((message) => message.text).join(' ')).toBe(text);
    expect(seen.map((message) => message.buttons.length)).toEqual([...seen.slice(1).map(() => 0), 2]);
    expect(externalId).toBe(String(seen.at(-1)?.id));
  });

  test('a letter arrives byte for byte, with name and caption', async () => {
    await send(bubble('Surat selesai', { file: letter, choices: yesNo }), { file: pdf });
    expect(person.seen()).toMatchObject([
      {
        text: 'Surat selesai',
        file: { name: 'Surat domisili.pdf', mime: expect.any(String), bytes: pdf },
        buttons: [{}, {}],
      },
    ]);
  });

  test('a picture arrives as a photo, or as a document if Telegram cannot read it', async () => {
    await send(bubble('', { file: picture }), { file: jpeg });
    await send(bubble('', { file: picture }), { file: pdf });
    expect(server.calls.map((call) => call.method)).toEqual(['sendPhoto', 'sendPhoto', 'sendDocument']);
    expect(person.seen().map((message) => message.file?.bytes)).toEqual([jpeg, pdf]);
  });

  test('an earlier message is changed in place; a change to the same is no failure', async () => {
    const { externalId } = await send(bubble('Tugas', { choices: yesNo }));
    expect(await send(bubble('Sudah diambil'), { edits: externalId })).toEqual({ externalId });
    expect(await send(bubble('Sudah diambil'), { edits: externalId })).toEqual({ externalId });
    expect(person.seen()).toMatchObject([{ text: 'Sudah diambil', edited: true, buttons: [] }]);
  });

  test('the text under a file is changed as its caption', async () => {
    const { externalId } = await send(bubble('Periksa', { file: letter, choices: yesNo }), { file: pdf });
    expect(await send(bubble('Sudah ditandatangani'), { edits: externalId })).toEqual({ externalId });
    expect(person.seen()).toMatchObject([
      { text: 'Sudah ditandatangani', buttons: [], file: { bytes: pdf } },
    ]);
  });

  test('what cannot be changed is sent anew', async () => {
    const { externalId } = await send(bubble('Nomor?', { askPhone: true }));
    await send(bubble('Batal'), { edits: externalId });
    await send(bubble('Hilang'), { edits: '999999' });
    const { externalId: captioned } = await send(bubble('', { file: letter }), { file: pdf });
    await send(bubble('x'.repeat(2000)), { edits: captioned });
    expect(person.seen().map((message) => message.text.slice(0, 6))).toEqual([
      'Nomor?',
      'Batal',
      'Hilang',
      '',
      'xxxxxx',
    ]);
  });

  test('the phone is asked for on a keyboard, which the next message takes away', async () => {
    await send(bubble('Boleh minta nomor?', { askPhone: true, choices: yesNo }));
    expect(person.openKeyboard()).toEqual([SEND_PHONE, '1. Ya', '2. Tidak']);
    await send(bubble('Nomor diterima.\nBetul?', { choices: yesNo }));
    expect(person.openKeyboard()).toBeNull();
    expect(person.seen().at(-1)).toMatchObject({ text: 'Betul?', buttons: [{}, {}] });
    await send(bubble('Selesai.'));
    expect(server.callsOf('sendMessage').at(-1)?.params).not.toHaveProperty('reply_markup');
  });

  test('a refusal for speed says how long to wait', async () => {
    server.fault('sendMessage', { kind: 'status', status: 429, retryAfter: 7 });
    expect(await failing(bubble('a'))).toMatchObject({ kind: 'retry', afterMs: 7000 });
    expect(person.seen()).toEqual([]);
  });

  test.each([
    ['a failing server', 'retry', { kind: 'status', status: 500 }],
    ['a failing gateway', 'retry', { kind: 'status', status: 502 }],
    ['a refused token', 'retry', { kind: 'status', status: 401 }],
    ['an answer that got lost', 'unknown', { kind: 'lostAnswer' }],
    [
      'a message that Telegram refuses',
      'giveUp',
      { kind: 'status', status: 400, description: 'Bad Request: something "halo rahasia" else' },
    ],
    [
      'an account that is gone',
      'gone',
      { kind: 'status', status: 403, description: 'Forbidden: user is deactivated' },
    ],
  ] as const)('%s is told apart: %s', async (_, kind, fault) => {
    server.fault('sendMessage', fault);
    const failure = await failing(bubble('halo rahasia'));
    expect(failure.kind).toBe(kind);
    expect(failure.message).not.toContain('rahasia');
  });

  test('no answer in time is told apart, because the message may have arrived', async () => {
    const hasty = channelAt(server, { timeoutMs: 50 }).channel;
    server.fault('sendMessage', { kind: 'silence' });
    await expect(
      hasty.send({ chat: String(person.id), bubble: bubble('a'), file: null, edits: null }),
    ).rejects.toMatchObject({ kind: 'unknown' });
    await hasty.stop();
  });

  test('a server that cannot be reached never got the message', async () => {
    await server.stop();
    expect(await failing(bubble('a'))).toMatchObject({ kind: 'retry', afterMs: null });
    server = await startTelegram();
  });

  test('who blocked the bot, or never wrote to it, is gone', async () => {
    person.blocks();
    expect((await failing(bubble('a'))).kind).toBe('gone');
    expect((await failing(bubble('a'), { chat: '123456' })).kind).toBe('gone');
  });

  test('nothing to send, or a file that is missing, is given up', async () => {
    expect((await failing(bubble(' \n '))).kind).toBe('giveUp');
    expect((await failing(bubble('x', { file: letter }))).kind).toBe('giveUp');
  });

  test('when a later part is refused for speed, the first is not sent twice', async () => {
    server.fault('sendMessage', { kind: 'slow', ms: 0 });
    server.fault('sendMessage', { kind: 'status', status: 429, retryAfter: 1 });
    await send(bubble('Kalimat pertama. '.repeat(300)));
    expect(person.seen()).toHaveLength(2);
  });

  test('typing never fails', async () => {
    server.fault('sendChatAction', { kind: 'reset' });
    await channel.typing(String(person.id));
    await channel.typing('no chat');
  });

  describe('reading a file', () => {
    const refOf = (update: number) => {
      const file = [...server.world.messages.values()].find((message) => message.id === update)?.file;
      return { ref: file?.id ?? 'none', mime: null, name: null, size: null };
    };

    test('gives its bytes', async () => {
      const id = person.sendsDocument(pdf, { name: 'ktp.pdf', mime: 'application/pdf' });
      expect(Buffer.from(await channel.fetch(refOf(id), 1000))).toEqual(pdf);
    });

    test('ends at the limit, whatever size was claimed', async () => {
      const id = person.sendsDocument(Buffer.alloc(300_000), { claimedSize: 10 });
      await expect(channel.fetch(refOf(id), 100_000)).rejects.toMatchObject({ kind: 'giveUp' });
      await expect(channel.fetch({ ...refOf(id), size: 100_001 }, 100_000)).rejects.toMatchObject({
        kind: 'giveUp',
      });
    });

    test('that Telegram does not hand out, over 20 MB, is given up', async () => {
      const id = person.sendsDocument(pdf, { claimedSize: 21 * 1024 * 1024 });
      await expect(channel.fetch(refOf(id), 50 * 1024 * 1024)).rejects.toMatchObject({ kind: 'giveUp' });
    });

    test.each([['getFile'], ['file']])(
      'that fails on the way (%s) may be tried again, and says no token',
      async (method) => {
        const id = person.sendsDocument(pdf);
        for (const fault of [{ kind: 'reset' }, { kind: 'status', status: 502 }] as const) {
          server.fault(method, fault);
          const failure = await channel.fetch(refOf(id), 1000).catch((error: unknown) => error);
          expect(failure).toMatchObject({ kind: 'retry' });
          expect(`${(failure as Error).stack} ${String((failure as Error).cause)}`).not.toContain(
            server.token,
          );
        }
      },
    );
  });

  test('a file of which nothing comes is given up long before a slow one', async () => {
    const id = person.sendsDocument(pdf);
    const file = [...server.world.messages.values()].find((message) => message.id === id)?.file;
    server.fault('file', { kind: 'silence' });
    const options = {
      api: createBotApi(server.token, server.root),
      apiRoot: server.root,
      token: server.token,
      timeoutMs: 600_000,
      quietMs: 50,
    };
    await expect(
      download(options, { ref: file?.id ?? '', mime: null, name: null, size: null }, 1000),
    ).rejects.toMatchObject({ kind: 'retry' });
  });

  test('the login is checked in words', async () => {
    expect(await checkTelegram({ token: server.token, apiRoot: server.root })).toEqual({
      ok: true,
      name: server.username,
    });
    const wrong = `123456789:${'A'.repeat(35)}`;
    expect(await checkTelegram({ token: wrong, apiRoot: server.root })).toMatchObject({
      ok: false,
      why: expect.stringContaining('refuses the token'),
    });
    expect(await checkTelegram({ token: 'abc' })).toMatchObject({
      ok: false,
      why: expect.stringContaining('incomplete'),
    });
    const nowhere = await checkTelegram({ token: wrong, apiRoot: 'http://127.0.0.1:1' });
    expect(nowhere).toMatchObject({ ok: false, why: expect.stringContaining('cannot be reached') });
    expect(JSON.stringify(nowhere)).not.toContain(wrong);
  });

  test('a start link takes only codes that Telegram passes on', () => {
    expect(startLink('@halo_bot', 'AB-12')).toBe('https://t.me/halo_bot?start=AB-12');
    expect(() => startLink('halo_bot', 'a b')).toThrow(RangeError);
  });
});
