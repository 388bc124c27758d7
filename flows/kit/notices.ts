import { z } from 'zod';
import { Attachment } from './message.ts';

/**
 * What the office tells a conversation by itself: a request moved, a task is new, a timer has run out. A notice is
 * queued as a row and handled by the flow of that conversation like any message, in its own turn.
 */
const about = { requestId: z.string(), task: z.number().int(), number: z.string(), service: z.string() };

/** Everything the office may tell a conversation; each kind is an event that every flow can meet. */
export const Notice = z.discriminatedUnion('kind', [
  // to residents
  z.object({
    kind: z.literal('moved'),
    ...about,
    what: z.enum(['taken', 'passed', 'sentBack', 'signed', 'undone', 'cancelled']),
    holder: z.string(),
  }),
  z.object({
    kind: z.literal('returned'),
    ...about,
    items: z.array(z.object({ id: z.string(), label: z.string(), reason: z.string() })),
  }),
  z.object({ kind: z.literal('refused'), ...about, reason: z.string() }),
  z.object({ kind: z.literal('question'), ...about, text: z.string() }),
  z.object({
    kind: z.literal('letter'),
    ...about,
    letterNumber: z.string(),
    file: Attachment.nullable(),
    code: z.string(),
    url: z.string(),
    originals: z.array(z.string()),
    /** The person is of the register: a code of the counter brings the letter into the chat. */
    mayProve: z.boolean().default(true),
    validUntil: z.string().nullable(),
  }),
  z.object({ kind: z.literal('revoked'), ...about, letterNumber: z.string(), reason: z.string() }),
  z.object({
    kind: z.literal('handedOver'),
    ...about,
    letterNumber: z.string(),
    /** The person is of the register, so that the next letter may come into the chat. */
    known: z.boolean().default(true),
  }),
  z.object({ kind: z.literal('late'), ...about, dueAt: z.string(), holder: z.string() }),
  z.object({ kind: z.literal('stored'), documentId: z.string(), item: z.string(), blurry: z.boolean() }),
  z.object({ kind: z.literal('unreadable'), documentId: z.string(), item: z.string(), why: z.string() }),
  z.object({ kind: z.literal('remind'), after: z.number().int() }),
  z.object({ kind: z.literal('archive'), after: z.number().int() }),
  z.object({ kind: z.literal('officeSays'), text: z.string() }),
  /** Another chat has become one with this one. */
  z.object({ kind: z.literal('linked') }),
  /** The chat is of another ward now; what was said on the way there is heard. */
  z.object({ kind: z.literal('arrived'), text: z.string().nullable() }),
  /** Somebody of the office wrote here by hand and has finished. */
  z.object({ kind: z.literal('handedBack') }),
  /** The last message may not have arrived: its sending was cut off, and a repeat could be shown twice. */
  z.object({ kind: z.literal('cutOff') }),
  // to staff
  z.object({
    kind: z.literal('task'),
    ...about,
    why: z.enum(['new', 'again', 'passed', 'sentBack', 'undone', 'late', 'released']),
    note: z.string().nullable(),
  }),
  z.object({ kind: z.literal('tasks'), after: z.number().int() }),
  z.object({
    kind: z.literal('gone'),
    ...about,
    what: z.enum(['taken', 'cancelled', 'undone', 'signed', 'decided']),
    by: z.string(),
  }),
  z.object({
    kind: z.literal('reply'),
    ...about,
    applicant: z.string(),
    question: z.string().nullable(),
    text: z.string(),
  }),
  z.object({
    kind: z.literal('alert'),
    what: z.enum(['identityLocked', 'undelivered', 'letterFailed', 'parked']),
    number: z.string().nullable(),
    detail: z.string().nullable(),
  }),
  /** A way to the residents is out of reach, or reached again. */
  z.object({
    kind: z.literal('line'),
    channel: z.string(),
    down: z.boolean(),
    at: z.string(),
    why: z.string().nullable(),
  }),
  /** Somebody asks for a person of the office; `chat` is where an answer goes. */
  z.object({
    kind: z.literal('wanted'),
    chat: z.number().int(),
    who: z.string(),
    text: z.string().nullable(),
  }),
  /** What came of linking the ward's own WhatsApp number, of letting it go, or of asking for it. */
  z.object({
    kind: z.literal('number'),
    what: z.enum(['qr', 'code', 'linked', 'failed', 'unlinked', 'forgotten', 'status']),
    /** The code to type, the number, or why it failed. */
    detail: z.string(),
    /** The QR as a picture. */
    file: Attachment.nullable(),
    numbers: z.array(z.object({ name: z.string(), number: z.string().nullable(), held: z.boolean() })),
  }),
  z.object({ kind: z.literal('brief'), half: z.string() }),
]);
export type Notice = z.infer<typeof Notice>;
/** The kind of a notice. */
export type NoticeKind = Notice['kind'];

/** A notice as the flow meets it. */
export type NoticeEvent = {
  [K in NoticeKind]: { readonly type: `notice.${K}`; readonly notice: Extract<Notice, { kind: K }> };
}[NoticeKind];
