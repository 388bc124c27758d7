import { randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { formatted } from './format.ts';
import type { Seen, Stored, StoredFile } from './types.ts';

/** A person with WhatsApp on their phone. */
export interface Account {
  /** The number, or the business-scoped id of who shows none. */
  readonly chat: string;
  readonly phone: string | null;
  readonly userId: string;
  readonly name: string;
  /** When they wrote last; free text reaches them for 24 hours after it (ms). */
  lastInAt: number | null;
  /** How the platform tells that they cannot be reached. */
  unreachable: 'answer' | 'status' | null;
}

/** All that the server knows. */
export class World {
  readonly people = new Map<string, Account>();
  readonly messages: Stored[] = [];
  readonly files = new Map<string, StoredFile>();
  /** Ids of messages of people that were marked as read, and whether a typing sign was shown. */
  readonly read = new Map<string, { typing: boolean }>();
  readonly changes = new EventEmitter().setMaxListeners(0);
  /** Ids of all messages, of both sides. */
  readonly ids = new Set<string>();
  #tick = 0;

  tick(): number {
    this.#tick += 1;
    return this.#tick;
  }

  /** As Meta's ids are: the person's number or id is in them, in base64. */
  id(chat: string): string {
    const bytes = [
      Buffer.of(0x1c, 0x18, chat.length),
      Buffer.from(chat),
      Buffer.of(0x15, 2),
      randomBytes(20),
    ];
    const id = `wamid.${Buffer.concat(bytes).toString('base64')}`;
    this.ids.add(id);
    return id;
  }

  keep(bytes: Buffer, mime: string, name: string | null): StoredFile {
    const id = String(10 ** 14 + Number(randomBytes(5).readUIntBE(0, 5)));
    const file = { id, mime, name, bytes, secret: '', until: 0 };
    this.files.set(id, file);
    return file;
  }

  seen(message: Stored): Seen {
    const { type, content } = message;
    const inner = content[type] as Record<string, unknown>;
    const text = (value: unknown) => (typeof value === 'string' ? value : '');
    const body = inner['body'] as { text?: unknown } | string | undefined;
    const raw = typeof body === 'string' ? body : text(body?.text ?? inner['caption']);
    const shown = formatted(raw);
    const action = (inner['action'] ?? {}) as {
      buttons?: { reply: { id: string; title: string } }[];
      sections?: { rows: { id: string; title: string; description?: string }[] }[];
      parameters?: { display_text: string; url: string };
    };
    const { parameters } = action;
    return {
      id: message.id,
      text: shown.text,
      marked: shown.marked,
      buttons: (action.buttons ?? []).map((button) => button.reply),
      rows: (action.sections ?? []).flatMap((section) =>
        section.rows.map((row) => ({ id: row.id, title: row.title, description: row.description ?? null })),
      ),
      link: parameters ? { title: parameters.display_text, url: parameters.url } : null,
      file: this.#fileOf(type, inner),
      template: type === 'template' ? templateOf(inner) : null,
      replyTo: message.replyTo,
      tick: message.tick,
    };
  }

  #fileOf(type: string, inner: Record<string, unknown>): Seen['file'] {
    const components = (inner['components'] ?? []) as {
      type: string;
      parameters: Record<string, unknown>[];
    }[];
    const header =
      inner['header'] ?? components.find((component) => component.type === 'header')?.parameters[0];
    const holder = (header ?? { type, [type]: inner }) as Record<string, unknown>;
    const as = String(holder['type']);
    const { id, filename } = (holder[as] ?? {}) as { id?: string; filename?: string };
    const file = this.files.get(String(id));
    return file ? { as, name: filename ?? null, mime: file.mime, bytes: file.bytes } : null;
  }
}

function templateOf(inner: Record<string, unknown>): NonNullable<Seen['template']> {
  const { name, language, components } = inner as {
    name: string;
    language: { code: string };
    components: { type: string; parameters: { text?: string }[] }[];
  };
  const body = components.find((component) => component.type === 'body');
  return { name, language: language.code, parameters: (body?.parameters ?? []).map((p) => p.text ?? '') };
}
