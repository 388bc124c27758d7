import { proto } from '@whiskeysockets/baileys';
import { describe, expect, test } from 'vitest';
import { BOLD_OFF, BOLD_ON } from '../../flows/kit/message.ts';
import { type Carried, personal, readMessage } from '../../src/channels/whatsapp/inbound.ts';
import { toContents } from '../../src/channels/whatsapp/outbound.ts';
import { pauseMs, reactionTo } from '../../src/channels/whatsapp/reconnect.ts';
import { pieces, plainly } from '../../src/channels/whatsapp/text.ts';
import { bubble } from '../support/whatsapp/bubble.ts';

const NOW = new Date('2026-11-23T00:00:00.000Z');
const around = {
  accountId: 'a',
  own: { pn: '6281:3@s.whatsapp.net', lid: '111111:3@lid' },
  receivedAt: NOW,
  knownLid: null,
};
const carried: Carried = {
  id: 'ABC',
  from: '991234567:4@lid',
  recipient: undefined,
  senderPn: '628123456789@s.whatsapp.net',
  senderLid: undefined,
  t: String(NOW.getTime() / 1000 - 5),
};
const read = (message: proto.IMessage, over: Partial<Carried> = {}) =>
  readMessage({ ...carried, ...over }, proto.Message.fromObject(message), around);
const bodyOf = (message: proto.IMessage) => {
  const reading = read(message);
  return reading.what === 'message' ? reading.inbound.body : reading.what;
};
const file = {
  directPath: '/v/t62/x?ccb=1&oh=2',
  mediaKey: Buffer.alloc(32, 1),
  fileSha256: Buffer.alloc(32, 2),
  fileEncSha256: Buffer.alloc(32, 3),
};

describe('reading a message', () => {
  test('who and when come from the stanza; the address has no device', () => {
    expect(read({ conversation: 'halo' })).toEqual({
      what: 'message',
      inbound: {
        accountId: 'a',
        externalId: '991234567.ABC',
        chat: '991234567@lid',
        at: new Date(NOW.getTime() - 5_000),
        body: { kind: 'text', text: 'halo' },
        quoted: null,
        messageId: 'ABC',
        phone: '628123456789',
      },
    });
  });

  test('a number whose LID is known is the chat of the LID', () => {
    const from = '628123456789@s.whatsapp.net';
    const known = readMessage(
      { ...carried, from, senderPn: undefined },
      { conversation: 'halo' },
      { ...around, knownLid: '991234567@lid' },
    );
    expect(known).toMatchObject({ inbound: { chat: '991234567@lid', phone: '628123456789' } });
    expect(read({ conversation: 'halo' }, { from, senderLid: '991234567@lid' })).toMatchObject({
      inbound: { chat: '991234567@lid' },
    });
    expect(read({ conversation: 'halo' }, { from, senderPn: undefined })).toMatchObject({
      inbound: { chat: from },
    });
  });

  test.each(['0', '-5', '4294967295', 'x', undefined])('an impossible time (%s) becomes now', (t) => {
    expect(read({ conversation: 'halo' }, { t })).toMatchObject({ inbound: { at: NOW } });
  });

  test.each([
    ['a text with a quote', { extendedTextMessage: { text: 'ya' } }, { kind: 'text', text: 'ya' }],
    ['a list', { listResponseMessage: { title: '1. Domisili' } }, { kind: 'text', text: '1. Domisili' }],
    ['an image', { imageMessage: { ...file, caption: 'KTP' } }, { kind: 'media', caption: 'KTP' }],
    [
      'a picture to be seen once',
      { viewOnceMessageV2: { message: { imageMessage: file } } },
      { kind: 'media' },
    ],
    [
      'a vanishing text',
      { ephemeralMessage: { message: { conversation: 'x' } } },
      { kind: 'text', text: 'x' },
    ],
    [
      'a document with a caption',
      { documentWithCaptionMessage: { message: { documentMessage: { ...file, fileName: 'a.pdf' } } } },
      { kind: 'media', media: { name: 'a.pdf' } },
    ],
    ['a film', { videoMessage: file }, { kind: 'odd', what: 'video' }],
    ['a voice', { audioMessage: { ...file, ptt: true } }, { kind: 'odd', what: 'voice' }],
    ['a sticker', { stickerMessage: file }, { kind: 'odd', what: 'sticker' }],
    ['a place', { locationMessage: { degreesLatitude: 1 } }, { kind: 'odd', what: 'location' }],
    ['a card', { contactMessage: { vcard: 'x' } }, { kind: 'odd', what: 'contact' }],
    ['a poll', { pollCreationMessageV3: { name: 'x' } }, { kind: 'odd', what: 'poll' }],
    ['a vote', { pollUpdateMessage: { senderTimestampMs: 1 } }, { kind: 'odd', what: 'poll' }],
    ['a reaction', { reactionMessage: { text: '+', key: { id: 'Q' } } }, { kind: 'odd', what: 'reaction' }],
    [
      'a message taken back',
      { protocolMessage: { type: 0, key: { id: 'X' } } },
      { kind: 'odd', what: 'deleted' },
    ],
    [
      'a changed message',
      { protocolMessage: { type: 14, editedMessage: { conversation: 'baru' } } },
      { kind: 'odd', what: 'edited', text: 'baru' },
    ],
    ['an event', { eventMessage: { name: 'x' } }, { kind: 'odd', what: 'unknown' }],
  ])('%s', (_, message, expected) => {
    expect(bodyOf(message as proto.IMessage)).toMatchObject(expected);
  });

  test.each([
    ['a reaction taken back', { reactionMessage: { text: '', key: { id: 'Q' } } }],
    ['keys of a group', { senderKeyDistributionMessage: { groupId: 'x@g.us' } }],
    ['nothing at all', {}],
  ])('%s is nothing that is said', (_, message) => {
    expect(bodyOf(message)).toBe('ignored');
  });

  test('a quote is read from whatever carries it', () => {
    const contextInfo = { stanzaId: 'OURS' };
    for (const message of [
      { extendedTextMessage: { text: 'ya', contextInfo } },
      { imageMessage: { ...file, contextInfo } },
      { stickerMessage: { ...file, contextInfo } },
      { reactionMessage: { text: '+', key: { id: 'OURS' } } },
    ]) {
      expect(read(message)).toMatchObject({ inbound: { quoted: 'OURS' } });
    }
  });

  test('text is made safe, and a forged id cannot be that of another person', () => {
    expect(bodyOf({ conversation: `\u0000a${BOLD_ON}b\u202E` })).toEqual({ kind: 'text', text: 'ab' });
    const other = read({ conversation: 'x' }, { from: '991234568@lid', id: 'ABC' });
    expect(other).toMatchObject({ inbound: { externalId: '991234568.ABC' } });
  });

  test.each(['120363@g.us', 'status@broadcast', '1@newsletter', '99@lid', 'x@lid', '', '991234567@lid.evil'])(
    'nobody is at %s',
    (jid) => {
      expect(personal(jid)).toBeNull();
    },
  );
});

