import {
  type Conversation,
  type ConversationFlavor,
  conversations,
  createConversation,
  type VersionedStateStorage,
} from '@grammyjs/conversations';
import { PsqlAdapter } from '@grammyjs/storage-psql';
import { Bot, type Context } from 'grammy';
import pg from 'pg';
import type { Bed } from '../bed.ts';
import type { Contender } from '../dialogue.ts';
import { BOT, numbers, openDesk, SAYS, update } from './desk.ts';

type Ctx = ConversationFlavor<Context>;

/** grammY's conversations, kept by its own adapter for PostgreSQL over a pool as large as that of the others. */
export async function grammy(bed: Bed, label: string): Promise<Contender> {
  const desk = await openDesk(bed, `grammy_${label}`);
  const pool = new pg.Pool({ connectionString: bed.url, max: 10 });
  const bot = new Bot<Ctx>('1:bench', { botInfo: BOT as unknown as Bot<Ctx>['botInfo'] });
  let sent = 0;
  const silent: Parameters<typeof bot.api.config.use>[0] = async () => {
    sent += 1;
    return { ok: true, result: { message_id: sent } } as never;
  };
  bot.api.config.use(silent);
  const adapter = await PsqlAdapter.create({ client: pool, tableName: `bench_grammy_${label}` });
  bot.use(
    conversations<Ctx, Context>({
      storage: { type: 'key', version: 1, adapter: adapter as VersionedStateStorage<string, never> },
      plugins: [
        async (ctx, next) => {
          ctx.api.config.use(silent);
          await next();
        },
      ],
    }),
  );
  bot.use(
    createConversation(async (conversation: Conversation<Ctx, Context>, first: Context) => {
      const answers: string[] = [];
      let ctx = first;
      const say = async (text: string) => {
        await ctx.reply(text);
        ctx = await conversation.waitFor('message:text');
        return ctx.message?.text ?? '';
      };
      const choice = async (question: string) => {
        let said = await say(question);
        while (!/^[1-3]\.?$/.test(said)) said = await say('Pilih nomor.');
        answers.push(said);
      };
      await choice(SAYS[0]);
      let resident: string | null = null;
      for (let question: string = SAYS[1]; resident === null; question = 'Tidak ditemukan.') {
        const said = await say(question);
        resident = await conversation.external(() => desk.find(said));
      }
      for (const question of SAYS.slice(2, 7)) await choice(question);
      await conversation.external(() => desk.submit(String(ctx.chat?.id), { resident, answers }));
      await ctx.reply(SAYS[7]);
    }, 'domisili'),
  );
  bot.hears(/domisili/, (ctx) => ctx.conversation.enter('domisili'));

  const chatOf = numbers();
  let id = 0;
  return {
    name: 'grammy',
    hear: (chat, text) => {
      id += 1;
      return bot.handleUpdate(update(id, chatOf(chat), text) as Parameters<typeof bot.handleUpdate>[0]);
    },
    requests: desk.requests,
    end: () => pool.end(),
  };
}
