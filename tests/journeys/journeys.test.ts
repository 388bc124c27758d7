import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { oddLines } from './lint.ts';
import { playTranscript } from './office.ts';

const FOLDER = import.meta.dirname;

/** UPDATE_JOURNEYS=1 writes what was heard instead of comparing; read the difference aloud before it is kept. */
const UPDATE = process.env['UPDATE_JOURNEYS'] === '1';

const files = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.chat'))
  .sort();

describe('journeys', () => {
  test.for(files)('%s', { timeout: 120_000 }, async (file) => {
    const path = join(FOLDER, file);
    const golden = readFileSync(path, 'utf8');
    const { transcript, faults, failed } = await playTranscript(golden);
    expect(failed, transcript.split('\n').slice(-12).join('\n')).toBeNull();
    expect(faults, 'the log complained').toEqual([]);
    expect(oddLines(transcript), 'nobody should read this').toEqual([]);
    if (UPDATE) writeFileSync(path, transcript);
    else expect(transcript).toBe(golden);
  });
});
