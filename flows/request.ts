import { assign, setup } from 'xstate';

/** Who moves a request. */
export type Mover = 'resident' | 'operator' | 'kasi' | 'seklur' | 'lurah' | 'system';

/** What may happen to a request. The domain checks who may; the machine says when it makes sense. */
export type RequestEvent =
  | { readonly type: 'take' }
  | { readonly type: 'return' }
  | { readonly type: 'resubmit' }
  | { readonly type: 'refuse' }
  | { readonly type: 'pass' }
  | { readonly type: 'sendBack' }
  | { readonly type: 'sign' }
  | { readonly type: 'made'; readonly inChat: boolean }
  | { readonly type: 'proved' }
  | { readonly type: 'handOver' }
  | { readonly type: 'cancel' }
  | { readonly type: 'revoke' }
  | { readonly type: 'undo' };

/** What the life of a request remembers beside its state. */
export interface RequestContext {
  /** The state that `undo` goes back to; null when there is nothing to undo. */
  readonly before: string | null;
}

/** States in which somebody still has something to do. */
export const OPEN_STATES = ['submitted', 'checking', 'returned', 'verified', 'signed', 'ready'] as const;

const before = (state: string) =>
  assign<RequestContext, RequestEvent, undefined, RequestEvent, never>({ before: state });
const nothingToUndo = assign<RequestContext, RequestEvent, undefined, RequestEvent, never>({ before: null });
const back = (...states: readonly string[]) =>
  states.map((state) => ({
    guard: ({ context }: { context: RequestContext }) => context.before === state,
    target: state,
    actions: nothingToUndo,
  }));

/**
 * The life of a request: submitted -> checking -> verified -> signed -> ready or delivered -> collected, with returned, refused,
 * cancelled and revoked beside. RT/RW endorsement will stand between submitted and checking.
 */
export const requestMachine = setup({
  types: { context: {} as RequestContext, events: {} as RequestEvent },
}).createMachine({
  id: 'request',
  context: { before: null },
  initial: 'submitted',
  states: {
    submitted: {
      on: {
        take: { target: 'checking', actions: before('submitted') },
        cancel: { target: 'cancelled', actions: nothingToUndo },
      },
    },
    checking: {
      on: {
        return: { target: 'returned', actions: before('checking') },
        refuse: { target: 'refused', actions: before('checking') },
        pass: { target: 'verified', actions: before('checking') },
        cancel: { target: 'cancelled', actions: nothingToUndo },
        undo: back('submitted', 'verified'),
      },
    },
    returned: {
      on: {
        resubmit: { target: 'submitted', actions: nothingToUndo },
        cancel: { target: 'cancelled', actions: nothingToUndo },
        undo: back('checking'),
      },
    },
    verified: {
      on: {
        sign: { target: 'signed', actions: nothingToUndo },
        sendBack: { target: 'checking', actions: before('verified') },
        cancel: { target: 'cancelled', actions: nothingToUndo },
        undo: back('checking'),
      },
    },
    /** The number is drawn; the letter is being made. */
    signed: {
      on: {
        made: [
          { guard: ({ event }) => event.inChat, target: 'delivered', actions: nothingToUndo },
          { target: 'ready', actions: nothingToUndo },
        ],
        revoke: { target: 'revoked', actions: nothingToUndo },
      },
    },
    /** The letter waits at the counter to be handed over against the KTP. */
    ready: {
      on: {
        proved: { target: 'delivered', actions: nothingToUndo },
        handOver: { target: 'collected', actions: nothingToUndo },
        revoke: { target: 'revoked', actions: nothingToUndo },
      },
    },
    delivered: { on: { revoke: { target: 'revoked', actions: nothingToUndo } } },
    collected: { on: { revoke: { target: 'revoked', actions: nothingToUndo } } },
    refused: { on: { undo: back('checking') } },
    cancelled: { type: 'final' },
    revoked: { type: 'final' },
  },
});

/** The name of a state of a request. */
export type RequestState = keyof typeof requestMachine.states;
