import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Bubble } from '../../flows/kit/message.ts';
import { BOLD_OFF, BOLD_ON } from '../../flows/kit/message.ts';
import { SendFailure } from '../../src/channels/port.ts';
import {
  checkWhatsAppCloud,
  type WhatsAppCloudChannel,
  type WhatsAppCloudOptions,
} from '../../src/channels/whatsapp-cloud/index.ts';
import { SEND_PHONE } from '../../src/channels/whatsapp-cloud/outbound.ts';
import { type GraphServer, type Person, startGraph } from '../support/graph/index.ts';
import { bubble, channelAt, FakeReceiver, hooked, until } from '../support/graph/kit.ts';

const never = new AbortController().signal;
const yesNo = [
  { n: '1', label: 'Ya', data: 'y' },
  { n: '2', label: 'Tidak', data: 'n' },
];
const jpeg = Buffer.concat([Buffer.from('ffd8ffe0', 'hex'), Buffer.alloc(40, 7)]);
const pdf = Buffer.from('%PDF-1.7 surat');
const letter = { kind: 'letter', id: 'l1', name: 'Surat domisili.pdf', mime: 'application/pdf' } as const;
const picture = { kind: 'picture', id: 'p1', name: 'bagan.jpg', mime: 'image/jpeg' } as const;
const HOUR = 3_600_000;

