import { z } from 'zod';

/**
 * The parts of a webhook that we read
 * (developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages). Everything else is
 * left unread, and every item is checked on its own: one in a new shape must not lose the others.
 */

/** wamid.… of a message. */
const Id = z.string().regex(/^[\x21-\x7e]{1,400}$/);
/** Digits of a telephone number with its country code. */
const Phone = z.string().regex(/^\d{5,20}$/);
/** The business-scoped id of a person, such as ID.1349120865530274 (usernames, 2026). */
const UserId = z.string().regex(/^[A-Z]{2}(\.[A-Z]{1,5})?\.[A-Za-z0-9]{1,128}$/);
const Seconds = z.coerce.number().nonnegative().catch(0);

/** The outermost shape; what is not this is not from WhatsApp. */
export const Envelope = z.object({
  object: z.literal('whatsapp_business_account'),
  entry: z.array(z.unknown()).max(5_000),
});

/** One entry, of one business account. */
export const Entry = z.object({ changes: z.array(z.unknown()).max(5_000) });

/** One change; only those of the field `messages` concern us. */
export const Change = z.object({ field: z.string(), value: z.unknown() });

/** What changed on one number. */
export const Value = z.object({
  metadata: z.object({ phone_number_id: z.string() }),
  contacts: z.array(z.unknown()).max(5_000).catch([]),
  messages: z.array(z.unknown()).max(5_000).catch([]),
  statuses: z.array(z.unknown()).max(5_000).catch([]),
  errors: z.array(z.unknown()).catch([]),
});

/** Who wrote: the number may be missing, the user id came in 2026. */
export const Contact = z.object({
  wa_id: Phone.optional().catch(undefined),
  user_id: UserId.optional().catch(undefined),
});

/** A message of any type: only these are certain. */
export const Message = z.looseObject({
  id: Id,
  from: Phone.optional().catch(undefined),
  from_user_id: UserId.optional().catch(undefined),
  group_id: z.string().optional().catch('group'),
  timestamp: Seconds,
  type: z.string().max(100).catch('unknown'),
  context: z
    .object({ id: Id.optional().catch(undefined) })
    .optional()
    .catch(undefined),
});
export type Message = z.infer<typeof Message>;

/** How a message of ours fared. */
export const Status = z.object({
  id: Id,
  status: z.string().max(50),
  timestamp: Seconds,
  recipient_id: Phone.optional().catch(undefined),
  recipient_user_id: UserId.optional().catch(undefined),
  biz_opaque_callback_data: z.string().max(512).optional().catch(undefined),
  errors: z.array(z.object({ code: z.int() })).catch([]),
});

const Words = z.string().optional().catch(undefined);

/** The contents by type. */
export const Text = z.object({ body: z.string() });
/** Any file: image, document, audio, video, sticker. */
export const FileContent = z.object({
  id: z.string().regex(/^[A-Za-z0-9_.-]{1,200}$/),
  mime_type: Words,
  filename: Words,
  caption: Words,
});
export type FileContent = z.infer<typeof FileContent>;
/** A tapped reply button or row of a list. */
export const Interactive = z.union([
  z.object({ type: z.literal('button_reply'), button_reply: z.object({ id: z.string(), title: Words }) }),
  z.object({
    type: z.literal('list_reply'),
    list_reply: z.object({ id: z.string(), title: Words, description: Words }),
  }),
]);
/** A tapped quick reply of a template. */
export const Button = z.object({ payload: z.string(), text: Words });
/** A reaction; without an emoji it was taken back. */
export const Reaction = z.object({ message_id: Id, emoji: Words });
/** Contact cards, with the WhatsApp numbers on them. */
export const Cards = z
  .array(z.object({ phones: z.array(z.object({ wa_id: Phone.optional().catch(undefined) })).catch([]) }))
  .min(1);
