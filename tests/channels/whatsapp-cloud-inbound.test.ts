import { describe, expect, test } from 'vitest';
import { FOREIGN, MALFORMED, mapWebhook } from '../../src/channels/whatsapp-cloud/inbound.ts';
import { SEND_PHONE_ID } from '../../src/channels/whatsapp-cloud/outbound.ts';

const receivedAt = new Date('2026-11-22T08:00:00Z');
const recipient = { accountId: 'wac1', phoneNumberId: '1065', receivedAt };
const seconds = (text: string) => String(Date.parse(text) / 1000);
const base = { from: '6281234567890', id: 'wamid.A', timestamp: seconds('2026-11-22T07:59:00Z') };

function envelope(value: object, phone_number_id = '1065'): unknown {
  const metadata = { display_phone_number: '62380', phone_number_id };
  const change = { field: 'messages', value: { messaging_product: 'whatsapp', metadata, ...value } };
  return { object: 'whatsapp_business_account', entry: [{ id: '1', changes: [change] }] };
}

const map = (posted: unknown) => {
  const mapped = mapWebhook(posted, recipient);
  if (!mapped) throw new Error('no envelope');
  return mapped;
};
const one = (message: object, contacts: object[] = []) =>
  map(envelope({ contacts, messages: [{ ...base, ...message }] }));
const body = (message: object) => one(message).inbound[0]?.body;
const odd = (what: string, text: string | null = null) => ({ kind: 'odd', what, media: null, text });
const file = { id: '777', mime_type: 'application/pdf', sha256: 'x' };

describe('a message', () => {
  test('is brought with its id, chat, time and what it quotes', () => {
    const message = { type: 'text', text: { body: 'halo' }, context: { from: '62380', id: 'wamid.Q' } };
    expect(one(message).inbound).toEqual([
      {
        accountId: 'wac1',
        externalId: 'wamid.A',
        chat: '6281234567890',
        at: new Date('2026-11-22T07:59:00Z'),
        body: { kind: 'text', text: 'halo' },
        quoted: 'wamid.Q',
        messageId: null,
        phone: '6281234567890',
        sender: { phone: '6281234567890', userId: null },
      },
    ]);
  });

  test.each([
    ['text', { text: { body: 'a\u202E\u0000b\uE000' } }, { kind: 'text', text: 'ab' }],
    [
      'interactive',
      { interactive: { type: 'button_reply', button_reply: { id: 'd1', title: '1. Ya' } } },
      { kind: 'tap', data: 'd1', label: 'Ya' },
    ],
    [
      'interactive',
      {
        interactive: { type: 'list_reply', list_reply: { id: 'd2', title: '2. Sur…', description: 'Surat' } },
      },
      { kind: 'tap', data: 'd2', label: 'Surat' },
    ],
    [
      'interactive',
      { interactive: { type: 'button_reply', button_reply: { id: SEND_PHONE_ID, title: 'x' } } },
      { kind: 'ownPhone', phone: '6281234567890' },
    ],
    ['interactive', { interactive: { type: 'nfm_reply', nfm_reply: {} } }, odd('unknown')],
    [
      'interactive',
      { interactive: { type: 'button_reply', button_reply: { id: 'x'.repeat(65), title: 'x' } } },
      odd('unknown'),
    ],
    ['button', { button: { payload: 'p', text: 'Lihat' } }, { kind: 'text', text: 'Lihat' }],
    [
      'image',
      { image: { ...file, mime_type: 'image/jpeg', caption: 'KK' } },
      { kind: 'media', media: { ref: '777', mime: 'image/jpeg', name: null, size: null }, caption: 'KK' },
    ],
    [
      'document',
      { document: { ...file, filename: 'ktp\u202Efdp.exe' } },
      {
        kind: 'media',
        media: { ref: '777', mime: 'application/pdf', name: 'ktpfdp.exe', size: null },
        caption: null,
      },
    ],
    ['document', { document: { ...file, id: '../me' } }, odd('unknown')],
    ['audio', { audio: { ...file, voice: true } }, { kind: 'odd', what: 'voice', media: { ref: '777' } }],
    ['video', { video: file }, { kind: 'odd', what: 'video', media: { ref: '777' } }],
    ['sticker', { sticker: file }, odd('sticker')],
    ['location', { location: { latitude: 1, longitude: 2 } }, odd('location')],
    ['contacts', { contacts: [{ phones: [{ wa_id: '62999999999' }] }] }, odd('contact')],
    [
      'contacts',
      { contacts: [{ phones: [{ wa_id: '6281234567890' }] }] },
      { kind: 'ownPhone', phone: '6281234567890' },
    ],
    ['contacts', { contacts: 'x' }, odd('contact')],
    ['reaction', { reaction: { message_id: 'wamid.Q', emoji: '👍' } }, odd('reaction', '👍')],
    ['unsupported', { errors: [{ code: 131051 }] }, odd('unknown')],
    ['order', { order: {} }, odd('unknown')],
    ['besok', {}, odd('unknown')],
    ['text', { text: null }, odd('unknown')],
    ['__proto__', {}, odd('unknown')],
    ['edit', {}, odd('edited')],
    ['revoke', {}, odd('deleted')],
  ])('of type %s', (type, content, expected) => {
    expect(body({ type, ...content })).toMatchObject(expected);
  });

  test('a reaction quotes what it stands under; taken back it is nothing', () => {
    const reaction = (emoji?: string) =>
      one({ type: 'reaction', reaction: { message_id: 'wamid.Q', emoji } });
    expect(reaction('👍').inbound).toMatchObject([{ quoted: 'wamid.Q' }]);
    expect(reaction()).toMatchObject({ inbound: [], ignored: ['a reaction was taken back'] });
  });

  test('of a person without a number belongs to the business-scoped id, and gives no number', () => {
    const id = 'ID.13491208655302741918';
    const tap = { type: 'button_reply', button_reply: { id: SEND_PHONE_ID, title: 'x' } };
    const bare = { ...base, from: undefined, type: 'interactive', interactive: tap };
    const named = map(envelope({ messages: [{ ...bare, from_user_id: id }] }));
    const beside = map(envelope({ contacts: [{ user_id: id, profile: {} }], messages: [bare] }));
    for (const { inbound } of [named, beside])
      expect(inbound).toMatchObject([{ chat: id, phone: null, body: odd('contact') }]);
    expect(one({ from: undefined, type: 'text', text: { body: 'a' } }).ignored).toEqual([MALFORMED]);
    const two = [{ user_id: id }, { user_id: `${id}1` }];
    expect(map(envelope({ contacts: two, messages: [bare] })).ignored).toEqual([MALFORMED]);
  });

  test('with an impossible time has the time of its arrival', () => {
    const at = (timestamp: unknown) => one({ type: 'text', text: { body: 'a' }, timestamp }).inbound[0]?.at;
    for (const timestamp of ['0', '99999999999', 'x', null, -1, {}])
      expect(at(timestamp)).toEqual(receivedAt);
  });

  test('of a group is not ours', () => {
    expect(one({ group_id: 'g', type: 'text', text: { body: 'a' } }).ignored).toEqual(['not a private chat']);
  });
});

