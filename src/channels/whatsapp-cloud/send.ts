import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import type { Clock } from '../../clock.ts';
import { type Outbound, SendFailure } from '../port.ts';
import { addressed, type Content, toContent } from './content.ts';
import { PAIR_RATE, toReadFailure, toSendFailure, WINDOW_CLOSED } from './failures.ts';
import { type Graph, GraphFailure } from './graph.ts';
import { type Post, toPosts, type Upload } from './outbound.ts';
import type { Pairs } from './pair.ts';
import { fillTemplate, type Templates, templateFor, windowOpen } from './template.ts';

/** What sending needs. */
export interface SenderOptions {
  readonly graph: Graph;
  readonly phoneNumberId: string;
  /** The templates of the ward that a chat belongs to. */
  readonly templates: (chat: string) => Promise<Templates>;
  readonly lastInAt: (chat: string) => Promise<Date | null>;
  readonly pairs: Pairs;
  readonly clock: Clock;
  /** Milliseconds a call may take; uploads four times as long. */
  readonly timeoutMs: number;
}

/** Parts after the first are tried again here: the whole would send the first part twice. */
const PART_ATTEMPTS = 4;
/** The longest wait between the tries of a part (ms): the message's lease must not run out. */
const PART_WAIT_MS = 5_000;

/** A number with its country code, or a business-scoped user id such as ID.1349120865530274. */
export const CHAT = /^(\d{5,20}|[A-Z]{2}(\.[A-Z]{1,5})?\.[A-Za-z0-9]{1,128})$/;

const Sent = z.object({ messages: z.array(z.object({ id: z.string().min(1).max(500) })).min(1) });
const Uploaded = z.object({ id: z.string().min(1).max(200) });

/** Sends bubbles: free text while the person's 24 hours last, the ward's templates after them. */
export class Sender {
  readonly #options: SenderOptions;

  constructor(options: SenderOptions) {
    this.#options = options;
  }

  /** The id of the last message that the bubble became; throws SendFailure. */
  async send(outbound: Outbound): Promise<{ externalId: string }> {
    const { chat, bubble, file } = outbound;
    if (bubble.file !== null && file === null) throw new SendFailure('giveUp', 'the file is missing');
    if (!CHAT.test(chat)) throw new SendFailure('gone', 'the chat is no address of WhatsApp');
    const posts = toPosts(bubble, file, /^\d+$/.test(chat));
    if (posts.length === 0) throw new SendFailure('giveUp', 'nothing to send');
    const open = windowOpen(await this.#lastInAt(chat), this.#options.clock.now());
    this.#takeTurn(chat, open ? posts.length : 1);
    try {
      return { externalId: open ? await this.#free(outbound, posts) : await this.#template(outbound, posts) };
    } catch (error) {
      if (error instanceof GraphFailure && error.code === PAIR_RATE)
        throw new SendFailure('retry', error.message, this.#options.pairs.refused(chat));
      throw toSendFailure(error);
    }
  }

  async #lastInAt(chat: string): Promise<Date | null> {
    try {
      return await this.#options.lastInAt(chat);
    } catch {
      throw new SendFailure('retry', 'the time of the last message could not be read');
    }
  }

  #takeTurn(chat: string, messages: number): void {
    const waitMs = this.#options.pairs.take(chat, messages);
    if (waitMs > 0) throw new SendFailure('retry', 'one message in six seconds to one person', waitMs);
  }

  async #free(outbound: Outbound, posts: readonly Post[]): Promise<string> {
    let id: string | null = null;
    for (const [index, post] of posts.entries()) {
      // The message is there when its last part is.
      const key = index === posts.length - 1 ? outbound.key : undefined;
      if (id !== null) {
        id = await this.#following(outbound.chat, post, key);
        continue;
      }
      const mediaId = await this.#upload(post.upload);
      try {
        // Messages of WhatsApp's API cannot be edited: the newer one quotes the older instead.
        id = await this.#message(outbound.chat, toContent(post, mediaId), outbound.edits, key);
      } catch (error) {
        // Our clock or our memory of the last message was off; nothing has been sent yet.
        if (error instanceof GraphFailure && error.code === WINDOW_CLOSED)
          return this.#template(outbound, posts);
        throw error;
      }
    }
    if (id === null) throw new SendFailure('giveUp', 'nothing to send');
    return id;
  }

  async #template({ chat, bubble, key }: Outbound, posts: readonly Post[]): Promise<string> {
    const upload = posts.find((post) => post.upload !== null)?.upload ?? null;
    const templates = await this.#options.templates(chat).catch(() => {
      throw new SendFailure('retry', 'the templates of the ward could not be read');
    });
    const template = templateFor(bubble, upload, templates);
    if (!template) throw new SendFailure('giveUp', 'window: more than 24 hours, and no template for it');
    const mediaId = await this.#upload(upload);
    return this.#message(chat, fillTemplate(template, bubble, upload, mediaId), null, key);
  }

  async #following(chat: string, post: Post, key: string | undefined): Promise<string> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#message(chat, toContent(post, await this.#upload(post.upload)), null, key);
      } catch (error) {
        const failure = toSendFailure(error);
        // The first part has arrived: sending the whole again would say it twice.
        if (failure.kind !== 'retry') throw failure;
        if (attempt === PART_ATTEMPTS)
          throw new SendFailure('unknown', `a part is missing: ${failure.message}`);
        await wait(Math.min(failure.afterMs ?? 250 * 2 ** attempt, PART_WAIT_MS));
      }
    }
  }

  async #message(
    chat: string,
    content: Content,
    answers: string | null,
    key: string | undefined,
  ): Promise<string> {
    const { graph, phoneNumberId, timeoutMs, pairs } = this.#options;
    const context = answers === null ? {} : { context: { message_id: answers } };
    const mark = key === undefined ? {} : { biz_opaque_callback_data: key };
    const body = { ...addressed(chat), ...context, ...content, ...mark };
    const answer = Sent.safeParse(
      await graph.call({ method: 'POST', path: `${phoneNumberId}/messages`, body, timeoutMs }),
    );
    const id = answer.data?.messages[0]?.id;
    if (id === undefined) throw new SendFailure('unknown', 'WhatsApp: an answer without an id');
    pairs.accepted(chat);
    return id;
  }

  /** The id of the uploaded file, or null when there is none. An upload that is lost does no harm. */
  async #upload(upload: Upload | null): Promise<string | null> {
    if (!upload) return null;
    const { graph, phoneNumberId, timeoutMs } = this.#options;
    const form = new FormData();
    form.set('messaging_product', 'whatsapp');
    form.set('type', upload.mime);
    form.set('file', new Blob([Buffer.from(upload.bytes)], { type: upload.mime }), upload.name);
    try {
      const path = `${phoneNumberId}/media`;
      const answer = await graph.call({ method: 'POST', path, body: form, timeoutMs: timeoutMs * 4 });
      return Uploaded.parse(answer).id;
    } catch (error) {
      if (error instanceof z.ZodError) throw new SendFailure('retry', 'WhatsApp: an upload without an id');
      throw toReadFailure(error);
    }
  }
}
