import type { BinaryNode } from '@whiskeysockets/baileys';
import type { Account } from './account.ts';
import { type Bundle, bundleNodes } from './device.ts';
import { MEDIA_HOSTS } from './media.ts';
import type { Person } from './person.ts';
import { child, children, stanza } from './stanza.ts';

/** What the answers are made from. */
export interface Directory {
  readonly account: Account;
  readonly people: Iterable<Person>;
}

/** The children of the answer to a query, or null for one that is left unanswered. */
export async function answer(directory: Directory, iq: BinaryNode): Promise<BinaryNode[]> {
  const { xmlns = '', type = '' } = iq.attrs;
  const { account } = directory;
  if (xmlns === 'encrypt' && child(iq, 'count')) {
    return [stanza('count', { value: String(account.companion?.once.length ?? 0) })];
  }
  if (xmlns === 'encrypt' && child(iq, 'digest')) return [stanza('digest')];
  if (xmlns === 'encrypt' && child(iq, 'key')) return [await bundles(directory, iq)];
  if (xmlns === 'encrypt' && type === 'set') {
    account.takeKeys(iq);
    return [];
  }
  if (xmlns === 'usync') return [usync(directory, iq)];
  if (xmlns === 'w:m') {
    const host = stanza('host', { hostname: MEDIA_HOSTS[0], maxContentLengthBytes: '104857600' });
    return [stanza('media_conn', { auth: 'uji', ttl: '3600', max_buckets: '12' }, [host])];
  }
  if (xmlns === 'abt') return [stanza('props', {}, [])];
  if (xmlns === 'blocklist') return [stanza('list', {}, [])];
  if (xmlns === 'privacy') return [stanza(type === 'get' ? 'privacy' : 'tokens', {}, [])];
  return [];
}

function userOf(jid: string): string {
  return jid.split('@')[0]?.split(':')[0] ?? '';
}

function personOf({ people }: Directory, jid: string): Person | undefined {
  const user = userOf(jid);
  return [...people].find(({ who }) => who.pn === user || who.lid === user);
}

async function bundles(directory: Directory, iq: BinaryNode): Promise<BinaryNode> {
  const { account } = directory;
  const users = await Promise.all(
    children(child(iq, 'key'), 'user').map(async ({ attrs: { jid = '' } }) => {
      const own = [account.pn, account.lid].includes(userOf(jid));
      const device = own ? account.phone : personOf(directory, jid)?.device;
      const bundle: Bundle | undefined = await device?.bundle();
      return stanza(
        'user',
        { jid },
        bundle ? bundleNodes(bundle) : [stanza('error', { code: '404', text: 'item-not-found' })],
      );
    }),
  );
  return stanza('list', {}, users);
}

/** Tells the devices of people, and for a phone number also the LID. */
function usync(directory: Directory, iq: BinaryNode): BinaryNode {
  const { account } = directory;
  const asked = children(child(child(iq, 'usync'), 'list'), 'user').map(({ attrs }) => attrs['jid'] ?? '');
  const users = asked.flatMap((jid) => {
    const own = [account.pn, account.lid].includes(userOf(jid));
    const lid = own ? account.lid : personOf(directory, jid)?.who.lid;
    if (lid === undefined) return [];
    const linked = own && account.companion ? [account.companion.device] : [];
    const devices = [0, ...linked].map((id) =>
      stanza('device', { id: String(id), ...(id > 0 ? { 'key-index': String(id) } : {}) }),
    );
    return [
      stanza('user', { jid }, [
        stanza('devices', {}, [stanza('device-list', {}, devices)]),
        ...(jid.endsWith('@lid') ? [] : [stanza('lid', { val: `${lid}@lid` })]),
      ]),
    ];
  });
  return stanza('usync', {}, [stanza('list', {}, users)]);
}
