import { type AnyMachineSnapshot, type AnyStateMachine, createMachine } from 'xstate';
import type { Calendar } from '../../flows/kit/calendar.ts';
import type {
  AnswerEvent,
  Call,
  CallName,
  Calls,
  Decided,
  TaskCard,
  TaskLine,
} from '../../flows/kit/calls.ts';
import { Conversation } from '../../flows/kit/conversation.ts';
import {
  type Heard,
  hear,
  meet,
  newConversation,
  type Out,
  type Turn,
  type World,
} from '../../flows/kit/converse.ts';
import type { Facts } from '../../flows/kit/facts.ts';
import { CONSENT_VERSION } from '../../flows/kit/letter-consent.ts';
import type { Attachment, Bubble, MediaRef } from '../../flows/kit/message.ts';
import type { NoticeEvent } from '../../flows/kit/notices.ts';
import { local } from '../../flows/kit/when.ts';
import { allFlows } from '../../flows/registry.ts';
import { translations } from '../../flows/wording/translations.ts';
import { vocabularies } from '../../flows/wording/vocabulary.ts';
import { loadServices } from '../../src/services.ts';

/** The flows with a small model of the office around them: no database, no time, no chance but what is given. */

export const services = await loadServices();
export const flows = allFlows(services);
const vocabulary = vocabularies(translations);

/** A Monday to Friday office in Kupang with a lunch break, closed on Christmas. */
export const calendar: Calendar = {
  timeZone: 'Asia/Makassar',
  hours: [1, 2, 3, 4, 5, 6, 7].map((day) =>
    day > 5
      ? []
      : ([
          ['08:00', '12:00'],
          ['13:00', '15:00'],
        ] as const),
  ),
  holidays: new Set(['2026-12-25']),
};

/** Monday 23 November 2026, 09.00 WITA. */
export const MONDAY = Date.parse('2026-11-23T01:00:00Z');

export function factsAt(now: number): Facts {
  return {
    now: new Date(now).toISOString(),
    today: local(now, calendar.timeZone).iso,
    timeZone: calendar.timeZone,
    calendar,
    ward: {
      name: 'Kelurahan Contoh',
      address: 'Jl. Contoh No. 1',
      contact: '0380 000000',
      hours: 'Senin-Jumat 08.00-15.00',
      complaints: 'SP4N-LAPOR: lapor.go.id',
      privacyContact: 'petugas kelurahan',
      training: false,
    },
  };
}

export function worldAt(now: number, office: boolean): World {
  return { facts: factsAt(now), flows, services, vocabulary, office };
}

/** The same machine, built again: marks put into one copy do not reach the other. */
export function copyOf(machine: AnyStateMachine): AnyStateMachine {
  return createMachine(machine.config as never, machine.implementations as never);
}

const RESIDENT = { name: 'Maria S***', address: 'Jl. A*** No. *', rtRw: 'RT 003/RW 002' };
const PDF: Attachment = { kind: 'letter', id: 'l1', name: 'surat.pdf', mime: 'application/pdf' };
const PICTURE: Attachment = { kind: 'picture', id: 'p1', name: 'ringkasan.png', mime: 'image/png' };
const DUE = '2026-11-24T02:00:00Z';

export const NIK = '5371051205900001';
export const BIRTH = '12-05-1990';

export function taskCard(task: number, moves: TaskCard['moves'], state: string): TaskCard {
  return {
    requestId: `r${task}`,
    task,
    number: `DOM-${task}`,
    service: 'domisili',
    state,
    applicant: 'MARIA SERAN',
    rtRw: 'RT 003/RW 002',
    lines: [['Keperluan', 'bank']],
    papers: ['KTP (1)'],
    warnings: [],
    dueAt: DUE,
    holder: 'Ina',
    mine: true,
    note: null,
    items: [
      { id: 'keperluan', label: 'Keperluan' },
      { id: 'ktp', label: 'KTP' },
      { id: 'kk', label: 'Kartu Keluarga' },
    ],
    moves,
  };
}

function taskLine(task: number, state: string): TaskLine {
  return {
    task,
    requestId: `r${task}`,
    number: `DOM-${task}`,
    service: 'domisili',
    applicant: 'MARIA SERAN',
    state,
    holder: null,
    dueAt: DUE,
    late: task % 2 === 0,
  };
}

