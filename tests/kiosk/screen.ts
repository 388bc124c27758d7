import { Buffer } from 'node:buffer';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { DEMO } from '../../src/wards/training-demo.ts';
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
  await page.getByRole('button', { name: 'Mulai' }).waitFor();
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

/** What axe finds wrong by WCAG 2.2 A and AA and by best practice, one line each. The page's own policy lets no other script in. */
export async function faults(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { axe: checker } = globalThis as unknown as { axe: typeof import('axe-core') };
    const { violations } = await checker.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    });
    return violations.map(
      ({ id, nodes }) =>
        `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join(' | ')}`,
    );
  });
}
