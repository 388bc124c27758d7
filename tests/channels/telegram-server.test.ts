import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Person, parseHtml, startTelegram, type TelegramServer } from '../support/telegram/index.ts';

/** The local server is what the other tests lean on: it must refuse what Telegram refuses. */
describe('the local Bot API server', () => {
  let server: TelegramServer;
  let person: Person;

  beforeEach(async () => {
    server = await startTelegram({ limits: { perChatMs: 60_000, perSecond: 30, burst: 2 } });
    person = server.person({});
    person.says('/start');
  });

  afterEach(() => server.stop());

  type Answer = {
    ok: boolean;
    result: unknown;
    description: string;
    error_code: number;
    parameters?: { retry_after: number };
  };

  async function call(method: string, params: object = {}): Promise<Answer> {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${server.root}/bot${server.token}/${method}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(params),
    });
    return (await response.json()) as Answer;
  }

  const say = (more: object) => call('sendMessage', { chat_id: person.id, ...more });
  const button = (data: string) => ({
    reply_markup: { inline_keyboard: [[{ text: 'x', callback_data: data }]] },
  });

  test.each([
    ['an empty text', { text: ' \n' }, 'message text is empty'],
    ['4097 units', { text: 'x'.repeat(4097) }, 'message is too long'],
    ['2049 characters of two units', { text: '😀'.repeat(2049) }, 'message is too long'],
    ['data of 65 bytes', { text: 'x', ...button('x'.repeat(65)) }, 'BUTTON_DATA_INVALID'],
    ['data of 33 characters of two bytes', { text: 'x', ...button('é'.repeat(33)) }, 'BUTTON_DATA_INVALID'],
    ['no data', { text: 'x', ...button('') }, 'BUTTON_DATA_INVALID'],
    ['a tag left open', { text: '<b>x', parse_mode: 'HTML' }, "can't parse entities"],
    [
      'a reply to nothing',
      { text: 'x', reply_parameters: { message_id: 999_999 } },
      'message to be replied not found',
    ],
  ])('refuses %s', async (_, params, why) => {
    expect(await say(params)).toMatchObject({
      ok: false,
      error_code: 400,
      description: expect.stringContaining(why),
    });
  });

  test('counts the text after its markup', async () => {
    expect(await say({ text: `<b>${'&amp;'.repeat(4096)}</b>`, parse_mode: 'HTML' })).toMatchObject({
      ok: true,
    });
  });

  test.each([['<x>'], ['<b>'], ['</b>'], ['<b><i></b></i>'], ['a < b'], ['<b'], ['<span>x</span>']])(
    'refuses the HTML %s',
    (html) => {
      expect(() => parseHtml(html)).toThrow("can't parse entities");
    },
  );

  test('refuses what is too fast, with the time to wait', async () => {
    for (const text of ['a', 'b', 'c']) expect((await say({ text })).ok).toBe(true);
    const refused = await say({ text: 'd' });
    expect(refused).toMatchObject({ error_code: 429, parameters: { retry_after: expect.any(Number) } });
    expect(person.seen()).toHaveLength(3);
  });

  test('refuses an edit that changes nothing, and one of a keyboard', async () => {
    await say({ text: 'a' });
    const edit = { chat_id: person.id, message_id: person.seen()[0]?.id, text: 'a' };
    expect((await call('editMessageText', edit)).description).toContain('message is not modified');
    expect((await call('editMessageText', { ...edit, text: 'b' })).ok).toBe(true);
    await say({ text: 'k', reply_markup: { keyboard: [[{ text: 'x' }]] } });
    const keyboard = { ...edit, message_id: person.seen()[1]?.id };
    expect((await call('editMessageText', keyboard)).description).toContain("can't be edited");
  });

  test('polls one at a time, and not beside a webhook', async () => {
    await call('getUpdates', { offset: -1 });
    const update = (await call('getUpdates')).result as { update_id: number }[];
    const offset = (update[0]?.update_id ?? 0) + 1;
    const first = call('getUpdates', { offset, timeout: 20 });
    await new Promise((resolve) => setTimeout(resolve, 50));
    const second = call('getUpdates', { offset, timeout: 20 });
    expect(await first).toMatchObject({ error_code: 409 });
    await call('setWebhook', { url: 'http://127.0.0.1:1/', secret_token: 'a' });
    expect(await second).toMatchObject({ error_code: 409 });
    expect(await call('getUpdates')).toMatchObject({
      error_code: 409,
      description: expect.stringContaining('webhook is active'),
    });
    expect((await call('setWebhook', { url: 'http://example.org/' })).description).toContain('HTTPS');
    expect((await call('setWebhook', { url: 'https://example.org:3000/' })).description).toContain('ports');
  });

  test('confirms by offset, and takes one that is out of range for none', async () => {
    const first = (await call('getUpdates')).result as { update_id: number }[];
    const id = first[0]?.update_id ?? 0;
    expect((await call('getUpdates', { offset: id + 1_000_000 })).result).toHaveLength(1);
    expect((await call('getUpdates', { offset: id })).result).toHaveLength(1);
    expect((await call('getUpdates', { offset: id + 1 })).result).toHaveLength(0);
    expect((await call('getUpdates')).result).toHaveLength(0);
  });

  test('refuses a wrong token, an unknown chat and a person who blocked the bot', async () => {
    const wrong = await fetch(`${server.root}/bot1:x/getMe`);
    expect(wrong.status).toBe(401);
    expect((await call('sendMessage', { chat_id: 5, text: 'x' })).description).toContain('chat not found');
    person.blocks();
    expect(await say({ text: 'x' })).toMatchObject({ error_code: 403 });
  });

  test('offering the last updates once more takes away none that waits', async () => {
    for (const text of ['satu', 'dua']) person.says(text);
    server.redeliver(1);
    const { result } = await call('getUpdates');
    const texts = (result as { message: { text: string } }[]).map(({ message }) => message.text);
    expect(texts).toEqual(['/start', 'satu', 'dua']);
  });
});
