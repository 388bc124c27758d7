import { z } from 'zod';

/**
 * What a person can send and what the office can say, the same for every channel.
 * A channel maps its own world to `InboundBody` and renders `Bubble`; nothing else crosses.
 */

/** A file that still lies with the channel; the fetch job turns it into bytes. `ref` is the channel's own. */
export const MediaRef = z.object({
  ref: z.string().min(1).max(2000),
  mime: z.string().max(200).nullable(),
  name: z.string().max(300).nullable(),
  /** Bytes as the channel claims them; never trusted. */
  size: z.number().int().nonnegative().nullable(),
});
export type MediaRef = z.infer<typeof MediaRef>;

/** Kinds that get a named, kind answer and change nothing. */
export const Oddity = z.enum([
  'sticker',
  'voice',
  'video',
  'location',
  'contact',
  'poll',
  'edited',
  'deleted',
  'reaction',
  'unknown',
]);
export type Oddity = z.infer<typeof Oddity>;

/** What a person sent, whatever the channel: text, a tap, media, an own phone number, or something odd. */
export const InboundBody = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), text: z.string() }),
  /** A tap on a shown choice. `data` is what we gave the channel, `label` what the person saw if known. */
  z.object({ kind: z.literal('tap'), data: z.string().max(64), label: z.string().nullable() }),
  z.object({ kind: z.literal('media'), media: MediaRef, caption: z.string().nullable() }),
  /** The sender's own phone, verified by the platform (digits with country code). */
  z.object({ kind: z.literal('ownPhone'), phone: z.string().max(20) }),
  z.object({ kind: z.literal('odd'), what: Oddity, media: MediaRef.nullable(), text: z.string().nullable() }),
]);
export type InboundBody = z.infer<typeof InboundBody>;

/** A choice as it is shown: `n` is what may be typed, `data` what a button sends back (at most 64 bytes). */
export const ShownChoice = z.object({ n: z.string(), label: z.string(), data: z.string().max(64) });
export type ShownChoice = z.infer<typeof ShownChoice>;

/** Files that a bubble can carry; the channel asks the domain for the bytes when it sends. */
export const Attachment = z.object({
  kind: z.enum(['letter', 'draft', 'document', 'picture', 'qr']),
  /** Letter id, request id (draft), document id, or the name of a picture or a QR in the file store. */
  id: z.string(),
  name: z.string(),
  mime: z.enum(['application/pdf', 'image/jpeg', 'image/png']),
});
export type Attachment = z.infer<typeof Attachment>;

/** One message to a person. Bold is marked by BOLD_ON and BOLD_OFF, which no person can type into it. */
export const Bubble = z.object({
  text: z.string(),
  choices: z.array(ShownChoice),
  file: Attachment.nullable(),
  /** Ask the channel to offer "share my own phone number", where it can. */
  askPhone: z.boolean(),
});
export type Bubble = z.infer<typeof Bubble>;

/** Private-use characters: inbound text is stripped of them, so markup can never be injected. */
export const BOLD_ON = '\uE000';
/** The end of bold text. */
export const BOLD_OFF = '\uE001';

/** Stands where the address of the secure page will be: the page is made, and its address put in, when the turn is written. */
export const FORM_URL = '\uE002';

/** Renders the bold marks of a bubble's text, escaping everything else first. */
export function markup(text: string, escaped: (plain: string) => string, on: string, off: string): string {
  return escaped(text).replaceAll(BOLD_ON, on).replaceAll(BOLD_OFF, off);
}

/** The text with its choices written out as numbers, for channels without buttons. */
export function withNumbers(bubble: Bubble): string {
  if (bubble.choices.length === 0) return bubble.text;
  return `${bubble.text}\n\n${bubble.choices.map((c) => `${BOLD_ON}${c.n}${BOLD_OFF} ${c.label}`).join('\n')}`;
}

/**
 * Text from outside made safe to keep: NFC, no NUL or other control characters (tabs and newlines stay),
 * no lone surrogates, no bidirectional overrides, no private-use marks, at most `max` code points.
 */
export function clean(text: string, max = 4096): string {
  const wellFormed = text
    .slice(0, max * 4)
    .toWellFormed()
    .normalize('NFC');
  const safe = wellFormed.replace(
    /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069\uE000-\uF8FF\uFFFD\uFEFF]/g,
    '',
  );
  const points = [...safe];
  return points.length > max ? points.slice(0, max).join('') : safe;
}

/** So much of what a person tells the office in own words is shown to it, in code points. */
export const NOTE_LIMIT = 1_000;

/** What a person tells the office, safe to hand on. Longer than NOTE_LIMIT it ends in a sign that more was written. */
export function note(text: string): string {
  const whole = clean(text).trim();
  const points = [...whole];
  return points.length > NOTE_LIMIT
    ? `${points
        .slice(0, NOTE_LIMIT - 1)
        .join('')
        .trimEnd()}…`
    : whole;
}
