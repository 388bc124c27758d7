import { z } from 'zod';

/**
 * The parts of a Bot API update that we read, checked before they are used: the client's types are promises, and a
 * webhook takes what anyone posts who knows the secret. `z.int()` refuses numbers above 2^53, which JSON rounds.
 */

const Id = z.int();
const FileId = z.string().min(1).max(2000);
const Size = z.int().nonnegative().optional().catch(undefined);
const Text = z.string().optional();

const Person = z.object({ id: Id, is_bot: z.boolean().optional() });
const Chat = z.object({ id: Id, type: z.string() });

/** Any file of Telegram: document, voice, video, sticker. */
const FileLike = z.object({
  file_id: FileId,
  file_name: Text,
  mime_type: Text,
  file_size: Size,
});
export type FileLike = z.infer<typeof FileLike>;

const Photo = z.object({ file_id: FileId, file_size: Size, width: z.number(), height: z.number() });
export type Photo = z.infer<typeof Photo>;

const Contact = z.object({ phone_number: z.string().max(40), user_id: Id.optional() });

/** Present on whatever came from somewhere else; old and new spelling. */
const Forwarded = {
  forward_origin: z.unknown().optional(),
  forward_date: z.unknown().optional(),
  forward_from: z.unknown().optional(),
};

/** A message as Telegram sends it; only what is read is described. */
export const Message = z.looseObject({
  message_id: Id,
  date: z.number(),
  chat: Chat,
  from: Person.optional(),
  text: Text,
  caption: Text,
  reply_to_message: z.object({ message_id: Id }).optional().catch(undefined),
  photo: z.array(Photo).optional(),
  document: FileLike.optional(),
  animation: FileLike.optional(),
  voice: FileLike.optional(),
  audio: FileLike.optional(),
  video: FileLike.optional(),
  video_note: FileLike.optional(),
  contact: Contact.optional(),
  ...Forwarded,
});
export type Message = z.infer<typeof Message>;

const Buttons = z.object({
  inline_keyboard: z.array(z.array(z.object({ text: z.string(), callback_data: Text }))),
});

/** A press of an inline button (`callback_query`). */
export const Tap = z.object({
  id: z.string().min(1).max(100),
  from: Person,
  message: z.object({ message_id: Id, chat: Chat, reply_markup: Buttons.optional().catch(undefined) }),
  data: z.string(),
});
export type Tap = z.infer<typeof Tap>;

/** A reaction put on a message (`message_reaction`). */
export const Reaction = z.object({
  chat: Chat,
  message_id: Id,
  user: Person.optional(),
  date: z.number(),
  new_reaction: z.array(z.object({ emoji: Text })),
});
export type Reaction = z.infer<typeof Reaction>;

/** An update of any kind: only its id is certain. */
export const Update = z.looseObject({ update_id: Id });
export type Update = z.infer<typeof Update>;

/** The kinds of update that the bot asks Telegram for; reactions come only when named. */
export const WANTED = [
  'message',
  'edited_message',
  'callback_query',
  'message_reaction',
  'my_chat_member',
] as const;
