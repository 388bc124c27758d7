import { telegramSettings } from '../process/journey.ts';
import { temporaryFolder } from '../support/folder.ts';
import { databaseEnded, startOffice } from '../support/process.ts';
import { startTelegram } from '../support/telegram/index.ts';
import { figures } from './figures.ts';

/**
 * Time from a message at Telegram to the answer at Telegram, by long polling, over the local Bot API server and the
 * real process with its built-in database: `node tests/bench/telegram.ts [messages]`. One person after another, each
 * once a second at most, because that is as fast as a chat may be answered.
 */
const messages = Number(process.argv[2] ?? 300);
const WORDS = ['menu', 'status', 'bantuan', 'domisili', 'batal'];

const folder = await temporaryFolder();
const telegram = await startTelegram({ limits: 'off' });
const office = await startOffice(folder.path, { ...telegramSettings(telegram), LOG_LEVEL: 'warn' });
try {
  const people = Array.from({ length: 60 }, (_, n) => telegram.person({ name: `Warga ${n}` }));
  const times: number[] = [];
  for (let n = 0; n < messages + people.length; n += 1) {
    const person = people[n % people.length];
    if (!person) break;
    person.fresh();
    const began = performance.now();
    person.says(n < people.length ? 'halo' : (WORDS[Math.floor(n / people.length) % WORDS.length] ?? ''));
    await person.waits(() => true, 30_000);
    if (n >= people.length) times.push(performance.now() - began);
    // A chat is answered once a second: the next round comes when that has passed for everybody.
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  process.stdout.write(`${JSON.stringify(figures(times))}\n`);
} finally {
  await office.interrupt();
  await databaseEnded(folder.path);
  await telegram.stop();
  await folder.remove();
}
