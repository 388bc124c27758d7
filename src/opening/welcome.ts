import type { Config } from '../config.ts';
import type { Ward } from '../wards/ward.ts';

/** What the message of a start speaks of. */
export interface Opened {
  readonly config: Config;
  readonly port: number;
  readonly ward: Ward;
  readonly training: Ward | null;
  /** One line a channel. */
  readonly channels: readonly string[];
  readonly version: string;
  readonly embedded: boolean;
}

/** The one message of a start: what runs, what is not configured, and where to go. */
export function welcome({ config, port, ward, training, channels, version, embedded }: Opened): string {
  const here = `http://localhost:${port}`;
  const lines = [
    '',
    `Halo Lurah is open: ${ward.name} (${ward.code}), ${ward.timeZone}`,
    '',
    `  Front page    ${here}/`,
    training
      ? `  Simulator     ${here}/simulator   (${training.name}: try the whole office here)`
      : '  Simulator     closed (TRAINING=0, or no training ward)',
    `  Verification  ${here}/verifikasi`,
    `  Database      PostgreSQL ${version}, ${embedded ? `built in, in ${config.dataDir}` : 'the server of DATABASE_URL'}`,
    ...(channels.length > 0
      ? channels.map((words, at) => `  ${(at === 0 ? 'Channels' : '').padEnd(12)}  ${words}`)
      : [
          '  Channels      none yet: set TELEGRAM_BOT_TOKEN (from @BotFather) in .env, or npm run whatsapp -- pair',
        ]),
    config.publicUrl
      ? `  Address       ${config.publicUrl}`
      : '  Address       not configured: set PUBLIC_URL, or QR codes on letters only work on this computer',
    ...(ward.training ? ['', '  This is the training ward. For a real one: npm run ward -- init'] : []),
    '',
    '  Stop with Ctrl-C. Check everything with: npm run doctor',
    '',
  ];
  return `${lines.join('\n')}\n`;
}
