import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MediaRef } from '../../flows/kit/message.ts';
import { document, request } from '../../src/db/schema/index.ts';
import type { Tx } from '../../src/db/types.ts';
import {
  attachToRequest,
  DocumentForeign,
  DocumentMissing,
  documentsOf,
  keepReference,
  readDocument,
  refuse,
  store,
} from '../../src/documents/documents.ts';
import { createStudio, type Studio } from '../../src/documents/studio.ts';
import { systemEntropy, uuid7 } from '../../src/entropy.ts';
import { createFileStore, type FileStore } from '../../src/files/store.ts';
import { ktp, OTHER_KINDS } from '../support/images.ts';
import { deps as base, type Fixture, MORNING, trainingFixture } from './wards-fixture.ts';

let fixture: Fixture;
let studio: Studio;
let folder: string;
let files: FileStore;
let photo: Buffer;
beforeAll(async () => {
  fixture = await trainingFixture();
  studio = createStudio();
  folder = await mkdtemp(join(tmpdir(), 'halo-lurah-files-'));
  files = createFileStore(folder, base.sealer);
  photo = await ktp();
});
afterAll(async () => {
  await studio.stop();
  await fixture.drop();
  await rm(folder, { recursive: true, force: true });
});

const MEDIA: MediaRef = {
  ref: 'telegram-file-42',
  mime: 'image/jpeg',
  name: 'KTP.jpg\u202Egpj.exe',
  size: 12,
};
const NOBODY = '00000000-0000-0000-0000-000000000000';
const all = () => ({ ...base, files, studio });

async function keep(personId: string, item = 'ktp', now = MORNING): Promise<string> {
  return keepReference(fixture.db, base, {
    personId,
    wardId: fixture.wardId,
    item,
    media: MEDIA,
    now,
  });
}

async function newRequest(personId: string): Promise<string> {
  const id = uuid7(MORNING, systemEntropy);
  const task = Math.floor(Math.random() * 1e9);
  await fixture.db.insert(request).values({
    id,
    wardId: fixture.wardId,
    service: 'domisili',
    number: `T-${task}`,
    task,
    personId,
    conversationId: 1,
    state: 'submitted',
    context: Buffer.alloc(1),
    form: Buffer.alloc(1),
    submittedAt: MORNING,
    dueAt: MORNING,
  });
  return id;
}

async function rowOf(id: string) {
  const [row] = await fixture.db.select().from(document).where(eq(document.id, id));
  return row;
}

