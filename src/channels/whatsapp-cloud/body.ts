import { clean, type InboundBody, type MediaRef, type Oddity } from '../../../flows/kit/message.ts';
import { Button, Cards, FileContent, Interactive, type Message, Reaction, Text } from './envelope.ts';
import { SEND_PHONE_ID } from './outbound.ts';

/** Why a message is nobody's message to the office. */
export interface Ignored {
  readonly ignored: string;
}

/** What stands in a message; a type or a shape that we do not know is something odd that gets a kind answer. */
export function bodyOf(message: Message): InboundBody | Ignored {
  const content = message[message.type];
  switch (message.type) {
    case 'text':
      return textBody(content);
    case 'interactive':
      return tapBody(content, message.from);
    case 'button':
      return quickReply(content);
    case 'image':
    case 'document':
      return mediaBody(content);
    case 'audio':
      return oddFile('voice', content);
    case 'video':
      return oddFile('video', content);
    case 'sticker':
    case 'location':
      return odd(message.type);
    case 'contacts':
      return cardBody(content, message.from);
    case 'reaction':
      return reactionBody(content);
    case 'edit':
      return odd('edited');
    case 'revoke':
      return odd('deleted');
    case 'poll_creation':
    case 'poll_update':
      return odd('poll');
    case 'system':
      // The number or the identity of a person changed: whoever holds the new one begins anew.
      return { ignored: 'a note about the chat itself' };
    default:
      return odd('unknown');
  }
}

function textBody(content: unknown): InboundBody {
  const text = Text.safeParse(content);
  return text.success ? { kind: 'text', text: clean(text.data.body) } : odd('unknown');
}

/**
 * A tap carries the id that we gave the button. The button "Kirim nomor saya" hands over the number that WhatsApp
 * itself names as the sender: nothing that the sender could write.
 */
function tapBody(content: unknown, from: string | undefined): InboundBody {
  const tap = Interactive.safeParse(content);
  if (!tap.success) return odd('unknown');
  if (tap.data.type === 'list_reply') {
    const { id, title, description } = tap.data.list_reply;
    return tapped(id, description ?? title, from);
  }
  return tapped(tap.data.button_reply.id, tap.data.button_reply.title, from);
}

function tapped(id: string, shown: string | undefined, from: string | undefined): InboundBody {
  if (id === SEND_PHONE_ID) return from === undefined ? odd('contact') : { kind: 'ownPhone', phone: from };
  if (id === '' || id.length > 64 || clean(id) !== id) return odd('unknown');
  // Without the number: the present list may have another choice at that place.
  const label = shown === undefined ? null : clean(shown.replace(/^[^\s.]{1,4}\. /, ''), 100);
  return { kind: 'tap', data: id, label };
}

/** The quick replies of a ward's template carry what the ward had approved: words, as if typed. */
function quickReply(content: unknown): InboundBody {
  const button = Button.safeParse(content);
  if (!button.success) return odd('unknown');
  return { kind: 'text', text: clean(button.data.text ?? button.data.payload) };
}

function mediaBody(content: unknown): InboundBody {
  const file = FileContent.safeParse(content);
  if (!file.success) return odd('unknown');
  const { caption } = file.data;
  return { kind: 'media', media: media(file.data), caption: caption === undefined ? null : clean(caption) };
}

function oddFile(what: Oddity, content: unknown): InboundBody {
  const file = FileContent.safeParse(content);
  return file.success ? odd(what, media(file.data), file.data.caption) : odd(what);
}

/** A card is the sender's own when the number on it is the one that WhatsApp names as the sender. */
function cardBody(content: unknown, from: string | undefined): InboundBody {
  const cards = Cards.safeParse(content);
  const numbers = cards.success && cards.data.length === 1 ? (cards.data[0]?.phones ?? []) : [];
  if (from !== undefined && numbers.length === 1 && numbers[0]?.wa_id === from)
    return { kind: 'ownPhone', phone: from };
  return odd('contact');
}

function reactionBody(content: unknown): InboundBody | Ignored {
  const reaction = Reaction.safeParse(content);
  if (!reaction.success) return odd('reaction');
  const { emoji } = reaction.data;
  if (emoji === undefined || emoji === '') return { ignored: 'a reaction was taken back' };
  return { kind: 'odd', what: 'reaction', media: null, text: clean(emoji, 20) };
}

function media(file: FileContent): MediaRef {
  return {
    ref: file.id,
    mime: file.mime_type === undefined ? null : clean(file.mime_type, 100),
    // Half of what MediaRef takes: it counts UTF-16 units, `clean` counts code points.
    name: file.filename === undefined ? null : clean(file.filename, 150),
    // Meta does not say it here; it does when the file is asked for.
    size: null,
  };
}

function odd(what: Oddity, file: MediaRef | null = null, text?: string): InboundBody {
  return { kind: 'odd', what, media: file, text: text === undefined ? null : clean(text) };
}
