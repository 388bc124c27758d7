import type { Calendar } from './calendar.ts';

/** What the wording and the reading of answers may know of the world; given in with every step. */
export interface Facts {
  /** ISO instant, the ward's own clock. */
  readonly now: string;
  /** ISO day in the ward's zone. */
  readonly today: string;
  readonly timeZone: string;
  readonly calendar: Calendar;
  /** What is written here stays in the office: the screen at the counter. Else it passes through servers abroad. */
  readonly inHouse?: boolean;
  readonly ward: {
    readonly name: string;
    readonly address: string;
    readonly contact: string;
    /** Counter hours in words: "Senin-Jumat 08.00-15.00". */
    readonly hours: string;
    readonly complaints: string;
    readonly privacyContact: string;
    readonly training: boolean;
  };
}