describe('a document', () => {
  it('is kept as a sealed reference, then fetched, prepared and stored', async () => {
    const personId = await fixture.newPerson();
    const id = await keep(personId);
    expect(await rowOf(id)).toMatchObject({ state: 'fetching', file: null });
    expect((await rowOf(id))?.source.includes('telegram-file-42')).toBe(false);
    await expect(readDocument(fixture.db, { files }, id)).rejects.toThrow(DocumentMissing);
    const asked: MediaRef[] = [];
    const stored = await store(fixture.db, all(), id, async (media) => {
      asked.push(media);
      return photo;
    });
    expect(asked).toEqual([MEDIA]);
    expect(stored).toMatchObject({
      kind: 'stored',
      documentId: id,
      personId,
      item: 'ktp',
      mime: 'image/jpeg',
      tiny: false,
    });
    const read = await readDocument(fixture.db, { files }, id);
    expect(read.row).toMatchObject({ state: 'stored', file: `document/${id}`, bytes: read.bytes.length });
    expect(read.bytes.subarray(0, 2).toString('hex')).toBe('ffd8');
  });

  it('is stored once, however often the job runs', async () => {
    const id = await keep(await fixture.newPerson());
    const fetching = async () => photo;
    const [one, two] = await Promise.all([
      store(fixture.db, all(), id, fetching),
      store(fixture.db, all(), id, fetching),
    ]);
    expect([one.kind, two.kind]).toEqual(['stored', 'stored']);
    const again = await store(fixture.db, all(), id, () =>
      Promise.reject(new Error('must not be fetched again')),
    );
    expect(again).toMatchObject({ kind: 'stored', mime: 'image/jpeg', bytes: (await rowOf(id))?.bytes });
    expect(await refuse(fixture.db, base, id, 'gone')).toMatchObject({ kind: 'stored' });
  });

  it('survives a fetch that fails and a run that was cut off after the file was written', async () => {
    const id = await keep(await fixture.newPerson());
    await expect(store(fixture.db, all(), id, () => Promise.reject(new Error('network')))).rejects.toThrow(
      'network',
    );
    expect((await rowOf(id))?.state).toBe('fetching');
    await files.put(`document/${id}`, Buffer.from('half a file'));
    expect((await store(fixture.db, all(), id, async () => photo)).kind).toBe('stored');
    expect((await readDocument(fixture.db, { files }, id)).bytes.length).toBeGreaterThan(1000);
  });

  it('is refused with a reason that stays', async () => {
    const id = await keep(await fixture.newPerson());
    const gif = OTHER_KINDS['gif'] ?? Buffer.alloc(0);
    expect(await store(fixture.db, all(), id, async () => gif)).toMatchObject({
      kind: 'refused',
      why: 'kind',
      documentId: id,
    });
    expect(await store(fixture.db, all(), id, async () => photo)).toMatchObject({
      kind: 'refused',
      why: 'kind',
    });
    expect(await refuse(fixture.db, base, id, 'gone')).toMatchObject({ kind: 'refused', why: 'kind' });
    expect(await files.has(`document/${id}`)).toBe(false);
    await expect(readDocument(fixture.db, { files }, id)).rejects.toThrow(DocumentMissing);
  });

  it('can be given up when the channel has lost it', async () => {
    const id = await keep(await fixture.newPerson());
    expect(await refuse(fixture.db, base, id, 'gone')).toMatchObject({ kind: 'refused', why: 'gone' });
    await expect(refuse(fixture.db, base, NOBODY, 'gone')).rejects.toThrow(DocumentMissing);
    await expect(store(fixture.db, all(), NOBODY, async () => photo)).rejects.toThrow(DocumentMissing);
  });

  it('lies sealed on the disk and cannot be exchanged for another', async () => {
    const [one, two] = [await keep(await fixture.newPerson()), await keep(await fixture.newPerson())];
    for (const id of [one, two]) await store(fixture.db, all(), id, async () => photo);
    expect(await readdir(join(folder, 'document'))).toContain(one);
    const raw = await readFile(join(folder, 'document', one));
    expect(raw.includes(Buffer.from('ffd8ffe000104a464946', 'hex'))).toBe(false);
    await writeFile(join(folder, 'document', two), raw);
    await expect(readDocument(fixture.db, { files }, two)).rejects.toThrow('changed or moved');
  });
});

describe('attachToRequest', () => {
  it('puts a person’s documents into the person’s own request, in the order they came', async () => {
    const personId = await fixture.newPerson();
    const requestId = await newRequest(personId);
    const [ktpId, kkId] = [
      await keep(personId, 'ktp'),
      await keep(personId, 'kk', new Date(MORNING.getTime() - 1)),
    ];
    await attachToRequest(fixture.db, [kkId, ktpId, kkId], requestId);
    await attachToRequest(fixture.db, [ktpId], requestId);
    await attachToRequest(fixture.db, [], requestId);
    const attached = await documentsOf(fixture.db, requestId);
    expect(attached.map((row) => row.item)).toEqual(['kk', 'ktp']);
    expect(Object.keys(attached[0] ?? {})).not.toContain('source');
  });

  it('never takes another person’s document, nor one of another request', async () => {
    const [personId, other] = [await fixture.newPerson(), await fixture.newPerson()];
    const [requestId, second] = [await newRequest(personId), await newRequest(personId)];
    const [own, foreign] = [await keep(personId), await keep(other)];
    const attempt = (ids: string[], to: string) =>
      fixture.db.transaction((tx) => attachToRequest(tx as Tx, ids, to));
    await expect(attempt([own, foreign], requestId)).rejects.toThrow(DocumentForeign);
    expect((await rowOf(own))?.requestId).toBeNull();
    await attempt([own], requestId);
    await expect(attempt([own], second)).rejects.toThrow(DocumentForeign);
    await expect(attempt([NOBODY], requestId)).rejects.toThrow(DocumentForeign);
  });
});
