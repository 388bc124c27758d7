import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Conversation, IDLE_MS } from '../../flows/kit/conversation.ts';
import { FORM_URL, type InboundBody } from '../../flows/kit/message.ts';
import type { FormMode } from '../../flows/kit/world.ts';
import { bubblesOf, Chat, chanceFrom, contextOf, PHOTO, placeOf, worldAt } from '../support/flows.ts';
import { BIRTH, NIK } from '../support/flows-office.ts';
import { fitting, make, move, openOf, type Seen, waysToChoose } from './moves.ts';
import { byPlace, type Found, stroll } from './pool.ts';

const RUNS = 600 * Number(process.env['HALO_RUNS'] ?? 1);

const pool = stroll().filter(({ office }) => !office);
const secret = pool.filter(({ conversation }) => conversation.running.open?.private && !conversation.waking);

/** The office knows nobody: own data are asked for. */
const stranger = () => 0;

function chatIn(form: FormMode, found: Pick<Found, 'conversation' | 'now'>, seed = 1): Chat {
  const chat = new Chat(found.conversation, false, chanceFrom(seed), found.now);
  chat.form = form;
  return chat;
}

function begun(form: FormMode): Chat {
  const chat = new Chat(null, false, stranger);
  chat.form = form;
  for (const text of ['domisili', 'setuju']) chat.say(text);
  return chat;
}

const textOf = (led: ReturnType<Chat['say']>) =>
  bubblesOf(led.out)
    .map(({ text }) => text)
    .join('\n');
const nonceOf = (chat: Chat) => openOf(chat.conversation)?.nonce ?? '';
const onPage = (body: InboundBody, form: string) => ({ body, about: null, form });

describe('private questions', () => {
  it('are those for a NIK, a date of birth and photos', () => {
    const kinds = new Set(secret.map(({ conversation }) => conversation.running.open?.accept.kind));
    expect([...kinds].sort()).toEqual(['date', 'identity', 'media', 'nik']);
    for (const { place, conversation } of pool) {
      const { open } = conversation.running;
      if (!open) continue;
      const kind = open.accept.kind;
      const wanted =
        kind === 'identity' || kind === 'nik' || kind === 'media' || / (birth|own_birth_date)$/.test(place);
      if (!conversation.waking) expect(open.private, place).toBe(wanted);
    }
  });

  it('of a conversation kept by an earlier release are none', () => {
    const { private: _, formText: __, ...open } = secret[0]?.conversation.running.open ?? {};
    const kept = secret[0]?.conversation as Conversation;
    const read = new Chat({ ...kept, running: { ...kept.running, open: open as never } }, false, stranger);
    expect(read.conversation.running.open?.private).toBe(false);
  });
});

describe('where there is no page', () => {
  it('nothing is said of it, and its word is a word like any other', () => {
    const chat = begun('none');
    expect(textOf(chat.say('formulir'))).toContain('NIK');
    expect(textOf(chat.say('formulir'))).not.toContain('halaman aman');
    for (const found of secret) {
      const said = textOf(chatIn('none', found).say('bantuan'));
      expect(said).not.toContain(FORM_URL);
    }
  });
});

describe('where it is on offer', () => {
  it('the question for a NIK says so in one line, and the chat may answer', () => {
    const chat = new Chat(null, false, stranger);
    chat.form = 'offered';
    chat.say('domisili');
    const asked = textOf(chat.say('setuju'));
    expect(asked).toMatch(/Tidak ingin menulis NIK di chat\? Ketik .formulir/);
    expect(asked).not.toContain(FORM_URL);
    chat.say(NIK);
    expect(placeOf(chat.conversation)).toBe('letter.domisili birth');
  });

  it.each(byPlace(secret))('the word gives the address at $place, and changes nothing', ({ chats }) => {
    for (const found of chats) {
      for (const word of ['formulir', 'Form', 'halaman aman']) {
        const chat = chatIn('offered', { ...found, now: found.conversation.last.at || found.now });
        const led = chat.say(word);
        expect(textOf(led)).toContain(FORM_URL);
        expect(bubblesOf(led.out).at(-1)?.choices.length).toBe(
          (found.conversation.running.open?.choices.length ?? 0) +
            (found.conversation.running.open?.zero ? 1 : 0),
        );
        expect(openOf(chat.conversation)).toEqual(found.conversation.running.open);
        expect(contextOf(chat.conversation.running.snapshot)).toEqual(
          contextOf(found.conversation.running.snapshot),
        );
      }
    }
  });

  it('the word is kindly answered where nothing private is asked', () => {
    for (const found of pool.filter(({ conversation }) => !conversation.running.open?.private)) {
      if (found.conversation.waking) continue;
      const chat = chatIn('offered', { ...found, now: found.conversation.last.at || found.now });
      const led = chat.say('formulir');
      const words = worldAt(found.now, false).vocabulary(found.conversation.language).words;
      expect(textOf(led), found.place).toContain(words['form.none']({}).slice(0, 30));
      expect(textOf(led)).not.toContain(FORM_URL);
      expect(placeOf(chat.conversation)).toBe(found.place);
    }
  });
});

