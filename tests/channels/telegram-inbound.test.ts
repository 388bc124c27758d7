import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InboundBody } from '../../flows/kit/message.ts';
import { toInbound } from '../../src/channels/telegram/inbound.ts';

const NOW = new Date('2026-11-22T01:00:00Z');
const DATE = 1_795_300_000;
const ME = 5_300_000_001;
const from = { id: ME, is_bot: false, first_name: 'Ama' };
const chat = { id: ME, type: 'private', first_name: 'Ama' };

const map = (update: unknown) => toInbound(update, 'tg1', NOW);
const message = (content: object) =>
  map({ update_id: 77, message: { message_id: 9, date: DATE, chat, from, ...content } });

function bodyOf(content: object) {
  const mapped = message(content);
  if ('ignored' in mapped) throw new Error(mapped.ignored);
  return mapped.body;
}

describe('a message', () => {
  test('of text keeps its ids, its time and what it quotes', () => {
    expect(message({ text: 'halo', reply_to_message: { message_id: 4, date: 1, chat } })).toEqual({
      accountId: 'tg1',
      externalId: 'm77.9',
      chat: String(ME),
      at: new Date(DATE * 1000),
      body: { kind: 'text', text: 'halo' },
      quoted: '4',
      messageId: '9',
    });
  });

  test('/start with a code stays as it is', () => {
    expect(bodyOf({ text: '/start ABCD2345' })).toEqual({ kind: 'text', text: '/start ABCD2345' });
  });

  test('is cleaned of what could be mistaken for our own marks', () => {
    expect(bodyOf({ text: 'a\u0000b\uE000c\u202Ed\ud83d' })).toEqual({ kind: 'text', text: 'abcd' });
  });

  test('with a photo gives the largest size that can be downloaded', () => {
    const size = (file_id: string, width: number, file_size: number) => ({
      file_id,
      width,
      height: width,
      file_size,
    });
    const photo = [size('s', 90, 900), size('huge', 9000, 21 * 1024 * 1024), size('l', 1280, 90_000)];
    expect(bodyOf({ photo, caption: 'KTP' })).toEqual({
      kind: 'media',
      media: { ref: 'l', mime: 'image/jpeg', name: null, size: 90_000 },
      caption: 'KTP',
    });
  });

  test('with a document names it', () => {
    const document = {
      file_id: 'd',
      file_name: 'KTP.jpg\u202Egpj.exe',
      mime_type: 'application/pdf',
      file_size: 5,
    };
    expect(bodyOf({ document })).toEqual({
      kind: 'media',
      media: { ref: 'd', mime: 'application/pdf', name: 'KTP.jpggpj.exe', size: 5 },
      caption: null,
    });
  });

  test('with a GIF is a video, though Telegram also calls it a document', () => {
    const file = { file_id: 'g', mime_type: 'video/mp4' };
    expect(bodyOf({ animation: file, document: file })).toMatchObject({ kind: 'odd', what: 'video' });
  });

  test.each([
    ['sticker', { sticker: { file_id: 's' } }],
    ['sticker', { dice: { value: 3 } }],
    ['voice', { voice: { file_id: 'v', mime_type: 'audio/ogg' } }],
    ['voice', { audio: { file_id: 'v' } }],
    ['video', { video: { file_id: 'v' } }],
    ['video', { video_note: { file_id: 'v' } }],
    ['location', { location: { latitude: 1, longitude: 2 } }],
    ['location', { venue: { title: 'x' }, location: { latitude: 1, longitude: 2 } }],
    ['poll', { poll: { id: '1' } }],
    ['unknown', { story: {} }],
  ])('of the kind %s is odd', (what, content) => {
    expect(bodyOf(content)).toMatchObject({ kind: 'odd', what });
  });

  test('keeps a voice note, which can be left for the office', () => {
    expect(bodyOf({ voice: { file_id: 'v', file_size: 3 } })).toMatchObject({ media: { ref: 'v', size: 3 } });
  });
});

describe('a contact', () => {
  const contact = { phone_number: '+62 812-3456-789', user_id: ME };

  test.each([
    ['+62 812-3456-789', '628123456789'],
    ['628123456789', '628123456789'],
    ['08123456789', '628123456789'],
  ])('of the sender, %s, is their own phone', (phone_number, phone) => {
    expect(bodyOf({ contact: { ...contact, phone_number } })).toEqual({ kind: 'ownPhone', phone });
  });

  test.each([
    ['of another person', { contact: { ...contact, user_id: 7 } }],
    ['of nobody on Telegram', { contact: { phone_number: '0812' } }],
    ['that was forwarded', { contact, forward_origin: { type: 'user', date: 1 } }],
    ['that was forwarded, in the old spelling', { contact, forward_date: 1 }],
    ['without a number', { contact: { ...contact, phone_number: 'x' } }],
  ])('%s proves nothing', (_, content) => {
    expect(bodyOf(content)).toEqual({ kind: 'odd', what: 'contact', media: null, text: null });
  });
});

