import { type Bubble, withNumbers } from '../../../flows/kit/message.ts';
import { type Content, fileHeader } from './content.ts';
import type { Upload } from './outbound.ts';
import { asOneLine } from './text.ts';

/**
 * A utility template of the ward that Meta has approved: its body has one variable, {{1}}, that takes what the office
 * has to say, and its header is a file or nothing.
 */
export interface Template {
  readonly name: string;
  /** As Meta writes it: id, en_US. */
  readonly language: string;
  readonly header?: 'document' | 'image';
}

/** What a template is for; `notice` is whatever carries no file. */
export const PURPOSES = ['notice', 'letter', 'document', 'brief'] as const;
/** What a template is for. */
export type Purpose = (typeof PURPOSES)[number];

/** The templates of a ward, by purpose; without one such messages cannot be sent outside the 24 hours. */
export type Templates = Readonly<Partial<Record<Purpose, Template>>>;

/** Outside this time after the person's last message only templates may be sent. */
export const WINDOW_MS = 24 * 3_600_000;
/** Free text is no longer tried so close to the end: the message is still on its way when the window closes. */
const MARGIN_MS = 60_000;

/** Units of a template's variable; the whole body may have 1,024. */
const PARAMETER_LIMIT = 600;

/** Whether free text may be sent to a person who wrote last at `lastInAt` (null: never). */
export function windowOpen(lastInAt: Date | null, now: Date): boolean {
  return lastInAt !== null && now.getTime() - lastInAt.getTime() < WINDOW_MS - MARGIN_MS;
}

/** What the template for a bubble is for. */
export function purposeOf({ file }: Pick<Bubble, 'file'>): Purpose {
  if (!file) return 'notice';
  if (file.kind === 'letter') return 'letter';
  return file.kind === 'picture' ? 'brief' : 'document';
}

/** The template that carries a bubble whole, or null when the ward has none: a file needs a header of its kind. */
export function templateFor(bubble: Bubble, upload: Upload | null, templates: Templates): Template | null {
  const found = templates[purposeOf(bubble)];
  if (!found) return null;
  return (found.header ?? null) === (upload?.as ?? null) ? found : null;
}

/** The template filled: text and numbered choices on one line, cut at the end of a sentence when it is too long. */
export function fillTemplate(
  template: Template,
  bubble: Bubble,
  upload: Upload | null,
  mediaId: string | null,
): Content {
  const line = asOneLine(withNumbers(bubble), PARAMETER_LIMIT);
  const body = { type: 'body', parameters: [{ type: 'text', text: line === '' ? '-' : line }] };
  const header = upload ? [{ type: 'header', parameters: [fileHeader(upload, mediaId)] }] : [];
  const { name, language } = template;
  return {
    type: 'template',
    template: { name, language: { code: language }, components: [...header, body] },
  };
}
