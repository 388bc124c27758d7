import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Conversation } from '../../flows/kit/conversation.ts';
import type { Out } from '../../flows/kit/converse.ts';
import { FORM_URL } from '../../flows/kit/message.ts';
import { formMode, linked, secureAddress } from '../../src/engine/forms.ts';
import { changeSettings, wardById } from '../../src/wards/ward.ts';
import { testSealer } from '../support/keys.ts';
import { type FormOffice, LINK, MARIA, openFormOffice } from '../web/form-office.ts';

let office: FormOffice;
beforeAll(async () => {
  office = await openFormOffice('required');
});
afterAll(() => office.close());

let chat = '';
let count = 0;
beforeEach(() => {
  count += 1;
  chat = `chat-${count}`;
});

const texts = (bubbles: readonly { text: string }[]) => bubbles.map(({ text }) => text).join('\n');
const codeOf = (link: string) => link.split('/').at(-1) ?? '';
const IDENTITY = { kind: 'text', text: `${MARIA.nik} ${MARIA.birth}` } as const;

async function asked(): Promise<string> {
  await office.say(chat, 'domisili');
  await office.say(chat, '1');
  return codeOf(office.link(chat));
}

interface Row {
  readonly code_index: Buffer;
  readonly nonce: string;
  readonly expires_at: Date;
  readonly used_at: Date | null;
}

/** The links of a chat, oldest first. */
function links(): Promise<Row[]> {
  const key = testSealer().index('chat', `${office.accountId}|${chat}`);
  return office.sql<Row[]>`
    select f.* from form_link f join conversation c on c.id = f.conversation_id
    where c.chat_key = ${key} order by f.expires_at`;
}

describe('where the page may be used', () => {
  it('is decided by channel, ward and address', () => {
    expect(formMode(null, 'whatsapp-cloud', 'required')).toBe('none');
    expect(formMode('https://a', 'web', 'required')).toBe('none');
    expect(formMode('https://a', 'telegram', 'offered')).toBe('offered');
    expect(formMode('https://a', 'whatsapp', 'required')).toBe('required');
    expect(formMode('https://a', 'whatsapp-cloud', 'offered')).toBe('required');
    expect(secureAddress('http://localhost:3000')).toBeNull();
    expect(secureAddress('https://a.go.id')).toBe('https://a.go.id');
  });

  it('follows the setting of the ward at once', async () => {
    const { settings } = await wardById(office.db, office.wardId);
    const set = async (forms: 'offered' | 'required') => {
      await changeSettings(office.db, office.wardId, { ...settings, forms });
      office.clock.move(3_000);
    };
    await asked();
    await set('offered');
    const said = texts(await office.say(chat, 'bantuan'));
    await set('required');
    expect(said).toContain('Tidak ingin menulis NIK di chat');
    expect(said).not.toMatch(LINK);
  });

  it('is nothing to the training room', async () => {
    await office.house.settle();
    const [row] = await office.sql`
      select count(*)::int as n from form_link f join conversation c on c.id = f.conversation_id
      join account a on a.id = c.account_id where a.channel = 'web'`;
    expect(row?.['n']).toBe(0);
  });
});

describe('a question where there is no site', () => {
  it('is said without its address, whatever else the turn wants', async () => {
    const plain = { choices: [], file: null, askPhone: false };
    const text = `Kirim fotonya.\nLewat halaman ini: ${FORM_URL}`;
    const said: Out[] = [
      { type: 'wake', key: 'remind', at: 0, notice: { kind: 'remind', turn: 1 } as never },
      { type: 'bubble', bubble: { ...plain, text }, requestId: null, card: false },
    ];
    const conversation = { running: { open: null } } as Conversation;
    const deps = { secureUrl: () => null } as never;
    const out = await linked(office.sql, deps, new Date(), 1, { conversation, out: said });
    expect(out.map((one) => (one.type === 'bubble' ? one.bubble.text : one.type))).toEqual([
      'Kirim fotonya.',
      'wake',
    ]);
  });
});

