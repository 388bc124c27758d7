import { takeLease } from '../../../src/channels/lease.ts';
import { createWhatsAppChannel } from '../../../src/channels/whatsapp/index.ts';
import { KeyStore } from '../../../src/channels/whatsapp/keys.ts';
import type { Role } from '../../../src/training/script.ts';
import { testSealer } from '../../support/keys.ts';
import { until } from '../../support/telegram/kit.ts';
import { startWhatsApp, trustTestRoot } from '../../support/whatsapp/index.ts';
import type { Heard, Person } from '../../support/whatsapp/person.ts';
import { type Part, type Platform, withoutNumbers } from './platform.ts';
import type { PlatformDeps } from './play.ts';
import { typed } from './transcript.ts';

/** WhatsApp through the real library, with a number that was linked before. */
export async function whatsappPlatform(deps: PlatformDeps): Promise<Platform> {
  trustTestRoot();
  const { accountId, sql, log, numbers, clock } = deps;
  const sealer = testSealer();
  const server = await startWhatsApp();
  const lease = await takeLease(sql, accountId);
  if (!lease) throw new Error('the lease of a new account was taken');
  const store = new KeyStore({ sql, sealer, accountId, epoch: lease.epoch, onFailure: () => undefined });
  await store.saveCreds(await server.account.linkedBefore(store));
  await lease.release();
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const channel = createWhatsAppChannel({
    accountId,
    sql,
    sealer,
    log,
    clock,
    line: { url: server.url, mediaAgent: server.media.agent, connectTimeoutMs: 10_000 },
    pace: { perChatMs: 0, perAccountMs: 0 },
    jitterMs: 0,
    onState: ({ what }) => {
      if (what === 'open') open();
    },
  });
  const people = new Map<Role, { readonly person: Person; readonly shown: Map<string, string> }>();
  const of = (role: Role) => {
    const pn = numbers[role];
    const person = () => server.person({ name: role, ...(pn ? { pn } : {}) });
    const known = people.get(role) ?? { person: person(), shown: new Map() };
    people.set(role, known);
    return known;
  };
  return {
    channel,
    does: async (role, deed) => {
      await opened;
      const { person } = of(role);
      // The stanza's time must be plausible to a channel that goes by the clock of the script.
      const how = { at: Math.floor(clock.now().getTime() / 1000) };
      if (deed.kind === 'says')
        return deed.quoting === null
          ? person.says(deed.text, how)
          : person.replies(deed.quoting, deed.text, how);
      // Somebody who goes back to an older message quotes it.
      if (deed.kind === 'chooses')
        return deed.newest
          ? person.says(deed.choice.n, how)
          : person.replies(deed.message, deed.choice.n, how);
      if (deed.kind === 'tellsPhone') throw new Error('WhatsApp has no button for the own number');
      return deed.pdf
        ? person.sendsDocument(deed.bytes, { fileName: deed.name }, how)
        : person.sendsImage(deed.bytes, {}, how);
    },
    arrived: async (role) => {
      const { person, shown } = of(role);
      const own = [person.who.pn, person.who.lid];
      const mine = server.sent.filter(({ to }) => own.includes(to.split(/[@:]/)[0] ?? ''));
      await until(() => person.taken >= mine.length);
      // New ones, and those whose text was changed.
      const fresh = person.heard.filter(({ id, text }) => shown.get(id) !== text);
      for (const { id, text } of fresh) shown.set(id, text);
      return fresh.map(part);
    },
    close: () => server.stop(),
  };
}

function part({ id, message, text }: Heard): Part {
  const document = message.documentWithCaptionMessage?.message?.documentMessage ?? message.documentMessage;
  const file = document ? (document.fileName ?? '') : message.imageMessage ? 'gambar' : null;
  const { text: words, choices } = withoutNumbers(typed(text));
  return { id, text: words, choices, file, askPhone: false };
}
