import type { AnswerEvent, Call } from '../../flows/kit/calls.ts';
import type { Conversation } from '../../flows/kit/conversation.ts';
import { type Heard, hear, meet, newConversation, type Out, type World } from '../../flows/kit/converse.ts';
import { gather } from '../../flows/kit/gather.ts';
import { FORM_URL, markup, type ShownChoice } from '../../flows/kit/message.ts';
import { MONDAY, PHOTO, stored, worldAt } from '../support/flows.ts';
import { ANSWERS } from '../support/flows-office.ts';

/**
 * Plays a written talk with the flows and a stand-in for the office, and writes down all that leaves them: what is
 * shown, with its buttons, and what the office is asked. Lines that begin with two spaces are what was heard; the
 * others are what is done:
 *
 * - `@ key value` how the chat is reached: `office`, `phone no`, `counter`, `form offered`, `wards here 2`, `at <ISO>`
 * - `kantor: identify 1` the answer to the next call of that name: its place in the list of answers, or JSON
 * - `warga: ...` a text; `lagi: ...` one at once behind it; `kembar: ...` one before our reply went out;
 *   `terlambat: ...` one written long ago; `halaman: ...` an answer by the secure page; `tap: 2` the second button shown last; `tap! <data>` a button by its data
 * - `foto`, `odd: sticker`, `nomor: 62812...`; `balas r1 12: ...` a text that quotes a message about a request
 * - `tunggu: 7 jam`, `tunggu: 3 detik`; `tiba: buram` the oldest picture has been fetched; `lama:` the office has been
 *   renewed since; `kabar: {...}` a notice of the office as JSON
 */
export function playTalk(script: string): string {
  const talk = new Talk();
  const heard: string[] = [];
  for (const line of script.split('\n')) {
    if (line.startsWith('  ')) continue;
    heard.push(line);
    if (line !== '' && !line.startsWith('#')) heard.push(...talk.do(line).map((one) => `  ${one}`));
  }
  return heard.join('\n');
}

const WARDS = [
  { id: 'w1', short: 'NKT2', name: 'Kelurahan Naikoten II' },
  { id: 'w2', short: 'OBF', name: 'Kelurahan Oebufu' },
  { id: 'w3', short: 'LLB', name: 'Kelurahan Liliba' },
];

class Talk {
  #conversation: Conversation | null = null;
  #now = MONDAY;
  #world: Partial<World> = {};
  #answers = new Map<string, string[]>();
  #shown: readonly ShownChoice[] = [];
  #documents = 0;
  #underway: { documentId: string; item: string }[] = [];

  get #hearing(): World {
    return { ...worldAt(this.#now, this.#world.office ?? false), ...this.#world };
  }

  do(line: string): string[] {
    const [, word = '', rest = ''] = /^(@|balas [^:]*|[a-z]+!?):? ?(.*)$/s.exec(line) ?? [];
    switch (word.split(' ')[0]) {
      case '@':
        this.#set(rest);
        return [];
      case 'kantor': {
        const [, name = '', answer = ''] = /^(\w+) (.*)$/.exec(rest) ?? [];
        this.#answers.set(name, [...(this.#answers.get(name) ?? []), answer]);
        return [];
      }
      case 'tunggu': {
        const [, count, unit = ''] = /^(\d+) (\w+)$/.exec(rest) ?? [];
        this.#now += Number(count) * (unit === 'jam' ? 3_600_000 : 1000);
        return [];
      }
      case 'kabar':
        return this.#tell(rest);
      case 'lama':
        this.#age();
        return [];
      case 'tiba':
        return this.#arrive(rest);
      default:
        return this.#hear(word, rest);
    }
  }

  #set(rest: string): void {
    const [key = '', value = '', more] = rest.split(' ');
    const wards = WARDS.slice(0, Number(more ?? 2));
    const worlds: Readonly<Record<string, Partial<World>>> = {
      office: { office: true },
      phone: { sharesPhone: value === 'yes' },
      counter: { atCounter: true },
      form: { form: value as 'offered' },
      wards: { wards, here: 'w1', wardOpen: value === 'open' },
      at: {},
    };
    if (key === 'at') this.#now = Date.parse(value);
    const world = worlds[key];
    if (!world) throw new Error(`nothing to set: ${rest}`);
    this.#world = { ...this.#world, ...world };
  }

