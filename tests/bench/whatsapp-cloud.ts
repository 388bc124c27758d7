import { cloudSettings, connected } from '../process/cloud-journey.ts';
import { temporaryFolder } from '../support/folder.ts';
import { type Person, startGraph } from '../support/graph/index.ts';
import { databaseEnded, startOffice } from '../support/process.ts';
import { figures } from './figures.ts';

/**
 * Time from a message at Meta to the answer at Meta, over the local Graph server and the real process with its
 * built-in database: `node tests/bench/whatsapp-cloud.ts [messages]`. First one person after another, then ten at once. Nobody
 * is sent more than 40 messages: beyond that the channel waits, as Meta asks (one in six seconds to one person).
 */
const messages = Number(process.argv[2] ?? 300);
const WORDS = ['menu', 'status', 'bantuan', 'domisili', 'batal'];

const folder = await temporaryFolder();
const graph = await startGraph({ limits: 'off', statuses: 'after' });
const settings = await cloudSettings(graph, { LOG_LEVEL: 'warn' });
const office = await startOffice(folder.path, settings);
try {
  await connected(graph, { folder: folder.path, settings }, office);
  const people = Array.from({ length: Math.ceil(messages / 10) }, () => graph.person());
  const others = Array.from({ length: Math.ceil(messages / 10) }, () => graph.person());
  for (const person of [...people, ...others]) await answered(person, 'halo');
  const alone: number[] = [];
  for (let n = 0; n < messages; n += 1)
    alone.push(
      await answered(
        people[n % people.length] as Person,
        WORDS[Math.floor(n / people.length) % WORDS.length] ?? '',
      ),
    );
  const together: number[] = [];
  await Promise.all(
    Array.from({ length: 10 }, async (_, lane) => {
      for (let at = lane; at < others.length; at += 10)
        for (let n = 0; n < 10; n += 1)
          together.push(await answered(others[at] as Person, WORDS[n % WORDS.length] ?? ''));
    }),
  );
  const webhooks = graph.poster.posts.filter(({ status }) => status !== 200).length;
  const line = { alone: figures(alone), tenAtOnce: figures(together), refusedWebhooks: webhooks };
  process.stdout.write(`${JSON.stringify(line, null, 2)}\n`);
} finally {
  await office.interrupt();
  await databaseEnded(folder.path);
  await graph.stop();
  await folder.remove();
}

/** Says something and waits for the first message of the answer (ms). */
async function answered(person: Person, text: string): Promise<number> {
  const began = performance.now();
  person.says(text);
  await person.waits(() => true, 30_000);
  return performance.now() - began;
}
