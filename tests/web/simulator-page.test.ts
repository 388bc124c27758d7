import { Buffer } from 'node:buffer';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { BOLD_OFF, BOLD_ON } from '../../flows/kit/message.ts';
import { type BrowserSupport, type Opened, startBrowser } from '../support/browser.ts';
import { type Answering, openSite, type Site, type SiteOptions } from './support.ts';

let support: BrowserSupport;
let site: Site;
let opened: Opened;

beforeAll(async () => {
  support = await startBrowser();
});
afterAll(() => support.close());
afterEach(async () => {
  await opened.close();
  await site.close();
});

async function open(options: SiteOptions, viewport = { width: 1440, height: 900 }) {
  site = await openSite(options);
  opened = await support.open({ viewport });
  await opened.page.goto(`${site.url}/simulator`);
  await opened.page.locator('.phone').first().waitFor();
  return opened.page;
}

const phone = (id: string) => opened.page.locator(`#telepon-${id}`);
const write = async (id: string, text: string) => {
  await phone(id).getByRole('textbox').fill(text);
  await phone(id).getByRole('textbox').press('Enter');
};

/** A small office: a resident asks, the operator gets a task with moves, a tap answers both. */
const smallOffice: Answering = async (inbound, office) => {
  const { body, chat } = inbound;
  if (chat === 'warga' && body.kind === 'text') {
    await office.say('warga', {
      text: `Selamat pagi, Ibu Maria. Permohonan ${BOLD_ON}Surat Keterangan Domisili${BOLD_OFF} diterima.\nNomor NKT2-261121-007. Sekarang pada petugas kelurahan, paling lambat Senin 09.00 WITA.`,
      choices: [
        { n: '1', label: 'Lihat status', data: 'status' },
        { n: '2', label: 'Menu', data: 'menu' },
      ],
    });
    await office.say('operator', {
      text: `${BOLD_ON}Tugas 12${BOLD_OFF} Surat Keterangan Domisili\nUntuk: Maria B. (NIK 5371******0003)\nKeperluan: membuka rekening bank\nBerkas: KTP, KK\nPaling lambat Senin 09.00 WITA`,
      choices: [
        { n: '1', label: 'Ambil', data: 'take:12' },
        { n: '2', label: 'Lihat berkas', data: 'files:12' },
      ],
    });
  }
  if (chat === 'operator' && body.kind === 'tap') {
    await office.say('operator', {
      text: 'Tugas 12 sekarang pada Ibu Adriana.',
      choices: [{ n: '1', label: 'Teruskan ke lurah', data: 'pass:12' }],
    });
    await office.say('warga', {
      text: 'Permohonan Ibu sedang diperiksa petugas. Tidak ada yang perlu dilakukan.',
    });
  }
};

describe('two phones', () => {
  it('talk through the office, by text and by button, without any trouble in the browser', async () => {
    const page = await open({ answer: smallOffice });
    await write('warga', 'beta mau urus surat domisili');
    await phone('warga').getByText('NKT2-261121-007').waitFor();
    expect(await phone('warga').locator('.text strong').allTextContents()).toEqual([
      'Surat Keterangan Domisili',
    ]);
    await phone('operator').getByRole('button', { name: 'Ambil' }).click();
    await phone('warga').getByText('sedang diperiksa petugas').waitFor();
    await opened.shot('desktop');
    expect(site.office.received.map(({ chat, body }) => [chat, body])).toEqual([
      ['warga', { kind: 'text', text: 'beta mau urus surat domisili' }],
      ['operator', { kind: 'tap', data: 'take:12', label: 'Ambil' }],
    ]);
    // What was said stays when the page is opened again, in the same order and nothing twice.
    const before = await phone('warga').locator('.msg .text').allTextContents();
    await page.reload();
    await phone('warga').getByText('sedang diperiksa petugas').waitFor();
    expect(await phone('warga').locator('.msg .text').allTextContents()).toEqual(before);
    expect(opened.troubles).toEqual([]);
  });

  it('quote a message, and the quote is still there after a reload', async () => {
    const page = await open({});
    const id = await site.office.say('operator', { text: 'Tugas 12 menunggu.' });
    await site.office.say('operator', { text: 'Tugas 13 menunggu.' });
    await phone('operator').getByText('Tugas 12').click();
    await write('operator', 'KURANG KK buram');
    await phone('operator').locator('.me .quote', { hasText: 'Tugas 12' }).waitFor();
    await expect.poll(() => site.office.received.map(({ quoted }) => quoted)).toEqual([id]);
    await page.reload();
    await phone('operator').locator('.me .quote', { hasText: 'Tugas 12' }).waitFor();
    expect(opened.troubles).toEqual([]);
  });

  it('show an edited message in place, with its new buttons only', async () => {
    await open({});
    const id = await site.office.say('operator2', {
      text: 'Tugas 12',
      choices: [{ n: '1', label: 'Ambil', data: 'take:12' }],
    });
    await phone('operator2').getByRole('button', { name: 'Ambil' }).waitFor();
    await site.office.say('operator2', { text: 'Tugas 12 sudah diambil Ibu Adriana.' }, id);
    await phone('operator2').getByText('sudah diambil').waitFor();
    expect(await phone('operator2').locator('.msg').count()).toBe(1);
    expect(await phone('operator2').getByRole('button', { name: 'Ambil' }).count()).toBe(0);
    expect(await phone('operator2').getByText('diubah').count()).toBe(1);
  });
});