describe('a tap', () => {
  const tap = (data: unknown, more: object = {}) =>
    map({
      update_id: 78,
      callback_query: {
        id: '4382',
        from,
        data,
        message: {
          message_id: 5,
          date: DATE,
          chat,
          reply_markup: {
            inline_keyboard: [
              [{ text: '1. Domisili', callback_data: 'svc:dom' }],
              [{ text: 'web', url: 'https://x' }],
            ],
          },
        },
        ...more,
      },
    });

  test('gives the data, the label without its number, and the message it stood under', () => {
    expect(tap('svc:dom')).toEqual({
      accountId: 'tg1',
      externalId: 'c4382',
      chat: String(ME),
      at: NOW,
      quoted: '5',
      messageId: null,
      body: { kind: 'tap', data: 'svc:dom', label: 'Domisili' },
    });
  });

  test('on a button that is no longer there has no label', () => {
    expect(tap('old')).toMatchObject({ body: { kind: 'tap', data: 'old', label: null } });
  });

  test.each([['x'.repeat(65)], ['é'.repeat(33)], ['a\ud83d'], ['a\u0000']])(
    'with data that was never ours is odd',
    (data) => {
      expect(tap(data)).toMatchObject({ body: { kind: 'odd', what: 'unknown' } });
    },
  );

  test('on a message that Telegram no longer shows still counts', () => {
    expect(tap('svc:dom', { message: { message_id: 5, date: 0, chat } })).toMatchObject({
      body: { kind: 'tap' },
    });
  });

  test('without data or message, or from somebody else, is ignored', () => {
    expect(tap(undefined)).toEqual({ ignored: 'malformed' });
    expect(tap('a', { message: undefined, inline_message_id: 'x' })).toEqual({ ignored: 'malformed' });
    expect(tap('a', { from: { id: 3 } })).toHaveProperty('ignored');
  });
});

describe('other updates', () => {
  test('an edit is odd, with an id of its own', () => {
    const edited = map({
      update_id: 80,
      edited_message: { message_id: 9, date: DATE, chat, from, text: 'baru' },
    });
    expect(edited).toMatchObject({
      externalId: 'e80.9',
      body: { kind: 'odd', what: 'edited', text: 'baru' },
    });
  });

  test('a reaction is odd; one taken back is nothing', () => {
    const reaction = (list: object[]) =>
      map({
        update_id: 81,
        message_reaction: {
          chat,
          user: from,
          message_id: 5,
          date: DATE,
          old_reaction: [],
          new_reaction: list,
        },
      });
    expect(reaction([{ type: 'emoji', emoji: '👍' }])).toMatchObject({
      quoted: '5',
      body: { kind: 'odd', what: 'reaction', text: '👍' },
    });
    expect(reaction([])).toHaveProperty('ignored');
  });

  test.each([
    [
      'a group message',
      { message: { message_id: 1, date: DATE, from, chat: { id: -5, type: 'group' }, text: 'x' } },
    ],
    [
      'a channel post',
      { channel_post: { message_id: 1, date: DATE, chat: { id: -5, type: 'channel' }, text: 'x' } },
    ],
    ['a blocked bot', { my_chat_member: { chat, from } }],
    ['a pinned message', { message: { message_id: 1, date: DATE, from, chat, pinned_message: {} } }],
    ['a bot', { message: { message_id: 1, date: DATE, from: { ...from, is_bot: true }, chat, text: 'x' } }],
    [
      'a message in a business chat',
      { business_message: { message_id: 1, date: DATE, from, chat, text: 'x' } },
    ],
  ])('%s is ignored', (_, update) => {
    expect(map({ update_id: 1, ...update })).toHaveProperty('ignored');
  });

  test.each([
    ['no sender', { message: { message_id: 1, date: DATE, chat, text: 'x' } }],
    ['null', { message: null }],
    [
      'a number above 2^53',
      {
        message: {
          message_id: 1,
          date: DATE,
          from: { id: 2 ** 53 },
          chat: { id: 2 ** 53, type: 'private' },
          text: 'x',
        },
      },
    ],
    [
      'a sender who is not the chat',
      { message: { message_id: 1, date: DATE, from: { id: 1 }, chat, text: 'x' } },
    ],
    ['text that is a list', { message: { message_id: 1, date: DATE, from, chat, text: ['x'] } }],
  ])('a hostile message with %s is ignored', (_, update) => {
    expect(map({ update_id: 1, ...update })).toHaveProperty('ignored');
  });

  test.each([[null], ['x'], [{}], [{ update_id: 2 ** 53 }], [{ update_id: '1' }], [[]]])(
    '%j is not an update',
    (update) => {
      expect(map(update)).toEqual({ ignored: 'not an update' });
    },
  );

  test.each([[0], [-1e12], [4_291_747_200], [Number.MAX_VALUE]])(
    'an impossible time, %d, becomes the time of arrival',
    (date) => {
      expect(message({ text: 'x', date })).toMatchObject({ at: NOW });
    },
  );
});

test('whatever arrives is either ignored or a body that fits the contract', () => {
  const content = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.double(),
    fc.object(),
    fc.constant(null),
    fc.array(fc.object()),
  );
  const keys = fc.constantFrom(
    'text',
    'photo',
    'document',
    'voice',
    'contact',
    'caption',
    'sticker',
    'date',
    'reply_to_message',
    'poll',
  );
  fc.assert(
    fc.property(fc.dictionary(keys, content), fc.boolean(), (fields, edited) => {
      const mapped = map({
        update_id: 1,
        [edited ? 'edited_message' : 'message']: { message_id: 1, date: DATE, from, chat, ...fields },
      });
      if (!('ignored' in mapped)) InboundBody.parse(mapped.body);
    }),
  );
});
