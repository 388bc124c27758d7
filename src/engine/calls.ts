import { eq } from 'drizzle-orm';
import type { Call, CallArgs, CallName, CallResult } from '../../flows/kit/calls.ts';
import type { World } from '../../flows/kit/converse.ts';
import { maskAddress, maskName } from '../../flows/kit/mask.ts';
import { person } from '../db/schema/index.ts';
import type { Tx } from '../db/types.ts';
import { keepReference } from '../documents/documents.ts';
import * as decide from '../requests/decide.ts';
import { type Consequence, type Done, done, type Office } from '../requests/office.ts';
import { type Officer, refused } from '../requests/outcome.ts';
import { tellRoles } from '../requests/people.ts';
import { answerPerson } from '../requests/person.ts';
import * as read from '../requests/read.ts';
import * as own from '../requests/resident.ts';
import * as sign from '../requests/sign.ts';
import { resubmit, submit } from '../requests/submit.ts';
import { undo } from '../requests/undo.ts';
import { redeemCounterCode } from '../residents/counter-code.ts';
import { forget, identify, provePhone, recordConsent } from '../residents/identity.ts';
import { personById } from '../residents/person.ts';
import { familyOf, type RegisteredResident, residentById } from '../residents/register.ts';
import { countTry } from '../residents/tries.ts';
import { type Actor, may } from '../staff/access.ts';
import { redeemInvite } from '../staff/invites.ts';
import { setOnDuty, setTaskPace } from '../staff/staff.ts';
import type { BriefMaker } from './brief.ts';
import { chooseWard } from './choose-ward.ts';
import { redeemLink, shareLink } from './links.ts';
import { answerOffice, callOfficer } from './to-office.ts';
import { trier } from './trier.ts';

/** Whoever speaks in this turn, and where. */
export interface Speaker {
  readonly tx: Tx;
  readonly office: Office;
  readonly actor: Actor;
  readonly personId: string;
  readonly conversationId: number;
  readonly accountId: string;
  readonly brief: BriefMaker;
  readonly world: World;
  /** The number that the platform vouches for in this message. */
  readonly phone: string | null;
}

type Handlers = {
  readonly [N in CallName]: (speaker: Speaker, args: CallArgs<N>) => Promise<Done<CallResult<N>>>;
};

/** Runs one call of a flow; the domain checks who may. */
export function answerCall(speaker: Speaker, call: Call): Promise<Done<CallResult<CallName>>> {
  const handler = HANDLERS[call.name] as (
    speaker: Speaker,
    args: unknown,
  ) => Promise<Done<CallResult<CallName>>>;
  return handler(speaker, call.args);
}

/** Only members of the office decide; for anybody else the task does not exist. */
function officer(speaker: Speaker): Officer | null {
  return speaker.actor.kind === 'staff' ? speaker.actor : null;
}

