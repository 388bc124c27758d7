import { setTimeout as wait } from 'node:timers/promises';
import { type Outbound, SendFailure } from '../port.ts';
import type { BotApi, CallOptions } from './api.ts';
import { isCaptioned, isNotAPhoto, isPastEditing, isUnchanged, toSendFailure } from './failures.ts';
import { type Post, toEdit, toPosts } from './outbound.ts';

/** What sending needs. */
export interface SenderOptions {
  readonly api: BotApi;
  /** Pause between the parts of one long message, in milliseconds. */
  readonly partMs: number;
  readonly timeoutMs: number;
}

/** Parts after the first are tried again here: the whole would send the first part twice. */
const PART_ATTEMPTS = 4;

/** Sends bubbles; remembers in which chats a reply keyboard stands open (after a restart it merely stays open). */
export class Sender {
  readonly #options: SenderOptions;
  readonly #keyboards = new Set<string>();

  constructor(options: SenderOptions) {
    this.#options = options;
  }

  /** The id of the last message that the bubble became; throws SendFailure. */
  async send(outbound: Outbound): Promise<{ externalId: string }> {
    if (outbound.bubble.file !== null && outbound.file === null)
      throw new SendFailure('giveUp', 'the file is missing');
    try {
      const edited = outbound.edits === null ? null : await this.#edit(outbound, outbound.edits);
      return { externalId: edited ?? (await this.#post(outbound)) };
    } catch (error) {
      throw toSendFailure(error);
    }
  }

  async #post(outbound: Outbound): Promise<string> {
    const { chat } = outbound;
    const { posts, keyboardOpen } = toPosts(outbound, this.#keyboards.has(chat));
    let id: string | null = null;
    for (const post of posts) {
      if (id === null) id = await this.#one(chat, post);
      else id = await this.#following(chat, post);
    }
    if (id === null) throw new SendFailure('giveUp', 'nothing to send');
    if (keyboardOpen) this.#keyboards.add(chat);
    else this.#keyboards.delete(chat);
    return id;
  }

  async #following(chat: string, post: Post): Promise<string> {
    await wait(this.#options.partMs);
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#one(chat, post);
      } catch (error) {
        const failure = toSendFailure(error);
        if (failure.kind !== 'retry' || attempt === PART_ATTEMPTS) throw failure;
        await wait(Math.min(failure.afterMs ?? 500 * 2 ** attempt, 60_000));
      }
    }
  }

  async #one(chat: string, post: Post): Promise<string> {
    const { api, timeoutMs } = this.#options;
    const extra = { parse_mode: 'HTML' as const, ...(post.markup ? { reply_markup: post.markup } : {}) };
    if (post.what === 'text') {
      const payload = {
        chat_id: chat,
        text: post.html,
        link_preview_options: { is_disabled: true },
        ...extra,
      };
      return idOf(await api.call((call) => call('sendMessage', payload), { timeoutMs }));
    }
    const caption = post.html === '' ? {} : { caption: post.html };
    const file = { source: Buffer.from(post.bytes), filename: post.name };
    // Bytes take their time on a village line.
    const patient: CallOptions = { timeoutMs: timeoutMs * 4 };
    const asDocument = async () =>
      idOf(
        await api.call(
          (call) => call('sendDocument', { chat_id: chat, document: file, ...caption, ...extra }),
          patient,
        ),
      );
    if (post.what === 'document') return asDocument();
    try {
      return idOf(
        await api.call(
          (call) => call('sendPhoto', { chat_id: chat, photo: file, ...caption, ...extra }),
          patient,
        ),
      );
    } catch (error) {
      if (isNotAPhoto(error)) return asDocument();
      throw error;
    }
  }

  /** The id of the edited message, or null when it must be sent anew. */
  async #edit(outbound: Outbound, edits: string): Promise<string | null> {
    const change = toEdit(outbound);
    if (!change || !/^\d{1,15}$/.test(edits)) return null;
    const target = { chat_id: outbound.chat, message_id: Number(edits), parse_mode: 'HTML' as const };
    const extra = change.markup ? { reply_markup: change.markup } : {};
    const { api, timeoutMs } = this.#options;
    const text = { text: change.html, link_preview_options: { is_disabled: true } };
    const caption = { caption: change.html };
    const asText = () =>
      api.call((call) => call('editMessageText', { ...target, ...text, ...extra }), { timeoutMs });
    const asCaption = () =>
      api.call((call) => call('editMessageCaption', { ...target, ...caption, ...extra }), { timeoutMs });
    const first = await tried(asText);
    if (first !== 'captioned') return first === 'done' ? edits : null;
    return change.caption && (await tried(asCaption)) === 'done' ? edits : null;
  }
}

/** How an edit ended: the text stands, the message is a file with a caption, or it can only be sent anew. */
async function tried(edit: () => Promise<unknown>): Promise<'done' | 'captioned' | 'anew'> {
  try {
    await edit();
    return 'done';
  } catch (error) {
    if (isUnchanged(error)) return 'done';
    if (isCaptioned(error)) return 'captioned';
    if (isPastEditing(error)) return 'anew';
    throw error;
  }
}

const idOf = (message: { message_id: number }): string => String(message.message_id);
