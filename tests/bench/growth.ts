import { type Bed, openBed } from './bed.ts';
import { median } from './chats.ts';
import { converse } from './dialogue.ts';
import { addHistory } from './history.ts';
import { moment } from './load.ts';
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
        // The first size must not pay for what has never run before.
        if (found.length === 0) await ask(bed, office, 'warm');
        const { times, cpu } = await quickest(bed, office, size);
        found.push(times);
        const shown = (of: Growth) =>
          Object.entries(of)
            .map(([name, ms]) => `${name} ${ms.toFixed(2)}`)
            .join(', ');
        options.tell(`  ${size} requests, ms: ${shown(times)}; CPU, ms: ${shown(cpu)}`);
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

type Us = Awaited<ReturnType<typeof ours>>;
type Look = Readonly<Record<keyof Growth, Spent>>;

/** The middle time of a question and what it took of the processor, here and in the database together; both in ms. */
interface Spent {
  readonly ms: number;
  readonly cpu: number;
}

/** Each question in the quickest of three looks: others on the machine would else look like growth. */
async function quickest(bed: Bed, us: Us, size: number): Promise<{ times: Growth; cpu: Growth }> {
  const looks: Look[] = [];
  for (let look = 0; look < 3; look += 1) looks.push(await ask(bed, us, `${size}look${look}`));
  const least = (what: keyof Spent): Growth => {
    const of = (name: keyof Growth) => Math.min(...looks.map((one) => one[name][what]));
    return {
      turn: of('turn'),
      status: of('status'),
      inbox: of('inbox'),
      nik: of('nik'),
      verify: of('verify'),
      brief: of('brief'),
    };
  };
  return { times: least('ms'), cpu: least('cpu') };
}

/** Each question and a message in one chat. */
async function ask(bed: Bed, us: Us, label: string): Promise<Look> {
  const questions = await questionsTo(bed, us);
  let chats = 0;
  const dialogue = await timed(
    bed,
    async () => {
      chats += 1;
      await converse(us, bed.people, 1, `size${label}n${chats}`);
    },
    TIMES / 5,
  );
  return {
    turn: { ms: dialogue.ms / 8, cpu: dialogue.cpu / 8 },
    status: await timed(bed, questions.status),
    inbox: await timed(bed, questions.inbox),
    nik: await timed(bed, questions.nik),
    verify: await timed(bed, questions.verify),
    brief: await timed(bed, questions.brief, TIMES / 5),
  };
}

async function timed(bed: Bed, work: () => Promise<void>, times = TIMES): Promise<Spent> {
  const taken: number[] = [];
  for (let n = -Math.ceil(times / 4); n < 0; n += 1) await work();
  const before = moment([process.pid, bed.pid]);
  for (let n = 0; n < times; n += 1) {
    const began = performance.now();
    await work();
    taken.push(performance.now() - began);
  }
  const after = moment([process.pid, bed.pid]);
  const cpu = before && after ? (1000 * (after.own - before.own)) / times : Number.NaN;
  return { ms: median(taken), cpu };
}
