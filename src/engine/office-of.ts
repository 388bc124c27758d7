import type { Calendar } from '../../flows/kit/calendar.ts';
import type { Facts } from '../../flows/kit/facts.ts';
import type { Service } from '../../flows/kit/service.ts';
import { local } from '../../flows/kit/when.ts';
import type { Clock } from '../clock.ts';
import type { Sealer } from '../db/seal.ts';
import type { Tx } from '../db/types.ts';
import type { Entropy } from '../entropy.ts';
import type { Office } from '../requests/office.ts';
import { holidaysOf } from '../wards/holidays.ts';
import { hoursInWords } from '../wards/hours.ts';
import { allWards, type Ward, wardById } from '../wards/ward.ts';

/** A ward with its calendar, as the engine keeps it for a moment. */
export interface Known {
  readonly ward: Ward;
  readonly calendar: Calendar;
}

/** What every office is built from. */
export interface WardBookDeps {
  readonly clock: Clock;
  readonly sealer: Sealer;
  readonly entropy: Entropy;
  readonly services: readonly Service[];
  readonly ids: { next(): number };
  readonly verifyUrl: (code: string) => string;
}

/** How long a ward's settings are remembered (ms): a change by another process counts after that at the latest. */
const REMEMBERED_MS = 2_000;

/** The wards of this deployment, remembered for two seconds so that a turn needs no query for them. */
export class WardBook {
  readonly #deps: WardBookDeps;
  readonly #ahead = new Map<string, number>();
  #wards: { ids: string[]; until: number } = { ids: [], until: 0 };
  readonly #known = new Map<string, { known: Known; until: number }>();

  constructor(deps: WardBookDeps) {
    this.#deps = deps;
  }

  /** Forgets what it knows: the clock was moved or a setting changed in this process. */
  forget(): void {
    this.#known.clear();
    this.#wards.until = 0;
  }

  /** Every ward's present time by its own clock; the list is read anew every two seconds. */
  async times(tx: Tx): Promise<ReadonlyMap<string, Date>> {
    const at = this.#deps.clock.now().getTime();
    if (this.#wards.until <= at) {
      const wards = await allWards(tx);
      for (const ward of wards) this.#ahead.set(ward.id, ward.clockAheadMs);
      this.#wards = { ids: wards.map((ward) => ward.id), until: at + REMEMBERED_MS };
    }
    return new Map(this.#wards.ids.map((id) => [id, this.clockOf(id).now()]));
  }

  async ward(tx: Tx, wardId: string): Promise<Known> {
    const at = this.#deps.clock.now().getTime();
    const held = this.#known.get(wardId);
    if (held && held.until > at) return held.known;
    const ward = await wardById(tx, wardId);
    const holidays = await holidaysOf(tx, wardId);
    const known = {
      ward,
      calendar: { timeZone: ward.timeZone, hours: ward.settings.hours, holidays: new Set(holidays.keys()) },
    };
    this.#ahead.set(wardId, ward.clockAheadMs);
    this.#known.set(wardId, { known, until: at + REMEMBERED_MS });
    return known;
  }

  /** The ward's own clock, as far ahead as this process last knew. */
  clockOf(wardId: string): Clock {
    return { now: () => new Date(this.#deps.clock.now().getTime() + (this.#ahead.get(wardId) ?? 0)) };
  }

  /** The ward's own time: real time, and in a training ward as far ahead as it was moved. */
  timeOf(ward: Ward): Date {
    return new Date(this.#deps.clock.now().getTime() + ward.clockAheadMs);
  }

  office({ ward, calendar }: Known): Office {
    const { sealer, entropy, services, ids, verifyUrl } = this.#deps;
    return { ward, calendar, now: this.timeOf(ward), sealer, entropy, services, ids, verifyUrl };
  }
}

/** What the flows may know of the world in this turn. */
export function factsOf(office: Office): Facts {
  const { ward, now, calendar } = office;
  return {
    now: now.toISOString(),
    today: local(now.getTime(), ward.timeZone).iso,
    timeZone: ward.timeZone,
    calendar,
    ward: wardFacts(ward),
  };
}

const told = new WeakMap<Ward, Facts['ward']>();

/** Put together once for as long as the ward's settings are remembered. */
function wardFacts(ward: Ward): Facts['ward'] {
  const known = told.get(ward);
  if (known) return known;
  const facts = {
    name: ward.name,
    address: ward.settings.address,
    contact: ward.settings.contact,
    hours: hoursInWords(ward.settings.hours),
    complaints: ward.settings.complaints,
    privacyContact: ward.settings.privacyContact,
    training: ward.training,
  };
  told.set(ward, facts);
  return facts;
}
