import type {
  AnswerEvent,
  Call,
  CallName,
  Calls,
  Decided,
  TaskCard,
  TaskLine,
} from '../../flows/kit/calls.ts';
import { CONSENT_VERSION } from '../../flows/kit/letter-consent.ts';
import type { Attachment } from '../../flows/kit/message.ts';
import type { NoticeEvent } from '../../flows/kit/notices.ts';

/** A small model of the office: every answer that it can give to a call, and one notice of every kind. */

const RESIDENT = { id: 'resident-1', name: 'Maria S***', address: 'Jl. A*** No. *', rtRw: 'RT 003/RW 002' };
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
  shareLink: () => [{ code: 'ABCD-EFGH' }],
  redeemLink: () => [
    { outcome: 'linked', both: true, draft: null },
    { outcome: 'linked', both: false, draft: null },
    { outcome: 'wrong' },
    { outcome: 'same' },
    { outcome: 'other' },
    { outcome: 'locked' },
  ],
  chooseWard: outcomes,
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
  submit: () => [...receipts(), null],
  resubmit: receipts,
  myRequests: () => [
    [],
    [requestLine('r1', 'submitted')],
    [requestLine('r1', 'submitted'), requestLine('r2', 'returned')],
    Array.from({ length: 12 }, (_, n) => requestLine(`r${n}`, 'submitted')),
    [requestLine('r1', 'returned'), requestLine('r2', 'returned')],
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
  answerOffice: () => [...outcomes(), { ok: false, why: 'tooMany', again: DUE }],
  callOfficer: () => [
    { opensAt: null, again: null },
    { opensAt: DUE, again: null },
    { opensAt: null, again: DUE },
  ],
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
      {
        ...taskCard(task, ['view', 'preview', 'sign', 'sendBack', 'revoke', 'ask'], 'verified'),
        signer: true,
      },
      taskCard(
        task,
        ['take', 'view', 'pass', 'return', 'refuse', 'ask', 'undo', 'handOver', 'code'],
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
  number: ({ what }) => [
    { ok: true, what },
    { ok: false, what },
  ],
  answerPerson: outcomes,
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
    { kind: 'wanted', chat: 1003, who: 'Warga', text: null },
    { kind: 'officeSays', text: 'Silakan datang besok.' },
    { kind: 'linked' },
    { kind: 'line', channel: 'whatsapp', down: true, at: DUE, why: 'logged out' },
    { kind: 'line', channel: 'telegram', down: false, at: DUE, why: null },
    { kind: 'arrived', text: null },
    { kind: 'arrived', text: 'surat domisili' },
    { kind: 'handedBack' },
    { kind: 'cutOff' },
    ...(['qr', 'code', 'linked', 'failed', 'unlinked', 'forgotten', 'status'] as const).flatMap((what) =>
      [[], [{ name: 'airnona', number: '6281234567890', held: true }]].map((numbers) => ({
        kind: 'number' as const,
        what,
        detail: what === 'failed' ? 'time' : '6281234567890',
        file:
          what === 'qr'
            ? { kind: 'qr' as const, id: 'q1', name: 'kode-wa.png', mime: 'image/png' as const }
            : null,
        numbers,
      })),
    ),
    { kind: 'brief', half: '2026-11-23T07:30' },
  ] as NoticeEvent['notice'][]
).map((notice) => ({ type: `notice.${notice.kind}`, notice }) as NoticeEvent);