describe('files', () => {
  it('arrive at the office as the person chose them, and are shown on the phone', async () => {
    const page = await open({});
    await phone('warga').getByRole('button', { name: 'Lampirkan' }).click();
    const chooser = page.waitForEvent('filechooser');
    await phone('warga').getByRole('button', { name: 'Foto atau PDF dari perangkat' }).click();
    const png = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      'base64',
    );
    await (await chooser).setFiles({ name: 'kk saya.png', mimeType: 'image/png', buffer: png });
    await expect.poll(() => site.office.received.length).toBe(1);
    const body = site.office.received[0]?.body;
    if (body?.kind !== 'media') throw new Error('expected a file');
    expect(body.media).toMatchObject({ mime: 'image/png', name: 'kk saya.png', size: png.length });
    expect(await site.office.channel.fetch(body.media, 1_000_000)).toEqual(png);
    await phone('warga').getByRole('img', { name: 'kk saya.png' }).waitFor();
    expect(opened.troubles).toEqual([]);
  });

  it('can be tried without having any: a drawn card is a real JPEG', async () => {
    await open({});
    await phone('warga').getByRole('button', { name: 'Lampirkan' }).click();
    await phone('warga').getByRole('button', { name: 'Contoh foto KTP' }).click();
    await expect.poll(() => site.office.received.length).toBe(1);
    const body = site.office.received[0]?.body;
    if (body?.kind !== 'media') throw new Error('expected a file');
    const bytes = Buffer.from(await site.office.channel.fetch(body.media, 1_000_000));
    expect(bytes.subarray(0, 3)).toEqual(Buffer.from([0xff, 0xd8, 0xff]));
    expect(opened.troubles).toEqual([]);
  });

  it('a letter is a card with ways to see and keep it', async () => {
    const pdf = { bytes: Buffer.from('%PDF-1.7 surat'), mime: 'application/pdf', name: 'domisili.pdf' };
    const page = await open({ files: ({ id }) => (id === 'letter-1' ? pdf : null) });
    await site.office.say('warga', {
      text: 'Surat sudah ditandatangani.',
      file: { kind: 'letter', id: 'letter-1', name: 'domisili.pdf', mime: 'application/pdf' },
    });
    const link = phone('warga').getByRole('link', { name: 'Unduh' });
    const address = (await link.getAttribute('href')) ?? '';
    const got = await fetch(new URL(address, site.url));
    expect(await got.text()).toBe('%PDF-1.7 surat');
    expect(got.headers.get('content-disposition')).toContain('attachment; filename="domisili.pdf"');
    // The same message asked for on another phone is not there.
    expect((await fetch(new URL(address.replace('/warga/', '/warga2/'), site.url))).status).toBe(404);
    await phone('warga').getByRole('button', { name: 'Lihat domisili.pdf' }).click();
    await page.getByRole('dialog').getByRole('link', { name: 'Buka di tab baru' }).waitFor();
    await page.keyboard.press('Escape');
    expect(opened.troubles).toEqual([]);
  });
});

