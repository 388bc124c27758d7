import { existsSync, readFileSync } from 'node:fs';
import { applyPatches, type Patch } from '../breaks/patch.ts';

// Given to node by --import: files are changed as they are loaded, by a list that may come to lie there between two starts.
const at = process.env['FAULTS_PATCHES'] ?? '';
if (existsSync(at)) applyPatches(JSON.parse(readFileSync(at, 'utf8')) as Patch[]);
