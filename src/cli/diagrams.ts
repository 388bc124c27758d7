import { defineCommand } from 'citty';
import type { AnyStateMachine } from 'xstate';
import type { Service } from '../../flows/kit/service.ts';
import { allFlows } from '../../flows/registry.ts';
import { requestMachine } from '../../flows/request.ts';
import { loadServices } from '../services.ts';
import { type Pages, refresh, report } from './derived.ts';
import { stateDiagram, takenEverywhere } from './mermaid.ts';

const FOLDER = 'docs/flows';

/** One sentence on each flow that is not a letter. */
const ABOUT: Readonly<Record<string, string>> = {
  menu: 'Home of a resident: where a chat rests between things, and where a free sentence finds its service.',
  status: 'Own requests with the steps taken; from here one is cancelled, put right or sent again.',
  prove: 'Shows that the phone belongs to the person, so that the letter may be sent into the chat.',
  answer: 'The office asked something about a request; the next message goes under its task.',
  desk: 'The desk of a member of staff: tasks come in, decisions go out; the same for operator, kasi, seklur, lurah.',
  request:
    'The life of a request in the office, from submitted to collected; the domain decides who may move it.',
};

interface Drawn {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  readonly machine: AnyStateMachine;
}

/** Every page of docs/flows: one a machine, and the index. Made from the machines alone, so the same each time. */
export function diagramPages(services: readonly Service[]): Pages {
  const drawn: Drawn[] = [...allFlows(services).values()].map(({ name, title, machine }) => ({
    name,
    title,
    about:
      ABOUT[name] ??
      `The conversation of ${title}, from consent to receipt, made from its service definition.`,
    machine,
  }));
  drawn.push({
    name: 'request',
    title: 'Request',
    about: ABOUT['request'] ?? '',
    machine: requestMachine as unknown as AnyStateMachine,
  });
  const pages = new Map(drawn.map((one) => [pathOf(one), pageOf(one)]));
  pages.set(`${FOLDER}/README.md`, indexOf(drawn));
  return pages;
}

function pathOf({ name }: Drawn): string {
  return `${FOLDER}/${name}.md`;
}

function pageOf({ name, title, about, machine }: Drawn): string {
  const everywhere = takenEverywhere(machine);
  return [
    `# ${title} (\`${name}\`)`,
    '',
    about,
    ...(everywhere.length > 0 ? ['', `Taken from every state: ${everywhere.join(', ')}.`] : []),
    '',
    '```mermaid',
    stateDiagram(machine),
    '```',
    '',
    'A number after an event tells the ways apart that it can take, in the order in which they are tried. `always` is',
    'taken by itself. Notes name what is met without leaving the state.',
    '',
    '[All flows](README.md)',
    '',
  ].join('\n');
}

function indexOf(drawn: readonly Drawn[]): string {
  return [
    '# Flows',
    '',
    'Every conversation, and the life of a request, as they are in the code. Made by `npm run diagrams`; CI fails when',
    'a page is stale.',
    '',
    '| Flow | What it is |',
    '| --- | --- |',
    ...drawn.map(({ name, title, about }) => `| [${title}](${name}.md) (\`${name}\`) | ${about} |`),
    '',
  ].join('\n');
}

/** `npm run diagrams`: draws every flow into docs/flows. */
export const diagramsCommand = defineCommand({
  meta: { name: 'diagrams', description: 'Draw every flow as a state diagram in docs/flows' },
  args: {
    check: { type: 'boolean', description: 'Change nothing; fail when a page is stale' },
    json: { type: 'boolean', description: 'Print JSON' },
  },
  async run({ args }) {
    const check = args.check === true;
    const pages = diagramPages(await loadServices());
    const stale = await refresh(process.cwd(), pages, { write: !check, folder: FOLDER });
    report(stale, { check, json: args.json === true, command: 'diagrams' });
  },
});
