import { clean, type InboundBody, type MediaRef, type Oddity } from '../../../flows/kit/message.ts';
import type { Inbound } from '../port.ts';
import { type FileLike, Message, type Photo, Reaction, Tap, Update } from './update.ts';

/** An update that is nobody's message to the office, and why. */
export interface Ignored {
  readonly ignored: string;
}

/** Telegram lets a bot download files up to 20 MB (https://core.telegram.org/bots/api#getfile). */
export const DOWNLOAD_LIMIT = 20 * 1024 * 1024;

/**
 * Turns an update into a message for the engine, or says why it is none. Pure: `receivedAt` is used where Telegram
 * gives no time (taps) or an impossible one.
 *
 * The external id must be the same when Telegram offers an update again, and must never be the same for two messages.
 * An update_id alone is not enough: after a quiet week the numbering begins anew at random and could meet an old
 * number. A message id alone is not either: another bot behind the same account would begin at 1. Together they
 * repeat only when the update repeats. A tap has an id that Telegram draws at random from 64 bits.
 */
export function toInbound(update: unknown, accountId: string, receivedAt: Date): Inbound | Ignored {
  const parsed = Update.safeParse(update);
  if (!parsed.success) return { ignored: 'not an update' };
  const { update_id, message, edited_message, callback_query, message_reaction, my_chat_member } =
    parsed.data;
  const context = { accountId, receivedAt, updateId: update_id };
  if (message !== undefined) return fromMessage(context, Message.safeParse(message).data, false);
  if (edited_message !== undefined) return fromMessage(context, Message.safeParse(edited_message).data, true);
  if (callback_query !== undefined) return fromTap(context, Tap.safeParse(callback_query).data);
  if (message_reaction !== undefined) return fromReaction(context, Reaction.safeParse(message_reaction).data);
  if (my_chat_member !== undefined) return { ignored: 'the person blocked or unblocked the bot' };
  return { ignored: 'a kind of update that is not used' };
}

interface Context {
  readonly accountId: string;
  readonly receivedAt: Date;
  readonly updateId: number;
}

/** A message of a kind that we use, in a shape that Telegram does not document. */
export const MALFORMED: Ignored = { ignored: 'malformed' };

/** In a private chat the chat's id is the person's; anything else is a group, a channel, a bot or a forgery. */
function notPrivate(
  chat: { id: number; type: string },
  from: { id: number; is_bot?: boolean | undefined } | undefined,
): Ignored | null {
  if (chat.type !== 'private') return { ignored: 'not a private chat' };
  if (!from) return { ignored: 'no sender' };
  if (from.is_bot) return { ignored: 'sent by a bot' };
  return chat.id === from.id ? null : { ignored: 'the sender is not the person of the chat' };
}

function fromMessage(context: Context, message: Message | undefined, edited: boolean): Inbound | Ignored {
  if (!message) return MALFORMED;
  const foreign = notPrivate(message.chat, message.from);
  if (foreign) return foreign;
  const body = edited ? editedBody(message) : bodyOf(message);
  if ('ignored' in body) return body;
  const { chat, message_id } = message;
  return {
    accountId: context.accountId,
    // Kept in the clear: the chat is left out of it. Numbers of updates may begin anew, so they do not stand alone.
    externalId: `${edited ? 'e' : 'm'}${context.updateId}.${message_id}`,
    chat: String(chat.id),
    at: plausible(message.date, context.receivedAt),
    body,
    quoted: message.reply_to_message ? String(message.reply_to_message.message_id) : null,
    messageId: String(message_id),
  };
}

function fromTap(context: Context, tap: Tap | undefined): Inbound | Ignored {
  if (!tap) return MALFORMED;
  const foreign = notPrivate(tap.message.chat, tap.from);
  if (foreign) return foreign;
  return {
    accountId: context.accountId,
    externalId: `c${tap.id}`,
    chat: String(tap.message.chat.id),
    at: context.receivedAt,
    body: tapBody(tap),
    // A tap answers the message that the button stands under.
    quoted: String(tap.message.message_id),
    messageId: null,
  };
}

function fromReaction(context: Context, reaction: Reaction | undefined): Inbound | Ignored {
  if (!reaction) return MALFORMED;
  const foreign = notPrivate(reaction.chat, reaction.user);
  if (foreign) return foreign;
  if (reaction.new_reaction.length === 0) return { ignored: 'a reaction was taken back' };
  const { chat, message_id } = reaction;
  return {
    accountId: context.accountId,
    externalId: `r${context.updateId}.${message_id}`,
    chat: String(chat.id),
    at: plausible(reaction.date, context.receivedAt),
    body: odd('reaction', null, reaction.new_reaction[0]?.emoji),
    quoted: String(message_id),
    messageId: null,
  };
}

