/**
 * A link that opens the bot and sends it `/start code` with one tap
 * (https://core.telegram.org/bots/features#deep-linking). Throws RangeError for a code that Telegram would not take.
 */
export function startLink(botUsername: string, code: string): string {
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(code))
    throw new RangeError('a start code has 1-64 characters of A-Z a-z 0-9 _ -');
  return `https://t.me/${botUsername.replace(/^@/, '')}?start=${code}`;
}
