import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import type { DeliveryStatus, Webhook } from '../../../src/channels/port.ts';
import {
  createWhatsAppCloudChannel,
  type WhatsAppCloudOptions,
} from '../../../src/channels/whatsapp-cloud/index.ts';
import { loggedLines } from '../telegram/kit.ts';
import type { GraphServer } from './server.ts';

export { bubble, FakeReceiver, until } from '../telegram/kit.ts';

export const VERIFY_TOKEN = 'kata-uji-webhook';

/** A channel at the local server, with short waits; statuses are kept in the returned list. */
export function channelAt(server: GraphServer, changes: Partial<WhatsAppCloudOptions> = {}) {
  const { log, lines } = loggedLines();
  const statuses: DeliveryStatus[] = [];
  const channel = createWhatsAppCloudChannel({
    accountId: 'wac1',
    phoneNumberId: server.phoneNumberId,
    token: server.token,
    appSecret: server.appSecret,
    verifyToken: VERIFY_TOKEN,
    graphRoot: server.root,
    graphVersion: server.version,
    log,
    onStatus: async (status) => {
      statuses.push(status);
      return 'known';
    },
    lastInAt: async (chat) => {
      const at = server.world.people.get(chat)?.lastInAt ?? null;
      return at === null ? null : new Date(at);
    },
    statusPausesMs: [5, 20, 50],
    ...changes,
  });
  return { channel, lines, statuses };
}

/** A web server with the route of a channel, and the server's webhooks connected to it. */
export async function hooked(server: GraphServer, webhook: Webhook) {
  const web = await new Promise<ReturnType<typeof serve>>((resolve) => {
    const listening = serve(
      { fetch: (request) => webhook.handle(request), port: 0, hostname: '127.0.0.1' },
      () => resolve(listening),
    );
  });
  const url = `http://127.0.0.1:${(web.address() as AddressInfo).port}${webhook.path}`;
  if (!(await server.poster.connect(url, VERIFY_TOKEN))) throw new Error('the webhook was not verified');
  return {
    url,
    async close() {
      const closed = new Promise((resolve) => web.close(resolve));
      if ('closeAllConnections' in web) web.closeAllConnections();
      await closed;
    },
  };
}
