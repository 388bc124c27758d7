import { serve, Unworkable } from '../../src/worker/serve.ts';

/** A child that does what a test tells it: tell its id, die, hang, refuse. */
serve(async (task) => {
  if (task === 'die') process.kill(process.pid, 'SIGKILL');
  if (task === 'hang') await new Promise(() => undefined);
  if (task === 'refuse') throw new Unworkable('never');
  if (task === 'fail') throw new Error('perhaps later');
  return process.pid;
});