describe('the room', () => {
  it('moves its clock, and every page sees it', async () => {
    const page = await open({});
    const before = site.now();
    await page.getByRole('button', { name: '+1 jam' }).click();
    await expect.poll(() => site.now() - before).toBeGreaterThan(3_599_000);
    await page.getByRole('button', { name: 'Ke 07.30 esok' }).click();
    await page.locator('#ward-time', { hasText: '07.30' }).waitFor();
    expect(await page.locator('#ward-zone').textContent()).toBe('WITA');
  });

  it('keeps the end in sight when pictures arrive and the composer grows', async () => {
    const page = await open({});
    for (let i = 0; i < 12; i += 1) await site.office.say('warga', { text: `Baris ${i}\nlagi\nlagi` });
    await phone('warga').getByRole('button', { name: 'Lampirkan' }).click();
    await phone('warga').getByRole('button', { name: 'Contoh foto rumah' }).click();
    await phone('warga').getByRole('img').waitFor();
    await site.office.say('warga', { text: 'Kirim nomor.', askPhone: true });
    await phone('warga').getByRole('button', { name: 'Kirim nomor saya' }).waitFor();
    const hidden = () =>
      page.evaluate<number>(
        "(() => { const log = document.querySelector('#telepon-warga .log'); return Math.round(log.scrollHeight - log.scrollTop - log.clientHeight); })()",
      );
    await expect.poll(hidden).toBeLessThan(3);
  });

  it('has two more phones, folded away until they are asked for', async () => {
    const page = await open({});
    expect(await phone('kasi').isVisible()).toBe(false);
    await page.getByRole('button', { name: 'Kasi dan sekretaris' }).click();
    await write('kasi', 'halo');
    await expect.poll(() => site.office.received.map(({ chat }) => chat)).toEqual(['kasi']);
  });

  it('sends the own number only when it is asked for', async () => {
    await open({});
    expect(await phone('warga').getByRole('button', { name: 'Kirim nomor saya' }).count()).toBe(0);
    await site.office.say('warga', { text: 'Kirim nomor Ibu lewat tombol di bawah.', askPhone: true });
    await phone('warga').getByRole('button', { name: 'Kirim nomor saya' }).click();
    await expect
      .poll(() => site.office.received.map(({ body }) => body))
      .toEqual([{ kind: 'ownPhone', phone: '6281339000001' }]);
  });

  it('shows what a person or the office wrote as text, never as HTML', async () => {
    const nasty = '<img src=x onerror="document.title=1"><script>document.title=2</script>';
    const page = await open({ names: { warga: nasty }, wardName: nasty });
    await site.office.say('warga', {
      text: nasty,
      choices: [{ n: '<b>', label: nasty, data: 'x' }],
      file: { kind: 'letter', id: 'x', name: nasty, mime: 'application/pdf' },
    });
    await write('operator', nasty);
    await phone('operator').locator('.me.sent').waitFor();
    await phone('warga').locator('.msg').waitFor();
    expect(await page.title()).toBe('Ruang latihan - Halo Lurah');
    expect(await page.locator('.phone img, .phone script, .bar script').count()).toBe(0);
    expect(await phone('warga').locator('h2').textContent()).toBe(nasty);
    expect(opened.troubles).toEqual([]);
  });

  it("puts a demo person's NIK into the right phone", async () => {
    const page = await open({});
    await page.getByRole('button', { name: 'NIK 5371031203850002' }).click();
    expect(await phone('warga2').getByRole('textbox').inputValue()).toBe('5371031203850002');
  });

  it('comes back by itself after the connection was lost, with what was said meanwhile', async () => {
    const page = await open({});
    await site.office.say('warga', { text: 'sebelum' });
    await phone('warga').getByText('sebelum').waitFor();
    await site.stop();
    await page.getByText('Sambungan terputus').waitFor();
    await write('warga', 'halo');
    await phone('warga').getByRole('button', { name: 'Gagal, kirim lagi' }).waitFor();
    await site.office.say('warga', { text: 'selama' });
    await site.start();
    await phone('warga').getByText('selama').waitFor();
    await page.getByText('Sambungan terputus').waitFor({ state: 'hidden' });
    await phone('warga').getByRole('button', { name: 'Gagal, kirim lagi' }).click();
    await phone('warga').locator('.me.sent', { hasText: 'halo' }).waitFor();
    expect(site.office.received.map(({ body }) => body)).toEqual([{ kind: 'text', text: 'halo' }]);
  });
});

describe('at phone width', () => {
  const size = { width: 390, height: 844 };

  it('shows one phone at a time, tabs with unread marks, and nothing sticks out sideways', async () => {
    const page = await open({ answer: smallOffice }, size);
    await write('warga', 'beta mau urus surat domisili');
    await phone('warga').getByText('NKT2-261121-007').waitFor();
    const tab = page.locator('.tab', { hasText: 'Operator' }).first();
    expect(await tab.locator('.new').textContent()).toBe('1');
    await opened.shot('phone');
    await tab.click();
    await expect.poll(() => tab.locator('.new').isHidden()).toBe(true);
    await phone('operator').getByRole('button', { name: 'Ambil' }).click();
    await phone('operator').getByText('sekarang pada Ibu Adriana').waitFor();
    await opened.shot('phone-operator');
    for (const path of ['/simulator', '/', '/verifikasi', '/verifikasi/ABCD']) {
      if (path !== '/simulator') await page.goto(`${site.url}${path}`);
      const sticking = await page.evaluate<number>(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      );
      expect(sticking, path).toBe(0);
    }
    expect(opened.troubles).toEqual([]);
  });
});
