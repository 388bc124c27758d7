import { systemEntropy } from '../../src/entropy.ts';
import { makeCertificate } from '../../src/letters/signature/certificate.ts';
import { createWorkshop } from '../../src/letters/workshop.ts';
import type { Bed } from './bed.ts';
import { converse } from './dialogue.ts';
import { figures } from './figures.ts';
import { letterOf } from './letter.ts';
import { ours } from './ours.ts';

const CHATS = 5;
const LETTERS_AT_ONCE = 4;

/** The 99th percentile of a turn (ms) on an otherwise idle office, and while letters are printed and signed. */
export interface Beside {
  readonly idle: number;
  readonly letters: number;
  readonly ratio: number;
}

/** Five chats at once, in turn without letters and with four in work all the time. */
export async function measureBeside(
  bed: Bed,
  options: { readonly rounds: number; readonly tell: (line: string) => void },
): Promise<Beside> {
  const office = await ours(bed, 'beside');
  const workshop = createWorkshop();
  const at = new Date('2026-11-21T02:15:00.000Z');
  const made = makeCertificate({ city: 'Kupang', kecamatan: 'Raja', kelurahan: 'Dua' }, at, 1, systemEntropy);
  const key = { chainPem: made.chainPem, key: made.privateKeyPkcs8 };
  const found: { idle: number[]; letters: number[] } = { idle: [], letters: [] };
  let printed = 0;
  try {
    for (let round = -2; round < options.rounds * 4; round += 1) {
      const alone = await dialogues(`idle${round}`);
      let open = true;
      const work = Promise.all(
        Array.from({ length: LETTERS_AT_ONCE }, async () => {
          while (open) {
            await workshop.letter(letterOf(printed), key);
            printed += 1;
          }
        }),
      );
      const together = await dialogues(`letters${round}`).finally(() => {
        open = false;
      });
      await work;
      if (round < 0) continue;
      found.idle.push(...alone);
      found.letters.push(...together);
    }
  } finally {
    await workshop.stop();
    await office.end();
  }
  options.tell(`  ${printed} letters meanwhile`);
  const [idle, letters] = [figures(found.idle).p99Ms, figures(found.letters).p99Ms];
  const round2 = (value: number) => Math.round(value * 100) / 100;
  return { idle, letters, ratio: round2(letters / idle) };

  /** 120 turns: enough for a percentile, short enough that both kinds stand close together. */
  async function dialogues(label: string): Promise<readonly number[]> {
    const taken: number[] = [];
    for (let again = 0; again < 3; again += 1)
      taken.push(...(await converse(office, bed.people, CHATS, `${label}-${again}`)).times);
    return taken;
  }
}
