import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { formatted, type GraphServer, type Person, startGraph } from '../support/graph/index.ts';

/** The local server is what the other tests lean on: it must refuse what Meta refuses. */
describe('the local Graph server', () => {
  let server: GraphServer;
  let person: Person;
  let now = 0;

  beforeEach(async () => {
    now = Date.now();
    server = await startGraph({
      limits: { pairMs: 6_000, pairBurst: 3, perSecond: 5 },
      now: () => now,
      templates: [{ name: 'kabar', language: 'id', variables: 1 }],
    });
    person = server.person();
    person.says('halo');
  });

  afterEach(() => server.stop());

  async function call(path: string, body: object, token = server.token) {
    const response = await fetch(`${server.root}/${server.version}/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    });
    const answer = (await response.json()) as { error?: { code: number } };
    return [response.status, answer.error?.code ?? null];
  }

  const send = (content: object, to: object = { to: person.chat }) =>
    call(`${server.phoneNumberId}/messages`, { messaging_product: 'whatsapp', ...to, ...content });
  const text = (body: string) => ({ type: 'text', text: { body } });
  const interactive = (type: string, body: string, action: object, more: object = {}) => ({
    type: 'interactive',
    interactive: { type, body: { text: body }, action, ...more },
  });
  const buttons = (...titles: string[]) => ({
    buttons: titles.map((title, i) => ({ type: 'reply', reply: { id: String(i), title } })),
  });
  const rows = (count: number, more: object = {}) => ({
    button: 'Pilihan',
    sections: [
      { rows: Array.from({ length: count }, (_, i) => ({ id: String(i), title: `t${i}`, ...more })) },
    ],
  });
  const template = (name: string, ...values: string[]) => ({
    type: 'template',
    template: {
      name,
      language: { code: 'id' },
      components: [{ type: 'body', parameters: values.map((value) => ({ type: 'text', text: value })) }],
    },
  });

  test.each([
    ['4097 units of text', text('x'.repeat(4097)), 100],
    ['no text', text(' '), 100],
    ['four buttons', interactive('button', 'x', buttons('a', 'b', 'c', 'd')), 131009],
    ['a title of 21', interactive('button', 'x', buttons('x'.repeat(21))), 131009],
    ['the same title twice', interactive('button', 'x', buttons('a', 'a')), 131009],
    ['1025 units above buttons', interactive('button', 'x'.repeat(1025), buttons('a')), 131009],
    ['eleven rows', interactive('list', 'x', rows(11)), 131009],
    ['a row of 25', interactive('list', 'x', rows(1, { title: 'x'.repeat(25) })), 131009],
    ['a description of 73', interactive('list', 'x', rows(1, { description: 'x'.repeat(73) })), 131009],
    ['an id of 201', interactive('list', 'x', rows(1, { id: 'x'.repeat(201) })), 131009],
    ['a list with a file', interactive('list', 'x', rows(1), { header: { type: 'document' } }), 131009],
    ['a file that was not uploaded', { type: 'document', document: { id: '1' } }, 131009],
    ['a template that is not approved', template('lain', 'a'), 132001],
    ['a template with too many values', template('kabar', 'a', 'b'), 132000],
    ['a line break in a template', template('kabar', 'a\nb'), 132018],
    ['an answer to nothing', { ...text('x'), context: { message_id: 'wamid.X' } }, 131009],
    ['a type that it does not know', { type: 'fax', fax: {} }, 100],
  ])('refuses %s', async (_, content, code) => {
    expect((await send(content))[1]).toBe(code);
    expect(person.seen()).toEqual([]);
  });

  test('takes what is just within the limits', async () => {
    expect(await send(text('x'.repeat(4096)))).toEqual([200, null]);
    expect(await send(interactive('list', 'x'.repeat(4096), rows(10)))).toEqual([200, null]);
    expect(await send(interactive('button', 'x'.repeat(1024), buttons('x'.repeat(20))))).toEqual([200, null]);
  });

  test('refuses a wrong token, an unknown number and an unknown person', async () => {
    expect(await call(`${server.phoneNumberId}/messages`, {}, 'x')).toEqual([401, 190]);
    expect(await call('999/messages', {})).toEqual([400, 100]);
    expect(await send(text('x'), { to: '6200000000' })).toEqual([400, 131026]);
    expect(await send(text('x'), { recipient: 'ID.1' })).toEqual([400, 131026]);
  });

  test('refuses what is too fast for a person, and for the number', async () => {
    for (const one of ['a', 'b', 'c']) expect((await send(text(one)))[0]).toBe(200);
    expect(await send(text('d'))).toEqual([400, 131056]);
    now += 6_000;
    expect((await send(text('d')))[0]).toBe(200);
    for (let i = 0; i < 4; i += 1) {
      const other = server.person();
      other.says('halo');
      expect((await send(text('a'), { to: other.chat }))[0]).toBe(200);
    }
    const last = server.person();
    last.says('halo');
    expect(await send(text('a'), { to: last.chat })).toEqual([429, 130429]);
  });

  test('refuses free text after 24 hours, and takes a template', async () => {
    now += 24 * 3_600_000 + 1;
    expect(await send(text('x'))).toEqual([400, 131047]);
    expect(await send(template('kabar', 'a'))).toEqual([200, null]);
    person.says('halo lagi');
    expect(await send(text('x'))).toEqual([200, null]);
  });

  test('keeps the address of a file for five minutes', async () => {
    const authorization = `Bearer ${server.token}`;
    const form = new FormData();
    form.set('messaging_product', 'whatsapp');
    form.set('type', 'application/pdf');
    form.set('file', new Blob(['%PDF']), 'a.pdf');
    const at = (path: string) => `${server.root}/${server.version}/${path}`;
    const up = await fetch(at(`${server.phoneNumberId}/media`), {
      method: 'POST',
      headers: { authorization },
      body: form,
    });
    const { id } = (await up.json()) as { id: string };
    const where = (await (await fetch(at(id), { headers: { authorization } })).json()) as { url: string };
    const get = async (headers: Record<string, string>) => (await fetch(where.url, { headers })).status;
    expect(await get({ authorization })).toBe(200);
    expect(await get({})).toBe(401);
    now += 5 * 60_000;
    expect(await get({ authorization })).toBe(404);
    await fetch(at(id), { method: 'DELETE', headers: { authorization } });
    expect((await fetch(at(id), { headers: { authorization } })).status).toBe(400);
  });

  test.each([
    ['*a b*', ['bold']],
    ['x *a*, _b_ ~c~ `d`', ['bold', 'italic', 'struck', 'code']],
    ['*_a_*', ['italic', 'bold']],
    ['a*b*c', []],
    ['* a*', []],
    ['*a\nb*', []],
    ['> a', ['quote']],
    ['a_b_c', []],
  ])('reads the markup of %s', (written, styles) => {
    expect(formatted(written).marked.map(({ style }) => style)).toEqual(styles);
  });
});
