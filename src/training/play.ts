import type { House } from '../office.ts';
import type { TrainingRoom } from './room.ts';
import { readScript } from './script.ts';
import { Stage, type StageClock } from './stage.ts';
import { transcriptOf } from './transcript.ts';

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
  const lines = readScript(text);
  const stage = new Stage(house, room, clock);
  for (const line of lines) {
    print(line.source.trimEnd());
    if (line.kind === 'text') continue;
    const heard =
      line.kind === 'clock'
        ? await stage.moveClock(line.move)
        : await stage.act(line.role, line.act, line.at);
    for (const said of transcriptOf(heard)) print(said);
  }
}
