import { parseHtml, tidy } from './html.ts';
import { int, isUpload, markupOf, object, type Params, str } from './params.ts';
import { ApiError, type Entity, type Markup, type Stored, type StoredFile } from './types.ts';
import type { Account, World } from './world.ts';

/** What the methods work on. */
export interface Office {
  readonly world: World;
  readonly bot: {
    readonly id: number;
    readonly is_bot: true;
    readonly first_name: string;
    readonly username: string;
  };
  /** Throws 429 when the bot sends too fast. */
  admit(chat: number): void;
}

const bad = (why: string): ApiError => new ApiError(400, `Bad Request: ${why}`);

type Method = (office: Office, params: Params) => unknown;

/** The methods that deal with messages and files; the ones about updates live with the server. */
export const METHODS: Readonly<Record<string, Method>> = {
  getme: ({ bot }) => ({
    ...bot,
    can_join_groups: false,
    can_read_all_group_messages: false,
    supports_inline_queries: false,
  }),

  sendmessage: (office, params) => {
    const chat = chatOf(office, params);
    const content = written(params, 'text', 4096);
    if (content.text === '') throw bad('message text is empty');
    return send(office, params, chat, { text: content.text, entities: content.entities });
  },

  sendphoto: (office, params) => {
    const chat = chatOf(office, params);
    const file = uploaded(office, params, 'photo', 10 * 1024 * 1024);
    const caption = written(params, 'caption', 1024);
    const magic = file.bytes.subarray(0, 3).toString('hex');
    if (magic !== 'ffd8ff' && magic !== '89504e') throw bad('IMAGE_PROCESS_FAILED');
    const photo = [
      { file_id: file.id, file_unique_id: file.id.slice(-15), width: 1, height: 1, file_size: file.size },
    ];
    return send(office, params, chat, { ...captioned(caption), file, extra: { photo } });
  },

  senddocument: (office, params) => {
    const chat = chatOf(office, params);
    const file = uploaded(office, params, 'document', 50 * 1024 * 1024);
    const caption = written(params, 'caption', 1024);
    const document = {
      file_id: file.id,
      file_unique_id: file.id.slice(-15),
      file_name: file.name,
      mime_type: file.mime,
      file_size: file.size,
    };
    return send(office, params, chat, { ...captioned(caption), file, extra: { document } });
  },

  sendchataction: (office, params) => {
    chatOf(office, params);
    if (str(params, 'action') === null) throw bad('wrong parameter action in request');
    return true;
  },

  editmessagetext: (office, params) => {
    const message = editable(office, params);
    if (message.text === null) throw bad('there is no text in the message to edit');
    const { text, entities } = written(params, 'text', 4096);
    if (text === '') throw bad('message text is empty');
    return edit(office, message, { text, entities, markup: markupOf(params) });
  },

  editmessagecaption: (office, params) => {
    const message = editable(office, params);
    if (message.file === null) throw bad('there is no caption in the message to edit');
    const { text, entities } = written(params, 'caption', 1024);
    return edit(office, message, {
      caption: text === '' ? null : text,
      captionEntities: entities,
      markup: markupOf(params),
    });
  },

  editmessagereplymarkup: (office, params) =>
    edit(office, editable(office, params), { markup: markupOf(params) }),

  deletemessage: (office, params) => {
    const message = office.world.find(chatOf(office, params).id, int(params, 'message_id'));
    if (!message) throw bad('message to delete not found');
    office.world.changed(message);
    message.deleted = true;
    return true;
  },

  answercallbackquery: (office, params) => {
    const tap = office.world.taps.get(str(params, 'callback_query_id') ?? '');
    if (!tap) throw bad('query is too old and response timeout expired or query ID is invalid');
    if ((str(params, 'text') ?? '').length > 200) throw bad('MESSAGE_TOO_LONG');
    tap.answered = true;
    return true;
  },

  getfile: (office, params) => {
    const file = office.world.files.get(str(params, 'file_id') ?? '');
    if (!file) throw bad('invalid file_id');
    if (file.size > 20 * 1024 * 1024) throw bad('file is too big');
    return {
      file_id: file.id,
      file_unique_id: file.id.slice(-15),
      file_size: file.size,
      file_path: file.path,
    };
  },

  setmycommands: (_, params) => {
    const commands = object(params, 'commands');
    if (!Array.isArray(commands) || commands.length > 100) throw bad('BOT_COMMANDS_INVALID');
    for (const { command, description } of commands as { command?: string; description?: string }[]) {
      if (!/^[a-z0-9_]{1,32}$/.test(command ?? '')) throw bad('BOT_COMMAND_INVALID');
      if ((description ?? '').length < 1 || (description ?? '').length > 256)
        throw bad('BOT_COMMAND_DESCRIPTION_INVALID');
    }
    return true;
  },
};

