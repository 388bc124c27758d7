import type postgres from 'postgres';
import { type Misread, readAnswer } from '../../flows/kit/answers.ts';
import { Conversation } from '../../flows/kit/conversation.ts';
import { BOLD_OFF, BOLD_ON, Bubble, type InboundBody } from '../../flows/kit/message.ts';
import type { Prompt } from '../../flows/kit/prompt.ts';
import type { Receiver } from '../channels/port.ts';
import type { Clock } from '../clock.ts';
import type { Sealer } from '../db/seal.ts';
import { transaction } from '../db/transaction.ts';
import type { Db } from '../db/types.ts';
import type { Entropy } from '../entropy.ts';
import { createLink, FORM_CODE, linkIndex } from './forms.ts';
import { factsOf, type WardBook } from './office-of.ts';
import type { Raw } from './turn-sql.ts';

/** Which office a link belongs to, and the account whose chat it came from. */
export interface FormPlace {
  readonly ward: string;
  readonly accountId: string;
}

/** What a code of the secure page leads to. */
export type FormFound =
  | { readonly kind: 'unknown' }
  /** The 30 minutes are over; the question was answered or is no longer asked; everything was taken. */
  | { readonly kind: 'expired' | 'closed' | 'done'; readonly place: FormPlace }
  /** The photo is being kept; what is asked next is not known yet. */
  | { readonly kind: 'waiting'; readonly place: FormPlace }
  /** The next private question has a link of its own. */
  | { readonly kind: 'next'; readonly code: string }
  | {
      readonly kind: 'question';
      readonly place: FormPlace;
      readonly prompt: Prompt;
      /** The ward's ISO day. */
      readonly today: string;
      /** What the office said before the question: what became of the photo before. */
      readonly remark: string | null;
    };

/** What became of an answer: taken, now or by an earlier try, with the code of the page that goes on; unreadable; or not taken. */
export type FormAnswered =
  | { readonly kind: 'taken'; readonly code: string; readonly fresh: boolean }
  | { readonly kind: 'misread'; readonly why: Misread }
  /** Kept, but a fault of ours stopped it; the person and the operators are told. */
  | { readonly kind: 'failed'; readonly place: FormPlace }
  | Exclude<FormFound, { kind: 'question' }>;

/** The office behind the secure page. */
export interface FormDesk {
  find(code: string): Promise<FormFound>;
  /** Hands an answer to the flow that asks, once. */
  answer(code: string, body: Extract<InboundBody, { kind: 'text' | 'media' }>): Promise<FormAnswered>;
}

/** What the desk needs. */
export interface FormDeskDeps {
  readonly sql: postgres.Sql;
  readonly db: Db;
  readonly sealer: Sealer;
  readonly entropy: Entropy;
  readonly clock: Clock;
  readonly wards: WardBook;
  readonly receive: Receiver['receive'];
}

/** Stands before the nonce of the question that was answered, in a link to whatever is asked after it. */
const AFTER = '>';

interface LinkRow {
  readonly conversation_id: string;
  readonly nonce: string;
  readonly expires_at: Date;
  readonly used_at: Date | null;
  readonly ward_id: string;
  readonly account_id: string;
  readonly address: Buffer;
  readonly state: Buffer;
}

