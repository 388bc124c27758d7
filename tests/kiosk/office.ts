import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Registry } from 'prom-client';
import { systemClock } from '../../src/clock.ts';
import { transaction } from '../../src/db/transaction.ts';
import { systemEntropy } from '../../src/entropy.ts';
import { createFileStore } from '../../src/files/store.ts';
import { createLog } from '../../src/log.ts';
import { buildHouse, type House } from '../../src/office.ts';
import { openKiosks } from '../../src/opening/kiosk.ts';
import { loadServices } from '../../src/services.ts';
import { addDevice } from '../../src/wards/devices.ts';
import { seedTrainingWard } from '../../src/wards/training.ts';
import type { Ward } from '../../src/wards/ward.ts';
import { healthPart } from '../../src/web/health.ts';
import type { KioskPartOptions } from '../../src/web/kiosk/part.ts';
import { createWeb, type Listening, listen } from '../../src/web/server.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { testSealer } from '../support/keys.ts';

export const DOORS = [
  { label: 'WhatsApp', href: 'https://wa.me/6281339000000' },
  { label: 'Telegram', href: 'https://t.me/naikoten2_bot' },
];

/** One process of an office: its house and its web server. */
export interface Process {
  readonly house: House;
  readonly url: string;
  stop(): Promise<void>;
}

/** A training ward with screens at its counter, in as many processes as a test wants. */
export interface KioskOffice {
  readonly database: TestDatabase;
  readonly ward: Ward;
  /** A new device code. */
  code(name?: string): Promise<{ readonly id: string; readonly code: string }>;
  process(options?: ProcessOptions): Promise<Process>;
  close(): Promise<void>;
}

export interface ProcessOptions {
  readonly limits?: Pick<KioskPartOptions, 'idleMs' | 'tries'>;
  readonly publicUrl?: string | null;
}

export const deps = { sealer: testSealer(), clock: systemClock, entropy: systemEntropy };

export async function openKioskOffice(): Promise<KioskOffice> {
  const database = await createTestDatabase({ max: 10 });
  const folder = await mkdtemp(join(tmpdir(), 'halo-lurah-kiosk-'));
  const services = await loadServices();
  const log = createLog('silent');
  const files = createFileStore(folder, deps.sealer);
  const { ward } = await transaction(database.sql, ({ tx }) => seedTrainingWard(tx, deps, deps.clock.now()));
  const open = new Set<Process>();
  return {
    database,
    ward,
    code: (name = 'Loket depan') =>
      transaction(database.sql, ({ tx }) =>
        addDevice(tx, deps, { wardId: ward.id, name, now: deps.clock.now() }),
      ),
    process: async ({ limits = {}, publicUrl = null } = {}) => {
      const all = { ...deps, ...database, log, services, files };
      const house = buildHouse({ ...all, alone: false, publicUrl: () => 'https://contoh.go.id' });
      await house.start();
      const kiosks = await openKiosks({ ...all, house, publicUrl, limits, doors: () => DOORS });
      const web = createWeb({
        office: ward.name,
        parts: [
          healthPart({ ready: async () => true, lines: async () => [], registry: new Registry() }),
          kiosks,
        ],
      });
      const listening: Listening = await listen(web, '127.0.0.1', 0);
      const process: Process = {
        house,
        url: `http://127.0.0.1:${listening.port}`,
        stop: async () => {
          open.delete(process);
          await listening.close();
          await house.stop();
        },
      };
      open.add(process);
      return process;
    },
    close: async () => {
      for (const one of [...open]) await one.stop();
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
