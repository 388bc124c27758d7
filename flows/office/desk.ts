import { type Flow, versionOf } from '../kit/flow.ts';
import type { Service } from '../kit/service.ts';
import { deskCommands } from './desk-commands.ts';
import { deskNews } from './desk-news.ts';
import { deskSetup } from './desk-setup.ts';
import { deskStates } from './desk-states.ts';

/** The desk of a member of staff: tasks come in, decisions go out; the same for operator, kasi, seklur and lurah. */
export function deskFlow(services: readonly Service[]): Flow {
  const nameOf = (slug: string) => services.find((service) => service.slug === slug)?.name ?? slug;
  const machine = deskSetup.createMachine({
    id: 'desk',
    context: ({ input }) => ({
      name: input?.name ?? null,
      task: 0,
      verb: 'show',
      text: '',
      many: [],
      odd: '',
      card: null,
      picked: [],
      tasks: [],
      waiting: [],
      why: 'show',
      note: null,
      chat: 0,
    }),
    initial: 'resting',
    on: { ...deskCommands, ...deskNews(nameOf) },
    states: deskStates(nameOf),
  });
  return {
    name: 'desk',
    machine,
    version: versionOf(machine.config, services),
    keeps: false,
    title: 'Meja kerja',
    carry: null,
  };
}
