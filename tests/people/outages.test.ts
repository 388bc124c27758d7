import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SendFailure } from '../../src/channels/port.ts';
import { type Apps, openApps } from './apps.ts';

let apps: Apps;
beforeEach(async () => {
  apps = await openApps();
});
afterEach(() => apps.close());

/** Everything that the phones of the training room heard since the last look. */
const heard = async () =>
  (await apps.stage.moveClock({ ahead: 1_000 })).map(({ role, bubble }) => `${role}: ${bubble.text}`);

describe('a line that is down', () => {
  test('is told to the operators on another channel, once, and once when it is up again', async () => {
    const whatsapp = await apps.app('whatsapp');
    whatsapp.reach = { up: false, why: 'logged out', since: apps.clock.now() };
    await apps.house.lookAtLines();
    expect(await heard()).toEqual([]);
    apps.clock.move(30_000);
    for (let look = 0; look < 3; look += 1) await apps.house.lookAtLines();
    const told = await heard();
    expect(told.map((one) => one.split(':')[0])).toEqual(['operator', 'operator2']);
    expect(told[0]).toMatch(/WhatsApp terputus sejak hari ini .*WA SAMBUNG/s);
    whatsapp.reach = { up: true, why: null, since: apps.clock.now() };
    for (let look = 0; look < 3; look += 1) await apps.house.lookAtLines();
    const over = await heard();
    expect(over).toHaveLength(2);
    expect(over[0]).toContain('WhatsApp sudah tersambung lagi');
  });

  test('a short break is none, and what a stand-by sees counts for nothing', async () => {
    const whatsapp = await apps.app('whatsapp');
    whatsapp.reach = { up: false, why: 'lost', since: apps.clock.now() };
    apps.clock.move(20_000);
    await apps.house.lookAtLines();
    whatsapp.reach = { up: true, why: null, since: apps.clock.now() };
    await apps.house.lookAtLines();
    Object.assign(whatsapp, { standby: true });
    whatsapp.reach = { up: false, why: 'lost', since: apps.clock.now() };
    apps.clock.move(120_000);
    await apps.house.lookAtLines();
    expect(await heard()).toEqual([]);
  });
});

describe('health', () => {
  test('says what came in and out, what waits, and failures by class', async () => {
    const telegram = await apps.app('telegram');
    await apps.say(telegram, 'a', 'halo');
    telegram.fail = () => new SendFailure('gone', 'blocked');
    await apps.say(telegram, 'b', 'halo');
    telegram.fail = () => new SendFailure('retry', 'busy', 60_000);
    await apps.push(telegram, 'c', { kind: 'text', text: 'halo' });
    await expect
      .poll(async () => (await apps.house.health()).find((one) => one.channel === 'telegram')?.counts)
      .toEqual({ sent: 1, gone: 1, retry: 1 });
    const line = (await apps.house.health()).find((one) => one.channel === 'telegram');
    expect(line).toMatchObject({ up: true, standby: false, waiting: 1 });
    expect(line?.lastIn).toEqual(apps.clock.now());
    expect(line?.lastOut).not.toBeNull();
  });
});
