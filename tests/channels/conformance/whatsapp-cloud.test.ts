import { startGraph } from '../../support/graph/index.ts';
import { bubble, channelAt, FakeReceiver, hooked } from '../../support/graph/kit.ts';
import type { Seen, Stored } from '../../support/graph/types.ts';
import type { Item } from '../../support/graph/webhook.ts';
import type { Bench, Shown } from './bench.ts';
import { describeChannel } from './suite.ts';
import { readMarked, readText } from './whatsapp-text.ts';

describeChannel(
  'whatsapp-cloud',
  {
    edits: 'quoting',
    repeats: true,
    choices: 'tap',
    limit: 4096,
    faults: { passing: 'retry', slowDown: 'retry', refused: 'giveUp', gone: 'gone', lost: 'unknown' },
    platform: true,
  },
  bench,
);

async function bench(): Promise<Bench> {
  const server = await startGraph({ limits: 'off' });
  const receiver = new FakeReceiver();
  const { channel } = channelAt(server, { pair: { everyMs: 0, burst: 1_000 } });
  const web = await hooked(server, channel.webhook);
  let last: Item | null = null;
  const push = server.poster.push.bind(server.poster);
  server.poster.push = (item) => {
    if (item.kind === 'messages') last = item;
    push(item);
  };
  await channel.start(receiver, new AbortController().signal);
  const person = server.person();
  person.says('halo');
  await receiver.has(1);
  const tries = () =>
    channel
      .send({ chat: person.chat, bubble: bubble('coba'), file: null, edits: null })
      .catch(() => undefined);
  return {
    channel,
    receiver,
    chat: person.chat,
    says: (text) => person.says(text),
    brings: () => last && push(last),
    sendsFile: (bytes, name) => person.sendsDocument(Buffer.from(bytes), { name }),
    chooses: (n) => {
      const titles = person
        .seen()
        .flatMap(({ buttons, rows }) => [...buttons, ...rows].map(({ title }) => title));
      const title = titles.find((one) => one.startsWith(`${n}. `));
      return title === undefined ? person.says(n) : person.taps(title);
    },
    shown: () => person.seen().map((seen) => shown(seen, server.world.messages)),
    times: () => server.callsOf('messages').map(({ at }) => at),
    fails: (fault) => {
      if (fault === 'passing') server.fault('messages', { kind: 'status', status: 503 });
      if (fault === 'slowDown') server.fault('messages', { kind: 'status', status: 429, code: 130429 });
      if (fault === 'refused') server.fault('messages', { kind: 'status', status: 400, code: 131009 });
      if (fault === 'gone') server.fault('messages', { kind: 'status', status: 400, code: 131026 });
      if (fault === 'lost') server.fault('messages', { kind: 'lostAnswer' });
      return person.chat;
    },
    holds: (ms) => server.fault('messages', { kind: 'slow', ms }),
    breaks: () => {
      server.fault('messages', { kind: 'reset' });
      return tries();
    },
    mends: tries,
    close: async () => {
      await channel.stop();
      await server.stop();
      await web.close();
    },
  };
}

function shown(seen: Seen, stored: readonly Stored[]): Shown {
  const file = seen.file && { name: seen.file.name, bytes: seen.file.bytes };
  const content = stored.find(({ id }) => id === seen.id)?.content['text'];
  if (content) return { ...readText((content as { body: string }).body), file };
  const choices = [...seen.buttons, ...seen.rows].map(({ title }) => title.replace(/^\d+\. /, ''));
  return { ...readMarked(seen), choices, file };
}
