import type { Chance } from './chance.ts';
import type { Someone } from './people.ts';

const OPERATOR = ['OK, teruskan ke lurah', 'Ambil'] as const;
const LURAH = ['Tanda tangani'] as const;

/** A member of staff at work until told to stop: taps what lies there, each button of each message once. */
export async function works(
  someone: Someone,
  role: 'operator' | 'lurah',
  dice: Chance,
  stopped: AbortSignal,
): Promise<void> {
  const tapped = new Set<string>();
  const wanted: readonly string[] = role === 'operator' ? OPERATOR : LURAH;
  while (!stopped.aborted) {
    await new Promise((resolve) => setTimeout(resolve, 200 + dice.below(600)));
    const task = someone
      .seen()
      .flatMap((message) => message.labels.map((label) => ({ message, label })))
      .find(({ message, label }) => wanted.includes(label) && !tapped.has(`${message.id}.${label}`));
    if (!task || stopped.aborted) continue;
    tapped.add(`${task.message.id}.${task.label}`);
    someone.chooses(task.label, task.message);
    await someone.answered(20_000);
  }
}
