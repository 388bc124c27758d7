import { setTimeout as wait } from 'node:timers/promises';
import { trainingPeople } from '../../src/wards/training-people.ts';
import { invite } from '../process/journey.ts';
import { ktp } from '../support/images.ts';
import type { Settings } from '../support/process.ts';
import { chance } from './chance.ts';
import { works } from './desk.ts';
import { doesNext, type Known, PATIENCE_MS, Someone } from './people.ts';
import type { Platform } from './platforms/index.ts';

/** Residents who write at the same time, and how long one goes on. */
export const SIDE_BY_SIDE = 60;
const ACTS_EACH = 24;

/** Who comes, and where to. */
export interface Coming {
  readonly messages: number;
  readonly seed: number;
  /** People stop writing then (ms since 1970), however little was sent. */
  readonly until: number;
  /** The plan has fallen behind: nobody writes until it has caught up. */
  readonly behind: () => boolean;
  readonly platforms: readonly Platform[];
  /** Where invites are made. */
  readonly place: { readonly folder: string; readonly settings: Settings };
  /** The address of the office's pages (http). */
  readonly door: string;
  /** Told after each act how many there were. */
  readonly acted: (sent: number) => void;
}

/** Everybody of a run. */
export interface Crowd {
  readonly everybody: readonly Someone[];
  readonly residents: readonly Someone[];
}

/** Two operators and a lurah, and residents one after another, many at a time, in turn on each platform. */
export async function crowd(coming: Coming): Promise<Crowd> {
  const { messages, seed, platforms, door, until } = coming;
  const everybody: Someone[] = [];
  const residents: Someone[] = [];
  let sent = 0;
  const join = (platform: Platform | undefined, name: string, phone: string | null) => {
    if (!platform) throw new RangeError('a run needs a platform');
    const someone = new Someone(platform, { name, phone }, () => {
      sent += 1;
      coming.acted(sent);
    });
    everybody.push(someone);
    return someone;
  };
  const home = new AbortController();
  // Meta lets one person be told ten things a minute; a desk hears more.
  const quick = platforms.filter(({ name }) => name !== 'cloud');
  const desks = quick.length > 0 ? quick : platforms;
  const working: Promise<void>[] = [];
  for (const [index, role] of (['operator', 'operator', 'lurah'] as const).entries()) {
    const someone = join(desks[index % desks.length], `Petugas ${index}`, null);
    const { code } = await invite(coming.place, role, `Petugas ${index}`);
    someone.says(someone.platform.name === 'telegram' ? `/start ${code}` : code);
    if (!(await someone.answered(PATIENCE_MS))) throw new Error('no answer to an invite');
    working.push(works(someone, role, chance(seed + 1 + index), home.signal));
  }
  const photo = await ktp();
  const register: Known[] = trainingPeople().map(({ data }) => ({
    nik: data.nik,
    birthDate: data.birthDate,
    phone: data.phone,
  }));
  let next = 0;
  const line = async (index: number) => {
    const dice = chance(seed * 1_000 + index);
    while (sent < messages && Date.now() < until) {
      const who = register[next++ % register.length];
      if (!who) return;
      const someone = join(platforms[next % platforms.length], 'Warga', who.phone);
      residents.push(someone);
      for (let acts = 0; acts < ACTS_EACH && sent < messages && Date.now() < until; acts += 1) {
        while (coming.behind()) await wait(20);
        await doesNext(someone, { who, photo, door }, dice);
        await someone.answered(PATIENCE_MS);
        await wait(dice.below(400));
      }
    }
  };
  const side = Math.max(4, Math.min(SIDE_BY_SIDE, Math.ceil(messages / 16)));
  await Promise.all(Array.from({ length: side }, (_, index) => line(index)));
  // The staff finish what lies there, unless something keeps them from it.
  await wait(Math.min(15_000, 2_000 + messages * 10));
  home.abort();
  await Promise.all(working);
  return { everybody, residents };
}
