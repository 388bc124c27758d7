/** HALO_LONG=1: also the fault runs that take a minute each. Without it each has a shorter one beside it. */
export const LONG = process.env['HALO_LONG'] === '1';
