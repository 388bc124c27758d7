import { randomUUID } from 'node:crypto';
import type { InboundBody, ShownChoice } from '../../../flows/kit/message.ts';
import { BOLD_OFF, BOLD_ON } from '../../../flows/kit/message.ts';
import { createWebChannel } from '../../../src/channels/web/channel.ts';
import { systemClock } from '../../../src/clock.ts';
import { systemEntropy } from '../../../src/entropy.ts';
import { createFileStore } from '../../../src/files/store.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { testSealer } from '../../support/keys.ts';
import { FakeReceiver } from '../../support/telegram/kit.ts';
import type { Bench, Shown } from './bench.ts';
import { describeChannel } from './suite.ts';

// The pages are ours: nothing is cut, paced or refused on the way to them.
describeChannel(
  'web',
  { edits: 'in place', repeats: true, choices: 'tap', limit: null, faults: {}, platform: false },
  bench,
);

async function bench(): Promise<Bench> {
  const folder = await temporaryFolder();
  const channel = createWebChannel({
    accountId: randomUUID(),
    files: createFileStore(folder.path, testSealer()),
    entropy: systemEntropy,
    clock: systemClock,
  });
  const receiver = new FakeReceiver();
  await channel.start(receiver, new AbortController().signal);
  const page = new Map<string, Shown & { readonly taps: readonly ShownChoice[] }>();
  const times: number[] = [];
  channel.subscribe((event) => {
    if (event.kind !== 'out') return;
    const { bubble, file } = event.outbound;
    times.push(Date.now());
    page.set(event.externalId, {
      text: bubble.text.replace(/[\uE000\uE001]/g, ''),
      bold: bubble.text.match(new RegExp(`(?<=${BOLD_ON})[^${BOLD_OFF}]*`, 'g')) ?? [],
      formatted: [],
      choices: bubble.choices.map(({ label }) => label),
      file: bubble.file && file && { name: bubble.file.name, bytes: file },
      taps: bubble.choices,
    });
  });
  let last: [string, InboundBody] = ['', { kind: 'text', text: '' }];
  const acts = (externalId: string, body: InboundBody) => {
    last = [externalId, body];
    return channel.push({ externalId, chat: 'warga', at: new Date(), body, quoted: null, messageId: null });
  };
  const says = (text: string) => acts(randomUUID(), { kind: 'text', text });
  await says('halo');
  return {
    channel,
    receiver,
    chat: 'warga',
    says,
    brings: () => acts(...last),
    sendsFile: async (bytes, name) => {
      const media = { ref: await channel.keep(bytes), mime: 'application/pdf', name, size: bytes.length };
      return acts(randomUUID(), { kind: 'media', media, caption: null });
    },
    chooses: (n) => {
      const choice = [...page.values()].at(-1)?.taps.find((one) => one.n === n);
      if (!choice) throw new Error(`no choice ${n}`);
      return acts(randomUUID(), { kind: 'tap', data: choice.data, label: choice.label });
    },
    shown: () => [...page.values()],
    times: () => times,
    fails: () => 'warga',
    holds: () => undefined,
    breaks: () => undefined,
    mends: () => undefined,
    close: async () => {
      await channel.stop();
      await folder.remove();
    },
  };
}