const HANDLERS: Handlers = {
  // --- who is writing ---
  me: async ({ tx, office, personId }) => {
    const row = await personById(tx, personId);
    const known = row?.residentId ? await residentById(tx, office.sealer, row.residentId) : null;
    return done({
      consentVersion: row?.consentVersion ?? null,
      level: row?.level ?? 0,
      resident: known ? masked(known) : null,
    });
  },
  consent: async ({ tx, office, personId }, { version }) => {
    await recordConsent(tx, personId, version, office.now);
    return done({ ok: true });
  },
  identify: async (speaker, { nik, birthDate }) => {
    const { tx, office } = speaker;
    const found = await identify(tx, office, { ...trier(speaker), nik, birthDate });
    if (found.kind === 'found') {
      const after = await provedByNumber(speaker, found.level);
      return done(
        { outcome: 'found', resident: masked(found.resident), level: after.result.level },
        after.follow,
      );
    }
    // The last try is the one that locks, so that nobody is invited to a try that cannot help.
    if (found.kind === 'notFound' && found.triesLeft === 0)
      return done({ outcome: 'locked' }, await tellLocked(speaker));
    if (found.kind === 'notFound') return done({ outcome: 'notFound', triesLeft: found.triesLeft });
    return done({ outcome: 'locked' });
  },
  forgetMe: async ({ tx, personId }) => {
    await forget(tx, personId);
    return done({ ok: true });
  },
  provePhone: async (speaker, { phone }) => {
    const { tx, office, personId } = speaker;
    await provePhone(tx, office, { personId, phone });
    return proved(speaker);
  },
  redeemCode: async (speaker, { code }) => {
    const redeemed = await redeemCounterCode(speaker.tx, speaker.office, { ...trier(speaker), code });
    if (redeemed.kind === 'locked')
      return done({ level: 0, outcome: 'locked' }, redeemed.firstTime ? await tellLocked(speaker) : []);
    if (redeemed.kind === 'wrong') return done({ level: 0, outcome: 'wrong' });
    const after = await proved(speaker);
    return done({ ...after.result, outcome: 'proved' }, after.follow);
  },
  shareLink: (speaker) => shareLink(speaker),
  redeemLink: async (speaker, { code }) => {
    const linked = await redeemLink(speaker, code);
    if (linked.result.outcome !== 'linked') return linked;
    // What was proved in the other chat, or by this one's number, counts for both.
    const after = await provedByNumber(speaker, 0);
    return done(linked.result, [...linked.follow, ...after.follow]);
  },
  chooseWard: (speaker, args) => chooseWard(speaker, args),
  family: async ({ tx, office, personId }) => {
    const [row] = await tx
      .select({ residentId: person.residentId })
      .from(person)
      .where(eq(person.id, personId));
    const family = row?.residentId ? await familyOf(tx, office.sealer, row.residentId) : [];
    return done(
      family
        .filter((one) => one.id !== row?.residentId)
        .map((one) => ({
          id: one.id,
          label: `${maskName(one.data.name)} (${one.data.relation.toLowerCase()})`,
        })),
    );
  },
  setLanguage: async ({ tx, personId }, { language }) => {
    await tx.update(person).set({ language }).where(eq(person.id, personId));
    return done({ ok: true });
  },
  callOfficer: (speaker, { text }) => callOfficer(speaker, text),
  redeemInvite: async (speaker, { code }) => {
    const { tx, office, conversationId } = speaker;
    const counted = await countTry(tx, office.entropy, trier(speaker), 'code');
    if (counted.locked) return done({ outcome: 'locked' });
    const redeemed = await redeemInvite(tx, office, { code, conversationId, now: office.now });
    return redeemed.kind === 'bound'
      ? done({ outcome: 'bound', name: redeemed.staff.name, role: redeemed.staff.role })
      : done({ outcome: redeemed.kind });
  },

  // --- a resident's own requests ---
  keepDocument: async ({ tx, office, personId, accountId, conversationId }, { item, media }) => {
    const documentId = await keepReference(tx, office, {
      personId,
      wardId: office.ward.id,
      item,
      media,
      now: office.now,
    });
    return done({ documentId, item }, [
      { kind: 'job', queue: 'document', documentId, accountId, conversationId },
    ]);
  },
  submit: async (speaker, draft) => {
    const { tx, office, actor, personId, phone } = speaker;
    // The NIK may have come by the secure page, without a number; the message that sends the request has it.
    if (phone !== null) await provePhone(tx, office, { personId, phone });
    return submit(tx, office, actor, draft);
  },
  resubmit: ({ tx, office, actor }, { requestId, draft }) => resubmit(tx, office, actor, requestId, draft),
  myRequests: async ({ tx, office, actor }) => done(await read.requestsOf(tx, office, actor)),
  myRequest: async ({ tx, office, actor }, { requestId }) =>
    done(await read.requestView(tx, office, actor, requestId)),
  cancelRequest: ({ tx, office, actor }, { requestId }) => own.cancel(tx, office, actor, requestId),
  resendLetter: async ({ tx, office, actor }, { requestId }) =>
    done({ file: await own.letterAgain(tx, office, actor, requestId) }),
  answerOffice: (speaker, { requestId, text }) => answerOffice(speaker, requestId, text),

  // --- the office ---
  tasks: async ({ tx, office, actor }) => done(await read.tasksFor(tx, office, actor)),
  card: async ({ tx, office, actor }, which) => done(await read.taskCard(tx, office, actor, which)),
  papers: async ({ tx, office, actor }, { task }) => done(await read.papersOf(tx, office, actor, task)),
  take: (speaker, { task }) =>
    asOfficer(speaker, task, (tx, office, who) => decide.take(tx, office, who, task)),
  pass: (speaker, { task }) =>
    asOfficer(speaker, task, (tx, office, who) => decide.pass(tx, office, who, task)),
  returnItems: (speaker, { task, items }) =>
    asOfficer(speaker, task, (tx, office, who) => decide.returnItems(tx, office, who, task, items)),
  refuse: (speaker, { task, reason }) =>
    asOfficer(speaker, task, (tx, office, who) => decide.refuse(tx, office, who, task, reason)),
  askResident: (speaker, { task, text }) =>
    asOfficer(speaker, task, (tx, office, who) => decide.askResident(tx, office, who, task, text)),
  undo: (speaker, { task }) => asOfficer(speaker, task, (tx, office, who) => undo(tx, office, who, task)),
  sendBack: (speaker, { task, note }) =>
    asOfficer(speaker, task, (tx, office, who) => decide.sendBack(tx, office, who, task, note)),
  revoke: (speaker, { task, reason }) =>
    asOfficer(speaker, task, (tx, office, who) => sign.revoke(tx, office, who, task, reason)),
  handOver: (speaker, { task }) =>
    asOfficer(speaker, task, (tx, office, who) => sign.handOver(tx, office, who, task)),
  sign: async (speaker, { tasks }) => {
    const who = officer(speaker);
    return who ? sign.sign(speaker.tx, speaker.office, who, tasks) : done([]);
  },
  counterCode: async (speaker, { task }) => {
    const who = officer(speaker);
    return done(
      who ? await sign.counterCodeFor(speaker.tx, speaker.office, who, task) : { ok: false, why: 'unknown' },
    );
  },
  answerPerson: ({ tx, office, actor }, { chat, text }) => answerPerson(tx, office, actor, chat, text),
  number: async ({ office, actor, conversationId }, { what, phone }) => {
    const wardId = office.ward.id;
    const ok = may(actor, 'number.manage', { wardId, personId: null });
    return done(
      { ok, what },
      ok ? [{ kind: 'job', queue: 'number', what, wardId, phone, conversationId }] : [],
    );
  },
  brief: async ({ tx, office, actor, brief }) => done(await brief(tx, office, actor)),
  taskPace: async ({ tx, actor }, { together }) => {
    if (actor.kind === 'staff') await setTaskPace(tx, actor.staffId, together);
    return done({ ok: true });
  },
  duty: async ({ tx, actor }, { on }) => {
    if (actor.kind === 'staff') await setOnDuty(tx, actor.staffId, on);
    return done({ ok: true });
  },
};