describe('a link', () => {
  it('is unguessable, kept only as a hash, for one question and half an hour of the ward', async () => {
    const code = await asked();
    expect(code).toMatch(/^[0-9a-f]{32}$/);
    const [row] = await links();
    expect(row?.code_index).toEqual(testSealer().index('form', code));
    const { now } = await office.house.officeOf(office.wardId);
    expect(row?.expires_at.getTime()).toBe(now.getTime() + 30 * 60_000);
    const everything = await office.sql`select * from form_link`;
    expect(JSON.stringify(everything)).not.toContain(code);
  });

  it('is new each time the question is said, and all are used up by one answer', async () => {
    const first = await asked();
    const second = codeOf(LINK.exec(texts(await office.say(chat, 'bantuan')))?.[1] ?? '');
    expect(second).not.toBe(first);
    expect(new Set((await links()).map(({ nonce }) => nonce)).size).toBe(1);
    expect((await office.house.forms.answer(first, IDENTITY)).kind).toBe('taken');
    expect((await office.house.forms.answer(second, IDENTITY)).kind).toBe('closed');
    expect((await office.house.forms.answer(first, IDENTITY)).kind).toBe('closed');
    expect(texts(await office.heard(chat)).match(/Surat dibuat atas nama ini/g)).toHaveLength(1);
  });

  it('answers nothing when it is forged, cut, or of other letters', async () => {
    const code = await asked();
    for (const forged of ['', code.slice(1), `${code}0`, code.toUpperCase(), '0'.repeat(32), `>${code}`])
      if (forged !== code)
        expect((await office.house.forms.answer(forged, IDENTITY)).kind, forged).toBe('unknown');
    expect(await office.heard(chat)).toEqual([]);
  });

  it('ends with its half hour', async () => {
    const code = await asked();
    office.clock.move(30 * 60_000);
    expect((await office.house.forms.find(code)).kind).toBe('expired');
    expect((await office.house.forms.answer(code, IDENTITY)).kind).toBe('expired');
    expect(await office.heard(chat)).toEqual([]);
  });

  it('is forgotten a day after it ended, when the chat gets another', async () => {
    const code = await asked();
    office.clock.move(25 * 3_600_000);
    await office.say(chat, 'formulir');
    await office.say(chat, 'lanjut');
    await office.say(chat, 'formulir');
    expect((await office.house.forms.find(code)).kind).toBe('unknown');
  });

  it('ends when the question was left', async () => {
    const code = await asked();
    await office.say(chat, 'menu');
    expect((await office.house.forms.answer(code, IDENTITY)).kind).toBe('closed');
  });

  it('to a question that is asked again is a new one', async () => {
    const code = await asked();
    await office.say(chat, 'saya tidak hafal nik');
    await office.say(chat, '0');
    expect((await office.house.forms.answer(code, IDENTITY)).kind).toBe('closed');
    expect((await office.house.forms.answer(codeOf(office.link(chat)), IDENTITY)).kind).toBe('taken');
  });
});

describe('an answer that says which question it belongs to', () => {
  const answer = (form: string, externalId: string) =>
    office.house.engine.receive({
      accountId: office.accountId,
      externalId,
      chat,
      at: office.clock.now(),
      body: IDENTITY,
      quoted: null,
      messageId: null,
      form,
    });

  it('of another chat does nothing here', async () => {
    await asked();
    const [mine] = await links();
    const here = chat;
    chat = `${here}-other`;
    await office.say(chat, 'halo');
    await office.say(chat, 'domisili');
    await office.say(chat, '1');
    const [other] = await links();
    expect(other?.nonce).not.toBe(mine?.nonce);
    chat = here;
    expect(await answer(other?.nonce ?? '', `form:other-${here}`)).toBe('handled');
    expect(await office.heard(here)).toEqual([]);
    expect((await links()).every(({ used_at }) => used_at === null)).toBe(true);
  });

  it('is taken once, and the links to the question with it', async () => {
    await asked();
    const [mine] = await links();
    expect(await answer(mine?.nonce ?? '', `form:once-${chat}`)).toBe('handled');
    expect(await answer(mine?.nonce ?? '', `form:once-${chat}`)).toBe('duplicate');
    expect((await links()).every(({ used_at }) => used_at !== null)).toBe(true);
    expect(texts(await office.heard(chat)).match(/Surat dibuat atas nama ini/g)).toHaveLength(1);
  });
});

describe('what the page goes on with', () => {
  it('is the next private question, by a link of its own, once', async () => {
    const taken = await office.house.forms.answer(await asked(), IDENTITY);
    if (taken.kind !== 'taken') throw new Error(taken.kind);
    expect((await office.house.forms.find(taken.code)).kind).toBe('done');
    await office.say(chat, 'ya');
    await office.say(chat, 'membuka rekening bank');
    const next = await office.house.forms.find(taken.code);
    if (next.kind !== 'next') throw new Error(next.kind);
    const photo = await office.house.forms.find(next.code);
    expect(photo).toMatchObject({ kind: 'question', prompt: { accept: { kind: 'media' } } });
    expect((await office.house.forms.find(taken.code)).kind).toBe('done');
  });

  it('ends with its own half hour', async () => {
    const taken = await office.house.forms.answer(await asked(), IDENTITY);
    if (taken.kind !== 'taken') throw new Error(taken.kind);
    await office.say(chat, 'ya');
    await office.say(chat, 'membuka rekening bank');
    office.clock.move(30 * 60_000);
    expect((await office.house.forms.find(taken.code)).kind).toBe('done');
  });

  it('is waited for while a photo is being stored', async () => {
    const identity = await office.house.forms.answer(await asked(), IDENTITY);
    if (identity.kind !== 'taken') throw new Error(identity.kind);
    await office.say(chat, 'ya');
    await office.say(chat, 'membuka rekening bank');
    const first = await office.house.forms.find(identity.code);
    if (first.kind !== 'next') throw new Error(first.kind);
    // Text is no photo, and leaves the question open.
    expect(await office.house.forms.answer(first.code, { kind: 'text', text: 'ini fotonya' })).toMatchObject({
      kind: 'misread',
      why: { key: 'miss.media' },
    });
    const media = { ref: 'photo', mime: 'image/jpeg', name: null, size: 10 };
    const sent = await office.house.forms.answer(first.code, { kind: 'media', media, caption: null });
    if (sent.kind !== 'taken') throw new Error(sent.kind);
    expect((await office.house.forms.find(sent.code)).kind).toBe('waiting');
  });

  it('is no way to answer', async () => {
    const taken = await office.house.forms.answer(await asked(), IDENTITY);
    if (taken.kind !== 'taken') throw new Error(taken.kind);
    expect((await office.house.forms.answer(taken.code, IDENTITY)).kind).toBe('done');
  });
});
