import { Scenes, session, Telegraf } from 'telegraf';
import type { Bed } from '../bed.ts';
import type { Contender } from '../dialogue.ts';
import { BOT, numbers, openDesk, SAYS, update } from './desk.ts';

interface Held extends Scenes.WizardSessionData {
  resident?: string;
  answers?: string[];
}
type Ctx = Scenes.WizardContext<Held>;

/** Telegraf's wizard with its session in PostgreSQL: one prepared read and one prepared write a message. */
export async function telegraf(bed: Bed, label: string): Promise<Contender> {
  const desk = await openDesk(bed, `telegraf_${label}`);
  const table = `bench_session_${label}`;
  await bed.sql.unsafe(`create table ${table} (key text primary key, value text not null)`);
  const prepared = { prepare: true };
  const bot = new Telegraf<Ctx>('1:bench');
  bot.botInfo = BOT as unknown as NonNullable<typeof bot.botInfo>;
  let sent = 0;
  const silent = (async () => {
    sent += 1;
    return { message_id: sent };
  }) as typeof bot.telegram.callApi;
  bot.use((ctx, next) => {
    // No network: the platform answers at once. Telegraf makes a client for each update.
    ctx.telegram.callApi = silent;
    return next();
  });
  bot.use(
    session({
      store: {
        get: async (key) => {
          const [row] = await bed.sql.unsafe(`select value from ${table} where key = $1`, [key], prepared);
          return row ? JSON.parse(row['value'] as string) : undefined;
        },
        set: async (key, value) => {
          await bed.sql.unsafe(
            `insert into ${table} (key, value) values ($1, $2) on conflict (key) do update set value = $2`,
            [key, JSON.stringify(value)],
            prepared,
          );
        },
        delete: async (key) => {
          await bed.sql.unsafe(`delete from ${table} where key = $1`, [key], prepared);
        },
      },
    }),
  );

  const held = (ctx: Ctx) => ctx.scene.session;
  const next = async (ctx: Ctx) => {
    await ctx.reply(SAYS[ctx.wizard.cursor] ?? '');
    ctx.wizard.next();
  };
  const choice = async (ctx: Ctx) => {
    if (!/^[1-3]\.?$/.test(ctx.text ?? '')) return void (await ctx.reply('Pilih nomor.'));
    held(ctx).answers = [...(held(ctx).answers ?? []), ctx.text ?? ''];
    await next(ctx);
  };
  const wizard = new Scenes.WizardScene<Ctx>(
    'domisili',
    next,
    choice,
    async (ctx) => {
      const found = await desk.find(ctx.text ?? '');
      if (found === null) return void (await ctx.reply('Tidak ditemukan.'));
      held(ctx).resident = found;
      await next(ctx);
    },
    choice,
    choice,
    choice,
    choice,
    async (ctx) => {
      if (ctx.text !== '1') return void (await ctx.reply('Pilih nomor.'));
      await desk.submit(String(ctx.chat?.id), held(ctx));
      await ctx.reply(SAYS[7]);
      await ctx.scene.leave();
    },
  );
  bot.use(new Scenes.Stage<Ctx>([wizard]).middleware());
  bot.hears(/domisili/, (ctx) => ctx.scene.enter('domisili'));

  const chatOf = numbers();
  let id = 0;
  return {
    name: 'telegraf',
    hear: (chat, text) => {
      id += 1;
      return bot.handleUpdate(update(id, chatOf(chat), text) as Parameters<typeof bot.handleUpdate>[0]);
    },
    requests: desk.requests,
    end: async () => undefined,
  };
}
