import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import type { Hono } from 'hono';
import type { App } from './server.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};

interface Asset {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly type: string;
  readonly tag: string;
}

/**
 * Serves the few files of the pages from memory under /assets/. Only what lay in the folder at start is served, so
 * no path of a visitor ever reaches the disk. `no-cache` with an ETag: a new version is seen at once, an old one costs 304.
 */
export function mountAssets(app: Hono<App>, folder: URL): void {
  const assets = load(folder);
  app.get('/assets/*', async (c, next) => {
    const asset = assets.get(c.req.path.slice('/assets/'.length));
    if (asset === undefined) return next();
    c.header('ETag', asset.tag);
    c.header('Cache-Control', 'no-cache');
    if (c.req.header('if-none-match') === asset.tag) return c.body(null, 304);
    c.header('Content-Type', asset.type);
    return c.body(asset.bytes);
  });
}

function load(folder: URL): Map<string, Asset> {
  const assets = new Map<string, Asset>();
  for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const type = TYPES[extname(entry)];
    if (type === undefined) continue;
    const path = entry.replaceAll('\\', '/');
    const bytes = new Uint8Array(readFileSync(new URL(path, folder)));
    const tag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;
    assets.set(path, { bytes, type, tag });
  }
  return assets;
}
