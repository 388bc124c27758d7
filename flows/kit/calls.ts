import type { Running } from './conversation.ts';
import type { Attachment, MediaRef } from './message.ts';

/**
 * What a flow may ask of the office, and what it gets back. A flow never does anything itself: it emits a call,
 * the engine runs the domain function of that name inside the turn's transaction, and the result comes back to the
 * flow as the event `answer.<name>`. Who may call what is decided in the domain, not here.
 */

/** A resident of the register as shown to somebody who claims to be that person: masked. */
export interface MaskedResident {
  /** Of the register: says whom a draft was made for. */
  readonly id: string;
  readonly name: string;
  readonly address: string;
  readonly rtRw: string;
}

/** What is known of the person in this chat. */
export interface Me {
  readonly consentVersion: string | null;
  readonly level: number;
  /** null when this chat is not tied to a person of the register. */
  readonly resident: MaskedResident | null;
}

/** The outcome of a try with NIK and birth date; an unknown NIK and a wrong date look the same. */
export type Identified =
  | { readonly outcome: 'found'; readonly resident: MaskedResident; readonly level: number }
  | { readonly outcome: 'notFound'; readonly triesLeft: number }
  | { readonly outcome: 'locked' };

/** One member of the person's family card, by a name that may be shown. */
export interface Relative {
  readonly id: string;
  readonly label: string;
}

/** What a person said about himself when the register did not know him. */
export type OwnData = Readonly<Record<string, string>>;

/** A document as a draft holds it: pictures that were sent, or the promise to bring the original. */
export interface DraftDocument {
  readonly ids: readonly string[];
  readonly bring: boolean;
}

/** A finished draft on its way to becoming a request. */
export interface Draft {
  readonly service: string;
  /** null: the register's data are used. */
  readonly ownData: OwnData | null;
  readonly answers: Readonly<Record<string, string>>;
  readonly documents: Readonly<Record<string, DraftDocument>>;
}

/** A draft that is sent. */
export interface Submission extends Draft {
  /** Whom it shows as the applicant; null: own data. */
  readonly residentId: string | null;
}

/** What the resident is told after submitting. */
export interface Receipt {
  readonly requestId: string;
  readonly number: string;
  readonly holder: string;
  /** ISO instant: the promise. */
  readonly dueAt: string;
  /** ISO instant when the office next looks, when it is closed now. */
  readonly opensAt: string | null;
  readonly level: number;
  /** What was sent came too late to be added: the request is no longer with the resident. */
  readonly tooLate?: boolean;
}

/** A request of one's own in a list. */
export interface RequestLine {
  readonly requestId: string;
  readonly number: string;
  readonly service: string;
  readonly state: string;
  readonly holder: string;
}

/** One thing that was sent back: a document item or a field, with the reason in the officer's words. */
export interface ReturnedItem {
  readonly id: string;
  readonly label: string;
  readonly reason: string;
}

/** A request of one's own with its way so far. */
export interface RequestView extends RequestLine {
  readonly dueAt: string;
  readonly steps: readonly { readonly at: string; readonly what: string }[];
  readonly mayCancel: boolean;
  readonly returned: readonly ReturnedItem[];
  readonly letter: { readonly number: string; readonly inChat: boolean } | null;
  readonly draft: Draft;
  readonly note: string | null;
}

/** Done, or why not, as a key that the wording knows. */
export type Outcome = { readonly ok: true } | { readonly ok: false; readonly why: string };

/** What a member of staff sees of a request. */
export interface TaskCard {
  readonly requestId: string;
  readonly task: number;
  readonly number: string;
  readonly service: string;
  readonly state: string;
  readonly applicant: string;
  readonly rtRw: string;
  readonly lines: readonly (readonly [string, string])[];
  readonly papers: readonly string[];
  readonly warnings: readonly string[];
  readonly dueAt: string;
  readonly holder: string | null;
  readonly mine: boolean;
  readonly note: string | null;
  /** Whoever reads this signs: OK means a signature, not passing on. */
  readonly signer?: boolean;
  /** What may be sent back, for the list of `KURANG`. */
  readonly items: readonly { readonly id: string; readonly label: string }[];
  /** Moves open to this member of staff now. */
  readonly moves: readonly Move[];
}

/** What can be done with a task in its present state. */
export type Move =
  | 'take'
  | 'view'
  | 'pass'
  | 'return'
  | 'refuse'
  | 'ask'
  | 'undo'
  | 'preview'
  | 'sign'
  | 'sendBack'
  | 'revoke'
  | 'handOver'
  | 'code';

/** A task in a list. */
export interface TaskLine {
  readonly task: number;
  readonly requestId: string;
  readonly number: string;
  readonly service: string;
  readonly applicant: string;
  readonly state: string;
  readonly holder: string | null;
  readonly dueAt: string;
  readonly late: boolean;
}

/** What came of a decision. `who` is the next holder, or the colleague who was first. */
export type Decided =
  | {
      readonly ok: true;
      readonly task: number;
      readonly number: string;
      readonly requestId: string;
      readonly did: string;
      readonly who: string;
      readonly card: TaskCard | null;
    }
  | { readonly ok: false; readonly task: number; readonly why: DecisionRefusal; readonly who: string | null };

