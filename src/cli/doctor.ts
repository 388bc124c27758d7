import { defineCommand } from 'citty';
import { checkTelegram } from '../channels/telegram/check.ts';
import { checkWhatsAppCloud } from '../channels/whatsapp-cloud/index.ts';
import { systemClock } from '../clock.ts';
import { type Config, ConfigProblem, loadConfig, readEnvironment } from '../config.ts';
import { type Check, type DoctorTools, doctor } from './doctor-checks.ts';

/**
 * Looks at everything that a start needs, without starting; wrong settings end the list, for without them the rest
 * cannot be asked.
 */
export async function examine(
  cwd: string,
  env: NodeJS.ProcessEnv | undefined,
  tools: DoctorTools,
): Promise<Check[]> {
  let config: Config;
  try {
    config = loadConfig(readEnvironment(cwd, env), { cwd });
  } catch (error) {
    if (!(error instanceof ConfigProblem)) throw error;
    return error.lines.map((line) => ({
      name: 'settings',
      ok: false,
      detail: line,
      fix: 'Correct it in .env or in the environment.',
    }));
  }
  return [
    { name: 'settings', ok: true, detail: 'all settings are readable' },
    ...(await doctor(config, tools)),
  ];
}

/** The checks as lines for people. */
export function report(checks: readonly Check[]): string {
  const width = Math.max(...checks.map((one) => one.name.length));
  const lines = checks.map((one) => {
    const line = `${one.ok ? 'ok     ' : 'PROBLEM'}  ${one.name.padEnd(width)}  ${one.detail}`;
    return one.ok || !one.fix ? line : `${line}\n${' '.repeat(width + 11)}${one.fix}`;
  });
  const wrong = checks.filter((one) => !one.ok).length;
  lines.push('', wrong === 0 ? 'Everything is in order.' : `${wrong} of ${checks.length} need attention.`);
  return `${lines.join('\n')}\n`;
}

/** `npm run doctor`: exit code 1 when something needs attention. */
export const doctorCommand = defineCommand({
  meta: { name: 'doctor', description: 'Check everything that a start needs, without starting' },
  args: { json: { type: 'boolean', description: 'Print JSON' } },
  async run({ args }) {
    const checks = await examine(process.cwd(), undefined, {
      checkTelegram,
      checkWhatsAppCloud,
      clock: systemClock,
    });
    const ok = checks.every((one) => one.ok);
    process.stdout.write(args.json ? `${JSON.stringify({ ok, checks }, null, 2)}\n` : report(checks));
    if (!ok) process.exitCode = 1;
  },
});