function decided(did: string) {
  return ({ task }: { task: number }): Decided[] => [
    { ok: true, task, number: `DOM-${task}`, requestId: `r${task}`, did, who: 'Bapak Lurah', card: null },
    {
      ok: true,
      task,
      number: 'DOM-1',
      requestId: 'r1',
      did,
      who: 'Ina',
      card: taskCard(task, ['view'], 'checking'),
    },
    { ok: false, task, why: 'alreadyTaken', who: 'Ina' },
    { ok: false, task, why: 'unknown', who: null },
  ];
}

function requestLine(requestId: string, state: string) {
  return { requestId, number: `SKU-${requestId}`, service: 'sku', state, holder: 'Petugas kelurahan' };
}

function requestView(requestId: string, state: string, mayCancel: boolean) {
  return {
    ...requestLine(requestId, state),
    dueAt: DUE,
    steps: [{ at: '2026-11-23T01:00:00Z', what: 'diterima' }],
    mayCancel,
    returned:
      state === 'returned'
        ? [
            { id: 'nama_usaha', label: 'Nama usaha', reason: 'kurang jelas' },
            { id: 'ktp', label: 'KTP', reason: 'buram' },
          ]
        : [],
    letter: ['delivered', 'ready'].includes(state)
      ? { number: '500/1/2026', inChat: state === 'delivered' }
      : null,
    draft: {
      service: 'sku',
      ownData: null,
      answers: {
        nama_usaha: 'Kios',
        jenis_usaha: 'Jasa',
        alamat_usaha: 'Jl. Contoh 5',
        sejak_tahun: '2019',
        omzet: '',
        keperluan: 'Bantuan usaha',
      },
      documents: {
        ktp: { ids: ['d1'], bring: false },
        kk: { ids: ['d2'], bring: false },
        pengantar: { ids: [], bring: true },
        'foto-usaha': { ids: ['d3'], bring: false },
        pernyataan: { ids: [], bring: true },
      },
    },
    note: null,
  };
}

const receipts = () =>
  [2, 1, 0].map((level) => ({
    requestId: 'r1',
    number: 'SKU-1',
    holder: 'Petugas kelurahan',
    dueAt: DUE,
    opensAt: level === 0 ? DUE : null,
    level,
  }));
const outcomes = () => [{ ok: true } as const, { ok: false, why: 'closed' } as const];

/** Everything that the office can answer to a call, by outcome. */
export const ANSWERS: {
  readonly [N in CallName]: (args: Calls[N]['args']) => readonly Calls[N]['result'][];
} = {
  me: () => [
    { consentVersion: null, level: 0, resident: null },
    { consentVersion: CONSENT_VERSION, level: 0, resident: null },
    { consentVersion: CONSENT_VERSION, level: 2, resident: RESIDENT },
    { consentVersion: '2020-01', level: 1, resident: RESIDENT },
  ],
  consent: () => [{ ok: true }],
  identify: () => [
    { outcome: 'found', resident: RESIDENT, level: 1 },
    { outcome: 'notFound', triesLeft: 2 },
    { outcome: 'notFound', triesLeft: 0 },
    { outcome: 'locked' },
  ],
  forgetMe: () => [{ ok: true }],
  provePhone: () => [{ level: 2 }, { level: 1 }],
  redeemCode: () => [
    { level: 2, outcome: 'proved' },
    { level: 1, outcome: 'wrong' },
    { level: 1, outcome: 'locked' },
  ],
  family: () => [
    [],
    [
      { id: '0197a0b0-0000-7000-8000-000000000001', label: 'Yosef S*** (anak)' },
      { id: '0197a0b0-0000-7000-8000-000000000002', label: 'Ana S*** (anak)' },
    ],
    Array.from({ length: 12 }, (_, n) => ({ id: `f${n}`, label: `Anak ${n} (anak)` })),
  ],
  keepDocument: ({ item }) => [{ documentId: `d-${item}`, item }],
  submit: receipts,
  resubmit: receipts,
  myRequests: () => [
    [],
    [requestLine('r1', 'submitted')],
    [requestLine('r1', 'submitted'), requestLine('r2', 'returned')],
    Array.from({ length: 12 }, (_, n) => requestLine(`r${n}`, 'submitted')),
  ],
  myRequest: ({ requestId }) => [
    requestView(requestId, 'submitted', true),
    requestView(requestId, 'returned', true),
    requestView(requestId, 'delivered', false),
    requestView(requestId, 'ready', false),
    null,
  ],
  cancelRequest: outcomes,
  resendLetter: () => [{ file: PDF }, { file: null }],
  answerOffice: outcomes,
  callOfficer: () => [{ opensAt: null }, { opensAt: DUE }],
  setLanguage: () => [{ ok: true }],
  redeemInvite: () => [
    { outcome: 'unknown' },
    { outcome: 'expired' },
    { outcome: 'bound', name: 'Ina', role: 'operator' },
  ],
  tasks: () => [
    [],
    [taskLine(11, 'submitted')],
    [taskLine(12, 'verified'), taskLine(13, 'verified')],
    Array.from({ length: 40 }, (_, n) => taskLine(n + 1, 'verified')),
  ],
  card: (args) => {
    const task = 'task' in args ? args.task : 12;
    return [
      { ...taskCard(task, ['view', 'preview', 'sign', 'sendBack', 'refuse'], 'verified'), signer: true },
      taskCard(
        task,
        ['take', 'view', 'pass', 'return', 'refuse', 'ask', 'undo', 'handOver', 'code', 'revoke'],
        'checking',
      ),
      taskCard(task, [], 'delivered'),
      null,
    ];
  },
  papers: () => [[], [PDF, PDF]],
  take: decided('take'),
  pass: decided('pass'),
  returnItems: decided('return'),
  refuse: decided('refuse'),
  askResident: decided('ask'),
  undo: decided('undo'),
  sign: ({ tasks }) => [
    tasks.map((task) => ({
      task,
      ok: true,
      letterNumber: `470/${task}/2026`,
      applicant: 'MARIA SERAN',
      why: null,
    })),
    tasks.map((task) => ({ task, ok: false, letterNumber: null, applicant: '', why: 'noCertificate' })),
    [],
  ],
  sendBack: decided('sendBack'),
  revoke: decided('revoke'),
  handOver: decided('handOver'),
  counterCode: () => [
    { ok: true, code: '7KQ2-M9XA', applicant: 'MARIA SERAN' },
    { ok: false, why: 'notAllowed' },
  ],
  brief: () => [
    { text: 'Ringkasan pagi', picture: PICTURE },
    { text: 'Ringkasan pagi', picture: null },
  ],
  duty: outcomes,
  taskPace: outcomes,
};

