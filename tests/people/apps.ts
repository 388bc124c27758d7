import { randomUUID } from 'node:crypto';
import type { Channel, Inbound, Outbound, Received, SendFailure } from '../../src/channels/port.ts';
import { accountWard } from '../../src/db/schema/index.ts';
import { transaction } from '../../src/db/transaction.ts';
import { systemEntropy } from '../../src/entropy.ts';
import { createLog } from '../../src/log.ts';
import { accountOf } from '../../src/office.ts';
import { photo } from '../../src/training/pictures.ts';
import { openPlayhouse, type Playhouse } from '../../src/training/playhouse.ts';
import { Stage } from '../../src/training/stage.ts';
import { createWard, USUAL_HOURS } from '../../src/wards/create.ts';
import type { Ward } from '../../src/wards/ward.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { testSealer } from '../support/keys.ts';

/** An app that keeps what the office says and can be told to fail. */
export class App implements Channel {
  readonly name: string;
  readonly accountId: string;
  readonly pace = { perChatMs: 0, perAccountMs: 0 };
  readonly resendable = true;
  reach = { up: true, why: null as string | null, since: new Date(0) };
  readonly sent: Outbound[] = [];
  readonly typed: string[] = [];
  fail: (outbound: Outbound) => SendFailure | null = () => null;
  constructor(name: string, accountId: string) {
    this.name = name;
    this.accountId = accountId;
  }
  async start() {}
  async stop() {}
  async typing(chat: string) {
    this.typed.push(chat);
  }
  fetch(): Promise<Uint8Array> {
    return photo('ktp.jpg');
  }
  /** While it is set, sends wait for it. */
  hold: Promise<void> | null = null;
  async send(outbound: Outbound) {
    await this.hold;
    const error = this.fail(outbound);
    if (error) throw error;
    this.sent.push(outbound);
    return { externalId: randomUUID() };
  }
  /** What a chat was told since the last look. */
  heard(chat: string): string {
    const texts = this.sent.filter((one) => one.chat === chat).map(({ bubble }) => bubble.text);
    this.sent.splice(0, this.sent.length, ...this.sent.filter((one) => one.chat !== chat));
    return texts.join('\n---\n');
  }
}

/** An office with several apps over one database, its staff on the phones of the training room. */
export interface Apps extends Playhouse {
  readonly database: TestDatabase;
  readonly stage: Stage;
  readonly wardId: string;
  /** Sets up another ward; `n` makes its code one of its own. */
  ward(short: string, kelurahan: string, n: number): Promise<Ward>;
  /** Opens another app; `wards` are those that it speaks for beside the training ward. */
  app(name: string, wards?: readonly string[]): Promise<App>;
  /** Says something on an app and returns what that chat hears. */
  say(app: App, chat: string, text: string, more?: Partial<Inbound>): Promise<string>;
  push(app: App, chat: string, body: Inbound['body'], more?: Partial<Inbound>): Promise<Received>;
}

export async function openApps(): Promise<Apps> {
  const database = await createTestDatabase();
  const playhouse = await openPlayhouse({ ...database, sealer: testSealer(), log: createLog('silent') });
  const { house, room, clock } = playhouse;
  const stage = new Stage(house, room, clock);
  const wardId = room.ward.id;
  let count = 0;
  const push: Apps['push'] = (app, chat, body, more) => {
    count += 1;
    clock.move(5_000);
    return house.engine.receive({
      accountId: app.accountId,
      externalId: `m${count}`,
      chat,
      at: clock.now(),
      body,
      quoted: null,
      messageId: null,
      ...more,
    });
  };
  return {
    ...playhouse,
    database,
    stage,
    wardId,
    push,
    ward: (short, kelurahan, n) =>
      transaction(database.sql, ({ tx }) =>
        createWard(
          tx,
          { entropy: systemEntropy },
          {
            code: `53.71.05.10${n}`,
            name: `Kelurahan ${kelurahan}`,
            timeZone: 'Asia/Makassar',
            short,
            training: false,
            settings: {
              city: 'Kota Kupang',
              kecamatan: 'Kota Raja',
              kelurahan,
              province: 'Nusa Tenggara Timur',
              address: 'Jl. Contoh',
              contact: '-',
              hours: USUAL_HOURS,
              numberUnit: short,
            },
          } as never,
          clock.now(),
        ),
      ),
    app: async (name, wards = []) => {
      const accountId = await accountOf(
        database.db,
        { wardId, channel: name, name },
        clock.now(),
        systemEntropy,
      );
      if (wards.length > 0)
        await database.db.insert(accountWard).values(wards.map((one) => ({ accountId, wardId: one })));
      const app = new App(name, accountId);
      await house.open(app);
      return app;
    },
    say: async (app, chat, text, more) => {
      await push(app, chat, { kind: 'text', text }, more);
      await house.settle();
      return app.heard(chat);
    },
    close: async () => {
      await playhouse.close();
      await database.drop();
    },
  };
}
