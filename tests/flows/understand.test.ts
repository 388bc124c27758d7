import { describe, expect, it } from 'vitest';
import { findIntent } from '../../flows/kit/intent.ts';
import type { InboundBody } from '../../flows/kit/message.ts';
import type { Prompt } from '../../flows/kit/prompt.ts';
import { type Hearing, understand } from '../../flows/kit/understand.ts';
import { labels } from '../../flows/wording/labels.ts';
import { PHOTO, services } from '../support/flows.ts';

const apply = (service: string) => ({ kind: 'apply', service });
const card = (service: string) => ({ kind: 'card', service });
const only = (kind: string) => ({ kind });

/** What people of Kupang write, and what they want by it (domain.md section 8). */
const SENTENCES: readonly (readonly [string, object])[] = [
  ['sy mo urus srt domisili', apply('domisili')],
  ['beta mau bikin surat tidak mampu', apply('sktm')],
  ['su jadi blm surat sy', only('status')],
  ['syaratnya apa sku', card('sku')],
  ['mau buat surat keterangan domisili', apply('domisili')],
  ['DOMISILI', apply('domisili')],
  ['domsili', apply('domisili')],
  ['urus dmsili dolo kak', apply('domisili')],
  ['beta perlu suket tempat tinggal', apply('domisili')],
  ['minta skd', apply('domisili')],
  ['mau skck', { kind: 'notHere', name: 'Pengantar SKCK', instead: null }],
  ['sktm', apply('sktm')],
  ['S.K.T.M', only('none')],
  ['surat miskin utk anak sekolah', apply('sktm')],
  ['katong keluarga kurang mampu, bisa bikin surat ko', apply('sktm')],
  ['mo bekin sktm buat rumah sakit', apply('sktm')],
  ['sy org tdk mampu', apply('sktm')],
  ['beta sonde mampu', apply('sktm')],
  ['sku', apply('sku')],
  ['surat usaha', apply('sku')],
  ['mau ajukan kur di bank', apply('sku')],
  ['ket usaha dagang', apply('sku')],
  ['beta pung usaha kios mo bekin srt usaha', apply('sku')],
  ['bukan sktm pak, sku', apply('sku')],
  ['mau sku bukan surat keterangan tidak mampu', apply('sku')],
  ['bukan untuk usaha', only('list')],
  ['usaha saya bukan toko', apply('sku')],
  ['syarat domisili apa saja', card('domisili')],
  ['brp biaya sktm', card('sktm')],
  ['karmana bekin surat usaha', card('sku')],
  ['gmn cara urus domisili', card('domisili')],
  ['berapa lama sku', card('sku')],
  ['status permohonan saya', only('status')],
  ['surat sdh jadi belum', only('status')],
  ['sudah sampai mana surat saya', only('status')],
  ['kpn selesai', only('status')],
  ['jam buka kantor', only('hours')],
  ['kantor buka jam brp', only('hours')],
  ['dimana kantor lurah', only('hours')],
  ['mau bicara dengan orang', only('officer')],
  ['sy kecewa, ada pungli', only('officer')],
  ['bisa tlp admin', only('officer')],
  ['halo', only('greeting')],
  ['selamat pagi bu', only('greeting')],
  ['p', only('greeting')],
  ['permisi pak', only('greeting')],
  ['mksh', only('thanks')],
  ['terima kasih banyak pak', only('thanks')],
  ['makasih banyak atas bantuannya', only('thanks')],
  ['banyak sekali', only('none')],
  ['apa yang kurang pak?', only('status')],
  ['makasih kak', only('thanks')],
  ['oke siap', only('thanks')],
  ['asdfgh', only('none')],
  ['zzz 123', only('none')],
  ['', only('none')],
];

