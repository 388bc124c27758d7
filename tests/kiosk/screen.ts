import { Buffer } from 'node:buffer';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { DEMO } from '../../src/wards/training-demo.ts';
import type { Opened } from '../support/browser.ts';
import { ktp } from '../support/images.ts';

/** The two screens of the issue: a tall one and a wide one. */
export const SCREENS = {
  tall: { width: 1080, height: 1920 },
  wide: { width: 1366, height: 768 },
} as const;

const [YEAR = '', MONTH = '', DAY = ''] = DEMO.warga1.birthDate.split('-');
/** Somebody of the training register, as it is typed in digits. */
export const SOMEBODY = { nik: DEMO.warga1.nik, birth: `${DAY}${MONTH}${YEAR}` };

/** Lets a screen in by its code, through the page. */
export async function letIn(page: Page, url: string, code: string): Promise<void> {
  await page.goto(`${url}/anjungan`);
  await page.getByLabel('Kode perangkat').fill(code);
  await page.getByRole('button', { name: 'Buka' }).click();
  // Its buttons are there before the page's script lets them be pressed.
  await page.locator('[data-language]:not([disabled])').first().waitFor();
}

export async function begin(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Mulai' }).click();
  await choice(page, 'Surat Keterangan Domisili').waitFor();
}

export const choice = (page: Page, label: string) => page.locator('.choice', { hasText: label });

/** A KTP as it comes from a file or a camera. */
export async function ktpFile(): Promise<{ name: string; mimeType: string; buffer: Buffer }> {
  return { name: 'ktp.jpg', mimeType: 'image/jpeg', buffer: Buffer.from(await ktp()) };
}

/** What axe finds wrong by WCAG 2.2 A and AA and by best practice, one line each. */
export async function faults(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate<string[]>(`(async () => {
    const runOnly = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const { violations } = await axe.run(document, { runOnly });
    return violations.map(({ id, nodes }) =>
      id + ': ' + nodes.map(({ html, failureSummary }) => html + ' ' + failureSummary).join(' | '));
  })()`);
}

/** What is too wide for the screen, too small for a finger (48 px) or for old eyes (20 px, 18 on a phone). */
export function misfits(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`(() => {
    const found = [];
    const wide = document.documentElement.scrollWidth - innerWidth;
    if (wide > 0) found.push(wide + ' px too wide');
    for (const element of document.querySelectorAll('button, input:not(.visually-hidden), p, label')) {
      const { width, height } = element.getBoundingClientRect();
      if (width <= 1 || height <= 1 || element.closest('.visually-hidden')) continue;
      if (element.matches('button, input') && Math.min(width, height) < 48)
        found.push(element.textContent + ' is ' + width + ' x ' + height);
      const size = Number.parseFloat(getComputedStyle(element).fontSize);
      if (size < (innerWidth < 700 ? 18 : 20)) found.push(element.textContent + ' is written in ' + size + ' px');
    }
    return found;
  })()`);
}

/** Everything that a browser can keep of a page; `words` is what it says of the person of these tests. */
export async function kept({ page, context }: Opened): Promise<object> {
  const stored = await page.evaluate<object>(`(async () => {
    const paths = ['/anjungan', '/anjungan/api/chat?seen=0', '/anjungan/api/messages'];
    // An answer that the browser can give again without asking the office.
    const again = (path) =>
      fetch(path, { cache: 'only-if-cached', mode: 'same-origin' }).then((answer) => answer.ok, () => false);
    return {
      local: localStorage.length,
      session: sessionStorage.length,
      databases: (await indexedDB.databases()).length,
      caches: (await caches.keys()).length,
      cached: (await Promise.all(paths.map(again))).filter(Boolean).length,
      fields: [...document.querySelectorAll('input')].map(({ value }) => value).join(''),
      words: /Yohanes|NIK|5371/.exec(document.body.textContent)?.[0] ?? null,
    };
  })()`);
  const cookies = (await context.cookies()).map(
    ({ name, httpOnly, sameSite, path }) => `${name} ${httpOnly} ${sameSite} ${path}`,
  );
  return { ...stored, cookies };
}

/** What is left after a session: the device's own cookie. */
export const NOTHING = {
  local: 0,
  session: 0,
  databases: 0,
  caches: 0,
  cached: 0,
  fields: '',
  words: null,
  cookies: ['anjungan true Strict /anjungan'],
};

/** Gives a page a voice in this computer and one in the network, and remembers what is said by which. */
export const VOICES = `
  const said = [];
  const voices = [
    { name: 'jauh', lang: 'id-ID', localService: false },
    { name: 'dekat', lang: 'id-ID', localService: true },
  ];
  const speechSynthesis = {
    getVoices: () => voices,
    speak: (one) => said.push(one.voice.name + ': ' + one.text),
    cancel: () => undefined,
    addEventListener: () => undefined,
  };
  Object.defineProperty(window, 'speechSynthesis', { value: speechSynthesis });
  window.SpeechSynthesisUtterance = class {
    constructor(text) {
      this.text = text;
    }
  };
  window.said = said;
`;
