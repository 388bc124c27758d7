import { readdir } from 'node:fs/promises';
import type { Service } from '../flows/kit/service.ts';
import { BadService, checkServices } from '../flows/registry.ts';

const FOLDER = new URL('../flows/services/', import.meta.url);

/**
 * Reads every folder of flows/services: a letter is added by adding a folder. Checked at start; throws BadService
 * with the folder and the fault.
 */
export async function loadServices(folder: URL = FOLDER): Promise<Service[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const definitions = new Map<string, unknown>();
  for (const { name } of entries
    .filter((entry) => entry.isDirectory())
    .sort((a, b) => a.name.localeCompare(b.name))) {
    const module = (await import(new URL(`${name}/service.ts`, folder).href)) as Record<string, unknown>;
    if (!('service' in module))
      throw new BadService(`flows/services/${name}/service.ts: exports no "service"`);
    definitions.set(name, module['service']);
  }
  return checkServices(definitions);
}