describe('writing a message', () => {
  test('choices are numbers in the text, and bold is bold', () => {
    const choices = [
      { n: '1', label: 'Domisili', data: 'a' },
      { n: '2', label: 'Usaha', data: 'b' },
    ];
    const [content] = toContents(bubble('c', `${BOLD_ON}Pilih:${BOLD_OFF} surat`, { choices }));
    expect(content).toEqual({ text: '*Pilih:* surat\n\n*1* Domisili\n*2* Usaha', linkPreview: null });
  });

  test('what was typed never becomes formatting', () => {
    expect(plainly('*a* ~b~ `c` _d_ nama_saya@x.id\n> kutip')).toBe(
      '∗a∗ ∼b∼ ˋcˋ ＿d＿ nama_saya@x.id\n› kutip',
    );
    expect(pieces(`${BOLD_ON}a*b${BOLD_OFF}*`)).toEqual(['*a∗b*∗']);
  });

  test('bold is closed on each line and in each piece', () => {
    expect(pieces(`${BOLD_ON} satu \ndua${BOLD_OFF}.`)).toEqual(['*satu* \n*dua*.']);
    const long = pieces(`${BOLD_ON}${'kata '.repeat(50)}${BOLD_OFF}`, 60);
    expect(long.length).toBeGreaterThan(3);
    for (const piece of long) expect(piece).toMatch(/^\*[^*]+\*$/);
  });

  test('a long text is cut at sentences and nothing is lost', () => {
    const text = Array.from({ length: 60 }, (_, i) => `Ini kalimat nomor ${i}.`).join(' ');
    const cut = pieces(text, 200);
    expect(cut.join(' ')).toBe(text);
    for (const piece of cut) {
      expect(piece.length).toBeLessThanOrEqual(200);
      expect(piece.endsWith('.')).toBe(true);
    }
    expect(pieces('👍'.repeat(10), 5).join('')).toBe('👍'.repeat(10));
  });

  test('a file has its short text as caption, a long one follows it', () => {
    const attachment = { kind: 'letter', id: '1', name: 'a\u202E/b.exe', mime: 'application/pdf' } as const;
    const bytes = Buffer.from('x');
    const short = toContents({ ...bubble('c', 'Jadi.', { file: attachment }), file: bytes });
    expect(short).toEqual([
      { document: bytes, mimetype: 'application/pdf', fileName: 'a__b.pdf', caption: 'Jadi.' },
    ]);
    const long = toContents({ ...bubble('c', 'x'.repeat(1_100), { file: attachment }), file: bytes });
    expect(long).toHaveLength(2);
  });
});

describe('coming back', () => {
  test.each([
    [515, 'again'],
    [428, 'again'],
    [408, 'again'],
    [503, 'again'],
    [500, 'again'],
    [599, 'again'],
    [401, 'stop'],
    [403, 'stop'],
    [405, 'stop'],
    [411, 'stop'],
    [440, 'stop'],
  ])('%i: %s', (code, action) => {
    expect(reactionTo(code).action).toBe(action);
  });

  test('pauses double up to five minutes and are never all the same', () => {
    const lost = reactionTo(408);
    expect([1, 2, 3, 9, 50].map((n) => pauseMs(lost, n, 1))).toEqual([1_000, 2_000, 4_000, 256_000, 300_000]);
    expect(pauseMs(lost, 50, 0)).toBe(150_000);
    expect([1, 2, 3].map((n) => pauseMs(reactionTo(515), n, 1))).toEqual([0, 2_000, 4_000]);
  });
});
