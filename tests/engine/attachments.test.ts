import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Attachment } from '../../flows/kit/message.ts';
import { document, letter } from '../../src/db/schema/index.ts';
import { readAttachment } from '../../src/engine/attachments.ts';
import { createBriefMaker } from '../../src/engine/brief.ts';
import { createFileStore, type FileStore } from '../../src/files/store.ts';
import type { LetterData } from '../../src/letters/letter.ts';
import type { Workshop } from '../../src/letters/workshop.ts';
import type { Office } from '../../src/requests/office.ts';
import { type Actor, NotAllowed } from '../../src/staff/access.ts';
import { setOnDuty } from '../../src/staff/staff.ts';
import {
  DEMO,
  type RequestsFixture,
  type ResidentActor,
  requestsFixture,
} from '../domain/requests-fixture.ts';
import { deps } from '../domain/wards-fixture.ts';

/** Rights are looked at again when a file is sent: whatever a bubble once held, only who may read it gets the bytes. */

let fixture: RequestsFixture;
let folder: string;
let files: FileStore;
let owner: ResidentActor;
let other: ResidentActor;
const drawn: unknown[] = [];
beforeAll(async () => {
  fixture = await requestsFixture();
  folder = await mkdtemp(join(tmpdir(), 'halo-attachments-'));
  files = createFileStore(folder, deps.sealer);
  owner = await fixture.resident(DEMO.warga1);
  other = await fixture.resident(DEMO.warga2);
});
afterAll(async () => {
  await fixture.drop();
  await rm(folder, { recursive: true, force: true });
});

const workshop = {
  draft: async (data: LetterData) => {
    drawn.push(data);
    return Buffer.from('a draft');
  },
  page: async (...given: unknown[]) => {
    drawn.push(given);
    return Buffer.from('a page');
  },
} as unknown as Workshop;

const desk = () => fixture.officer('operator1');
const abroad = '00000000-0000-7000-8000-000000000000';
async function read(actor: Actor, kind: Attachment['kind'], id: string, change: Partial<Office> = {}) {
  const office = { ...(await fixture.office()), ...change };
  const file: Attachment = { kind, id, name: 'x', mime: 'application/pdf' };
  const bytes = await readAttachment(fixture.db, { files, workshop }, office, actor, file);
  return Buffer.from(bytes).toString();
}
const foreignWard = async () => ({ ward: { ...(await fixture.office()).ward, id: abroad } });

describe('a letter', () => {
  test('is read by its owner and by the office, and by nobody else', async () => {
    const { id } = await fixture.requestIn('delivered', owner);
    const [row] = await fixture.db.select().from(letter).where(eq(letter.requestId, id));
    const letterId = row?.id ?? '';
    const file = `letter/${letterId}.pdf` as const;
    await files.put(file, Buffer.from('signed'));
    await fixture.db.update(letter).set({ file, state: 'issued' }).where(eq(letter.id, letterId));
    expect(await read(owner, 'letter', letterId)).toBe('signed');
    expect(await read(desk(), 'letter', letterId)).toBe('signed');
    await expect(read(other, 'letter', letterId)).rejects.toThrow(NotAllowed);
    await expect(read({ ...desk(), wardId: abroad }, 'letter', letterId)).rejects.toThrow(NotAllowed);
    await expect(read(owner, 'letter', letterId, await foreignWard())).rejects.toThrow(NotAllowed);
    await expect(read(owner, 'letter', abroad)).rejects.toThrow(NotAllowed);
  });
});

describe('a paper', () => {
  test('is read by whoever sent it and by the office', async () => {
    const { id } = await fixture.submitted(owner);
    const [row] = await fixture.db.select().from(document).where(eq(document.requestId, id));
    const paper = row?.id ?? '';
    await files.put(`document/${paper}`, Buffer.from('a photo'));
    await fixture.db.update(document).set({ state: 'stored' }).where(eq(document.id, paper));
    expect(await read(owner, 'document', paper)).toBe('a photo');
    expect(await read(desk(), 'document', paper)).toBe('a photo');
    await expect(read(other, 'document', paper)).rejects.toThrow(NotAllowed);
    // One that belongs to no request yet is for nobody to see.
    const loose = await fixture.photo(owner, 'ktp');
    await expect(read(desk(), 'document', loose)).rejects.toThrow(NotAllowed);
  });
});

describe('a draft of the letter', () => {
  test('is drawn for the office as it would be signed now, and for no resident', async () => {
    const { id } = await fixture.requestIn('verified', owner);
    expect(await read(desk(), 'draft', id)).toBe('a draft');
    expect(drawn.at(-1)).toMatchObject({
      service: 'domisili',
      number: 'DRAF',
      draft: true,
      training: true,
      signer: { name: fixture.officer('lurah').name },
      signedAt: fixture.clock.now().toISOString(),
      verification: { code: '', url: '' },
    });
    await expect(read(owner, 'draft', id)).rejects.toThrow(NotAllowed);
    await expect(read(desk(), 'draft', id, { services: [] })).rejects.toThrow('letter.preview');
    await expect(read(desk(), 'draft', abroad)).rejects.toThrow(NotAllowed);
  });

  test('names nobody while no lurah is on duty', async () => {
    const { id } = await fixture.requestIn('verified', owner);
    const duty = (on: boolean) => fixture.run((tx) => setOnDuty(tx, fixture.staff.lurah, on));
    await duty(false);
    await read(desk(), 'draft', id);
    await duty(true);
    expect(drawn.at(-1)).toMatchObject({ signer: { name: '-', rank: null, nip: null } });
  });
});

describe('what belongs to the office alone', () => {
  test('the QR that links its number is for those who manage it', async () => {
    await files.put('qr/q1', Buffer.from('png'));
    expect(await read(desk(), 'qr', 'q1')).toBe('png');
    await expect(read(fixture.officer('kasi'), 'qr', 'q1')).rejects.toThrow(NotAllowed);
    await expect(read(owner, 'qr', 'q1')).rejects.toThrow(NotAllowed);
  });

  test('the brief has a picture when there is something to tell, and is nothing to a resident', async () => {
    const brief = (who: Actor, change: Partial<Office> = {}) =>
      fixture.run((tx, office) => createBriefMaker(files)(tx, { ...office, ...change }, who));
    expect(await brief(owner)).toEqual({ text: '', picture: null });
    const quiet = await brief(desk(), await foreignWard());
    expect(quiet, 'not of this ward').toEqual({ text: '', picture: null });
    const nothing = await brief({ ...desk(), wardId: abroad }, await foreignWard());
    expect([nothing.text.split('\n').length, nothing.text === '', nothing.picture]).toEqual([1, false, null]);
    await fixture.submitted(owner);
    const { text, picture } = await brief(desk());
    expect(text.split('\n').length).toBeGreaterThan(1);
    expect(picture).toMatchObject({ kind: 'picture', name: 'ringkasan.png', mime: 'image/png' });
    expect(await read(desk(), 'picture', picture?.id ?? '')).toBe('a page');
  });

  test('the picture of the brief is drawn from its figures when it is sent', async () => {
    await files.put('picture/p1', Buffer.from(JSON.stringify({ bars: [1] })));
    expect(await read(fixture.officer('kasi'), 'picture', 'p1')).toBe('a page');
    expect(drawn.at(-1)).toEqual(['office/brief', { bars: [1] }]);
    await expect(read(owner, 'picture', 'p1')).rejects.toThrow(NotAllowed);
  });
});