/** The chat of a call: the person must have written first and must not have blocked the bot. */
function chatOf(office: Office, params: Params): Account {
  const id = int(params, 'chat_id');
  if (id === null) throw bad('chat_id is empty');
  const person = office.world.people.get(id);
  if (!person?.started) throw bad('chat not found');
  if (person.blocked) throw new ApiError(403, 'Forbidden: bot was blocked by the user');
  return person;
}

function written(params: Params, key: 'text' | 'caption', max: number): { text: string; entities: Entity[] } {
  const raw = str(params, key) ?? '';
  const mode = str(params, 'parse_mode')?.toLowerCase() ?? '';
  if (mode !== '' && mode !== 'html') throw bad('unsupported parse_mode');
  const parsed = mode === 'html' ? parseHtml(raw) : { text: raw, entities: [] };
  const tidied = tidy(parsed.text, parsed.entities);
  if (tidied.text.length > max)
    throw bad(key === 'text' ? 'message is too long' : 'message caption is too long');
  return tidied;
}

function captioned({ text, entities }: { text: string; entities: Entity[] }) {
  return text === '' ? {} : { caption: text, captionEntities: entities };
}

function uploaded(office: Office, params: Params, key: 'photo' | 'document', max: number): StoredFile {
  const value = params[key];
  if (typeof value === 'string') {
    const known = office.world.files.get(value);
    if (!known) throw bad('wrong file identifier/HTTP URL specified');
    return known;
  }
  if (!isUpload(value)) throw bad(`there is no ${key} in the request`);
  if (value.bytes.length === 0) throw bad('file must be non-empty');
  if (value.bytes.length > max) {
    if (key === 'document') throw new ApiError(413, 'Request Entity Too Large');
    throw bad(`file of size ${value.bytes.length} bytes is too big for a photo`);
  }
  return office.world.keep(value.bytes, key === 'photo' ? 'photos' : 'documents', value.name, value.mime);
}

function send(office: Office, params: Params, chat: Account, content: Partial<Stored>): unknown {
  const markup = markupOf(params);
  const reply = object(params, 'reply_parameters') as { message_id?: number } | null;
  const replyTo = reply?.message_id ?? int(params, 'reply_to_message_id');
  if (replyTo !== null && !office.world.find(chat.id, replyTo)) throw bad('message to be replied not found');
  office.admit(chat.id);
  const message = office.world.add({ chat: chat.id, byBot: true, ...content, markup, replyTo });
  return office.world.render(message, office.bot);
}

/** The message to edit: the bot's own, and without a keyboard, because Telegram does not edit those. */
function editable(office: Office, params: Params): Stored {
  const message = office.world.find(chatOf(office, params).id, int(params, 'message_id'));
  if (!message) throw bad('message to edit not found');
  if (!message.byBot || (message.markup !== null && message.markup.kind !== 'inline')) {
    throw bad("message can't be edited");
  }
  return message;
}

type Edit = Partial<Pick<Stored, 'text' | 'entities' | 'caption' | 'captionEntities'>> & {
  markup: Markup | null;
};

function edit(office: Office, message: Stored, change: Edit): unknown {
  if (change.markup !== null && change.markup.kind !== 'inline') throw bad('inline keyboard expected');
  const before = JSON.stringify({ ...message, file: null });
  if (before === JSON.stringify({ ...message, ...change, file: null })) {
    throw bad(
      'message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
    );
  }
  Object.assign(message, change);
  office.world.changed(message);
  return office.world.render(message, office.bot);
}