describe('a free sentence', () => {
  it.each(SENTENCES)('%j', (text, wanted) => {
    expect(findIntent(text, services)).toMatchObject(wanted);
  });

  it('that names two services alike is asked about', () => {
    expect(findIntent('surat usaha atau domisili', services)).toMatchObject({ kind: 'unsure', info: false });
    expect(findIntent('syarat surat usaha atau domisili', services)).toMatchObject({
      kind: 'unsure',
      info: true,
    });
  });

  it('is matched by whole words: nothing is found inside another word', () => {
    expect(findIntent('kursus menjahit', services).kind).toBe('none');
    expect(findIntent('skuter', services).kind).toBe('none');
  });
});

function question(change: Partial<Prompt> = {}): Prompt {
  const choices = Array.from({ length: 12 }, (_, n) => ({
    id: `c${n + 1}`,
    label: `Pilihan huruf ${'abcdefghijkl'[n]}`,
    aliases: n === 0 ? ['satu-satunya', 'Bank'] : [],
  }));
  return {
    nonce: '5.01',
    text: 'Apa?',
    choices,
    accept: { kind: 'none' },
    zero: 'back',
    askPhone: false,
    home: false,
    private: false,
    ...change,
  };
}

function meant(body: InboundBody | string, change: Partial<Hearing> = {}) {
  return understand({
    body: typeof body === 'string' ? { kind: 'text', text: body } : body,
    about: null,
    open: question(),
    today: '2026-11-23',
    office: false,
    services,
    labels,
    ...change,
  });
}

const choose = (id: string) => ({ type: 'choose', id });

