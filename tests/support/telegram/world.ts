import { randomBytes, randomInt } from 'node:crypto';
import { EventEmitter } from 'node:events';
import type { Seen, Stored, StoredFile } from './types.ts';

export interface Account {
  readonly id: number;
  readonly name: string;
  /** True once the person wrote to the bot: before that the bot cannot write to them. */
  started: boolean;
  blocked: boolean;
}

/** All that the server knows: people, messages, files. Everything that changes is counted by `tick`. */
export class World {
  readonly people = new Map<number, Account>();
  readonly messages = new Map<string, Stored>();
  readonly files = new Map<string, StoredFile>();
  /** Ids of taps that wait for answerCallbackQuery, and what was answered. */
  readonly taps = new Map<string, { chat: number; answered: boolean }>();
  readonly changes = new EventEmitter().setMaxListeners(0);
  /** The same messages by chat: long runs have many thousand. */
  readonly #chats = new Map<number, Stored[]>();
  #tick = 0;
  #message = randomInt(1, 5000);

  tick(): number {
    this.#tick += 1;
    return this.#tick;
  }

  /** Adds a message to a chat. */
  add(message: Pick<Stored, 'chat' | 'byBot'> & Partial<Stored>): Stored {
    this.#message += 1;
    const stored: Stored = {
      id: this.#message,
      date: Math.floor(Date.now() / 1000),
      editDate: null,
      changed: this.tick(),
      text: null,
      entities: [],
      caption: null,
      captionEntities: [],
      file: null,
      extra: {},
      replyTo: null,
      markup: null,
      deleted: false,
      ...message,
    };
    this.messages.set(`${stored.chat}.${stored.id}`, stored);
    const others = this.#chats.get(stored.chat);
    if (others) others.push(stored);
    else this.#chats.set(stored.chat, [stored]);
    this.changes.emit('change', stored.chat);
    return stored;
  }

  changed(message: Stored): void {
    message.changed = this.tick();
    message.editDate = Math.floor(Date.now() / 1000);
    this.changes.emit('change', message.chat);
  }

  find(chat: number, id: number | null): Stored | null {
    const found = id === null ? undefined : this.messages.get(`${chat}.${id}`);
    return found && !found.deleted ? found : null;
  }

  ofChat(chat: number): Stored[] {
    return (this.#chats.get(chat) ?? []).filter((message) => !message.deleted);
  }

  keep(
    bytes: Buffer,
    folder: string,
    name: string | null,
    mime: string | null,
    size = bytes.length,
  ): StoredFile {
    const id = `BQAC${randomBytes(36).toString('base64url')}`;
    const ending = /\.([a-z0-9]{1,5})$/i.exec(name ?? '')?.[1] ?? (folder === 'photos' ? 'jpg' : 'dat');
    const file = { id, path: `${folder}/file_${this.files.size}.${ending}`, name, mime, bytes, size };
    this.files.set(id, file);
    return file;
  }

  /** A message as the Bot API shows it to the bot. */
  render(message: Stored, bot: object, deep = true): Record<string, unknown> {
    const person = this.people.get(message.chat);
    const rendered: Record<string, unknown> = {
      message_id: message.id,
      from: message.byBot ? bot : { id: message.chat, is_bot: false, first_name: person?.name ?? '' },
      chat: { id: message.chat, type: 'private', first_name: person?.name ?? '' },
      date: message.date,
      ...message.extra,
    };
    if (message.editDate !== null) rendered['edit_date'] = message.editDate;
    if (message.text !== null) rendered['text'] = message.text;
    if (message.entities.length > 0) rendered['entities'] = message.entities;
    if (message.caption !== null) rendered['caption'] = message.caption;
    if (message.captionEntities.length > 0) rendered['caption_entities'] = message.captionEntities;
    if (message.markup?.kind === 'inline')
      rendered['reply_markup'] = { inline_keyboard: message.markup.rows };
    const answered = deep ? this.find(message.chat, message.replyTo) : null;
    if (answered) rendered['reply_to_message'] = this.render(answered, bot, false);
    return rendered;
  }
}

/** A bot's message as the person sees it. */
export function seen(message: Stored): Seen {
  const { markup, file } = message;
  return {
    id: message.id,
    text: message.text ?? message.caption ?? '',
    entities: message.text === null ? message.captionEntities : message.entities,
    buttons:
      markup?.kind === 'inline'
        ? markup.rows.flat().map((b) => ({ label: b.text, data: b.callback_data ?? b.url ?? '' }))
        : [],
    keyboard: markup?.kind === 'keyboard' ? markup.rows.flat().map((b) => b.text) : null,
    file: file ? { name: file.name, mime: file.mime, bytes: file.bytes } : null,
    replyTo: message.replyTo,
    edited: message.editDate !== null,
    changed: message.changed,
  };
}
