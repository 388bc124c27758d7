/** Time as a port: the real clock, or one that a test or a training ward moves. */
export interface Clock {
  now(): Date;
}

/** The computer's clock. */
export const systemClock: Clock = { now: () => new Date() };
