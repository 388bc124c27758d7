import type { Act, Someone } from '../people.ts';
import type { Shown } from '../platforms/index.ts';
import type { Record } from '../record.ts';

/** An act with the ids under which the office keeps it. */
export interface KnownAct extends Act {
  /** The id in the inbox, where it can be told from outside. */
  readonly inbox: string | null;
}

/** Somebody's chat as the platform saw it, with the ids that the office knows. */
export interface Witness {
  /** The chat as the record names it. */
  readonly chat: string;
  readonly acts: readonly KnownAct[];
  readonly seen: readonly Shown[];
  /** What the platform's server saw there, in words. */
  readonly journal: () => readonly string[];
}

/** What somebody did and saw, in the office's ids. */
export function witnessOf({ platform, party, acts, seen }: WitnessOf, record: Record): Witness {
  const { channel } = platform;
  const accountId = record.accounts.get(channel) ?? '';
  const { sealer } = record;
  const kept = (id: string) => {
    if (!id.startsWith('form:')) return platform.kept(id, { sealer, accountId, chat: party.chat });
    // On every channel the office keeps a hash of the code of the page's link.
    const answered = `form:${sealer.index('form', id.slice(5)).toString('hex')}`;
    return { message: answered, inbox: answered };
  };
  return {
    chat: `${channel} ${party.chat}`,
    acts: acts.map((act) => {
      const { message, inbox } = kept(act.id);
      return { ...act, id: message, inbox, on: act.on && kept(act.on).message };
    }),
    seen: seen.map((shown) => ({ ...shown, id: kept(shown.id).message })),
    journal: () => platform.journal?.(party.chat) ?? [],
  };
}

type WitnessOf = Pick<Someone, 'platform' | 'party' | 'acts'> & { readonly seen: readonly Shown[] };
