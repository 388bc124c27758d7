import { BUTTONS, type Option, type Post } from './outbound.ts';

/** What the button says that opens a list. */
export const OPEN_LIST = 'Pilihan';

/** The part of a request to /messages that says what the message is. */
export type Content = Readonly<Record<string, unknown>> & { readonly type: string };

/** A message as /messages takes it; `mediaId` is the id of its uploaded file. */
export function toContent(post: Post, mediaId: string | null): Content {
  if (post.what === 'text') return { type: 'text', text: { body: post.body, preview_url: false } };
  if (post.what === 'file') {
    const { as, name } = post.upload;
    const caption = post.body === '' ? {} : { caption: post.body };
    return { type: as, [as]: { id: mediaId, ...caption, ...(as === 'document' ? { filename: name } : {}) } };
  }
  const body = { text: post.body };
  if (post.what === 'link') {
    const parameters = { display_text: post.title, url: post.url };
    return {
      type: 'interactive',
      interactive: { type: 'cta_url', body, action: { name: 'cta_url', parameters } },
    };
  }
  if (post.what === 'list') {
    const rows = post.options.map(({ id, title, description }) => ({
      id,
      title,
      ...(description === null ? {} : { description }),
    }));
    return {
      type: 'interactive',
      interactive: { type: 'list', body, action: { button: OPEN_LIST, sections: [{ rows }] } },
    };
  }
  const header = post.upload ? { header: fileHeader(post.upload, mediaId) } : {};
  const buttons = post.options.slice(0, BUTTONS.most).map(reply);
  return { type: 'interactive', interactive: { type: 'button', ...header, body, action: { buttons } } };
}

/** A file above a text: of reply buttons or of a template. */
export function fileHeader(file: { as: 'image' | 'document'; name: string }, mediaId: string | null): object {
  const { as, name } = file;
  return { type: as, [as]: { id: mediaId, ...(as === 'document' ? { filename: name } : {}) } };
}

/** Whom a message goes to: a number, or the business-scoped id of a person who shows no number. */
export function addressed(chat: string): object {
  const to = /^\d+$/.test(chat) ? { to: chat } : { recipient: chat };
  return { messaging_product: 'whatsapp', recipient_type: 'individual', ...to };
}

const reply = ({ id, title }: Option): object => ({ type: 'reply', reply: { id, title } });
