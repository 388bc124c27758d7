import type { World } from '../../flows/kit/converse.ts';
import type { Flow } from '../../flows/kit/flow.ts';
import type { Service } from '../../flows/kit/service.ts';
import type { Vocabulary } from '../../flows/wording/vocabulary.ts';
import { isKioskAccount } from '../channels/web/kiosk.ts';
import type { Sealer } from '../db/seal.ts';
import type { Both } from '../db/transaction.ts';
import type { Entropy } from '../entropy.ts';
import type { Office } from '../requests/office.ts';
import { type AccountBook, type KnownAccount, sharesPhone } from './accounts.ts';
import type { BriefMaker } from './brief.ts';
import type { Speaker } from './calls.ts';
import { actorOf } from './chats.ts';
import { formMode } from './forms.ts';
import type { Ids } from './ids.ts';
import type { JobSender } from './jobs.ts';
import { factsOf, type WardBook } from './office-of.ts';
import type { ConversationRow } from './turn-sql.ts';
import type { SendsHere } from './write.ts';

/** Everything a turn needs that is made once. */
export interface TurnDeps {
  readonly sealer: Sealer;
  readonly entropy: Entropy;
  readonly ids: Ids;
  readonly wards: WardBook;
  readonly accounts: AccountBook;
  readonly jobs: JobSender;
  readonly brief: BriefMaker;
  readonly flows: ReadonlyMap<string, Flow>;
  readonly services: readonly Service[];
  readonly vocabulary: (language: string) => Vocabulary;
  readonly sendsHere: SendsHere;
  /** Whether what is not marked as sent may have been seen all the same. */
  readonly mayHaveShown: (row: ConversationRow) => boolean;
  /** The number of a message that was sent and is not marked yet, by what the platform calls it. */
  readonly sentAs: (row: ConversationRow, externalId: string) => number | null;
  /** The public https address, without a slash at the end; null: there is none, and so no secure page. */
  readonly secureUrl: () => string | null;
}

/** Ids that one turn may use: events, notices, a new chat. */
export const IDS_A_TURN = 40;

/** The conversation as it was stored, not yet trusted. */
export function stateOf(deps: TurnDeps, row: ConversationRow): unknown {
  return JSON.parse(deps.sealer.openText(`conversation|state|${row.id}`, row.state));
}

/** Who is spoken to: a member of the office or not, and whether the ward is known. */
export interface Partner {
  readonly member: boolean;
  /** On an account of several wards: it was said which one is meant. */
  readonly chosen: boolean;
}

/** Somebody who has never written. */
export const STRANGER: Partner = { member: false, chosen: false };

/** What a turn may look at, for a member of the office or for a resident. */
export function worldOf(deps: TurnDeps, office: Office, account: KnownAccount, partner: Partner): World {
  const { wards } = account;
  return {
    facts: { ...factsOf(office), inHouse: isKioskAccount(account) },
    flows: deps.flows,
    services: deps.services,
    vocabulary: deps.vocabulary,
    office: partner.member,
    sharesPhone: sharesPhone(account),
    atCounter: isKioskAccount(account),
    wards,
    here: office.ward.id,
    wardOpen: wards.length > 1 && !partner.chosen,
    form: partner.member ? 'none' : formMode(deps.secureUrl(), account.channel, office.ward.settings.forms),
  };
}

/** What a turn of this conversation may look at, and for whom the domain answers what it asks. */
export function surround(
  both: Both,
  deps: TurnDeps,
  row: ConversationRow,
  who: {
    readonly office: Office;
    readonly account: KnownAccount;
    readonly member: Parameters<typeof actorOf>[1];
    readonly phone: string | null;
  },
): { readonly world: World; readonly speaker: Speaker } {
  const { office, account, member, phone } = who;
  const world = worldOf(deps, office, account, { member: member !== undefined, chosen: row.ward_chosen });
  const speaker: Speaker = {
    tx: both.tx,
    personId: row.person_id,
    conversationId: Number(row.id),
    accountId: row.account_id,
    brief: deps.brief,
    office,
    world,
    actor: actorOf(row, member, account.channel),
    phone,
  };
  return { world, speaker };
}
