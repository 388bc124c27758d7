import { createInterface } from 'node:readline/promises';
import { defineCommand } from 'citty';
import { reportAndExit } from '../startup.ts';
import { BadLine, ROLES, type Role, readScript } from '../training/script.ts';
import { Stage } from '../training/stage.ts';
import { transcriptOf } from '../training/transcript.ts';
import { inThrowawayOffice } from './throwaway.ts';

/** `npm run chat`: the simulator in the terminal for one person, on a throw-away training ward. */
export const chatCommand = defineCommand({
  meta: { name: 'chat', description: 'Talk to the office in the terminal' },
  args: {
    as: { type: 'string', description: `Whose phone: ${ROLES.join(', ')}`, default: 'warga' },
    json: { type: 'boolean', description: 'Print what is heard as JSON lines' },
  },
  async run({ args }) {
    try {
      await inThrowawayOffice(async ({ house, room, clock }) => {
        const stage = new Stage(house, room, clock);
        const terminal = createInterface({
          input: process.stdin,
          output: args.json ? undefined : process.stdout,
          terminal: process.stdin.isTTY && !args.json,
        });
        let role: Role = ROLES.find((one) => one === args.as) ?? 'warga';
        const demo = room.demo.map((one) => `${one.phone}: ${one.nik} ${one.birthDate}`).join('; ');
        if (!args.json) {
          process.stdout.write(
            `${room.ward.name}. Anda memegang HP ${role}; ketik /operator, /lurah ... untuk berganti, /keluar untuk selesai.\n`,
          );
          process.stdout.write(
            `Data latihan - ${demo}\nJuga: [foto ktp.jpg], [tombol Ambil], [nomor saya], [jam +1h]\n\n`,
          );
        }
        let count = 0;
        const say = (line: string) => process.stdout.write(`${line}\n`);
        terminal.setPrompt(`${role}> `);
        if (!args.json) terminal.prompt();
        for await (const typed of terminal) {
          const change = /^\/([a-z]+2?)$/.exec(typed.trim());
          if (change?.[1] === 'keluar') break;
          const other = ROLES.find((one) => one === change?.[1]);
          if (other) role = other;
          else if (typed.trim() !== '') {
            count += 1;
            try {
              const [line] = readScript(typed.trim().startsWith('[jam') ? typed.trim() : `${role}: ${typed}`);
              const heard =
                line?.kind === 'clock'
                  ? await stage.moveClock(line.move)
                  : line?.kind === 'act'
                    ? await stage.act(role, line.act, count)
                    : [];
              if (args.json)
                for (const said of heard) say(JSON.stringify({ phone: said.role, ...said.bubble }));
              else for (const shown of transcriptOf(heard)) say(shown);
            } catch (error) {
              if (!(error instanceof BadLine)) throw error;
              say(`(${error.message})`);
            }
          }
          terminal.setPrompt(`${role}> `);
          if (!args.json) terminal.prompt();
        }
        terminal.close();
      });
    } catch (error) {
      reportAndExit(error);
    }
  },
});