function asOfficer(
  speaker: Speaker,
  task: number,
  act: (tx: Tx, office: Office, who: Officer) => ReturnType<typeof decide.take>,
): ReturnType<typeof decide.take> {
  const who = officer(speaker);
  return who ? act(speaker.tx, speaker.office, who) : Promise.resolve(refused(task, 'unknown'));
}

function masked({ id, data }: RegisteredResident) {
  return {
    id,
    name: maskName(data.name),
    address: maskAddress(data.address, data.rt, data.rw),
    rtRw: `RT ${data.rt}/RW ${data.rw}`,
  };
}

function tellLocked({ tx, office }: Speaker): Promise<Consequence[]> {
  return tellRoles(tx, office, ['operator'], {
    kind: 'alert',
    what: 'identityLocked',
    number: null,
    detail: null,
  });
}

/** The number that came with the message is a proof of possession where it is the register's; nobody need ask for it. */
async function provedByNumber(speaker: Speaker, level: number): Promise<Done<{ level: number }>> {
  const { tx, office, personId, phone } = speaker;
  if (phone === null) return level >= 2 ? proved(speaker) : done({ level });
  await provePhone(tx, office, { personId, phone });
  return proved(speaker);
}

/** The level after a proof; what waited at the counter for this person is let go to the chat. */
async function proved({ tx, office, actor, personId }: Speaker): Promise<Done<{ level: number }>> {
  const row = await personById(tx, personId);
  const level = row?.level ?? 0;
  return done({ level }, level >= 2 ? await sign.releaseWaiting(tx, office, actor) : []);
}