describe('where only the page may take it', () => {
  const wrote = 'petugas, NIK saya 5371051205900001 lahir 12-05-1990 tidak ketemu';
  const called = (chat: Chat) => chat.say(wrote).calls.find(({ name }) => name === 'callOfficer')?.args;

  it('no NIK and no date goes on to the staff, from home or from the middle of a letter', () => {
    const hidden = { text: 'petugas, NIK saya ****** lahir ****** tidak ketemu' };
    expect(called(begun('required'))).toEqual(hidden);
    const home = new Chat(null, false, stranger);
    home.form = 'required';
    home.say('halo');
    expect(called(home)).toEqual(hidden);
    expect(called(begun('offered'))).toEqual({ text: wrote });
  });

  it('nor with an answer to a question of the office', () => {
    const answered = (form: 'required' | 'offered') => {
      const chat = new Chat(null, false, stranger);
      chat.form = form;
      chat.say('halo');
      const choices = [{ n: '1', label: 'Jawab sekarang', data: 'x:JAWAB r1' }];
      const about = { requestId: 'r1', task: null, choices };
      const { calls } = chat.hear({
        body: { kind: 'text', text: 'NIK saya 5371051205900001' },
        about,
      });
      return calls.find(({ name }) => name === 'answerOffice')?.args;
    };
    expect(answered('required')).toEqual({ requestId: 'r1', text: 'NIK saya ******' });
    expect(answered('offered')).toEqual({ requestId: 'r1', text: 'NIK saya 5371051205900001' });
  });

  it('the question gives the address and does not ask to write', () => {
    const chat = begun('required');
    const open = openOf(chat.conversation);
    const said = bubblesOf(chat.say('bantuan').out).at(-1);
    expect(said?.text).toContain(FORM_URL);
    expect(said?.text).not.toMatch(/5371051205900001|Ketik .NIK/);
    expect(open?.text).not.toContain(FORM_URL);
  });

  it.each(byPlace(secret))('what is written or sent in the chat is no answer at $place', ({ chats }) => {
    for (const found of chats) {
      const open = found.conversation.running.open;
      if (!open) continue;
      const tries: InboundBody[] = [
        fitting(open.accept, 0),
        ...[NIK, `${NIK} ${BIRTH}`, BIRTH, NIK.slice(0, 15), 'apa ini?'].map((text) => ({
          kind: 'text' as const,
          text,
        })),
        { kind: 'media', media: PHOTO, caption: NIK },
      ];
      for (const body of tries) {
        const chat = chatIn('required', { ...found, now: found.conversation.last.at || found.now });
        const led = chat.hear({ body, about: null });
        const label = `${found.place} ${JSON.stringify(body)}`;
        expect(contextOf(chat.conversation.running.snapshot), label).toEqual(
          contextOf(found.conversation.running.snapshot),
        );
        expect(openOf(chat.conversation)?.nonce, label).toBe(open.nonce);
        expect(textOf(led), label).toContain(FORM_URL);
        expect(textOf(led).replaceAll('5371051205900001 12-05-1990', '')).not.toContain(NIK.slice(0, 15));
      }
    }
  });

  it.each(byPlace(secret))('its choices are answered in the chat at $place', ({ chats }) => {
    for (const found of chats) {
      const open = found.conversation.running.open;
      if (!open) continue;
      for (const way of waysToChoose(open)) {
        for (const body of way.bodies) {
          const plain = chatIn('none', { ...found, now: found.conversation.last.at || found.now });
          const strict = chatIn('required', { ...found, now: found.conversation.last.at || found.now });
          plain.hear({ body, about: null });
          strict.hear({ body, about: null });
          expect(placeOf(strict.conversation)).toBe(placeOf(plain.conversation));
        }
      }
      const back = chatIn('required', { ...found, now: found.conversation.last.at || found.now });
      back.say('0');
      expect(openOf(back.conversation)?.nonce).not.toBe(open.nonce);
    }
  });

  it('a NIK cut short is not added to the answer before it', () => {
    const chat = begun('required');
    const { running } = chat.conversation;
    const after = { ...chat.conversation, running, last: { text: 'bank', at: chat.now, free: true } };
    const again = chatIn('required', { conversation: after, now: chat.now });
    const led = again.hear({ body: { kind: 'text', text: NIK.slice(0, 15) }, about: null }, 2);
    expect(textOf(led)).toContain(FORM_URL);
  });

  it('the officer is offered after three tries', () => {
    const chat = begun('required');
    chat.say(NIK);
    chat.say(NIK);
    expect(textOf(chat.say(NIK))).toContain('petugas');
  });

  it(`no digits of a private question are ever taken from the chat, in ${RUNS} chats`, () => {
    fc.assert(
      fc.property(
        fc.nat({ max: pool.length - 1 }),
        fc.nat(),
        fc.array(move, { minLength: 1, maxLength: 6 }),
        (start, seed, moves) => {
          const found = pool[start];
          if (!found) return;
          const chat = chatIn('required', found, seed);
          const seen: Seen = [];
          for (const one of moves) {
            const before = chat.conversation;
            const open = openOf(before);
            const led = make(chat, one, seen);
            if (!led) continue;
            for (const bubble of bubblesOf(led.out)) seen.unshift(...bubble.choices);
            if (!open?.private || one.do === 'notice') continue;
            // A returned request comes back with what the office already holds of it.
            if (chat.conversation.running.about?.requestId !== before.running.about?.requestId) continue;
            const kept = secretsOf(before);
            for (const value of secretsOf(chat.conversation))
              expect(kept, JSON.stringify(one)).toContain(value);
          }
        },
      ),
      { numRuns: RUNS },
    );
  });
});

