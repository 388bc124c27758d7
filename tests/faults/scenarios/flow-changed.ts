import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { trainingPeople } from '../../../src/wards/training-people.ts';
import { ktp } from '../../support/images.ts';
import type { Patch } from '../breaks/patch.ts';
import type { Violation } from '../checker.ts';
import { type Hand, PATIENCE_MS, Someone } from '../people.ts';
import { PLATFORMS } from '../platforms/index.ts';
import { openTown } from '../town.ts';
import { verdict } from '../verdict.ts';
import type { Outcome, Playing } from './scenario.ts';

/** The flow of tomorrow: a state has another name, a question other words and one answer more. */
const CHANGES: readonly Patch[] = [
  { file: '/flows/kit/letter-flow.ts', from: "target: 'papers' }", to: "target: 'berkas' }" },
  { file: '/flows/kit/letter-documents.ts', from: '\n    papers: {', to: '\n    berkas: {' },
  {
    file: '/flows/services/domisili/service.ts',
    from: "question: 'Surat ini untuk keperluan apa?',",
    to: "question: 'Untuk apa surat ini dipakai?',",
  },
  {
    file: '/flows/services/domisili/service.ts',
    from: "        { id: 'kerja',",
    to: "        { id: 'nikah', label: 'Menikah', aliases: ['nikah'] },\n        { id: 'kerja',",
  },
];

/** What everybody who was in the flow is told, and what nobody may be. */
const TOLD = 'Formulir ini baru saja diperbarui';
const ERROR = /gangguan/;

/** The steps of the letter of domicile, until somebody stops in the middle of it. */
const DEEPEST = 6;
/** More steps than anybody needs to the receipt. */
const MOST = 14;

/**
 * People stand at each step of a letter's conversation, on each platform; the office starts anew with a changed flow; each
 * writes on, is told, and comes to the receipt without giving an answer twice that is still asked for. `messages`: 18 people.
 */
export async function flowChanged({ seed, messages = 18, tell }: Playing): Promise<Outcome> {
  const preload = fileURLToPath(new URL('./patched.ts', import.meta.url));
  const town = await openTown({
    seed,
    platforms: PLATFORMS,
    processes: 1,
    settings: (_, folder) => ({
      NODE_OPTIONS: `--import=${preload}`,
      FAULTS_PATCHES: join(folder, 'patches.json'),
    }),
  });
  try {
    const photo = await ktp();
    // Who has moved away or died is not matched, and stays with the question for the NIK.
    const register = trainingPeople().flatMap(({ data, status }) => (status === 'HIDUP' ? [data] : []));
    const violations: Violation[] = [];
    const people = Array.from({ length: messages }, (_, index) => {
      const who = register[index % register.length];
      const platform = town.platforms[index % town.platforms.length];
      if (!who || !platform) throw new RangeError('nobody');
      const someone = new Someone(platform, { name: 'Warga', phone: who.phone }, () => undefined);
      // Each depth on each platform.
      const depth = 1 + (Math.floor(index / town.platforms.length) % DEEPEST);
      return { someone, depth, hand: { who, photo, door: town.door } satisfies Hand };
    });
    await Promise.all(
      people.map(async ({ someone, hand, depth }) => {
        await answered(someone, 'domisili');
        for (let step = 0; step < depth; step += 1) await goesOn(someone, hand);
      }),
    );
    tell('the flow changes');
    await writeFile(join(town.folder, 'patches.json'), JSON.stringify(CHANGES));
    await town.fleet.any().kill();
    const finished = await Promise.all(
      people.map(async ({ someone, hand, depth }) => {
        const chat = `${someone.platform.channel} ${someone.party.chat}, ${depth} steps in`;
        const before = someone.seen().length;
        const identified = someone.seen().some(({ text }) => /Surat ini untuk keperluan apa/.test(text));
        const receipt = () =>
          someone
            .seen()
            .slice(before)
            .find(({ text }) => /Nomor: /.test(text));
        for (let step = 0; step < MOST && !receipt(); step += 1) await goesOn(someone, hand);
        const since = someone
          .seen()
          .slice(before)
          .map(({ text }) => text);
        const fault = (expected: string, seen: string) =>
          violations.push({ promise: 35, expected: `${chat}: ${expected}`, seen, before: since });
        if (!since.some((text) => text.includes(TOLD))) fault('to be told of the change', 'not told');
        if (since.filter((text) => text.includes(TOLD)).length > 1) fault('to be told once', 'more often');
        if (since.some((text) => ERROR.test(text))) fault('no error', 'an error');
        if (identified && since.some((text) => /tanggal lahir/.test(text)))
          fault('not to be asked again who they are', 'asked again');
        if (!receipt()) fault('a receipt', 'none');
        return receipt() !== undefined;
      }),
    );
    const crowd = people.map(({ someone }) => someone);
    const judged = await verdict(town, { everybody: crowd, residents: crowd }, { tell });
    return {
      figures: {
        people: people.length,
        finished: finished.filter((one) => one).length,
        requests: judged.record.requests.length,
      },
      // The letters wait for an office that this scenario does without.
      violations: [...violations, ...judged.violations.filter(({ expected }) => !/told of/.test(expected))],
    };
  } finally {
    await town.close();
  }
}

async function answered(someone: Someone, text: string): Promise<void> {
  someone.says(text);
  await someone.answered(PATIENCE_MS);
}

/** Does what is asked now, and nothing else. */
async function goesOn(someone: Someone, { who, photo, door }: Hand): Promise<void> {
  const last = someone.seen().at(-1);
  const date = who.birthDate.split('-').reverse().join('-');
  const choice = [
    'Setuju, lanjut',
    'Ya, atas nama ini',
    'Pendaftaran sekolah',
    'Bawa aslinya nanti',
    'Kirim',
    'Lanjut',
  ].find((label) => last?.labels.includes(label));
  if (last?.form) await someone.fills(`${door}${last.form}`, { nik: who.nik, date, photo });
  else if (last && choice) someone.chooses(choice, last);
  else if (last && /tanggal lahir/.test(last.text)) someone.says(`${who.nik} ${date}`);
  else if (last && /[Kk]irim foto/.test(last.text)) someone.sends('photo', photo);
  else someone.says('menu');
  await someone.answered(PATIENCE_MS);
}
