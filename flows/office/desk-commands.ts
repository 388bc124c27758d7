import { assign } from 'xstate';
import type { OfficeCommand, SeveralTasks, TaskVerb } from '../kit/office-command.ts';
import { type DeskOn, REASON } from './desk-setup.ts';
import { decided, enough, NOTHING_DECIDED, undoing } from './desk-task.ts';

/** What may be typed at the desk at any moment: words, and commands about a task. */
export const deskCommands: DeskOn = {
  cancel: {
    target: '.resting',
    actions: [{ type: 'say', params: { key: 'desk.dropped', args: {} } }, assign(NOTHING_DECIDED)],
  },
  back: '.resting',
  intent: [
    {
      // A bare OK decides nothing, and must not be answered as if it had.
      guard: ({ event }) => event.intent.kind === 'thanks' && !GRATITUDE.test(event.text),
      target: '.resting',
      actions: [{ type: 'say', params: { key: 'desk.whichTask', args: {} } }],
    },
    {
      guard: ({ event }) => event.intent.kind === 'thanks',
      target: '.resting',
      actions: [{ type: 'say', params: { key: 'desk.thanks', args: {} } }],
    },
    {
      guard: ({ event }) => event.intent.kind === 'greeting',
      target: '.resting',
      actions: [{ type: 'call', params: { name: 'tasks', args: {} } }],
    },
    {
      target: '.resting',
      actions: [
        {
          type: 'say',
          params: ({ event }) => ({ key: 'desk.notUnderstood', args: { task: taskNamed(event.text) } }),
        },
      ],
    },
  ],
  office: [
    {
      guard: ({ event }) => event.command.do === 'list',
      target: '.resting',
      actions: [{ type: 'call', params: { name: 'tasks', args: {} } }],
    },
    {
      guard: ({ event }) => event.command.do === 'brief',
      target: '.resting',
      actions: [{ type: 'call', params: { name: 'brief', args: {} } }],
    },
    {
      guard: ({ event }) => event.command.do === 'help',
      target: '.resting',
      actions: [{ type: 'say', params: { key: 'desk.help', args: {} } }],
    },
    {
      guard: ({ event }) => event.command.do === 'onDuty',
      target: '.resting',
      actions: [{ type: 'call', params: { name: 'duty', args: { on: true } } }, assign(NOTHING_DECIDED)],
    },
    {
      guard: ({ event }) => event.command.do === 'offDuty',
      target: '.resting',
      actions: [{ type: 'call', params: { name: 'duty', args: { on: false } } }, assign(NOTHING_DECIDED)],
    },
    {
      guard: ({ event }) => event.command.do === 'together' || event.command.do === 'each',
      target: '.resting',
      actions: [
        {
          type: 'call',
          params: ({ event }) => ({
            name: 'taskPace',
            args: { together: event.command.do === 'together' },
          }),
        },
      ],
    },
    {
      guard: ({ event }) => event.command.do === 'reply' && enough(event.command.text),
      target: '.resting',
      actions: [
        { type: 'call', params: ({ event }) => ({ name: 'answerPerson', args: replyOf(event.command) }) },
        assign(NOTHING_DECIDED),
      ],
    },
    {
      guard: ({ event }) => event.command.do === 'reply',
      target: '.answering',
      actions: [assign(({ event }) => ({ ...NOTHING_DECIDED, chat: replyOf(event.command).chat }))],
    },
    {
      guard: ({ event }) =>
        event.command.do === 'number' && event.command.what === 'unlink' && !event.command.sure,
      target: '.resting',
      actions: [
        {
          type: 'card',
          params: {
            key: 'desk.unlinkNumber',
            args: {},
            requestId: null,
            commands: [{ label: 'unlinkNumber', command: 'WA KELUAR YA' }],
          },
        },
      ],
    },
    {
      guard: ({ event }) => event.command.do === 'number',
      target: '.resting',
      actions: [{ type: 'call', params: ({ event }) => ({ name: 'number', args: numberOf(event.command) }) }],
    },
    { guard: ({ event }) => event.command.do === 'signAll', target: '.gathering' },
    {
      guard: ({ context, event }) => event.command.do === 'undoLast' && decided(context).length === 0,
      target: '.resting',
      actions: [{ type: 'say', params: { key: 'desk.undoWhich', args: {} } }],
    },
    {
      guard: ({ event }) => event.command.do === 'undoLast',
      target: '.several',
      actions: [assign(({ context }) => undoing(context))],
    },
    {
      guard: ({ event }) => event.command.do === 'several' && ONE_BY_ONE.has(event.command.verb),
      target: '.resting',
      actions: [
        {
          type: 'say',
          params: ({ event }) => ({ key: 'desk.oneByOne', args: severalOf(event.command) }),
        },
      ],
    },
    {
      guard: ({ event }) => event.command.do === 'several',
      target: '.several',
      actions: [
        assign(({ event }) => {
          const { verb, tasks, odd } = severalOf(event.command);
          return { verb, many: tasks, odd: shortened(odd), text: '' };
        }),
      ],
    },
    {
      target: '.working',
      actions: [
        assign(({ event }) =>
          'task' in event.command
            ? {
                verb: event.command.do,
                task: event.command.task,
                text: event.command.text,
                many: [],
                picked: [],
              }
            : {},
        ),
      ],
    },
  ],
};

/** The number that an order begins with which was not understood: the hint speaks of it. */
function taskNamed(text: string): number | null {
  const [, number] = /^\s*#?\s*(\d{1,7})\b/.exec(text) ?? [];
  return number === undefined ? null : Number(number);
}

const GRATITUDE = /kasih|makasi|mksh|thx|thanks|trims/i;

/** What is decided with words of its own, or shown, is done for one task at a time. */
const ONE_BY_ONE: ReadonlySet<TaskVerb> = new Set([
  'view',
  'preview',
  'return',
  'refuse',
  'ask',
  'sendBack',
  'revoke',
]);

function severalOf(command: OfficeCommand): Omit<SeveralTasks, 'do'> {
  return command.do === 'several' ? command : { verb: 'show', tasks: [], odd: '' };
}

/** Enough to see what was meant: what is shown with a question must leave room for it. */
const MOST_SHOWN = 200;

function shortened(words: string): string {
  return words.length <= MOST_SHOWN ? words : `${words.slice(0, MOST_SHOWN).replace(/\s+\S*$/, '')} …`;
}

/** What `BALAS` carries; a reason's length at most, like every text of the desk. */
function replyOf(command: OfficeCommand): { chat: number; text: string } {
  if (command.do !== 'reply') return { chat: 0, text: '' };
  return { chat: command.chat, text: [...command.text].slice(0, REASON.max).join('') };
}

function numberOf(command: OfficeCommand): { what: 'link' | 'status' | 'unlink'; phone: string | null } {
  if (command.do !== 'number') return { what: 'status', phone: null };
  return { what: command.what, phone: command.phone };
}