describe('an answer to a list', () => {
  it.each([
    ['1', 'c1'],
    ['1.', 'c1'],
    [' 1 ', 'c1'],
    ['satu', 'c1'],
    ['no 2', 'c2'],
    ['yang kedua', 'c2'],
    ['10', 'c10'],
    ['１２', 'c12'],
    ['٣', 'c3'],
    ['pilihan huruf B', 'c2'],
    ['PILIHAN  huruf-b!', 'c2'],
    ['2 Pilihan huruf b', 'c2'],
    ['bank', 'c1'],
    ['Bánk', 'c1'],
  ])('%j picks %s', (text, id) => expect(meant(text)).toEqual(choose(id)));

  const asked = (labelKeys: readonly (keyof typeof labels)[], accept: Prompt['accept'] = { kind: 'none' }) =>
    question({
      accept,
      choices: labelKeys.map((key) => ({ id: key, ...labels[key], aliases: [...labels[key].aliases] })),
    });

  it.each<readonly [string, readonly (keyof typeof labels)[], string]>([
    ['y', ['agree', 'decline'], 'agree'],
    ['y pak', ['send', 'change'], 'send'],
    ['Y', ['forThisName', 'forAnother'], 'forThisName'],
    ['iya betul pak', ['forThisName', 'forAnother'], 'forThisName'],
    ['iya betul pak itu saya', ['forThisName', 'forAnother'], 'forThisName'],
    ['betol', ['forThisName', 'forAnother'], 'forThisName'],
    ['itu anak saya', ['forThisName', 'forAnother'], 'forThisName'],
    ['iya, itu ibu saya', ['forThisName', 'forAnother'], 'forThisName'],
    ['bukan, itu ibu saya', ['forThisName', 'forAnother'], 'forAnother'],
    ['salah orang pak', ['forThisName', 'forAnother'], 'forAnother'],
    ['👍', ['agree', 'decline'], 'agree'],
    ['👍🏽🙏', ['send', 'change'], 'send'],
    ['🙏', ['send', 'change'], ''],
    ['bukan saya itu pak', ['forThisName', 'forAnother'], 'forAnother'],
    ['tidak betul', ['forThisName', 'forAnother'], 'forAnother'],
    ['iyaaa saya setuju pak', ['agree', 'decline'], 'agree'],
    ['setujuu', ['agree', 'decline'], 'agree'],
    ['sy tdk setuju', ['agree', 'decline'], 'decline'],
    ['ya sudah kirim saja pak', ['send', 'change'], 'send'],
    ['saya mau ubah dulu', ['send', 'change'], 'change'],
    ['nomor 2 pak', ['send', 'change'], 'change'],
    ['1 ya bu', ['send', 'change'], 'send'],
    ['tidak usah, tidak pak', ['yes', 'no'], ''],
    ['nanti saja bawa aslinya pak', ['bringLater'], 'bringLater'],
    ['tdk ada pak', ['skip'], 'skip'],
  ])('%j among %j says %s', (text, keys, id) => {
    const read = meant(text, { open: asked(keys) });
    if (id === '') expect(read.type).not.toBe('choose');
    else expect(read).toEqual(choose(id));
  });

  it.each([
    'betul tapi alamatnya salah',
    'belum betul',
    'kurang betul pak',
    'iya atau bukan',
    'apa itu setuju',
    'jangan kirim',
    'saya',
    'pak',
  ])('%j says neither yes nor no', (text) => {
    expect(meant(text, { open: asked(['forThisName', 'forAnother', 'send']) }).type).toBe('miss');
  });

  it('of whose data is one only where they are asked', () => {
    for (const text of ['KK saya masih di luar kota', 'untuk anak saya']) {
      for (const kind of ['identity', 'nik', 'none'] as const)
        expect(meant(text, { open: asked([], { kind }) }).type, kind).toBe('aside');
      for (const accept of [{ kind: 'media' }, { kind: 'money', max: 10 }] as const)
        expect(meant(text, { open: asked([], accept) }).type, accept.kind).toBe('miss');
    }
    const text = { kind: 'text', min: 3, max: 100 } as const;
    expect(meant('untuk anak saya', { open: asked([], text) }).type).toBe('value');
    expect(meant('saya bingung', { open: asked([], text) })).toMatchObject({ type: 'aside', what: 'lost' });
  });

  it('lets only the address go where own words are welcome', () => {
    const text = { kind: 'text', min: 3, max: 100 } as const;
    expect(meant('lewati pak', { open: asked(['skip'], text) })).toEqual(choose('skip'));
    expect(meant('saya mau lewati jalan', { open: asked(['skip'], text) })).toMatchObject({ type: 'value' });
    expect(meant('saya mau lewati dulu', { open: asked(['skip'], text) }).type).toBe('miss');
    expect(meant('batal pak', { open: asked(['skip'], text) })).toEqual({ type: 'command', name: 'cancel' });
    expect(meant('batal saja pak', { open: asked(['skip']) })).toEqual({ type: 'command', name: 'cancel' });
    expect(meant('saya mau menu pak', { open: asked(['skip'], text) })).toMatchObject({ type: 'value' });
  });

  it("guesses no number and nobody's name", () => {
    const choices = [
      { id: 'r1', label: 'NKT2-261123-004 Surat', aliases: ['NKT2-261123-004'] },
      { id: 'r2', label: 'Maria Seran', aliases: [] },
    ];
    expect(meant('NKT2-261124-004', { open: question({ choices }) }).type).toBe('miss');
    const many = { kind: 'many', min: 1, max: 2 } as const;
    expect(meant('mario seran', { open: question({ choices, accept: many }) }).type).toBe('miss');
  });

  it.each(['13', '1 2', 'bank mandiri', 'pilihan', '100', 'c1', '1a'])('%j picks nothing', (text) => {
    expect(meant(text)).toMatchObject({ type: 'miss' });
  });

  it('takes a button of this question and lets an older one be', () => {
    const tap = (data: string, label: string | null) => meant({ kind: 'tap', data, label });
    expect(tap('5.01:c10', null)).toEqual(choose('c10'));
    expect(tap('5.01:0', null)).toEqual({ type: 'command', name: 'back' });
    for (const data of ['4.01:c10', '5.01:c99', 'c10', ':c10', '5.01', ''])
      expect(tap(data, 'Pilihan huruf j')).toEqual({ type: 'stale' });
  });

  it('lets an old button begin something at home, and only there', () => {
    const tap = { kind: 'tap', data: '1.01:apply-sku', label: 'Surat Keterangan Usaha (SKU)' } as const;
    expect(meant(tap, { open: null })).toMatchObject({ type: 'intent', intent: apply('sku') });
    expect(meant(tap)).toEqual({ type: 'stale' });
    expect(meant({ ...tap, label: 'Ya' }, { open: null })).toEqual({ type: 'stale' });
  });
});