  #tell(rest: string): string[] {
    const notice = JSON.parse(rest);
    return this.#settle((conversation) =>
      meet(conversation, { type: `notice.${notice.kind}`, notice } as never, this.#hearing),
    );
  }

  /** As if all that runs and waits had been written down by an office of an older version. */
  #age(): void {
    const old = this.#conversation;
    if (!old) return;
    const aged = <T extends { version: string }>(one: T): T => ({ ...one, version: 'older' });
    this.#conversation = { ...old, running: aged(old.running), parked: old.parked.map(aged) };
  }

  #arrive(how: string): string[] {
    const document = this.#underway.shift() ?? { documentId: 'unknown', item: 'ktp' };
    const notice =
      how === 'rusak'
        ? { kind: 'unreadable', ...document, why: 'damaged' }
        : { kind: 'stored', ...document, blurry: how === 'buram' };
    return this.#tell(JSON.stringify(notice));
  }

  #hear(word: string, rest: string): string[] {
    this.#now += 20_000;
    const [how, requestId, task] = word.split(' ');
    const bodies = {
      warga: { kind: 'text', text: rest.replaceAll('\\n', '\n') },
      lagi: { kind: 'text', text: rest },
      kembar: { kind: 'text', text: rest },
      terlambat: { kind: 'text', text: rest },
      halaman: { kind: 'text', text: rest },
      balas: { kind: 'text', text: rest },
      tap: { kind: 'tap', data: this.#shown[Number(rest) - 1]?.data ?? '', label: null },
      'tap!': { kind: 'tap', data: rest, label: null },
      foto: { kind: 'media', media: PHOTO, caption: null },
      nomor: { kind: 'ownPhone', phone: rest },
      odd: { kind: 'odd', what: rest, media: null, text: null },
    } as const;
    const body = bodies[how as keyof typeof bodies];
    if (!body) throw new Error(`nothing to do: ${word}`);
    // Straight on, as the next line of the same thought.
    if (how === 'lagi' || how === 'kembar') this.#now -= 18_000;
    const about =
      how === 'balas'
        ? {
            requestId: requestId === '-' ? null : (requestId ?? null),
            task: task ? Number(task) : null,
            choices: [],
          }
        : null;
    return this.#settle((conversation) => {
      const { open } = conversation.running;
      const ways: Readonly<Record<string, Partial<Heard>>> = {
        kembar: { unseen: true },
        terlambat: { late: true },
        halaman: { form: open?.nonce ?? '' },
      };
      return hear(conversation, { body: body as never, about, ...ways[how ?? ''] }, this.#hearing);
    });
  }

  #settle(first: (conversation: Conversation) => ReturnType<typeof hear>): string[] {
    let turn = first(this.#conversation ?? stored(newConversation(this.#hearing)));
    const out: Out[] = [...turn.out];
    const lines: string[] = [];
    const waiting = [...turn.calls];
    this.#conversation = stored(turn.conversation);
    for (let call = waiting.shift(); call; call = waiting.shift()) {
      lines.push(`-> ${call.name} ${JSON.stringify(call.args)}`);
      turn = meet(this.#conversation, this.#answer(call), this.#hearing);
      this.#conversation = stored(turn.conversation);
      out.push(...turn.out);
      waiting.push(...turn.calls);
    }
    return [...lines, ...gather(out).flatMap((one) => this.#linesOf(one))];
  }

  #answer(call: Call): AnswerEvent {
    const type = `answer.${call.name}`;
    if (call.name === 'keepDocument') {
      this.#documents += 1;
      const result = { documentId: `d${this.#documents}`, item: call.args.item };
      this.#underway.push(result);
      return { type, result } as AnswerEvent;
    }
    const wanted = this.#answers.get(call.name)?.shift() ?? '0';
    const results = (ANSWERS[call.name] as (args: unknown) => readonly unknown[])(call.args);
    const result = /^\d+$/.test(wanted) ? results[Number(wanted)] : JSON.parse(wanted);
    if (call.name === 'redeemInvite' && result.outcome === 'bound')
      this.#world = { ...this.#world, office: true };
    return { type, result } as AnswerEvent;
  }

  #linesOf(out: Out): string[] {
    if (out.type === 'wake') return [`(bangun ${out.notice.kind} ${new Date(out.at).toISOString()})`];
    const { bubble, requestId } = out;
    if (bubble.choices.length > 0) this.#shown = bubble.choices;
    const text = markup(bubble.text, (plain) => plain, '*', '*').replaceAll(FORM_URL, '<halaman aman>');
    const about = requestId === null ? '' : ` tentang ${requestId}`;
    const kind = out.type === 'amend' ? ' (mengganti)' : out.card ? ' (kartu)' : '';
    return [
      `kelurahan${about}${kind}:`,
      ...text.split('\n').map((line) => `  ${line === '' ? '.' : line}`),
      ...bubble.choices.map(({ n, label, data }) => `  [${n}] ${label} {${data.replace(/^[^!].*:/, '')}}`),
      ...(bubble.file ? [`  (berkas ${bubble.file.kind} ${bubble.file.name})`] : []),
      ...(bubble.askPhone ? ['  (tombol: bagikan nomor)'] : []),
    ];
  }
}
