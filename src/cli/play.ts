import { readFile } from 'node:fs/promises';
import { defineCommand } from 'citty';
import { reportAndExit, StartupProblem } from '../startup.ts';
import { play } from '../training/play.ts';
import { BadLine } from '../training/script.ts';
import { inThrowawayOffice } from './throwaway.ts';

/** `npm run play -- FILE`: plays a script of a conversation against the real engine and prints the transcript. */
export const playCommand = defineCommand({
  meta: { name: 'play', description: 'Play a script of a conversation on a throw-away database' },
  args: {
    file: { type: 'positional', description: 'The script: lines like "warga: halo"', required: true },
    json: { type: 'boolean', description: 'Print JSON: {ok, transcript, error}' },
  },
  async run({ args }) {
    const transcript: string[] = [];
    let failed: BadLine | null = null;
    try {
      const text = await readFile(args.file, 'utf8').catch(() => {
        throw new StartupProblem(`${args.file} cannot be read.`, 'Give the path of a script.');
      });
      await inThrowawayOffice(({ house, room, clock }) =>
        play(text, house, room, clock, (line) => {
          transcript.push(line);
          if (!args.json) process.stdout.write(`${line}\n`);
        }),
      );
    } catch (error) {
      if (!(error instanceof BadLine)) return reportAndExit(error);
      failed = error;
    }
    if (args.json)
      process.stdout.write(
        `${JSON.stringify({ ok: failed === null, transcript, error: failed?.message ?? null })}\n`,
      );
    else if (failed) process.stderr.write(`${args.file}: ${failed.message}\n`);
    process.exitCode = failed ? 1 : 0;
  },
});