/** Changed clients can send any data: ours has at most 64 bytes, so anything longer was never a button of ours. */
function tapBody({ data, message }: Tap): InboundBody {
  if (Buffer.byteLength(data) > 64 || clean(data) !== data) return odd('unknown', null, undefined);
  const button = message.reply_markup?.inline_keyboard.flat().find((b) => b.callback_data === data);
  // Without the number: the present list may have another choice at that place.
  const label = button ? clean(button.text.replace(/^[^\s.]{1,4}\. /, '')) : null;
  return { kind: 'tap', data, label };
}

function editedBody(message: Message): InboundBody {
  return odd('edited', null, message.text ?? message.caption);
}

/** Messages about the chat itself, which nobody expects an answer to. */
const SERVICE = [
  'pinned_message',
  'message_auto_delete_timer_changed',
  'write_access_allowed',
  'connected_website',
  'chat_shared',
  'users_shared',
  'user_shared',
  'passport_data',
  'successful_payment',
  'refunded_payment',
  'proximity_alert_triggered',
  'web_app_data',
  'chat_background_set',
  'boost_added',
  'delete_chat_photo',
  'new_chat_title',
  'group_chat_created',
];

/** What stands in a message. A GIF also carries a `document`, and a venue a `location`: the order matters. */
function bodyOf(message: Message): InboundBody | Ignored {
  const { text, caption, photo, document, animation, voice, audio, video, video_note } = message;
  if (text !== undefined) return { kind: 'text', text: clean(text) };
  if (animation) return odd('video', media(animation), caption);
  if (photo && photo.length > 0) return photoBody(photo, caption);
  if (document)
    return { kind: 'media', media: media(document), caption: caption === undefined ? null : clean(caption) };
  const spoken = voice ?? audio;
  if (spoken) return odd('voice', media(spoken), caption);
  const moving = video ?? video_note;
  if (moving) return odd('video', media(moving), caption);
  if (message.contact) return contactBody(message);
  if ('sticker' in message || 'dice' in message) return odd('sticker', null, undefined);
  if ('location' in message || 'venue' in message) return odd('location', null, undefined);
  if ('poll' in message) return odd('poll', null, undefined);
  if (SERVICE.some((key) => key in message)) return { ignored: 'a note about the chat itself' };
  return odd('unknown', null, caption);
}

/** The largest size that can be downloaded: Telegram sends the same photo in several. */
function photoBody(sizes: readonly Photo[], caption: string | undefined): InboundBody {
  const bySize = [...sizes].sort((a, b) => b.width * b.height - a.width * a.height);
  const chosen = bySize.find((size) => (size.file_size ?? 0) <= DOWNLOAD_LIMIT) ?? bySize.at(-1);
  if (!chosen) return odd('unknown', null, caption);
  const ref = {
    file_id: chosen.file_id,
    mime_type: 'image/jpeg',
    file_size: chosen.file_size,
    file_name: undefined,
  };
  return { kind: 'media', media: media(ref), caption: caption === undefined ? null : clean(caption) };
}

/**
 * A phone counts as the sender's own only if Telegram says that the card is the sender's account, and if it was
 * not forwarded: then the number is the one that the account is registered with.
 */
function contactBody(message: Message): InboundBody {
  const { contact, from, forward_origin, forward_date, forward_from } = message;
  const forwarded = forward_origin !== undefined || forward_date !== undefined || forward_from !== undefined;
  const phone = contact ? internationalDigits(contact.phone_number) : null;
  if (forwarded || phone === null || contact?.user_id === undefined || contact.user_id !== from?.id) {
    return odd('contact', null, undefined);
  }
  return { kind: 'ownPhone', phone };
}

/** Digits with the country code; a number written with a leading 0 is Indonesian. E.164 has at most 15 digits. */
function internationalDigits(written: string): string | null {
  const digits = written.replace(/\D/g, '').replace(/^0+/, (zeros) => (zeros === '0' ? '62' : ''));
  return digits.length >= 8 && digits.length <= 15 ? digits : null;
}

function media(file: FileLike): MediaRef {
  return {
    ref: file.file_id,
    mime: file.mime_type === undefined ? null : clean(file.mime_type, 100),
    // Half of what MediaRef takes: it counts UTF-16 units, `clean` counts code points.
    name: file.file_name === undefined ? null : clean(file.file_name, 150),
    size: file.file_size ?? null,
  };
}

function odd(what: Oddity, file: MediaRef | null, text: string | undefined): InboundBody {
  return { kind: 'odd', what, media: file, text: text === undefined ? null : clean(text) };
}

/** Telegram's time in seconds, unless it lies before Telegram existed or ahead of our own clock by over a day. */
function plausible(seconds: number, receivedAt: Date): Date {
  const at = new Date(seconds * 1000);
  const first = Date.UTC(2013, 0, 1);
  return at.getTime() >= first && at.getTime() <= receivedAt.getTime() + 86_400_000 ? at : receivedAt;
}
