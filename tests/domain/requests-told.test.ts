import { describe, expect, it } from 'vitest';
import { addWorkingMinutes } from '../../flows/kit/calendar.ts';
import * as decide from '../../src/requests/decide.ts';
import { lateRequest } from '../../src/requests/late.ts';
import type { Consequence, Done } from '../../src/requests/office.ts';
import { answerOffice, cancel } from '../../src/requests/resident.ts';
import * as signing from '../../src/requests/sign.ts';
import { undo } from '../../src/requests/undo.ts';
import { letterIdOf, type RequestRow, type RequestsFixture, SYSTEM } from './requests-fixture.ts';
import { openedRequests } from './requests-opened.ts';

/** Every move of a request, and who hears what of it: the resident, the colleagues whose cards change, the next one. */

const fixture = openedRequests();

/** "warga: moved passed (lurah)", "lurah: task passed", "job letter". */
function linesOf(follow: readonly Consequence[]): string[] {
  const names = new Map(Object.entries(fixture.staff).map(([key, id]) => [id, key]));
  return follow.map((one) => {
    if (one.kind === 'timer') return `timer ${one.what}`;
    if (one.kind === 'job') return `job ${one.queue}`;
    const to = 'staffIds' in one.to ? one.to.staffIds.map((id) => names.get(id) ?? '?').sort() : ['warga'];
    const { kind, ...rest } = one.notice as { kind: string } & Record<string, unknown>;
    const said = ['what', 'why', 'by', 'holder', 'reason', 'note', 'text', 'letterNumber']
      .flatMap((key) => (typeof rest[key] === 'string' ? [String(rest[key])] : []))
      .map((value) => value.replace(fixture.officer('operator1').name, '<operator1>'))
      .map((value) => value.replace(fixture.officer('lurah').name, '<lurah>'));
    return `${to.join(' ')}: ${[kind, ...said].join(' ')}`;
  });
}

async function told(
  state: string,
  work: (...args: [...Parameters<Parameters<RequestsFixture['run']>[0]>, RequestRow]) => Promise<unknown>,
): Promise<string[]> {
  const found = await fixture.requestIn(state, fixture.owner);
  return fixture.tryOut(async (tx, office) => {
    const came = (await work(tx, office, found)) as Done<unknown> | Consequence[];
    return linesOf(Array.isArray(came) ? came : came.follow);
  });
}

const { desk, lurah } = fixture;
const COLLEAGUES = 'kasi operator2 seklur';