/** Finds questions by their codes and hands answers to the engine. Every process can serve every link. */
export function createFormDesk(deps: FormDeskDeps): FormDesk {
  const { sql, sealer } = deps;

  const seen = async (row: LinkRow) => {
    const known = await deps.wards.ward(deps.db, row.ward_id);
    const office = deps.wards.office(known);
    const kept = Conversation.parse(
      JSON.parse(sealer.openText(`conversation|state|${row.conversation_id}`, row.state)),
    );
    return {
      now: office.now,
      today: factsOf(office).today,
      place: { ward: office.ward.name, accountId: row.account_id },
      open: kept.running.open?.private ? kept.running.open : null,
    };
  };

  const find = async (code: string): Promise<FormFound> => {
    if (!FORM_CODE.test(code)) return { kind: 'unknown' };
    const row = await readLink(sql, sealer, code);
    if (!row) return { kind: 'unknown' };
    const { now, today, place, open } = await seen(row);
    if (row.nonce.startsWith(AFTER)) {
      if (row.used_at || row.expires_at <= now || !open) return { kind: 'done', place };
      if (open.nonce === row.nonce.slice(1) && open.accept.kind === 'media')
        return { kind: 'waiting', place };
      return goOn(deps, code, { row, place, nonce: open.nonce, now });
    }
    if (row.used_at) return { kind: 'closed', place };
    if (row.expires_at <= now) return { kind: 'expired', place };
    if (open?.nonce !== row.nonce) return { kind: 'closed', place };
    return {
      kind: 'question',
      place,
      prompt: open,
      today,
      remark: await remarkBefore(sql, sealer, row.conversation_id, open),
    };
  };

  return {
    find,
    answer: async (code, body) => {
      const found = await find(code);
      if (found.kind !== 'question') return found;
      const { prompt, place } = found;
      const read = body.kind === 'text' ? readAnswer(body.text, prompt, found.today) : null;
      if (read?.ok === false) return { kind: 'misread', why: read.why };
      const row = await readLink(sql, sealer, code);
      if (!row) return { kind: 'unknown' };
      const received = await deps.receive({
        accountId: row.account_id,
        // The keyed hash, so that a link answers once however often it is sent; the code itself stays out of the inbox.
        externalId: `form:${linkIndex(sealer, code).toString('hex')}`,
        chat: sealer.openText(`conversation|address|${row.conversation_id}`, row.address),
        at: deps.clock.now(),
        body,
        quoted: null,
        messageId: null,
        form: prompt.nonce,
      });
      if (received === 'parked') return { kind: 'failed', place };
      const after = await readLink(sql, sealer, code);
      // The flow had gone on before the answer came: it was asked no longer.
      if (!after?.used_at) return { kind: 'closed', place };
      const { now } = await seen(after);
      const conversationId = Number(row.conversation_id);
      return {
        kind: 'taken',
        fresh: received === 'handled',
        code: await createLink(sql, deps, { conversationId, nonce: `${AFTER}${prompt.nonce}`, now }),
      };
    },
  };
}

async function readLink(raw: Raw, sealer: Sealer, code: string): Promise<LinkRow | undefined> {
  const [row] = await raw<LinkRow[]>`
    select f.conversation_id, f.nonce, f.expires_at, f.used_at, c.ward_id, c.account_id, c.address, c.state
    from form_link f join conversation c on c.id = f.conversation_id
    where f.code_index = ${linkIndex(sealer, code)}`;
  return row;
}

/** Turns the link to "what is asked after this" into one to that question; of two tries at once one wins. */
async function goOn(
  deps: FormDeskDeps,
  code: string,
  next: { readonly row: LinkRow; readonly place: FormPlace; readonly nonce: string; readonly now: Date },
): Promise<FormFound> {
  return transaction(deps.sql, async ({ raw }): Promise<FormFound> => {
    const mine = await raw`
      update form_link set used_at = ${next.now.toISOString()}::timestamptz
      where code_index = ${linkIndex(deps.sealer, code)} and used_at is null returning 1`;
    if (mine.length === 0) return { kind: 'done', place: next.place };
    const conversationId = Number(next.row.conversation_id);
    return {
      kind: 'next',
      code: await createLink(raw, deps, { conversationId, nonce: next.nonce, now: next.now }),
    };
  });
}

/** What the newest message of the office said before it asked the question. */
async function remarkBefore(
  raw: Raw,
  sealer: Sealer,
  conversationId: string,
  prompt: Prompt,
): Promise<string | null> {
  const [row] = await raw<{ id: string; body: Buffer }[]>`
    select id, body from message where conversation_id = ${conversationId}::bigint and direction = 'out'
    order by id desc limit 1`;
  if (!row) return null;
  const { text } = Bubble.parse(
    JSON.parse(sealer.openText(`message|body|${conversationId}.${row.id}`, row.body)),
  );
  const starts = [prompt.text, prompt.formText ?? prompt.text].map((one) => one.split('\n')[0] ?? '');
  const at = Math.max(...starts.map((one) => text.lastIndexOf(`\n\n${one}\n`)));
  return at > 0 ? text.slice(0, at).replaceAll(BOLD_ON, '').replaceAll(BOLD_OFF, '').trim() : null;
}