describe('sending', () => {
  let server: GraphServer;
  let person: Person;
  let channel: WhatsAppCloudChannel;
  let lines: string[];
  let now = 0;

  beforeEach(async () => {
    now = Date.parse('2026-11-22T08:00:00Z');
    server = await startGraph({
      limits: 'off',
      now: () => now,
      templates: [
        { name: 'kabar', language: 'id', variables: 1 },
        { name: 'surat_selesai', language: 'id', variables: 1, header: 'document' },
      ],
    });
    person = server.person();
    person.says('halo');
    open({});
  });

  afterEach(async () => {
    await channel.stop();
    await server.stop();
  });

  const open = (changes: Partial<WhatsAppCloudOptions>) => {
    ({ channel, lines } = channelAt(server, { clock: { now: () => new Date(now) }, ...changes }));
  };

  const send = (content: Bubble, more: { file?: Uint8Array; edits?: string; chat?: string } = {}) =>
    channel.send({
      chat: more.chat ?? person.chat,
      bubble: content,
      file: more.file ?? null,
      edits: more.edits ?? null,
    });

  /** The failure of a send, checked for secrets. */
  async function failing(work: Promise<unknown>): Promise<SendFailure> {
    const failure = await work.then(
      () => null,
      (error: unknown) => error,
    );
    if (!(failure instanceof SendFailure)) throw new Error('did not fail as it should');
    const told = `${failure.message} ${failure.stack} ${String(failure.cause)} ${lines.join('')}`;
    for (const secret of [server.token, person.chat, 'RAHASIA']) expect(told).not.toContain(secret);
    return failure;
  }

  test('a person sees the text, the bold words and the buttons', async () => {
    const { externalId } = await send(
      bubble(`Nomor ${BOLD_ON}NKT2-1${BOLD_OFF} & *teks*`, { choices: yesNo }),
    );
    expect(person.seen()).toMatchObject([
      {
        id: externalId,
        text: 'Nomor NKT2-1 & ∗teks∗',
        marked: [{ style: 'bold', text: 'NKT2-1' }],
        buttons: [
          { title: '1. Ya', id: 'y' },
          { title: '2. Tidak', id: 'n' },
        ],
      },
    ]);
  });

  test('a long text arrives whole and in order', async () => {
    const text = Array.from({ length: 500 }, (_, i) => `Kalimat nomor ${i} dan seterusnya.`).join(' ');
    server.fault('messages', { kind: 'slow', ms: 30 });
    const { externalId } = await send(bubble(text, { choices: yesNo }));
    const seen = person.seen();
    expect(seen.map((message) => message.text).join(' ')).toBe(text);
    expect(seen.at(-1)).toMatchObject({ id: externalId, rows: [{}, {}] });
  });

  test('a later part is tried again without saying the first one twice', async () => {
    const text = Array.from({ length: 300 }, (_, i) => `Kalimat nomor ${i} dan seterusnya.`).join(' ');
    // The first call is let through by waiting a moment; the next one fails.
    server.fault('messages', { kind: 'slow', ms: 1 });
    server.fault('messages', { kind: 'status', status: 500, code: 131000 });
    await send(bubble(text));
    expect(
      person
        .seen()
        .map((message) => message.text)
        .join(' '),
    ).toBe(text);
  });

  test('a letter arrives byte for byte, with name, text and buttons in one message', async () => {
    await send(bubble('Surat selesai', { file: letter, choices: yesNo }), { file: pdf });
    await send(bubble('Surat selesai', { file: letter }), { file: pdf });
    const file = { as: 'document', name: 'Surat domisili.pdf', mime: 'application/pdf', bytes: pdf };
    expect(person.seen()).toMatchObject([
      { text: 'Surat selesai', file, buttons: [{}, {}] },
      { text: 'Surat selesai', file, buttons: [] },
    ]);
  });

  test('a picture arrives as a picture, a large one as a document', async () => {
    await send(bubble('Ringkasan', { file: picture }), { file: jpeg });
    expect(person.seen()).toMatchObject([{ text: 'Ringkasan', file: { as: 'image', bytes: jpeg } }]);
  });

  test('what replaces an earlier message quotes it, because nothing can be edited', async () => {
    const { externalId } = await send(bubble('Tugas', { choices: yesNo }));
    await send(bubble('Sudah diambil'), { edits: externalId });
    expect(person.seen()).toMatchObject([{}, { text: 'Sudah diambil', replyTo: externalId }]);
  });

  test('a person without a number is reached by the business-scoped id', async () => {
    const hidden = server.person({ phone: null });
    hidden.says('halo');
    await send(bubble('Nomor Anda?', { askPhone: true, choices: yesNo }), { chat: hidden.chat });
    expect(hidden.seen()).toMatchObject([{ text: 'Nomor Anda?', buttons: [{}, {}] }]);
    expect(server.callsOf('messages')[0]?.body).toMatchObject({ recipient: hidden.userId });
  });

  describe('outside the 24 hours', () => {
    const templates = {
      notice: { name: 'kabar', language: 'id' },
      letter: { name: 'surat_selesai', language: 'id', header: 'document' },
    } as const;

    test('the template of the ward says it, on one line', async () => {
      open({ templates: async () => templates });
      now += 24 * HOUR;
      await send(
        bubble(`${BOLD_ON}Permohonan${BOLD_OFF} dikembalikan.\n\nSilakan  lengkapi.`, { choices: yesNo }),
      );
      expect(person.seen()).toMatchObject([
        {
          template: {
            name: 'kabar',
            language: 'id',
            parameters: ['Permohonan dikembalikan. · Silakan lengkapi. · 1 Ya · 2 Tidak'],
          },
        },
      ]);
    });

    test('a letter goes out in the template that shows it', async () => {
      open({ templates: async () => templates });
      now += 48 * HOUR;
      await send(bubble('Surat selesai.', { file: letter }), { file: pdf });
      expect(person.seen()).toMatchObject([
        {
          template: { name: 'surat_selesai' },
          file: { as: 'document', name: 'Surat domisili.pdf', bytes: pdf },
        },
      ]);
    });

    test('without a template for it another channel must say it, and nothing is sent', async () => {
      now += 24 * HOUR;
      expect(await failing(send(bubble('RAHASIA')))).toMatchObject({
        kind: 'giveUp',
        message: expect.stringMatching(/^window/),
      });
      open({ templates: async () => templates });
      expect(await failing(send(bubble('x', { file: picture }), { file: jpeg }))).toMatchObject({
        kind: 'giveUp',
      });
      expect(server.calls).toEqual([]);
    });

    test('a template that cannot show the file is not sent without it', async () => {
      open({ templates: async () => ({ letter: { name: 'kabar', language: 'id' } }) });
      now += 24 * HOUR;
      expect(await failing(send(bubble('x', { file: letter }), { file: pdf }))).toMatchObject({
        kind: 'giveUp',
      });
      expect(server.calls).toEqual([]);
    });

    test('to someone who never wrote, only a template', async () => {
      open({ templates: async () => templates });
      const stranger = server.person();
      await send(bubble('Halo'), { chat: stranger.chat });
      expect(stranger.seen()).toMatchObject([{ template: { name: 'kabar' } }]);
    });

    test('23 hours later free text still goes', async () => {
      now += 23 * HOUR;
      await send(bubble('Halo'));
      expect(person.seen()).toMatchObject([{ text: 'Halo', template: null }]);
    });

    test('when Meta knows better, the template is used, or the failure is told', async () => {
      const lastInAt = async () => new Date(now);
      now += 25 * HOUR;
      open({ templates: async () => templates, lastInAt });
      await send(bubble('Halo'));
      expect(person.seen()).toMatchObject([{ template: { name: 'kabar' } }]);
      open({ lastInAt });
      expect((await failing(send(bubble('Halo')))).message).toMatch(/^window/);
    });

    test('a time that cannot be read is asked again later', async () => {
      open({ lastInAt: () => Promise.reject(new Error('RAHASIA')) });
      expect(await failing(send(bubble('Halo')))).toMatchObject({ kind: 'retry' });
    });
  });

  describe('failures', () => {
    test.each([
      [{ kind: 'status', status: 400, code: 131056 }, 'retry', 1_000],
      [{ kind: 'status', status: 429, code: 130429 }, 'retry', 1_000],
      [{ kind: 'status', status: 400, code: 80007 }, 'retry', 60_000],
      [{ kind: 'status', status: 429, retryAfter: 7 }, 'retry', 7_000],
      [{ kind: 'status', status: 429 }, 'retry', 1_000],
      [{ kind: 'status', status: 401, code: 190 }, 'retry', 60_000],
      [{ kind: 'status', status: 401 }, 'retry', 60_000],
      [{ kind: 'status', status: 403, code: 200 }, 'retry', 60_000],
      [{ kind: 'status', status: 500, code: 131000 }, 'retry', null],
      [{ kind: 'status', status: 503, code: 131016 }, 'retry', null],
      [{ kind: 'status', status: 502 }, 'retry', null],
      [{ kind: 'status', status: 504 }, 'unknown', null],
      [{ kind: 'status', status: 400, code: 131047 }, 'giveUp', null],
      [{ kind: 'status', status: 400, code: 100 }, 'giveUp', null],
      [{ kind: 'status', status: 404, code: 132001 }, 'giveUp', null],
      [{ kind: 'status', status: 400, code: 999_999 }, 'giveUp', null],
      [{ kind: 'status', status: 400, code: 131026 }, 'gone', null],
      [{ kind: 'status', status: 400, code: 131030 }, 'gone', null],
      [{ kind: 'reset' }, 'unknown', null],
      [{ kind: 'lostAnswer' }, 'unknown', null],
      [{ kind: 'silence' }, 'unknown', null],
    ] as const)('%j is %s', async (fault, kind, afterMs) => {
      open({ timeoutMs: 300 });
      server.fault('messages', fault);
      expect(await failing(send(bubble('RAHASIA')))).toMatchObject({ kind, afterMs });
    });

    test('a server that is not there has taken nothing', async () => {
      const gone = await startGraph();
      await gone.stop();
      open({ graphRoot: gone.root });
      expect(await failing(send(bubble('RAHASIA')))).toMatchObject({ kind: 'retry' });
    });

    test('a wrong token is told, not shown', async () => {
      open({ token: `${server.token}x` });
      expect(await failing(send(bubble('RAHASIA')))).toMatchObject({ kind: 'retry', afterMs: 60_000 });
    });

    test('an upload that is lost is tried again; a file that Meta refuses is not', async () => {
      open({ timeoutMs: 100 });
      server.fault('upload', { kind: 'lostAnswer' });
      expect(await failing(send(bubble('x', { file: letter }), { file: pdf }))).toMatchObject({
        kind: 'retry',
      });
      server.fault('upload', { kind: 'status', status: 400, code: 131053 });
      expect(await failing(send(bubble('x', { file: letter }), { file: pdf }))).toMatchObject({
        kind: 'giveUp',
      });
      expect(person.seen()).toEqual([]);
    });

    test('a chat that is none, a missing file and nothing to say', async () => {
      for (const chat of ['', '+62 812', '../x', '62812/messages', 'ID.', 'me'])
        expect(await failing(send(bubble('x'), { chat }))).toMatchObject({ kind: 'gone' });
      expect(await failing(send(bubble('x', { file: letter })))).toMatchObject({ kind: 'giveUp' });
      expect(await failing(send(bubble(' ')))).toMatchObject({ kind: 'giveUp' });
      expect(server.calls).toEqual([]);
    });
  });

  describe('how fast', () => {
    test('a person is sent many at once, and then one in six seconds', async () => {
      open({ pair: { everyMs: 6_000, burst: 3 } });
      for (const text of ['a', 'b', 'c']) await send(bubble(text));
      expect(await failing(send(bubble('d')))).toMatchObject({ kind: 'retry', afterMs: 6_000 });
      now += 6_000;
      await send(bubble('d'));
      expect(await failing(send(bubble('e')))).toMatchObject({ kind: 'retry', afterMs: 6_000 });
      const other = server.person();
      other.says('halo');
      await send(bubble('a'), { chat: other.chat });
    });

    test('the usual burst is within what Meta allows', async () => {
      const strict = await startGraph({ now: () => now });
      const someone = strict.person();
      someone.says('halo');
      const at = channelAt(strict, { clock: { now: () => new Date(now) } }).channel;
      const say = (text: string) =>
        at.send({ chat: someone.chat, bubble: bubble(text), file: null, edits: null });
      for (let i = 0; i < 40; i += 1) await say(String(i));
      await expect(say('x')).rejects.toMatchObject({ kind: 'retry', afterMs: 6_000 });
      expect(strict.calls.every((call) => call.status === 200)).toBe(true);
      await at.stop();
      await strict.stop();
    });

    test('refusals of the pair are waited out in growing steps', async () => {
      server.fault('messages', { kind: 'status', status: 400, code: 131056 }, 3);
      const waits: (number | null)[] = [];
      for (let i = 0; i < 3; i += 1) waits.push((await failing(send(bubble('a')))).afterMs);
      expect(waits).toEqual([1_000, 4_000, 16_000]);
      await send(bubble('a'));
      server.fault('messages', { kind: 'status', status: 400, code: 131056 });
      expect((await failing(send(bubble('b')))).afterMs).toBe(1_000);
    });
  });

  describe('files of people', () => {
    const fetched = async (bytes: Buffer, most = 1000) => {
      const receiver = new FakeReceiver();
      await channel.start(receiver, never);
      const web = await hooked(server, channel.webhook);
      person.sendsImage(bytes, { caption: 'KK' });
      await until(() => receiver.stored.some(({ body }) => body.kind === 'media'));
      await web.close();
      const body = receiver.stored.find(({ body }) => body.kind === 'media')?.body;
      if (body?.kind !== 'media') throw new Error('no file');
      return channel.fetch(body.media, most);
    };

    test('are read in two steps', async () => {
      expect(Buffer.from(await fetched(jpeg))).toEqual(jpeg);
      expect(server.calls.map((call) => call.kind)).toEqual(['media', 'file']);
    });

    test('that are larger than allowed are not read', async () => {
      expect(await failing(fetched(Buffer.alloc(1001)))).toMatchObject({ kind: 'giveUp' });
      expect(server.callsOf('file')).toEqual([]);
    });

    test('that do not exist are given up; a lost connection is not', async () => {
      const media = { ref: '123', mime: null, name: null, size: null };
      expect(await failing(channel.fetch(media, 1000))).toMatchObject({ kind: 'giveUp' });
      for (const ref of ['../me', '..', 'a b', '1?x=1'])
        expect(await failing(channel.fetch({ ...media, ref }, 1000))).toMatchObject({ kind: 'giveUp' });
      expect(await failing(channel.fetch({ ...media, size: 1001 }, 1000))).toMatchObject({ kind: 'giveUp' });
      server.fault('media', { kind: 'reset' });
      expect(await failing(channel.fetch(media, 1000))).toMatchObject({ kind: 'retry' });
      server.fault('file', { kind: 'reset' });
      expect(await failing(fetched(jpeg))).toMatchObject({ kind: 'retry' });
    });
  });

  describe('what comes back', () => {
    let receiver: FakeReceiver;
    let web: Awaited<ReturnType<typeof hooked>>;

    const connect = async (changes: Partial<WhatsAppCloudOptions> = {}) => {
      open(changes);
      receiver = new FakeReceiver();
      await channel.start(receiver, never);
      web = await hooked(server, channel.webhook);
      await receiver.has(1);
    };
    afterEach(() => web.close());

    test('a tap names the message that it stands under, and the choice', async () => {
      await connect();
      const { externalId } = await send(bubble('Benar?', { choices: yesNo }));
      person.taps('Ya');
      await receiver.has(2);
      expect(receiver.stored[1]).toMatchObject({
        body: { kind: 'tap', data: 'y', label: 'Ya' },
        quoted: externalId,
        chat: person.chat,
      });
    });

    test('the own number is given by a tap', async () => {
      await connect();
      await send(bubble('Nomor Anda?', { askPhone: true }));
      person.taps(SEND_PHONE);
      await receiver.has(2);
      expect(receiver.stored[1]?.body).toEqual({ kind: 'ownPhone', phone: person.chat });
    });

    test('all else that people send is understood as something', async () => {
      await connect();
      const quoted = person.replies('wamid.X', 'jawab');
      person.sendsDocument(pdf, { caption: 'KTP' });
      person.sendsVoice();
      person.sendsVideo();
      person.sendsSticker();
      person.sendsLocation();
      person.sendsContact('6280000000');
      person.sendsContact(person.chat);
      person.reacts(quoted, '👍');
      person.sendsUnsupported();
      await receiver.has(11);
      const kinds = receiver.stored.slice(1).map(({ body }) => (body.kind === 'odd' ? body.what : body.kind));
      expect(kinds.sort()).toEqual(
        [
          'text',
          'media',
          'voice',
          'video',
          'sticker',
          'location',
          'contact',
          'ownPhone',
          'reaction',
          'unknown',
        ].sort(),
      );
    });

    test('typing is shown under the last message of the person, which is then read', async () => {
      await connect();
      await channel.typing(person.chat);
      expect(server.world.read.get(receiver.stored[0]?.externalId ?? '')).toEqual({ typing: true });
      server.fault('status', { kind: 'reset' });
      await channel.typing(person.chat);
      await channel.typing('6280000');
    });
  });

  describe('the check', () => {
    const check = (changes: object) =>
      checkWhatsAppCloud({
        phoneNumberId: server.phoneNumberId,
        token: server.token,
        graphRoot: server.root,
        graphVersion: server.version,
        ...changes,
      });

    test('names the number', async () => {
      expect(await check({})).toEqual({
        ok: true,
        name: '+62 380 123456 (Kelurahan Uji)',
        number: '+62 380 123456',
      });
    });

    test.each([
      ['a token that Meta refuses', { token: `EAA${'x'.repeat(60)}` }, true],
      ['a token that is none', { token: 'x' }, true],
      ['another number', { phoneNumberId: '999999' }, true],
      ['a telephone number', { phoneNumberId: '+62 812' }, true],
      ['a root that is none', { graphRoot: 'halo' }, true],
      ['a root where nobody listens', { graphRoot: 'http://127.0.0.1:1' }, false],
    ])('says what is wrong with %s', async (_, changes, fatal) => {
      const result = await check(changes);
      expect(result).toMatchObject({ ok: false, fatal });
      expect(JSON.stringify(result)).not.toContain(server.token);
    });

    test('does not blame the settings for trouble at Meta', async () => {
      server.fault('number', { kind: 'status', status: 503 });
      expect(await check({})).toMatchObject({ ok: false, fatal: false });
    });
  });
});
