import type { Conversation } from '../../flows/kit/conversation.ts';
import type { Out } from '../../flows/kit/converse.ts';
import { gather } from '../../flows/kit/gather.ts';
import { FORM_URL } from '../../flows/kit/message.ts';
import type { FormMode } from '../../flows/kit/world.ts';
import type { Sealer } from '../db/seal.ts';
import type { Entropy } from '../entropy.ts';
import type { Raw } from './turn-sql.ts';

/** How long a link of the secure page is good (ms), by the ward's clock. */
export const FORM_MS = 30 * 60_000;

/** A link that has ended says so for a day; then it is as unknown as any other (ms). */
const REMEMBERED_MS = 24 * 3_600_000;

/** 128 bits: nobody finds one by trying. Hexadecimal, because some apps read _ and * as markup. */
const CODE_BYTES = 16;

/** What a code of the secure page looks like. */
export const FORM_CODE: RegExp = /^[0-9a-f]{32}$/;

/** What making links needs. */
export interface FormDeps {
  readonly sealer: Sealer;
  readonly entropy: Entropy;
  /** The public https address, without a slash at the end; null: there is none. */
  readonly secureUrl: () => string | null;
}

/** The address if it is one of https: a page for a NIK is not opened over anything else. */
export function secureAddress(url: string): string | null {
  return url.startsWith('https://') ? url : null;
}

/**
 * How private questions are answered on a channel. Our own pages are as safe as the secure page; Meta's policy forbids
 * to ask for full numbers of identity in a chat of its Cloud API; elsewhere the ward decides.
 */
export function formMode(
  secureUrl: string | null,
  channel: string,
  setting: 'offered' | 'required',
): FormMode {
  if (secureUrl === null || channel === 'web') return 'none';
  return channel === 'whatsapp-cloud' ? 'required' : setting;
}

/** The keyed hash under which a link is kept. */
export function linkIndex(sealer: Sealer, code: string): Buffer {
  return sealer.index('form', code);
}

/** Makes a link for one question of one chat; the code is returned and kept nowhere. */
export async function createLink(
  raw: Raw,
  deps: Pick<FormDeps, 'sealer' | 'entropy'>,
  link: { readonly conversationId: number; readonly nonce: string; readonly now: Date },
): Promise<string> {
  const { conversationId, nonce, now } = link;
  const code = Buffer.from(deps.entropy.bytes(CODE_BYTES)).toString('hex');
  await raw`
    delete from form_link where conversation_id = ${conversationId}::bigint
      and expires_at < ${new Date(now.getTime() - REMEMBERED_MS).toISOString()}::timestamptz`;
  await raw`
    insert into form_link (code_index, conversation_id, nonce, expires_at)
    values (${linkIndex(deps.sealer, code)}, ${conversationId}::bigint, ${nonce},
      ${new Date(now.getTime() + FORM_MS).toISOString()}::timestamptz)`;
  return code;
}

/** The question was answered by the page: every link to it is used up. */
export async function closeLinks(raw: Raw, conversationId: number, nonce: string, now: Date): Promise<void> {
  await raw`
    update form_link set used_at = ${now.toISOString()}::timestamptz
    where conversation_id = ${conversationId}::bigint and nonce = ${nonce} and used_at is null`;
}

/**
 * What a turn says, with the address of the secure page where the flow left room for it. A turn has one link, to the
 * question that it leaves open; when nothing private is open any more, the line with the address is left out.
 */
export async function linked(
  raw: Raw,
  deps: FormDeps,
  now: Date,
  conversationId: number,
  result: { readonly conversation: Conversation; readonly out: readonly Out[] },
): Promise<Out[]> {
  const said = gather(result.out);
  if (!said.some((out) => out.type !== 'wake' && out.bubble.text.includes(FORM_URL))) return said;
  const site = deps.secureUrl();
  const { open } = result.conversation.running;
  const url =
    site !== null && open?.private
      ? `${site}/formulir/${await createLink(raw, deps, { conversationId, nonce: open.nonce, now })}`
      : null;
  return said.map((out) =>
    out.type === 'wake'
      ? out
      : { ...out, bubble: { ...out.bubble, text: withAddress(out.bubble.text, url) } },
  );
}

function withAddress(text: string, url: string | null): string {
  if (url !== null) return text.replaceAll(FORM_URL, url);
  return text
    .split('\n')
    .filter((line) => !line.includes(FORM_URL))
    .join('\n');
}