describe('a webhook', () => {
  test('of several messages is in the order of their times, those of a second as posted', () => {
    const text = (id: string, time: string) => ({
      ...base,
      id,
      timestamp: seconds(time),
      type: 'text',
      text: { body: id },
    });
    const early = '2026-11-22T07:00:00Z';
    const late = '2026-11-22T07:00:01Z';
    const { inbound } = map(envelope({ messages: [text('c', late), text('a', early), text('b', early)] }));
    expect(inbound.map((message) => message.externalId)).toEqual(['a', 'b', 'c']);
  });

  test('with one item in a new shape keeps the others', () => {
    const good = { ...base, type: 'text', text: { body: 'a' } };
    const mapped = map(envelope({ messages: [null, 7, { ...good, id: 5 }, good, []] }));
    expect(mapped.inbound).toHaveLength(1);
    expect(mapped.ignored).toEqual([MALFORMED, MALFORMED, MALFORMED, MALFORMED]);
  });

  test('for another number is dropped and counted', () => {
    const value = { messages: [{ ...base, type: 'text', text: { body: 'a' } }] };
    expect(map(envelope(value, '2'))).toEqual({ inbound: [], statuses: [], ignored: [FOREIGN] });
  });

  test('with errors only, or of another field, brings nothing', () => {
    expect(map(envelope({ errors: [{ code: 130429 }] }))).toMatchObject({
      inbound: [],
      ignored: ['an error of the platform'],
    });
    const other = { changes: [{ field: 'message_template_status_update', value: {} }, 3] };
    expect(map({ object: 'whatsapp_business_account', entry: [other, null] })).toMatchObject({
      inbound: [],
      ignored: ['a field that is not used', MALFORMED, MALFORMED],
    });
  });

  test('may have a thousand entries', () => {
    const [entry] = (
      envelope({ messages: [{ ...base, type: 'text', text: { body: 'a' } }] }) as { entry: object[] }
    ).entry;
    const posted = { object: 'whatsapp_business_account', entry: Array.from({ length: 1000 }, () => entry) };
    expect(map(posted).inbound).toHaveLength(1000);
  });

  test.each([
    [null],
    [[]],
    ['x'],
    [{}],
    [{ object: 'page', entry: [] }],
    [{ object: 'whatsapp_business_account' }],
  ])('is not %j', (posted) => {
    expect(mapWebhook(posted, recipient)).toBeNull();
  });

  test('tells how our messages fared, and what a failure means', () => {
    const status = (more: object) => ({
      id: 'wamid.S',
      timestamp: base.timestamp,
      recipient_id: '6281',
      ...more,
    });
    const failed = (code: number) => status({ status: 'failed', errors: [{ code, title: 'x' }] });
    const { statuses, ignored } = map(
      envelope({
        statuses: [
          status({ status: 'sent' }),
          status({ status: 'delivered', recipient_id: undefined }),
          status({ status: 'read' }),
          failed(131026),
          failed(131047),
          failed(130429),
          status({ status: 'failed' }),
          status({ status: 'played' }),
          { id: 1 },
        ],
      }),
    );
    expect(statuses.map(({ state, failure }) => failure?.kind ?? state)).toEqual([
      ...['sent', 'delivered', 'read', 'gone', 'giveUp', 'retry', 'giveUp'],
    ]);
    expect(statuses[0]).toMatchObject({ externalId: 'wamid.S', at: new Date('2026-11-22T07:59:00Z') });
    expect(ignored).toEqual(['a status that is not used', MALFORMED]);
  });
});