describe('is told', () => {
  it('of taking', async () => {
    expect(await told('submitted', (tx, office, { task }) => decide.take(tx, office, desk(), task))).toEqual([
      'warga: moved taken petugas kelurahan',
      `${COLLEAGUES}: gone taken <operator1>`,
    ]);
    expect(await told('checking', (tx, office, { task }) => decide.take(tx, office, desk(), task))).toEqual(
      [],
    );
  });

  it('of passing on', async () => {
    expect(await told('checking', (tx, office, { task }) => decide.pass(tx, office, desk(), task))).toEqual([
      'warga: moved passed lurah',
      'lurah: task passed',
      `${COLLEAGUES}: gone decided <operator1>`,
    ]);
  });

  it('of what is missing, and of a refusal', async () => {
    const items = [
      { id: 'ktp', reason: 'buram' },
      { id: 'nothing', reason: 'x' },
    ];
    expect(
      await told('checking', (tx, office, { task }) => decide.returnItems(tx, office, desk(), task, items)),
    ).toEqual(['warga: returned', `${COLLEAGUES}: gone decided <operator1>`]);
    expect(
      await told('submitted', (tx, office, { task }) => decide.refuse(tx, office, desk(), task, 'pindah')),
    ).toEqual(['warga: refused pindah', `${COLLEAGUES}: gone decided <operator1>`]);
  });

  it('of a question, and of its answer whoever asked', async () => {
    expect(
      await told('verified', (tx, office, { task }) => decide.askResident(tx, office, lurah(), task, 'apa?')),
    ).toEqual(['warga: question apa?']);
    expect(
      await told('checking', async (tx, office, { id, task }) => {
        await decide.askResident(tx, office, lurah(), task, 'apa?');
        return answerOffice(tx, office, fixture.owner, id, 'ini');
      }),
    ).toEqual(['lurah: reply ini']);
    expect(
      await told('checking', (tx, office, { id }) => answerOffice(tx, office, fixture.owner, id, 'ini')),
    ).toEqual(['operator1: reply ini']);
    expect(
      await told('submitted', (tx, office, { id }) => answerOffice(tx, office, fixture.owner, id, 'ini')),
    ).toEqual(['operator1 operator2: reply ini']);
  });

  it('of a signature, of the letter and of its return to the desk', async () => {
    expect(
      await told('verified', (tx, office, { task }) => signing.sign(tx, office, lurah(), [task])),
    ).toEqual(['job letter', 'kasi operator1 operator2 seklur: gone signed <lurah>']);
    expect(
      await told('verified', (tx, office, { task }) => decide.sendBack(tx, office, lurah(), task, 'nama')),
    ).toEqual(['operator1: task sentBack nama', 'warga: moved sentBack petugas kelurahan']);
    const [made] = await told('signed', async (tx, office, { id }) =>
      signing.letterMade(tx, office, SYSTEM, await letterIdOf(tx, id)),
    );
    expect(made).toMatch(/^warga: letter 470\/\d+\//);
  });

  it('of handing over and of taking a letter back', async () => {
    const [given] = await told('ready', (tx, office, { task }) => signing.handOver(tx, office, desk(), task));
    expect(given).toMatch(/^warga: handedOver 470\/\d+\//);
    const [gone] = await told('ready', (tx, office, { task }) =>
      signing.revoke(tx, office, lurah(), task, 'keliru'),
    );
    expect(gone).toMatch(/^warga: revoked keliru 470\/\d+\//);
  });

  it('of a decision that is taken back, whoever was told of it', async () => {
    expect(await told('verified', (tx, office, { task }) => undo(tx, office, desk(), task))).toEqual([
      'lurah: gone undone <operator1>',
      'warga: moved undone petugas kelurahan',
    ]);
    expect(await told('checking', (tx, office, { task }) => undo(tx, office, desk(), task))).toEqual([
      'operator2: task undone',
    ]);
    expect(
      await told('verified', async (tx, office, { task }) => {
        await decide.sendBack(tx, office, lurah(), task, 'nama');
        return undo(tx, office, lurah(), task);
      }),
    ).toEqual(['kasi operator1 operator2 seklur: gone undone <lurah>', 'warga: moved undone lurah']);
  });

  it('who decides of who has it now', async () => {
    const { task } = await fixture.requestIn('checking', fixture.owner);
    const items = [{ id: 'ktp', reason: 'buram' }];
    const whoOf = (
      work: (...args: Parameters<Parameters<RequestsFixture['run']>[0]>) => Promise<Done<unknown>>,
    ) =>
      fixture.tryOut(async (tx, office) => {
        const { did, who } = (await work(tx, office)).result as { did: string; who: string };
        return [did, who];
      });
    expect(await whoOf((tx, office) => decide.pass(tx, office, desk(), task))).toEqual(['pass', 'lurah']);
    expect(await whoOf((tx, office) => decide.returnItems(tx, office, desk(), task, items))).toEqual([
      'return',
      'warga',
    ]);
    expect(await whoOf((tx, office) => decide.refuse(tx, office, desk(), task, 'x'))).toEqual([
      'refuse',
      'warga',
    ]);
    expect(await whoOf((tx, office) => decide.askResident(tx, office, desk(), task, 'x'))).toEqual([
      'ask',
      'warga',
    ]);
    expect(await whoOf((tx, office) => decide.take(tx, office, desk(), task))).toEqual(['take', desk().name]);
    expect(await whoOf((tx, office) => undo(tx, office, desk(), task))).toEqual(['undo', 'antrean']);
  });

  it('of a request that its owner takes back', async () => {
    expect(await told('checking', (tx, office, { id }) => cancel(tx, office, fixture.owner, id))).toEqual([
      'kasi lurah operator1 operator2 seklur: gone cancelled warga',
    ]);
  });

  it.each([
    ['submitted', ['warga: late petugas kelurahan', 'kasi operator1 operator2: task late']],
    ['checking', ['warga: late petugas kelurahan', 'operator1: task late', 'kasi: task late']],
    ['verified', ['warga: late lurah', 'lurah seklur: task late']],
  ])('of a promise that is broken while it is %s', async (state, lines) => {
    expect(await told(state, (tx, office, { id, dueAt }) => lateRequest(tx, office, id, dueAt))).toEqual([
      ...lines,
      'timer late',
    ]);
    expect(
      await told(state, (tx, office, { id, dueAt }) =>
        lateRequest(tx, office, id, new Date(dueAt.getTime() + 1)),
      ),
    ).toEqual([]);
  });

  it.each([
    ['domisili', 60],
    ['sktm', 210],
  ])(
    'a new time when the promise of %s is broken: half of the first, %d minutes of work',
    async (service, minutes) => {
      const answers =
        service === 'sktm'
          ? { keperluan: 'Bantuan sosial', instansi: 'RSUD Kupang', penghasilan: '900000', tanggungan: '' }
          : { keperluan: 'Melamar pekerjaan' };
      const papers = service === 'sktm' ? ['ktp', 'rumah', 'rumah'] : ['ktp'];
      const documents: Record<string, { ids: string[]; bring: boolean }> = {
        pengantar: { ids: [], bring: true },
        ...(service === 'sktm' ? { pernyataan: { ids: [], bring: true } } : {}),
      };
      for (const item of papers) {
        const held = documents[item] ?? { ids: [], bring: false };
        documents[item] = { ids: [...held.ids, await fixture.photo(fixture.owner, item)], bring: false };
      }
      const { id, dueAt } = await fixture.submitted(fixture.owner, { service, answers, documents });
      const office = await fixture.office();
      const follow = await fixture.tryOut((tx, here) => lateRequest(tx, here, id, dueAt));
      const timer = follow.find((one) => one.kind === 'timer');
      expect(timer?.dueAt).toEqual(
        new Date(addWorkingMinutes(office.calendar, office.now.getTime(), minutes)),
      );
    },
  );

  it.each(['returned', 'signed', 'ready', 'refused', 'cancelled'])(
    'nobody of a promise that ended while it was %s',
    async (state) => {
      expect(await told(state, (tx, office, { id, dueAt }) => lateRequest(tx, office, id, dueAt))).toEqual(
        [],
      );
    },
  );
});
