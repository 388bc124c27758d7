import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import type { Webhook } from '../../../src/channels/port.ts';
import { startTelegram } from '../../support/telegram/index.ts';
import { channelAt, FakeReceiver } from '../../support/telegram/kit.ts';
import type { Seen } from '../../support/telegram/types.ts';
import type { Bench, Shown, Traits } from './bench.ts';
import { describeChannel } from './suite.ts';

const TRAITS: Traits = {
  edits: 'in place',
  repeats: true,
  choices: 'tap',
  limit: 4096,
  faults: { passing: 'retry', slowDown: 'retry', refused: 'giveUp', gone: 'gone', lost: 'unknown' },
  platform: true,
};

describeChannel('telegram by polling', TRAITS, () => bench(false));
describeChannel('telegram by webhook', TRAITS, () => bench(true));

async function bench(byWebhook: boolean): Promise<Bench> {
  const server = await startTelegram({ limits: 'off', webhookRetryMs: 10 });
  const receiver = new FakeReceiver();
  let route: Webhook | null = null;
  const web = byWebhook ? await listen((request) => route?.handle(request) ?? null) : null;
  const { channel } = channelAt(server, {
    pace: { perChatMs: 40, perAccountMs: 5 },
    ...(web ? { webhook: { publicUrl: web.url, secret: 'rahasia' }, lookMs: 40 } : {}),
  });
  route = channel.webhook;
  await channel.start(receiver, new AbortController().signal);
  const person = server.person({});
  person.says('halo');
  await receiver.has(1);
  let broken = false;
  return {
    channel,
    receiver,
    chat: String(person.id),
    says: (text) => person.says(text),
    brings: () => server.redeliver(),
    sendsFile: (bytes, name) => person.sendsDocument(bytes, { name, mime: 'application/pdf' }),
    chooses: (n) => {
      const button = person
        .seen()
        .flatMap(({ buttons }) => buttons)
        .find(({ label }) => label.startsWith(`${n}. `));
      if (!button) throw new Error(`no button ${n}`);
      return person.taps(button.label);
    },
    shown: () => person.seen().map(shown),
    times: () => server.calls.filter(({ method }) => method.startsWith('send')).map(({ at }) => at),
    fails: (fault) => {
      if (fault === 'passing') server.fault('sendMessage', { kind: 'status', status: 502 });
      if (fault === 'slowDown') server.fault('sendMessage', { kind: 'status', status: 429, retryAfter: 7 });
      if (fault === 'refused')
        server.fault('sendMessage', {
          kind: 'status',
          status: 400,
          description: 'Bad Request: message is too long',
        });
      if (fault === 'gone') person.blocks();
      if (fault === 'lost') server.fault('sendMessage', { kind: 'lostAnswer' });
      return String(person.id);
    },
    holds: (ms) => server.fault('sendMessage', { kind: 'slow', ms }),
    breaks: () => {
      broken = true;
      const next = () => {
        if (broken) server.fault('*', { kind: 'reset' }, 5);
        if (broken) setTimeout(next, 5);
      };
      next();
      // A poll that is open ends, and the next one fails.
      person.says('ada orang?');
    },
    mends: () => {
      broken = false;
    },
    close: async () => {
      broken = false;
      await channel.stop();
      await server.stop();
      await web?.close();
    },
  };
}

function shown(seen: Seen): Shown {
  const of = (bold: boolean) =>
    seen.entities
      .filter(({ type }) => (type === 'bold') === bold)
      .map(({ offset, length }) => seen.text.slice(offset, offset + length));
  return {
    text: seen.text,
    bold: of(true),
    formatted: of(false),
    choices: seen.buttons.map(({ label }) => label.replace(/^\d+\. /, '')),
    file: seen.file && { name: seen.file.name, bytes: seen.file.bytes },
  };
}

async function listen(handle: (request: Request) => Promise<Response> | null) {
  const web = await new Promise<ReturnType<typeof serve>>((resolve) => {
    const listening = serve(
      {
        fetch: (request) => handle(request) ?? new Response(null, { status: 404 }),
        port: 0,
        hostname: '127.0.0.1',
      },
      () => resolve(listening),
    );
  });
  return {
    url: `http://127.0.0.1:${(web.address() as AddressInfo).port}`,
    close: async () => {
      const closed = new Promise((resolve) => web.close(resolve));
      if ('closeAllConnections' in web) web.closeAllConnections();
      await closed;
    },
  };
}
