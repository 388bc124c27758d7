import { assign } from 'xstate';
import type { SignedOne } from '../kit/calls.ts';
import { cardEffect, decidedSaid } from './desk-card.ts';
import type { DeskOn, NameOf } from './desk-setup.ts';

/** What reaches the desk in any state: what came of a decision, and what the office tells by itself. */
export function deskNews(nameOf: NameOf): DeskOn {
  return {
    'answer.tasks': {
      actions: [
        {
          type: 'say',
          params: ({ event }) => ({
            key: 'desk.tasks',
            args: { lines: event.result.map((line) => ({ ...line, service: nameOf(line.service) })) },
          }),
        },
      ],
    },
    'answer.taskPace': { actions: [{ type: 'say', params: { key: 'desk.taskPace', args: {} } }] },
    'answer.duty': { actions: [{ type: 'say', params: { key: 'desk.duty', args: {} } }] },
    'answer.brief': [
      {
        guard: ({ event }) => event.result.picture !== null,
        actions: [
          {
            type: 'file',
            params: ({ event }) => ({
              key: 'brief',
              args: { text: event.result.text },
              file: event.result.picture ?? { kind: 'picture', id: '', name: '', mime: 'image/png' },
              requestId: null,
            }),
          },
        ],
      },
      {
        actions: [
          { type: 'say', params: ({ event }) => ({ key: 'brief', args: { text: event.result.text } }) },
        ],
      },
    ],
    'answer.sign': {
      actions: [
        {
          type: 'say',
          params: ({ event }) => ({ key: 'desk.signed', args: { results: event.result as SignedOne[] } }),
        },
      ],
    },
    'answer.take': { actions: [{ type: 'say', params: ({ event }) => decidedSaid(event.result) }] },
    'answer.pass': { actions: [{ type: 'say', params: ({ event }) => decidedSaid(event.result) }] },
    'answer.returnItems': { actions: [{ type: 'say', params: ({ event }) => decidedSaid(event.result) }] },
    'answer.refuse': { actions: [{ type: 'say', params: ({ event }) => decidedSaid(event.result) }] },
    'answer.askResident': { actions: [{ type: 'say', params: ({ event }) => decidedSaid(event.result) }] },
    'answer.undo': [
      {
        // The card once more: what was undone is to be decided again.
        guard: ({ event }) => event.result.ok && event.result.card !== null,
        actions: [
          {
            type: 'card',
            params: ({ event }) =>
              cardEffect(event.result.ok ? event.result.card : null, 'undid', null, nameOf),
          },
        ],
      },
      { actions: [{ type: 'say', params: ({ event }) => decidedSaid(event.result) }] },
    ],
    'answer.sendBack': { actions: [{ type: 'say', params: ({ event }) => decidedSaid(event.result) }] },
    'answer.revoke': { actions: [{ type: 'say', params: ({ event }) => decidedSaid(event.result) }] },
    'answer.handOver': { actions: [{ type: 'say', params: ({ event }) => decidedSaid(event.result) }] },
    'answer.counterCode': {
      actions: [{ type: 'say', params: ({ event }) => ({ key: 'desk.code', args: event.result }) }],
    },
    'notice.task': {
      actions: [
        assign(({ event }) => ({ why: event.notice.why, note: event.notice.note })),
        {
          type: 'call',
          params: ({ event }) => ({ name: 'card', args: { requestId: event.notice.requestId } }),
        },
      ],
    },
    'notice.tasks': { actions: [{ type: 'call', params: { name: 'tasks', args: {} } }] },
    'answer.card': {
      guard: ({ event }) => event.result !== null,
      actions: [
        {
          type: 'card',
          params: ({ context, event }) => cardEffect(event.result, context.why, context.note, nameOf),
        },
      ],
    },
    'notice.gone': {
      actions: [
        {
          type: 'amend',
          params: ({ event }) => ({
            key: 'desk.gone',
            args: { ...event.notice, name: nameOf(event.notice.service) },
            requestId: event.notice.requestId,
          }),
        },
      ],
    },
    'notice.reply': {
      actions: [
        {
          type: 'card',
          params: ({ event }) => ({
            key: 'desk.reply',
            args: event.notice,
            requestId: event.notice.requestId,
            commands: [
              { label: 'open', command: `${event.notice.task} LIHAT` },
              { label: 'pass', command: `${event.notice.task} OK` },
            ],
          }),
        },
      ],
    },
    'notice.alert': {
      actions: [{ type: 'say', params: ({ event }) => ({ key: 'desk.alert', args: event.notice }) }],
    },
    'notice.line': {
      actions: [{ type: 'say', params: ({ event }) => ({ key: 'desk.line', args: event.notice }) }],
    },
    'notice.wanted': {
      actions: [
        {
          type: 'card',
          params: ({ event }) => ({
            key: 'desk.wanted',
            args: event.notice,
            requestId: null,
            commands: [{ label: 'answer', command: `BALAS ${event.notice.chat}` }],
          }),
        },
      ],
    },
    'answer.answerPerson': {
      actions: [
        { type: 'say', params: ({ event }) => ({ key: 'desk.answered', args: { ok: event.result.ok } }) },
      ],
    },
    'answer.number': {
      actions: [{ type: 'say', params: ({ event }) => ({ key: 'desk.numberAsked', args: event.result }) }],
    },
    'notice.number': [
      {
        guard: ({ event }) => event.notice.file !== null,
        actions: [
          {
            type: 'file',
            params: ({ event }) => ({
              key: 'desk.number',
              args: event.notice,
              file: event.notice.file ?? { kind: 'qr', id: '', name: '', mime: 'image/png' },
              requestId: null,
            }),
          },
        ],
      },
      { actions: [{ type: 'say', params: ({ event }) => ({ key: 'desk.number', args: event.notice }) }] },
    ],
    'notice.brief': { actions: [{ type: 'call', params: { name: 'brief', args: {} } }] },
  };
}