describe('words that always work', () => {
  it.each([
    ['menu', 'menu'],
    ['MENU', 'menu'],
    ['batal', 'cancel'],
    ['Kembali.', 'back'],
    ['0', 'back'],
    ['status', 'status'],
    ['bantuan', 'help'],
    ['petugas', 'officer'],
  ])('%s', (text, name) => {
    for (const open of [null, question(), question({ accept: { kind: 'text', min: 1, max: 500 } })])
      if (text !== '0' || open) expect(meant(text, { open })).toEqual({ type: 'command', name });
  });

  it.each(['betul', 'Iya betul pak', 'ok, betul', 'ya, kirim', 'SETUJU'])(
    'said once more, "%s" is no purpose and no reason of its own',
    (text) => {
      const why = { type: 'miss', why: { key: 'miss.agrees' } };
      const open = question({ choices: [], accept: { kind: 'text', min: 4, max: 150 } });
      expect(meant(text, { open })).toEqual(why);
    },
  );

  it('agreement answers a short question, names a shop, and begins an answer of its own', () => {
    const shop = question({ choices: [], accept: { kind: 'text', min: 2, max: 80 } });
    expect(meant('OK', { open: shop })).toEqual({ type: 'value', value: 'OK' });
    const asked = question({ choices: [], accept: { kind: 'text', min: 1, max: 500 } });
    expect(meant('ya betul', { open: asked })).toMatchObject({ type: 'value' });
    const purpose = question({ choices: [], accept: { kind: 'text', min: 4, max: 150 } });
    for (const text of ['betul-betul untuk bank', 'setuju jual tanah', 'lanjut sekolah'])
      expect(meant(text, { open: purpose })).toMatchObject({ type: 'value' });
  });

  it('stand alone: in a sentence they are part of it', () => {
    const open = question({ choices: [], accept: { kind: 'text', min: 1, max: 500 } });
    expect(meant('menu makan siang', { open })).toEqual({ type: 'value', value: 'menu makan siang' });
  });
});

describe('what is quoted', () => {
  const about = { requestId: 'r1', task: null, choices: [{ n: '1', label: 'Ya', data: '5.01:c1' }] };

  it('is answered by the quoted list, if that question is still open', () => {
    expect(meant('ya', { about })).toEqual(choose('c1'));
    expect(meant('ya', { about, open: question({ nonce: '6.01' }) })).toEqual({ type: 'stale' });
  });

  it('at rest goes to the office as an answer about that request', () => {
    expect(meant('sejak 2010', { about, open: null })).toMatchObject({ type: 'reply', requestId: 'r1' });
  });
});

describe('what is no text', () => {
  it('is taken where it is asked for, and named elsewhere', () => {
    const photo = { kind: 'media', media: PHOTO, caption: null } as const;
    expect(meant(photo, { open: question({ accept: { kind: 'media' } }) })).toEqual({
      type: 'media',
      media: PHOTO,
    });
    expect(meant(photo)).toEqual({ type: 'odd', what: 'unknown', media: PHOTO });
    const voice = { kind: 'odd', what: 'voice', media: null, text: null } as const;
    expect(meant(voice)).toEqual({ type: 'odd', what: 'voice', media: null });
    expect(meant({ kind: 'ownPhone', phone: '62812' })).toEqual({ type: 'ownPhone', phone: '62812' });
  });
});

describe('codes', () => {
  it('of an invite are read wherever the chat stands, of the counter at rest', () => {
    const invite = 'ABCD-EFGH-JKMN-PQRS-TUVW-XYZ2';
    for (const text of [invite, `/start ${invite}`, invite.replaceAll('-', ''), invite.toLowerCase()])
      expect(meant(text)).toMatchObject({ type: 'invite' });
    expect(meant('7KQ2-M9XA', { open: null })).toEqual({ type: 'counterCode', code: '7KQ2-M9XA' });
    expect(meant('7KQ2-M9XA')).toMatchObject({ type: 'miss' });
  });
});
