import { createInterface, type Interface } from 'node:readline';
import { Writable } from 'node:stream';
import { CommandRefused } from './answer.ts';

/** A person at a terminal who can be asked. */
export interface Asker {
  /** Shows a question and gives the line that was typed. CommandRefused when the input ends. */
  ask(question: string): Promise<string>;
  /** The same without showing what is typed. */
  askSecret(question: string): Promise<string>;
  tell(line: string): void;
  close(): void;
}

/** Asks over two streams; questions go to stderr in the commands, so that stdout holds answers only. */
export function askerOn(input: NodeJS.ReadableStream, output: NodeJS.WritableStream): Asker {
  let silent = false;
  // Readline writes what is typed through here; a secret is swallowed.
  const shown = new Writable({
    write(chunk: Buffer, _encoding, done) {
      if (!silent) output.write(chunk);
      done();
    },
  });
  const terminal = (input as { isTTY?: boolean }).isTTY === true;
  const lines: Interface = createInterface({ input, output: shown, terminal });
  const typed: string[] = [];
  const waiting: { resolve(line: string): void; reject(error: Error): void }[] = [];
  let ended = false;
  lines.on('line', (line) => {
    const next = waiting.shift();
    if (next) next.resolve(line);
    else typed.push(line);
  });
  lines.on('close', () => {
    ended = true;
    for (const one of waiting.splice(0)) one.reject(interrupted());
  });
  const next = (): Promise<string> => {
    const line = typed.shift();
    if (line !== undefined) return Promise.resolve(line);
    if (ended) return Promise.reject(interrupted());
    return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
  };
  const ask = async (question: string) => {
    output.write(question);
    return (await next()).trim();
  };
  return {
    ask,
    askSecret: async (question) => {
      output.write(question);
      silent = true;
      try {
        return await next();
      } finally {
        silent = false;
        output.write('\n');
      }
    },
    tell: (line) => void output.write(`${line}\n`),
    close: () => lines.close(),
  };
}

function interrupted(): CommandRefused {
  return new CommandRefused('The questions were not answered to the end; nothing was written.', '');
}