/** Every answer to one call. */
export function answersTo(call: Call): AnswerEvent[] {
  const results = (ANSWERS[call.name] as (args: unknown) => readonly unknown[])(call.args);
  return results.map((result) => ({ type: `answer.${call.name}`, result }) as AnswerEvent);
}

const about = { requestId: 'r1', task: 12, number: 'SKU-1', service: 'sku' };

/** One notice of every kind that comes by itself (those of pictures are made by the chat that keeps them). */
export const NOTICES: readonly NoticeEvent[] = (
  [
    ...(['taken', 'passed', 'sentBack', 'signed', 'undone', 'cancelled'] as const).map((what) => ({
      kind: 'moved' as const,
      ...about,
      what,
      holder: 'Lurah',
    })),
    { kind: 'returned', ...about, items: [{ id: 'ktp', label: 'KTP', reason: 'buram' }] },
    { kind: 'refused', ...about, reason: 'bukan warga' },
    { kind: 'question', ...about, text: 'Sejak kapan tinggal di sini?' },
    ...[PDF, null].map((file) => ({
      kind: 'letter' as const,
      ...about,
      letterNumber: '500/1/2026',
      file,
      code: 'AB12',
      url: 'https://contoh.test/c/AB12',
      originals: [],
      validUntil: '2027-05-23',
    })),
    { kind: 'revoked', ...about, letterNumber: '500/1/2026', reason: 'keliru' },
    { kind: 'handedOver', ...about, letterNumber: '500/1/2026' },
    { kind: 'late', ...about, dueAt: DUE, holder: 'Lurah' },
    { kind: 'stored', documentId: 'unknown', item: 'ktp', blurry: false },
    { kind: 'unreadable', documentId: 'unknown', item: 'ktp', why: 'kind' },
    { kind: 'remind', after: 1 },
    { kind: 'archive', after: 1 },
    { kind: 'task', ...about, why: 'new', note: null },
    { kind: 'tasks', after: 1 },
    { kind: 'gone', ...about, what: 'taken', by: 'Ina' },
    { kind: 'reply', ...about, applicant: 'Maria', question: null, text: 'Sejak 2010' },
    { kind: 'alert', what: 'undelivered', number: null, detail: null },
    { kind: 'wanted', who: 'Warga', text: null, voice: false },
    { kind: 'brief', half: '2026-11-23T07:30' },
  ] as NoticeEvent['notice'][]
).map((notice) => ({ type: `notice.${notice.kind}`, notice }) as NoticeEvent);

