import { Writable } from 'node:stream';
import { createLog } from '../../src/log.ts';
import { play } from '../../src/training/play.ts';
import { openPlayhouse } from '../../src/training/playhouse.ts';
import { BadLine } from '../../src/training/script.ts';
import { createTestDatabase } from '../support/database.ts';
import { testSealer } from '../support/keys.ts';

/** What a played transcript gives, and what the log complained of meanwhile (warnings and errors). */
export interface Played {
  readonly transcript: string;
  readonly faults: readonly string[];
  /** Why a line could not be played; the transcript then ends there. */
  readonly failed: string | null;
}

/** How the training ward's staff are called: residents never read them. */
export const TRAINING_NAMES: readonly string[] = ['Novita', 'Gerson', 'Dorkas', 'Melkianus', 'Adriana'];

/** Plays a transcript in an office of its own. */
export async function playTranscript(text: string): Promise<Played> {
  const faults: string[] = [];
  const log = createLog(
    'warn',
    new Writable({
      write(line, _encoding, next) {
        faults.push(String(line).trim());
        next();
      },
    }),
  );
  const database = await createTestDatabase();
  try {
    const { house, room, clock, close } = await openPlayhouse({ ...database, sealer: testSealer(), log });
    const lines: string[] = [];
    let failed: string | null = null;
    try {
      await play(text, house, room, clock, (line) => lines.push(line));
    } catch (error) {
      if (!(error instanceof BadLine)) throw error;
      failed = error.message;
    } finally {
      await close();
    }
    return { transcript: `${lines.join('\n')}\n`, faults, failed };
  } finally {
    await database.drop();
  }
}
