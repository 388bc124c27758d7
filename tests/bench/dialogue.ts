/**
 * The eight messages by which somebody asks for a letter of domicile; every contender hears the same. The papers are
 * brought later: fetching and drawing photos is no part of a turn and is measured by itself. No two answers in a row
 * are written alike: this resident is so quick that ours would take the second for a double tap.
 */
export function dialogue(person: { readonly nik: string; readonly birthDate: string }): readonly string[] {
  const [year, month, day] = person.birthDate.split('-');
  return ['mau urus surat domisili', '1', `${person.nik} ${day}-${month}-${year}`, '1', '1.', '1', '1.', '1'];
}

/** What a round of a contender gave. */
export interface Round {
  readonly messages: number;
  readonly seconds: number;
  /** Milliseconds from a message to its commit: median and 99th percentile. */
  readonly p50: number;
  readonly p99: number;
  /** Of each message, in ms, the quickest first. */
  readonly times: readonly number[];
  /** Microseconds of this process's CPU a message. */
  readonly cpu: number;
}

/** A contender: takes one message of a chat and resolves when all that it makes is durable. */
export interface Contender {
  readonly name: string;
  hear(chat: string, text: string, n: number): Promise<void>;
  /** How many requests there are now: the proof that the dialogue was really held. */
  requests(): Promise<number>;
  end(): Promise<void>;
}

/** All chats at once, each saying its next line when the last one is done. */
export async function converse(
  contender: Contender,
  people: readonly { readonly nik: string; readonly birthDate: string }[],
  chats: number,
  round: string,
): Promise<Round> {
  const taken: number[] = [];
  const before = process.cpuUsage();
  const began = performance.now();
  await Promise.all(
    Array.from({ length: chats }, async (_, index) => {
      const person = people[index % people.length];
      if (!person) throw new Error('nobody lives here');
      let n = 0;
      for (const text of dialogue(person)) {
        const at = performance.now();
        await contender.hear(`${round}-${index}`, text, n);
        taken.push(performance.now() - at);
        n += 1;
      }
    }),
  );
  const seconds = (performance.now() - began) / 1000;
  const used = process.cpuUsage(before);
  taken.sort((a, b) => a - b);
  const at = (share: number) => taken[Math.min(taken.length - 1, Math.floor(taken.length * share))] ?? 0;
  const messages = taken.length;
  return {
    messages,
    seconds,
    p50: at(0.5),
    p99: at(0.99),
    times: taken,
    cpu: (used.user + used.system) / messages,
  };
}
