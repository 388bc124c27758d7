import { type Chance, chance } from './chance.ts';
import type { Trouble } from './line.ts';
import type { Platform, PlatformName } from './platforms/index.ts';
import type { Ways } from './ways.ts';

/** What befalls a platform of the run or the way to it: trouble of its line, or a failure of its own by name. */
export interface Elsewhere {
  readonly kind: 'elsewhere';
  readonly after: number;
  readonly on: PlatformName;
  readonly trouble: Trouble | null;
  readonly failure: string | null;
  readonly ms: number;
}

/** Who holds an account's lease stands still for longer than it lasts, and wakes. */
export interface Asleep {
  readonly kind: 'asleep';
  readonly after: number;
  readonly on: 'telegram' | 'whatsapp';
  readonly ms: number;
}

/** The failures of the Cloud API and of WhatsApp; Telegram's own are in the plan of every run. */
const FAILURES: Readonly<Record<Exclude<PlatformName, 'telegram'>, readonly [string, ...string[]]>> = {
  cloud: [
    'messages 429',
    'messages 500',
    'messages lost answer',
    'messages late answer',
    'messages silent',
    'messages slow',
    'messages reset',
    'upload 500',
    'doubled',
    'shuffled',
  ],
  whatsapp: [
    'wire cut',
    'wire cut',
    '515',
    '503',
    '500',
    'login refused with 503',
    'deaf',
    'no acks',
    'doubled',
    'unreadable',
  ],
};

/** Draws what befalls the platforms beside Telegram, and the leaders where there are several processes. */
export function drawElsewhere(
  { messages, kills, seed }: { readonly messages: number; readonly kills: number; readonly seed: number },
  platforms: readonly PlatformName[],
  processes: number,
): (Elsewhere | Asleep)[] {
  const dice = chance(seed + 7_000_003);
  const after = () => Math.floor(messages * 0.05) + dice.below(Math.ceil(messages * 0.9));
  const others = platforms.filter((name) => name !== 'telegram');
  const drawn: (Elsewhere | Asleep)[] = others.flatMap((on) =>
    Array.from({ length: Math.ceil(kills / 2) }, () => befalls(on, after(), dice)),
  );
  const leading = platforms.filter((name) => name !== 'cloud');
  if (processes > 1 && leading.length > 0)
    for (let count = Math.ceil(kills / 6); count > 0; count -= 1)
      drawn.push({
        kind: 'asleep',
        after: after(),
        on: leading[dice.below(leading.length)] ?? 'telegram',
        ms: 4_000 + dice.below(5_000),
      });
  return drawn;
}

function befalls(on: Exclude<PlatformName, 'telegram'>, after: number, dice: Chance): Elsewhere {
  const ms = 300 + dice.below(2_500);
  if (dice.hits(0.4))
    return {
      kind: 'elsewhere',
      after,
      on,
      trouble: dice.pick(['cut', 'slow', 'halfOpen', 'reset']),
      failure: null,
      ms,
    };
  return { kind: 'elsewhere', after, on, trouble: null, failure: dice.pick(FAILURES[on]), ms };
}

/** Lets it happen; a platform that is not in the run is spared. */
export async function happens(
  { on, trouble, failure, ms }: Elsewhere,
  platforms: readonly Platform[],
  ways: ReadonlyMap<PlatformName, Ways>,
): Promise<void> {
  if (trouble !== null) await ways.get(on)?.trouble(trouble, ms);
  if (failure !== null) await platforms.find(({ name }) => name === on)?.fails({ what: failure, ms });
}
