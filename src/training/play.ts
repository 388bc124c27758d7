import type { House } from '../office.ts';
import type { TrainingRoom } from './room.ts';
import { type Act, type ClockMove, type Role, readScript } from './script.ts';
import { type Said, Stage, type StageClock } from './stage.ts';
import { transcriptOf } from './transcript.ts';

/** The phones that a script is played on: the stage's own, or those of a platform. */
export interface Phones {
  /** Does one act and returns what every phone then heard, phone by phone. Throws BadLine. */
  act(role: Role, act: Act, at: number): Promise<readonly Said[]>;
  /** Moves the clock and returns what was heard on the way. */
  moveClock(move: ClockMove): Promise<readonly Said[]>;
}

/**
 * Plays a script against the office and returns the transcript: every line of the script with what was heard after
 * it. A transcript is a script again: what the office said is left out when it is read. Throws BadLine; what was
 * played until then is handed to `print` line by line.
 */
export async function play(
  text: string,
  house: House,
  room: TrainingRoom,
  clock: StageClock,
  print: (line: string) => void,
): Promise<void> {
  return playOn(new Stage(house, room, clock), text, print);
}

/** The same on other phones. */
export async function playOn(phones: Phones, text: string, print: (line: string) => void): Promise<void> {
  for (const line of readScript(text)) {
    print(line.source.trimEnd());
    if (line.kind === 'text') continue;
    const heard =
      line.kind === 'clock'
        ? await phones.moveClock(line.move)
        : await phones.act(line.role, line.act, line.at);
    for (const said of transcriptOf(heard)) print(said);
  }
}