/** Why a decision was not taken. */
export type DecisionRefusal =
  | 'unknown'
  | 'notAllowed'
  | 'alreadyTaken'
  | 'alreadyDone'
  | 'cancelled'
  | 'wrongState'
  | 'tooLate'
  | 'noCertificate'
  | 'nothing';

/** What became of one letter when several were signed. */
export interface SignedOne {
  readonly task: number;
  readonly ok: boolean;
  readonly letterNumber: string | null;
  readonly applicant: string;
  readonly why: DecisionRefusal | null;
}

/** The lurah's brief: a text and, where one was drawn, a picture. */
export interface Brief {
  readonly text: string;
  readonly picture: Attachment | null;
}

/** Every question and order that a flow may send to the domain, with what comes back. */
export interface Calls {
  me: { args: Record<never, never>; result: Me };
  consent: { args: { version: string }; result: Outcome };
  identify: { args: { nik: string; birthDate: string }; result: Identified };
  /** "That is not me": the chat lets go of the person it found. */
  forgetMe: { args: Record<never, never>; result: Outcome };
  provePhone: { args: { phone: string }; result: { level: number } };
  redeemCode: { args: { code: string }; result: { level: number; outcome: 'proved' | 'wrong' | 'locked' } };
  family: { args: Record<never, never>; result: readonly Relative[] };
  keepDocument: { args: { item: string; media: MediaRef }; result: { documentId: string; item: string } };
  /** null: nothing was taken in, because the chat speaks for somebody else by now than the draft shows. */
  submit: { args: Submission; result: Receipt | null };
  resubmit: { args: { requestId: string; draft: Draft }; result: Receipt };
  myRequests: { args: Record<never, never>; result: readonly RequestLine[] };
  myRequest: { args: { requestId: string }; result: RequestView | null };
  cancelRequest: { args: { requestId: string }; result: Outcome };
  resendLetter: { args: { requestId: string }; result: { file: Attachment | null } };
  /** `again`: nobody was told, for there were too many messages to the office; from then on somebody is. */
  answerOffice: { args: { requestId: string; text: string }; result: Outcome & { again?: string } };
  /** `again` as above. */
  callOfficer: { args: { text: string | null }; result: { opensAt: string | null; again: string | null } };
  setLanguage: { args: { language: string }; result: Outcome };
  /** A code by which another chat becomes one with this one. */
  shareLink: { args: Record<never, never>; result: { code: string } };
  redeemLink: {
    args: { code: string };
    result: /** The draft that was open in the other chat goes on here. */
      | { outcome: 'linked'; both: boolean; draft: Running | null }
      | { outcome: 'wrong' | 'same' | 'other' | 'locked' };
  };
  /** From now on this chat is of another ward that the account serves; `text` is heard there. */
  chooseWard: { args: { wardId: string; text: string | null }; result: Outcome };
  redeemInvite: {
    args: { code: string };
    result:
      | { outcome: 'bound'; name: string; role: string }
      | { outcome: 'unknown' | 'expired' | 'used' | 'locked' };
  };

  tasks: { args: Record<never, never>; result: readonly TaskLine[] };
  card: { args: { task: number } | { requestId: string }; result: TaskCard | null };
  papers: { args: { task: number }; result: readonly Attachment[] };
  take: { args: { task: number }; result: Decided };
  pass: { args: { task: number }; result: Decided };
  returnItems: { args: { task: number; items: readonly { id: string; reason: string }[] }; result: Decided };
  refuse: { args: { task: number; reason: string }; result: Decided };
  askResident: { args: { task: number; text: string }; result: Decided };
  undo: { args: { task: number }; result: Decided };
  sign: { args: { tasks: readonly number[] }; result: readonly SignedOne[] };
  sendBack: { args: { task: number; note: string }; result: Decided };
  /** The office's answer to somebody who asked for a person. */
  answerPerson: { args: { chat: number; text: string }; result: Outcome };
  revoke: { args: { task: number; reason: string }; result: Decided };
  handOver: { args: { task: number }; result: Decided };
  counterCode: {
    args: { task: number };
    result: { ok: true; code: string; applicant: string } | { ok: false; why: DecisionRefusal };
  };
  brief: { args: Record<never, never>; result: Brief };
  duty: { args: { on: boolean }; result: Outcome };
  /** The ward's own WhatsApp number; what comes of it is told by notices. */
  number: {
    args: { what: 'link' | 'status' | 'unlink'; phone: string | null };
    result: { ok: boolean; what: 'link' | 'status' | 'unlink' };
  };
  /** Each task at once, or those after the first together every quarter of an hour. */
  taskPace: { args: { together: boolean }; result: Outcome };
}

/** The name of a call. */
export type CallName = keyof Calls;
/** What a call is given. */
export type CallArgs<N extends CallName> = Calls[N]['args'];
/** What a call gives back. */
export type CallResult<N extends CallName> = Calls[N]['result'];

/** One call as it leaves a flow. */
export type Call = { [N in CallName]: { readonly name: N; readonly args: CallArgs<N> } }[CallName];

/** One answer as it comes back to the flow. */
export type AnswerEvent = {
  [N in CallName]: { readonly type: `answer.${N}`; readonly result: CallResult<N> };
}[CallName];
