/**
 * The rooms of the house and the arrows between them: who may import whom. A room is the files below a path; the
 * longest matching path wins. An arrow that is not written here fails a test, and so does one that nobody uses.
 */
export interface RoomRule {
  /** Other rooms, by name. */
  readonly rooms: readonly string[];
  /** Packages; `node` stands for every module of Node itself. */
  readonly packages: readonly string[];
}

/** What anybody in src may import without saying so: the pure flows' kit and the small things at the bottom. */
export const COMMON = [
  'flows/kit',
  'src/clock.ts',
  'src/entropy.ts',
  'src/log.ts',
  'src/startup.ts',
] as const;

export const ROOMS: Readonly<Record<string, RoomRule>> = {
  // --- flows: pure, and knowing nobody ---
  'flows/wording': { rooms: ['flows/kit'], packages: [] },
  'flows/kit': { rooms: ['flows/wording'], packages: ['xstate', 'zod'] },
  'flows/services': { rooms: ['flows/kit'], packages: [] },
  'flows/resident': { rooms: ['flows/kit'], packages: ['xstate'] },
  'flows/office': { rooms: ['flows/kit', 'flows/wording'], packages: ['xstate'] },
  'flows/request.ts': { rooms: [], packages: ['xstate'] },
  'flows/registry.ts': { rooms: ['flows/kit', 'flows/resident', 'flows/office'], packages: [] },

  // --- the ground ---
  'src/startup.ts': { rooms: [], packages: ['node'] },
  'src/preload.ts': { rooms: [], packages: ['node'] },
  'src/patches.ts': { rooms: [], packages: ['node'] },
  'src/clock.ts': { rooms: [], packages: [] },
  'src/entropy.ts': { rooms: [], packages: ['node'] },
  'src/settings.ts': { rooms: [], packages: ['zod'] },
  'src/config.ts': { rooms: ['src/settings.ts'], packages: ['node', 'zod'] },
  'src/log.ts': { rooms: ['src/config.ts'], packages: ['pino'] },
  'src/worker': { rooms: [], packages: ['node'] },
  'src/db': {
    rooms: ['src/config.ts'],
    packages: ['node', 'drizzle-orm', 'postgres', 'zod'],
  },
  'src/files': { rooms: ['src/db'], packages: ['flydrive', 'node'] },
  'src/services.ts': { rooms: ['flows/registry.ts'], packages: ['node'] },

  // --- the domain: takes a transaction, writes its rows, returns what follows ---
  'src/staff': { rooms: ['src/db'], packages: ['drizzle-orm', 'zod', 'node'] },
  'src/wards': { rooms: ['src/db', 'src/staff'], packages: ['drizzle-orm', 'zod'] },
  'src/residents': {
    rooms: ['src/db', 'src/staff', 'src/wards'],
    packages: ['node', 'drizzle-orm', 'zod'],
  },
  'src/wards/training': {
    rooms: ['src/db', 'src/residents', 'src/staff', 'src/wards'],
    packages: ['drizzle-orm'],
  },
  'src/documents': {
    rooms: ['src/db', 'src/files', 'src/worker'],
    packages: ['node', 'drizzle-orm', 'sharp', 'zod'],
  },
  'src/letters': {
    rooms: ['src/db', 'src/files', 'src/wards', 'src/worker'],
    packages: [
      'node',
      'drizzle-orm',
      'zod',
      '@myriaddreamin/typst-ts-node-compiler',
      'asn1js',
      'pkijs',
      'sharp',
      'uqr',
    ],
  },
  'src/summaries': { rooms: ['src/db', 'src/staff', 'flows/request.ts'], packages: ['drizzle-orm', 'zod'] },
  'src/requests': {
    rooms: [
      'flows/request.ts',
      'src/db',
      'src/documents',
      'src/letters',
      'src/residents',
      'src/staff',
      'src/wards',
    ],
    packages: ['drizzle-orm', 'xstate', 'zod'],
  },

  // --- the engine: the only room that runs flows and writes the outbox ---
  'src/channels': { rooms: ['src/files'], packages: ['node', 'pino', 'postgres', 'zod'] },
  'src/channels/telegram': { rooms: ['src/channels'], packages: ['node', 'pino', 'telegraf', 'zod'] },
  'src/channels/whatsapp-cloud': { rooms: ['src/channels'], packages: ['node', 'pino', 'zod'] },
  // The keys of a linked account are rows of our database, sealed like all others.
  'src/channels/whatsapp': {
    rooms: ['src/channels', 'src/db'],
    packages: ['node', '@whiskeysockets/baileys', 'pino', 'postgres', 'zod'],
  },
  'src/engine': {
    rooms: [
      'flows/wording',
      'src/channels',
      'src/db',
      'src/documents',
      'src/files',
      'src/letters',
      'src/requests',
      'src/residents',
      'src/staff',
      'src/summaries',
      'src/wards',
    ],
    packages: ['drizzle-orm', 'pg-boss', 'postgres', 'zod'],
  },
  'src/office.ts': {
    rooms: [
      'flows/registry.ts',
      'flows/wording',
      'src/channels',
      'src/db',
      'src/documents',
      'src/engine',
      'src/files',
      'src/letters',
      'src/requests',
      'src/wards',
    ],
    packages: ['drizzle-orm', 'postgres'],
  },

  // --- the doors ---
  'src/web': {
    rooms: ['src/channels', 'src/db', 'src/documents', 'src/files', 'src/letters'],
    packages: ['node', 'hono', '@hono/node-server', 'drizzle-orm', 'pino', 'prom-client', 'uqr', 'zod'],
  },
  'src/training': {
    rooms: [
      'flows/registry.ts',
      'flows/wording',
      'src/channels',
      'src/db',
      'src/engine',
      'src/files',
      'src/letters',
      'src/office.ts',
      'src/services.ts',
      'src/staff',
      'src/wards',
      'src/wards/training',
    ],
    packages: ['node', 'drizzle-orm', 'postgres', 'sharp'],
  },
  'src/opening': {
    rooms: [
      'flows/wording',
      'src/channels',
      'src/channels/telegram',
      'src/channels/whatsapp',
      'src/channels/whatsapp-cloud',
      'src/config.ts',
      'src/db',
      'src/files',
      'src/office.ts',
      'src/opening/account.ts',
      'src/opening/numbers',
      'src/residents',
      'src/training',
      'src/wards',
      'src/wards/training',
      'src/web',
    ],
    packages: ['node', 'drizzle-orm', 'postgres', 'prom-client'],
  },
  'src/opening/account.ts': { rooms: ['src/db', 'src/wards'], packages: ['drizzle-orm', 'postgres'] },
  // The ward's own WhatsApp numbers: linked by the start, by a command, or from a chat.
  'src/opening/numbers': {
    rooms: ['src/channels', 'src/channels/whatsapp', 'src/db', 'src/opening/account.ts', 'src/wards'],
    packages: ['drizzle-orm', 'pino', 'postgres', 'sharp', 'uqr'],
  },
  'src/cli': {
    rooms: [
      'flows/registry.ts',
      'flows/request.ts',
      'flows/wording',
      'src/channels/telegram',
      'src/channels/whatsapp',
      'src/channels/whatsapp-cloud',
      'src/config.ts',
      'src/db',
      'src/letters',
      'src/opening/numbers',
      'src/patches.ts',
      'src/services.ts',
      'src/staff',
      'src/training',
      'src/wards',
    ],
    packages: ['node', 'citty', 'drizzle-orm', 'postgres', 'sharp', 'xstate'],
  },
  'src/main.ts': {
    rooms: [
      'src/config.ts',
      'src/db',
      'src/files',
      'src/office.ts',
      'src/opening',
      'src/opening/numbers',
      'src/patches.ts',
      'src/services.ts',
      'src/training',
    ],
    packages: ['prom-client'],
  },
};

const BY_LENGTH = Object.keys(ROOMS).sort((a, b) => b.length - a.length);

/** The room that a file lies in; null: a file outside every room. */
export function roomOf(path: string): string | null {
  return (
    BY_LENGTH.find(
      (room) =>
        path === room || (room.endsWith('.ts') ? false : path.startsWith(`${room}/`) || isPart(path, room)),
    ) ?? null
  );
}

/** `src/wards/training` also holds `src/wards/training-demo.ts`: files that share its first word. */
function isPart(path: string, room: string): boolean {
  return path === `${room}.ts` || path.startsWith(`${room}-`);
}
