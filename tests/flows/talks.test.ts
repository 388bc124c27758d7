import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { playTalk } from './talk.ts';

const FOLDER = join(import.meta.dirname, 'talks');

/** UPDATE_TALKS=1 writes what was heard instead of comparing; read the difference aloud before it is kept. */
const UPDATE = process.env['UPDATE_TALKS'] === '1';

describe('written talks', () => {
  test.for(readdirSync(FOLDER).filter((name) => name.endsWith('.talk')))('%s', (file) => {
    const path = join(FOLDER, file);
    const golden = readFileSync(path, 'utf8');
    const heard = playTalk(golden);
    if (UPDATE) writeFileSync(path, heard);
    else expect(heard).toBe(golden);
  });
});
