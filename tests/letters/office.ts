import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { person, request, staff, ward } from '../../src/db/schema/index.ts';
import { systemEntropy } from '../../src/entropy.ts';
import { createFileStore, type FileStore } from '../../src/files/store.ts';
import type { NewLetter } from '../../src/letters/issue.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { fakeClock, testSealer } from '../support/keys.ts';
import { sampleLetter } from './sample.ts';

/** An office with one signer, in a database and a folder of its own. */
export interface Office {
  readonly database: TestDatabase;
  readonly db: TestDatabase['db'];
  readonly files: FileStore;
  readonly deps: ReturnType<typeof officeDeps>;
  readonly clock: ReturnType<typeof fakeClock>;
  ward(change?: WardChange): Promise<{ wardId: string; signer: string }>;
  /** A request that waits for its letter. */
  letter(of: { wardId: string; signer: string }, change?: Partial<NewLetter>): Promise<NewLetter>;
  close(): Promise<void>;
}

export interface WardChange {
  readonly training?: boolean;
  readonly settings?: Record<string, unknown>;
  readonly createdAt?: Date;
}

const officeDeps = () => ({
  sealer: testSealer(),
  entropy: systemEntropy,
  verifyUrl: (code: string) => `https://surat.contoh.go.id/v/${code}`,
});

export async function openOffice(): Promise<Office> {
  const database = await createTestDatabase({ max: 10 });
  const folder = mkdtempSync(join(tmpdir(), 'halo-office-'));
  const deps = officeDeps();
  const clock = fakeClock('2026-11-21T02:15:00.000Z');
  const { db } = database;
  let task = 0;
  return {
    database,
    db,
    deps,
    clock,
    files: createFileStore(folder, deps.sealer),
    async ward(change = {}) {
      const wardId = randomUUID();
      const signer = randomUUID();
      const createdAt = change.createdAt ?? new Date('2026-01-05T00:00:00Z');
      await db.insert(ward).values({
        id: wardId,
        code: `53.71.05.${wardId.slice(0, 8)}`,
        name: 'Naikoten II',
        timeZone: 'Asia/Makassar',
        short: wardId.slice(0, 8),
        training: change.training ?? false,
        settings: { ...SETTINGS, ...change.settings },
        createdAt,
      });
      await db
        .insert(staff)
        .values({ id: signer, wardId, role: 'lurah', name: 'MARIA CONTOH, S.Sos.', createdAt });
      return { wardId, signer };
    },
    async letter({ wardId, signer }, change = {}) {
      const at = clock.now();
      const [requestId, personId] = [randomUUID(), randomUUID()];
      task += 1;
      const mine = task;
      await db.insert(person).values({ id: personId, wardId, createdAt: at });
      await db.insert(request).values({
        id: requestId,
        wardId,
        service: 'domisili',
        number: `NKT2-261121-${mine}`,
        task: mine,
        personId,
        conversationId: mine,
        state: 'signed',
        context: Buffer.alloc(1),
        form: Buffer.alloc(1),
        submittedAt: at,
        dueAt: at,
      });
      const {
        service,
        number: _number,
        draft: _draft,
        training: _training,
        verification: _check,
        signedAt: _at,
        ...data
      } = sampleLetter();
      return {
        requestId,
        wardId,
        service,
        codes: { old: '470', new: '400.12.2.1' },
        data,
        signedBy: signer,
        at,
        validUntil: new Date('2027-05-21T15:59:59.999Z'),
        ...change,
      };
    },
    async close() {
      await database.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const SETTINGS = {
  city: 'Kota Kupang',
  kecamatan: 'Kota Raja',
  kelurahan: 'Naikoten II',
  province: 'Nusa Tenggara Timur',
  address: 'Jalan Contoh 1',
  contact: '-',
  hours: [[], [], [], [], [], [], []],
  numberUnit: 'KEL.NKT2',
};
