import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import { z } from 'zod';
import { MediaRef } from '../../flows/kit/message.ts';
import { document, request } from '../db/schema/index.ts';
import type { Place, Sealer } from '../db/seal.ts';
import type { Db, Tx } from '../db/types.ts';
import { type Entropy, uuid7 } from '../entropy.ts';
import type { FileName, FileStore } from '../files/store.ts';
import { REFUSALS, type Refusal } from './refusal.ts';
import type { Studio } from './studio.ts';

/** A document as kept, without what is sealed. */
export type DocumentRow = Omit<typeof document.$inferSelect, 'source'>;

/** There is no such document, or it is not stored (yet). */
export class DocumentMissing extends Error {
  override readonly name = 'DocumentMissing';
}

/** Somebody tried to put a document into a request of another person. */
export class DocumentForeign extends Error {
  override readonly name = 'DocumentForeign';
}

/** What the sealed source says: where the file lies with the channel, and later why it was refused. */
const Source = z.object({ media: MediaRef, refused: z.enum(REFUSALS).nullable() });

/** Where a document came from and what for; the same in every answer about it. */
export interface Of {
  readonly documentId: string;
  readonly wardId: string;
  readonly personId: string;
  readonly item: string;
}

/** What became of a file. The hints are false when an earlier run had stored it. */
export type Stored =
  | (Of & {
      readonly kind: 'stored';
      readonly mime: string;
      readonly bytes: number;
      readonly tiny: boolean;
      readonly blurry: boolean;
    })
  | (Of & { readonly kind: 'refused'; readonly why: Refusal });

/** What the fetch job needs. */
export interface DocumentDeps {
  readonly sealer: Sealer;
  readonly files: FileStore;
  readonly studio: Studio;
}

/** Writes down that a person sent a file for an item; the bytes are fetched later, by a job. Returns the document's id. */
export async function keepReference(
  tx: Tx,
  deps: { readonly sealer: Sealer; readonly entropy: Entropy },
  what: {
    readonly personId: string;
    readonly wardId: string;
    readonly item: string;
    readonly media: MediaRef;
    readonly now: Date;
  },
): Promise<string> {
  const id = uuid7(what.now, deps.entropy);
  await tx.insert(document).values({
    id,
    wardId: what.wardId,
    personId: what.personId,
    requestId: null,
    item: what.item,
    state: 'fetching',
    source: sealSource(deps.sealer, id, { media: what.media, refused: null }),
    createdAt: what.now,
  });
  return id;
}

/**
 * Fetches, prepares and keeps the file of a document: the core of the fetch job. May be run again after a crash at
 * any point, and twice at once: the file is written before the row says so, and the first row change counts.
 * Rejects with what `fetchBytes` throws, and with DocumentMissing; a bad file is an answer, not an error.
 */
export async function store(
  db: Db,
  deps: DocumentDeps,
  documentId: string,
  fetchBytes: (media: MediaRef) => Promise<Uint8Array>,
): Promise<Stored> {
  const row = await load(db, documentId);
  const source = openSource(deps.sealer, row);
  if (row.state !== 'fetching') return outcome(row, source);
  const prepared = await deps.studio.prepare(await fetchBytes(source.media));
  if (!prepared.ok) return refuse(db, deps, documentId, prepared.why);
  const file: FileName = `document/${documentId}`;
  await deps.files.put(file, prepared.bytes);
  const [mine] = await db
    .update(document)
    .set({ state: 'stored', file, mime: prepared.mime, bytes: prepared.bytes.length })
    .where(and(eq(document.id, documentId), eq(document.state, 'fetching')))
    .returning();
  if (mine === undefined) return outcome(await load(db, documentId), source);
  const { tiny, blurry } = prepared;
  return { kind: 'stored', ...of(row), mime: prepared.mime, bytes: prepared.bytes.length, tiny, blurry };
}

/** Gives a document up, for example when the channel does not have it any more; a stored one stays as it is. */
export async function refuse(
  db: Db,
  deps: Pick<DocumentDeps, 'sealer'>,
  documentId: string,
  why: Refusal,
): Promise<Stored> {
  const row = await load(db, documentId);
  const source = { ...openSource(deps.sealer, row), refused: why };
  const [mine] = await db
    .update(document)
    .set({ state: 'refused', source: sealSource(deps.sealer, documentId, source) })
    .where(and(eq(document.id, documentId), eq(document.state, 'fetching')))
    .returning();
  if (mine !== undefined) return { kind: 'refused', ...of(row), why };
  const now = await load(db, documentId);
  return outcome(now, openSource(deps.sealer, now));
}

/**
 * The bytes of a stored document. Who may see it is decided by the caller (src/requests).
 * DocumentMissing; SealBroken when the file was changed.
 */
export async function readDocument(
  tx: Tx,
  deps: Pick<DocumentDeps, 'files'>,
  documentId: string,
): Promise<{ row: DocumentRow; bytes: Buffer }> {
  const { source: _, ...row } = await load(tx, documentId);
  if (row.state !== 'stored') throw new DocumentMissing('the document is not stored');
  return { row, bytes: await deps.files.get(`document/${documentId}`) };
}

/** The documents of a request in the order they were sent. */
export async function documentsOf(tx: Tx, requestId: string): Promise<DocumentRow[]> {
  const rows = await tx
    .select()
    .from(document)
    .where(eq(document.requestId, requestId))
    .orderBy(asc(document.createdAt), asc(document.id));
  return rows.map(({ source: _, ...row }) => row);
}

/** Puts documents into a request of the same person and ward; all or (DocumentForeign) none when one is somebody else's. */
export async function attachToRequest(
  tx: Tx,
  documentIds: readonly string[],
  requestId: string,
): Promise<void> {
  const ids = [...new Set(documentIds)];
  if (ids.length === 0) return;
  const attached = await tx
    .update(document)
    .set({ requestId })
    .where(
      and(
        inArray(document.id, ids),
        sql`(${document.personId}, ${document.wardId}) in (select ${request.personId}, ${request.wardId} from ${request} where ${request.id} = ${requestId})`,
        sql`(${document.requestId} is null or ${document.requestId} = ${requestId})`,
      ),
    )
    .returning({ id: document.id });
  if (attached.length !== ids.length) throw new DocumentForeign('a document of another person or request');
}

type FullRow = typeof document.$inferSelect;

async function load(tx: Tx, documentId: string): Promise<FullRow> {
  const [row] = await tx.select().from(document).where(eq(document.id, documentId));
  if (row === undefined) throw new DocumentMissing('no such document');
  return row;
}

function outcome(row: FullRow, source: z.infer<typeof Source>): Stored {
  if (row.state === 'refused') return { kind: 'refused', ...of(row), why: source.refused ?? 'damaged' };
  return {
    kind: 'stored',
    ...of(row),
    mime: row.mime ?? '',
    bytes: row.bytes ?? 0,
    tiny: false,
    blurry: false,
  };
}

function of(row: FullRow): Of {
  return { documentId: row.id, wardId: row.wardId, personId: row.personId, item: row.item };
}

function placeOf(id: string): Place {
  return `document|source|${id}`;
}

function sealSource(sealer: Sealer, id: string, source: z.infer<typeof Source>): Buffer {
  return sealer.seal(placeOf(id), JSON.stringify(source));
}

function openSource(sealer: Sealer, row: FullRow): z.infer<typeof Source> {
  return Source.parse(JSON.parse(sealer.openText(placeOf(row.id), row.source)));
}
