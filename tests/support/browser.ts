import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core';

/**
 * A real browser on a machine that has none: Chromium comes inside the npm package @sparticuz/chromium, together
 * with the libraries that a bare machine lacks (nss, nspr, expat) and one font family. No system package is needed.
 */

const FLAGS = [
  '--no-sandbox',
  '--no-zygote',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--no-default-browser-check',
  '--no-pings',
  '--font-render-hinting=none',
];

export interface BrowserSupport {
  readonly browser: Browser;
  /** Where `shot` writes; kept after the run so that a person can look. */
  readonly shots: string;
  /** A fresh context with its own cookies and storage, and one page that records what went wrong in it. */
  open(options?: BrowserContextOptions): Promise<Opened>;
  close(): Promise<void>;
}

export interface Opened {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Script errors, console errors (a CSP violation is one), and requests that left the page's own origin. */
  readonly troubles: string[];
  /** Saves a picture of the window as `<shots>/<name>.png` and returns its path. */
  shot(name: string): Promise<string>;
  close(): Promise<void>;
}

/** Starts the browser, with `more` flags; the first call on a machine unpacks it once (about 2 s, 210 MB in the temporary folder). */
export async function startBrowser(more: readonly string[] = []): Promise<BrowserSupport> {
  const home = await unpacked();
  const shots = await mkdtemp(join(tmpdir(), 'halo-lurah-shots-'));
  const browser = await chromium.launch({
    executablePath: join(home, 'chromium'),
    headless: true,
    args: [...FLAGS, ...more],
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: shots,
      TMPDIR: tmpdir(),
      LANG: 'C.UTF-8',
      LD_LIBRARY_PATH: join(home, 'al2023', 'lib'),
      FONTCONFIG_PATH: join(home, 'fonts'),
    },
  });
  return {
    browser,
    shots,
    open: (options) => open(browser, shots, options),
    close: () => browser.close(),
  };
}

async function open(browser: Browser, shots: string, options: BrowserContextOptions = {}): Promise<Opened> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: 'id-ID',
    timezoneId: 'Asia/Makassar',
    ...options,
  });
  const troubles: string[] = [];
  const origins = new Set<string>();
  context.on('console', (message) => {
    if (message.type() === 'error') troubles.push(`console: ${message.text()} (${message.location().url})`);
  });
  context.on('weberror', (error) => troubles.push(`script: ${error.error().message}`));
  context.on('request', (request) => {
    const url = new URL(request.url());
    if (!url.protocol.startsWith('http')) return;
    if (request.isNavigationRequest()) origins.add(url.origin);
    else if (!origins.has(url.origin)) troubles.push(`request: ${url.origin}`);
  });
  const page = await context.newPage();
  // Playwright takes a chooser over only while somebody listens, and begins to do so behind the next key: whoever
  // listens just before pressing Enter misses one in a hundred on a busy machine.
  page.on('filechooser', () => {});
  return {
    context,
    page,
    troubles,
    shot: async (name) => {
      const path = join(shots, `${name}.png`);
      await page.screenshot({ path });
      return path;
    },
    close: () => context.close(),
  };
}

/** Unpacks into a folder of this version; built aside and renamed, so that two runs at once cannot meet half a browser. */
async function unpacked(): Promise<string> {
  const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium');
  const { version } = createRequire(import.meta.url)(join(dirname(entry), '..', 'package.json')) as {
    version: string;
  };
  const home = join(tmpdir(), `halo-lurah-chromium-${version}`);
  if (existsSync(home)) return home;

  const aside = await mkdtemp(join(tmpdir(), 'halo-lurah-unpack-'));
  // The package writes to os.tmpdir() and adds its libraries only when it thinks it runs on Lambda: so it runs in a
  // process of its own, which is told both.
  const script = `const { default: c } = await import(${JSON.stringify(pathToFileURL(entry).href)}); await c.executablePath();`;
  await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
    env: { PATH: process.env['PATH'] ?? '', TMPDIR: aside, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' },
  });
  await writeFile(join(aside, 'fonts', 'fonts.conf'), fontsConf(home));
  try {
    await rename(aside, home);
  } catch (error) {
    if (!existsSync(home)) throw error;
    await rm(aside, { recursive: true, force: true });
  }
  return home;
}

/** Only the packed font: a page then looks the same on every machine. */
function fontsConf(home: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${join(home, 'fonts', 'fonts')}</dir><cachedir>${join(home, 'fonts', 'cache')}</cachedir></fontconfig>
`;
}
