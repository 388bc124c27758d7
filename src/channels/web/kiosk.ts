/**
 * The account of a ward's screens at the counter is told from that of the training room by its name. Its chats last a
 * few minutes: after that nobody can be reached there, and `conversation.gone_at` says so.
 */
const PREFIX = 'anjungan-';

/** The account's name; a ward and its training room may have one short name. */
export function kioskAccountName(ward: { readonly short: string; readonly training: boolean }): string {
  return `${PREFIX}${ward.short}${ward.training ? '-latihan' : ''}`;
}

/** Whether an account is that of screens at a counter. */
export function isKioskAccount(account: { readonly channel: string; readonly name: string }): boolean {
  return account.channel === 'web' && account.name.startsWith(PREFIX);
}