export const PHOTO: MediaRef = { ref: 'photo-1', mime: 'image/jpeg', name: 'ktp.jpg', size: 100_000 };

/** What one thing sent into a chat led to, answers of the office and arriving pictures included. */
export interface Led {
  readonly conversation: Conversation;
  readonly out: readonly Out[];
}

/** Takes a number below its argument: which of several answers is given. */
export type Chance = (below: number) => number;

/** Rounds of calls and answers that a turn may take (the engine's own limit). */
const ROUNDS = 8;

export class TooManyRounds extends Error {
  override readonly name = 'TooManyRounds';
}

/** A chat with the model office: every step is stored as JSON and read back. */
export class Chat {
  readonly #chance: Chance;
  #conversation: Conversation;
  #documents = 0;
  #office: boolean;
  now: number;

  constructor(start: Conversation | null, office: boolean, chance: Chance, now = MONDAY) {
    this.#chance = chance;
    this.#office = office;
    this.now = now;
    this.#conversation = stored(start ?? newConversation(this.world));
  }

  get conversation(): Conversation {
    return this.#conversation;
  }

  get world(): World {
    return worldAt(this.now, this.#office);
  }

  /** One message of the person, `seconds` after the one before. */
  hear(heard: Heard, seconds = 20): Led {
    this.now += seconds * 1000;
    return this.#settle(hear(this.#conversation, heard, this.world));
  }

  say(text: string): Led {
    return this.hear({ body: { kind: 'text', text }, about: null });
  }

  meet(event: NoticeEvent): Led {
    return this.#settle(meet(this.#conversation, event, this.world));
  }

  #settle(first: Turn): Led {
    const out: Out[] = [...first.out];
    const arriving: NoticeEvent[] = [];
    this.#conversation = stored(first.conversation);
    let calls = first.calls;
    for (let round = 0; calls.length > 0; round += 1) {
      if (round === ROUNDS) throw new TooManyRounds(calls.map((call) => call.name).join(', '));
      const next: Call[] = [];
      for (const call of calls) {
        const turn = meet(this.#conversation, this.#answer(call, arriving), this.world);
        this.#conversation = stored(turn.conversation);
        out.push(...turn.out);
        next.push(...turn.calls);
      }
      calls = next;
    }
    for (const notice of arriving) out.push(...this.meet(notice).out);
    return { conversation: this.#conversation, out };
  }

  #answer(call: Call, arriving: NoticeEvent[]): AnswerEvent {
    if (call.name === 'keepDocument') {
      this.#documents += 1;
      const documentId = `doc-${this.now}-${this.#documents}`;
      const { item } = call.args;
      arriving.push(
        this.#chance(4) === 0
          ? { type: 'notice.unreadable', notice: { kind: 'unreadable', documentId, item, why: 'damaged' } }
          : {
              type: 'notice.stored',
              notice: { kind: 'stored', documentId, item, blurry: this.#chance(3) === 0 },
            },
      );
      return { type: 'answer.keepDocument', result: { documentId, item } };
    }
    const answers = answersTo(call);
    const answer = answers[this.#chance(answers.length)] ?? answers[0];
    if (!answer) throw new Error(`no answer to ${call.name}`);
    if (answer.type === 'answer.redeemInvite' && answer.result.outcome === 'bound') this.#office = true;
    return answer;
  }
}

/** As the database gives it back. */
export function stored(conversation: Conversation): Conversation {
  return Conversation.parse(JSON.parse(JSON.stringify(conversation)));
}

export function bubblesOf(out: readonly Out[]): Bubble[] {
  return out.flatMap((one) => (one.type === 'wake' ? [] : [one.bubble]));
}

/** The state that the running flow is in: "letter.sku papers". */
export function placeOf(conversation: Conversation): string {
  const value = (conversation.running.snapshot as { value?: unknown } | null)?.value;
  return `${conversation.running.flow} ${String(value)}`;
}

export function contextOf(snapshot: unknown): Record<string, unknown> {
  return (snapshot as { context?: Record<string, unknown> } | null)?.context ?? {};
}

/** A repeatable stand-in for chance (a linear congruential generator). */
export function chanceFrom(seed: number): Chance {
  let state = (seed >>> 0) + 1;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

export type { AnyMachineSnapshot };
