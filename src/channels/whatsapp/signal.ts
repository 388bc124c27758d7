import type { AsyncResource } from 'node:async_hooks';
import {
  DEFAULT_CONNECTION_CONFIG,
  encodeWAMessage,
  proto,
  type SignalKeyStoreWithTransaction,
  type SocketConfig,
  unpadRandomMax16,
} from '@whiskeysockets/baileys';

/** What is done with a decrypted message before it is receipted; when it rejects, nothing was stored. */
export type Take = (ciphertext: Uint8Array, message: proto.Message, jid: string) => Promise<void>;

/** What the wrapped repository needs. */
export interface SignalOptions {
  readonly take: Take;
  /** Whether the message that this ciphertext came with was stored before. */
  readonly stored: (ciphertext: Uint8Array, jid: string) => Promise<boolean>;
  /** It could not be read: the library asks the phone for it again. */
  readonly onUnreadable: (ciphertext: Uint8Array) => void;
  /** Made when no key transaction was running: work run in it joins none. */
  readonly outside: AsyncResource;
}

/**
 * The library's Signal repository, with two promises added.
 *
 * A message is stored before it is receipted, and its key moves on only after that: the storing happens inside the key
 * transaction of its decryption. Killed in between, the same message is delivered again and can be read again.
 *
 * A message whose receipt was cut off comes again, and its key is used up. The library cannot tell that from a broken
 * session, and would have the phone begin a new one; so, what was stored before is receipted as something empty.
 *
 * A key is stored before what it encrypts is sent: encryption runs in a transaction of its own, not in that of the
 * whole send, which the library commits only after the stanza has left. Killed in between, no key is used twice.
 */
export function signalRepository({
  take,
  stored,
  onUnreadable,
  outside,
}: SignalOptions): SocketConfig['makeSignalRepository'] {
  return (auth, logger, pnToLid) => {
    const base = DEFAULT_CONNECTION_CONFIG.makeSignalRepository(auth, logger, pnToLid);
    // The socket always hands over keys with transactions.
    const keys = auth.keys as SignalKeyStoreWithTransaction;
    return {
      ...base,
      decryptMessage: (cipher) =>
        keys
          .transaction(async () => {
            const bytes = await base.decryptMessage(cipher);
            const message = proto.Message.decode(unpadRandomMax16(bytes));
            await outside.runInAsyncScope(() => take(cipher.ciphertext, message, cipher.jid));
            return bytes;
          }, cipher.jid)
          .catch(async (error: unknown) => {
            const known = () => stored(cipher.ciphertext, cipher.jid).catch(() => false);
            if (await outside.runInAsyncScope(known)) return encodeWAMessage({});
            onUnreadable(cipher.ciphertext);
            throw error;
          }),
      encryptMessage: (plain) => outside.runInAsyncScope(() => base.encryptMessage(plain)),
      injectE2ESession: (session) => outside.runInAsyncScope(() => base.injectE2ESession(session)),
      // A first message is answered while its decryption is still being written: the session that it makes is waited
      // for, or a second one would be begun beside it.
      validateSession: (jid) =>
        outside.runInAsyncScope(() => keys.transaction(() => base.validateSession(jid), jid)),
      deleteSession: (jids) => outside.runInAsyncScope(() => base.deleteSession(jids)),
    };
  };
}
