import type { proto } from '@whiskeysockets/baileys';
import { FakeReceiver, until } from '../../support/telegram/kit.ts';
import { openLine, type TestLine } from '../../support/whatsapp/line.ts';
import type { Bench, Shown } from './bench.ts';
import { describeChannel } from './suite.ts';
import { readText } from './whatsapp-text.ts';

describeChannel(
  'whatsapp',
  {
    edits: 'in place',
    repeats: false,
    choices: 'number',
    limit: 4000,
    faults: { passing: 'retry', slowDown: 'retry', refused: 'giveUp', gone: 'gone', lost: 'unknown' },
    platform: true,
  },
  bench,
);

async function bench(): Promise<Bench> {
  const line = await openLine();
  const { server } = line;
  const receiver = new FakeReceiver();
  const channel = line.channel({ pace: { perChatMs: 40, perAccountMs: 30 }, ackMs: 400 });
  await channel.start(receiver, new AbortController().signal);
  await until(() => channel.state.what === 'open');
  const person = server.person();
  let last = await person.says('halo');
  await receiver.has(1);
  const says = async (text: string) => {
    last = await person.says(text);
  };
  return {
    channel,
    receiver,
    chat: receiver.stored[0]?.chat ?? '',
    says,
    brings: () => server.replay(last),
    sendsFile: (bytes, name) => person.sendsDocument(bytes, { fileName: name }),
    chooses: says,
    shown: () =>
      person.heard.map(({ message, text }) => ({ ...readText(text), file: fileOf(line, message) })),
    times: () => server.sent.map(({ at }) => at),
    fails: (fault) => {
      if (fault === 'passing') server.refusals.push('503');
      if (fault === 'slowDown') server.refusals.push('429');
      if (fault === 'refused') server.refusals.push('406');
      if (fault === 'lost') server.holdAcks = true;
      // Nobody has written from there: the number does not write to strangers.
      return fault === 'gone' ? '990000000001@lid' : (receiver.stored[0]?.chat ?? '');
    },
    holds: () => {
      server.holdAcks = true;
    },
    breaks: () => {
      server.failures.push(...Array.from({ length: 50 }, () => 503));
      server.cut();
    },
    mends: () => {
      server.failures.length = 0;
    },
    close: () => line.close(),
  };
}

function fileOf({ server }: TestLine, message: proto.IMessage): Shown['file'] {
  const file = message.documentWithCaptionMessage?.message?.documentMessage ?? message.documentMessage;
  if (!file?.directPath || !file.mediaKey) return null;
  const path = file.directPath.split('?')[0] ?? '';
  return { name: file.fileName ?? null, bytes: server.media.read(path, file.mediaKey, 'document') };
}
