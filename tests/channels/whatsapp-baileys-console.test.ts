import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

test('libsignal prints private keys, but not once it is silenced; others print as before', async () => {
  const loud = async (env: Record<string, string>) => {
    const file = 'tests/support/whatsapp/loud.ts';
    return (await promisify(execFile)(process.execPath, [file], { env })).stdout;
  };
  expect(await loud({})).toContain('privKey');
  expect(await loud({ QUIET: '1' })).toBe('others print as before\n');
});
