import { type Bed, openBed } from './bed.ts';
import { median } from './chats.ts';
import { converse } from './dialogue.ts';
import { addHistory } from './history.ts';
import { ours } from './ours.ts';
import { questionsTo } from './questions.ts';

/** How much longer each takes (its middle time) with the most history than with the least. */
export interface Growth {
  readonly turn: number;
  readonly status: number;
  readonly inbox: number;
  readonly nik: number;
  readonly verify: number;
  readonly brief: number;
}

const TIMES = 100;

/**
 * Lets an office of its own grow to so many requests of the past, a request every ten minutes back from now, and asks
 * the same of it at each size. What waits for the staff is the same few requests at every size, made by the dialogue.
 */
export async function measureGrowth(options: {
  readonly sizes: readonly number[];
  readonly tell: (line: string) => void;
}): Promise<Growth> {
  const bed = await openBed();
  try {
    const office = await ours(bed, 'growth');
    try {
      await converse(office, bed.people, 20, 'first');
      const found: Growth[] = [];
      let have = 0;
      for (const size of options.sizes) {
        await addHistory(bed, have, size);
        have = size;
        const times = await quickest(bed, office, size);
        found.push(times);
        options.tell(
          `  ${size} requests: ${Object.entries(times)
            .map(([name, ms]) => `${name} ${ms.toFixed(2)} ms`)
            .join(', ')}`,
        );
      }
      const [first, last] = [found[0], found.at(-1)];
      if (!first || !last) throw new Error('no sizes were given');
      const ratio = (name: keyof Growth) => Math.round((100 * last[name]) / first[name]) / 100;
      return {
        turn: ratio('turn'),
        status: ratio('status'),
        inbox: ratio('inbox'),
        nik: ratio('nik'),
        verify: ratio('verify'),
        brief: ratio('brief'),
      };
    } finally {
      await office.end();
    }
  } finally {
    await bed.end();
  }
}

/** Each question's middle time in the quickest of three looks: others on the machine would else look like growth. */
async function quickest(bed: Bed, us: Us, size: number): Promise<Growth> {
  const looks: Growth[] = [];
  for (let look = 0; look < 3; look += 1) looks.push(await ask(bed, us, `${size}look${look}`));
  const least = (name: keyof Growth) => Math.min(...looks.map((one) => one[name]));
  return {
    turn: least('turn'),
    status: least('status'),
    inbox: least('inbox'),
    nik: least('nik'),
    verify: least('verify'),
    brief: least('brief'),
  };
}

type Us = Awaited<ReturnType<typeof ours>>;

/** The middle time of each question and of a message in one chat, in ms. */
async function ask(bed: Bed, us: Us, label: string): Promise<Growth> {
  const questions = await questionsTo(bed, us);
  const turns: number[] = [];
  for (let n = 0; n < TIMES / 5; n += 1)
    turns.push((await converse(us, bed.people, 1, `size${label}n${n}`)).p50);
  return {
    turn: median(turns),
    status: await timed(questions.status),
    inbox: await timed(questions.inbox),
    nik: await timed(questions.nik),
    verify: await timed(questions.verify),
    brief: await timed(questions.brief, TIMES / 5),
  };
}

async function timed(work: () => Promise<void>, times = TIMES): Promise<number> {
  const taken: number[] = [];
  for (let n = -Math.ceil(times / 4); n < times; n += 1) {
    const began = performance.now();
    await work();
    if (n >= 0) taken.push(performance.now() - began);
  }
  return median(taken);
}