/** Every NIK, date of birth and photo that the drafts of a chat hold. */
function secretsOf(conversation: Conversation): string[] {
  return [conversation.running, ...conversation.parked].flatMap(({ snapshot }) => {
    const { nik, birthDate, ownData, documents, undonePaper, fetching } = contextOf(snapshot) as Record<
      string,
      never
    >;
    const own = (ownData ?? {}) as Record<string, string>;
    // A paper that is being changed is kept aside until there is another.
    const papers = [documents, undonePaper].map((one) => (one ?? {}) as Record<string, { ids: string[] }>);
    const ids = papers.flatMap((one) => Object.values(one).flatMap((paper) => paper.ids));
    return [nik, birthDate, own['nik'], own['birth_date'], ...ids, ...Object.keys(fetching ?? {})].filter(
      (one): one is string => typeof one === 'string',
    );
  });
}

describe('an answer by the page', () => {
  it('is taken although the channel demands the page', () => {
    const chat = begun('required');
    chat.hear(onPage({ kind: 'text', text: NIK }, nonceOf(chat)));
    expect(placeOf(chat.conversation)).toBe('letter.domisili birth');
    expect(openOf(chat.conversation)).toMatchObject({ private: true, accept: { kind: 'date' } });
  });

  it('brings photos, one by one', () => {
    const papers = secret.find(({ conversation }) => conversation.running.open?.accept.kind === 'media');
    if (!papers) throw new Error('no papers');
    const chat = chatIn('required', papers);
    const led = chat.hear(onPage({ kind: 'media', media: PHOTO, caption: null }, nonceOf(chat)));
    expect(led.out.length).toBeGreaterThan(0);
    expect(openOf(chat.conversation)?.nonce).not.toBe(openOf(papers.conversation)?.nonce);
  });

  it('to another question leaves everything as it was, and says nothing', () => {
    for (const found of pool) {
      const chat = chatIn('required', found);
      for (const nonce of ['', 'zz.99', '1.01x']) {
        const led = chat.hear(onPage({ kind: 'text', text: `${NIK} ${BIRTH}` }, nonce));
        expect(led.out).toEqual([]);
        expect(chat.conversation).toEqual(found.conversation);
      }
    }
  });

  it('is an answer and never a command', () => {
    const chat = begun('required');
    for (const text of ['batal', 'menu', '1', '0', 'formulir', 'Saya tidak hafal NIK']) {
      chat.hear(onPage({ kind: 'text', text }, nonceOf(chat)));
      expect(placeOf(chat.conversation)).toBe('letter.domisili identity');
    }
  });

  it('counts after a long silence, and while it is asked whether to go on', () => {
    const chat = begun('required');
    chat.now += IDLE_MS + 1;
    chat.hear(onPage({ kind: 'text', text: NIK }, nonceOf(chat)));
    expect(placeOf(chat.conversation)).toBe('letter.domisili birth');
    const later = begun('required');
    later.now += IDLE_MS + 1;
    later.meet({ type: 'notice.remind', notice: { kind: 'remind', after: 1 } });
    expect(later.conversation.waking).not.toBeNull();
    const nonce = later.conversation.running.open?.nonce ?? '';
    later.hear(onPage({ kind: 'text', text: NIK }, nonce));
    expect(placeOf(later.conversation)).toBe('letter.domisili birth');
  });

  it('to a form that was renewed meanwhile is asked anew', () => {
    const chat = begun('required');
    const { running } = chat.conversation;
    const older = { ...chat.conversation, running: { ...running, version: 'older' } };
    const later = chatIn('required', { conversation: older, now: chat.now });
    const led = later.hear(onPage({ kind: 'text', text: NIK }, running.open?.nonce ?? ''));
    expect(contextOf(later.conversation.running.snapshot)['nik']).toBeNull();
    expect(textOf(led)).toContain('diperbarui');
  });
});
