/** What is done when a connection ends. */
export interface Reaction {
  /** `again` connects once more; `stop` waits for a person, because trying again would make it worse. */
  readonly action: 'again' | 'stop';
  /** What it was, for the log and for the operator. */
  readonly reason: string;
  /** First and longest pause before the next try, in milliseconds; each failure in a row doubles it. */
  readonly firstMs: number;
  readonly maxMs: number;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

const again = (reason: string, firstMs = SECOND, maxMs = 5 * MINUTE): Reaction => ({
  action: 'again',
  reason,
  firstMs,
  maxMs,
});
const stop = (reason: string): Reaction => ({ action: 'stop', reason, firstMs: 0, maxMs: 0 });

/**
 * The reasons that Baileys gives (`DisconnectReason`, and HTTP-like codes of a refused login), each with what helps.
 * The keys are kept in every case: a session once lost may be impossible to link again.
 */
const REACTIONS: Readonly<Record<number, Reaction>> = {
  515: again('restart required', 0, 30 * SECOND),
  428: again('connection closed'),
  408: again('connection lost or timed out'),
  503: again('service unavailable', 5 * SECOND),
  500: again('bad session or stream', 5 * SECOND),
  // Until the program is renewed, every further try is refused as well.
  405: stop('this version of the program is refused by WhatsApp'),
  401: stop('logged out: the number was unlinked on the phone'),
  403: stop('the number is banned or restricted'),
  411: stop('the number has no linked devices'),
  // Unless it was a stand-by of our own that awoke: once the number is taken back, after a moment for it to let go.
  440: { ...stop('another program took over the login'), firstMs: SECOND, maxMs: SECOND },
};

/** What to do after a connection ended with a code; an unknown code is tried again, slowly. */
export function reactionTo(code: number): Reaction {
  return REACTIONS[code] ?? again(`unknown reason ${code}`, 5 * SECOND);
}

/**
 * The pause before try `failures` (1 for the first after a connection that lasted), between half and all of the doubled time:
 * many offices that lost the same line do not come back in the same second. `random` is in [0, 1).
 */
export function pauseMs({ firstMs, maxMs }: Reaction, failures: number, random: number): number {
  // One that begins at once must not go on at once for ever.
  const base = failures > 1 ? Math.max(firstMs, SECOND) : firstMs;
  const full = Math.min(maxMs, base * 2 ** Math.max(0, failures - 1));
  return Math.round(full / 2 + (full / 2) * random);
}
