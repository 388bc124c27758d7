import { pino } from 'pino';
import { SendFailure } from '../../../src/channels/port.ts';
import { createWhatsAppChannel } from '../../../src/channels/whatsapp/index.ts';
import { connect } from '../../../src/db/client.ts';
import { testSealer } from '../keys.ts';
import { bubble } from './bubble.ts';

// A small office in a process of its own, to be killed: it keeps what comes in a table and answers each message.
// Run with `--import ./tests/support/whatsapp/trust.ts`.
const { DATABASE_URL = '', WHATSAPP_WS_URL = '', ACCOUNT = '', DIE_BEFORE, DIE_AFTER } = process.env;
const { sql } = connect(DATABASE_URL, { max: 4 });
const channel = createWhatsAppChannel({
  accountId: ACCOUNT,
  sql,
  sealer: testSealer(),
  log: pino({ level: 'silent' }),
  line: { url: WHATSAPP_WS_URL },
  pace: { perChatMs: 0, perAccountMs: 0 },
  jitterMs: 0,
  patience: 0.01,
  lease: { ttlMs: 1_000, renewMs: 200 },
});

async function answer(chat: string, text: string): Promise<void> {
  for (;;) {
    try {
      // Marked, as the office does: put to sleep between a send and its end it sends again, and a phone shows it once.
      await channel.send({ ...bubble(chat, `balas ${text}`), message: text });
      await sql`insert into kill_acked (text) values (${`balas ${text}`})`;
      return;
    } catch (error) {
      if (!(error instanceof SendFailure) || error.kind !== 'retry') return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

await channel.start(
  {
    async receive({ externalId, chat, body }) {
      const file = body.kind === 'media' ? await channel.fetch(body.media, 1_000_000) : null;
      const text = body.kind === 'text' ? body.text : `${body.kind} ${file?.length}`;
      if (text === DIE_BEFORE) process.kill(process.pid, 'SIGKILL');
      const rows = await sql`
        insert into kill_inbox (id, text) values (${externalId}, ${text}) on conflict do nothing returning 1`;
      if (text === DIE_AFTER) process.kill(process.pid, 'SIGKILL');
      if (rows.length === 0) return 'duplicate';
      answer(chat, text).catch(() => undefined);
      return 'handled';
    },
  },
  new AbortController().signal,
);
