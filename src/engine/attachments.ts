import { eq } from 'drizzle-orm';
import type { Attachment } from '../../flows/kit/message.ts';
import { document, letter, request } from '../db/schema/index.ts';
import type { Db, Tx } from '../db/types.ts';
import { readDocument } from '../documents/documents.ts';
import type { FileStore } from '../files/store.ts';
import { readLetter } from '../letters/issue.ts';
import { LetterData } from '../letters/letter.ts';
import type { Workshop } from '../letters/workshop.ts';
import { letterContent } from '../requests/content.ts';
import { openRequest } from '../requests/move.ts';
import { type Office, serviceOf } from '../requests/office.ts';
import { type Action, type Actor, may, NotAllowed } from '../staff/access.ts';
import { onDuty } from '../staff/staff.ts';

/** What reading a file needs. */
export interface AttachmentDeps {
  readonly files: FileStore;
  readonly workshop: Workshop;
}

/**
 * The bytes of a bubble's file, for whoever the conversation belongs to. Rights are checked here again: what a flow
 * once put into a bubble may not be readable any more. NotAllowed; whatever the file's own domain throws.
 */
export async function readAttachment(
  tx: Db,
  deps: AttachmentDeps,
  office: Office,
  actor: Actor,
  attachment: Attachment,
): Promise<Uint8Array> {
  switch (attachment.kind) {
    case 'letter': {
      const [row] = await tx
        .select({ id: letter.id, requestId: letter.requestId })
        .from(letter)
        .where(eq(letter.id, attachment.id));
      await allowed(tx, office, actor, 'letter.read', row?.requestId ?? null);
      return readLetter(tx, deps, attachment.id);
    }
    case 'document': {
      const [row] = await tx
        .select({ requestId: document.requestId })
        .from(document)
        .where(eq(document.id, attachment.id));
      await allowed(tx, office, actor, 'document.read', row?.requestId ?? null);
      return (await readDocument(tx, deps, attachment.id)).bytes;
    }
    case 'draft':
      await allowed(tx, office, actor, 'letter.preview', attachment.id);
      return draftOf(tx, deps, office, actor, attachment.id);
    case 'qr':
      if (!may(actor, 'number.manage', { wardId: office.ward.id, personId: null }))
        throw new NotAllowed('the QR of a number');
      return deps.files.get(`qr/${attachment.id}`);
    case 'picture': {
      if (!may(actor, 'brief.read', { wardId: office.ward.id, personId: null }))
        throw new NotAllowed('a picture of the office');
      const page = await deps.files.get(`picture/${attachment.id}`);
      return deps.workshop.page('office/brief', JSON.parse(page.toString('utf8')));
    }
  }
}

async function allowed(
  tx: Tx,
  office: Office,
  actor: Actor,
  action: Action,
  requestId: string | null,
): Promise<void> {
  const [row] = requestId
    ? await tx
        .select({ wardId: request.wardId, personId: request.personId })
        .from(request)
        .where(eq(request.id, requestId))
    : [];
  if (!row || row.wardId !== office.ward.id || !may(actor, action, row)) throw new NotAllowed(action);
}

/** The letter as it would be printed now, marked DRAF; nothing is drawn. */
async function draftOf(
  tx: Tx,
  deps: AttachmentDeps,
  office: Office,
  actor: Actor,
  requestId: string,
): Promise<Uint8Array> {
  const open = await openRequest(tx, office, actor, 'letter.preview', { requestId }, false);
  const service = open ? serviceOf(office, open.row.service) : null;
  if (!open || !service) throw new NotAllowed('letter.preview');
  const [lurah] = await onDuty(tx, office.ward.id, ['lurah']);
  const signer = lurah ?? { name: '-', rank: null, nip: null };
  return deps.workshop.draft(
    LetterData.parse({
      ...letterContent(office, service, open.form, signer),
      service: service.slug,
      number: 'DRAF',
      draft: true,
      training: office.ward.training,
      signedAt: office.now.toISOString(),
      verification: { code: '', url: '' },
    }),
  );
}
