import { Postgres } from '@telegraf/session/pg';
import pg from 'pg';
import { Scenes, session, Telegraf } from 'telegraf';
import type { Bed } from '../bed.ts';
import type { Contender } from '../dialogue.ts';
import { BOT, numbers, openDesk, SAYS, update } from './desk.ts';

interface Held extends Scenes.WizardSessionData {
  resident?: string;
  answers?: string[];
}
type Ctx = Scenes.WizardContext<Held>;

/** Telegraf's wizard with its session in PostgreSQL, by the store of Telegraf's own makers over ten connections of `pg`. */
export async function telegraf(bed: Bed, label: string): Promise<Contender> {
  const desk = await openDesk(bed, `telegraf_${label}`);
  const pool = new pg.Pool({ connectionString: bed.url, max: 10 });
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
    session({ store: Postgres<Scenes.WizardSession<Held>>({ pool, table: `bench_session_${label}` }) }),
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
    end: () => pool.end(),
  };
}
