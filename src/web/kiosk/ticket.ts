import { renderSVG } from 'uqr';
import type { TicketDoor } from './port.ts';

/** Where a resident begins to write: the name of the app and an address that opens a chat with us. */
export interface Door {
  readonly label: string;
  readonly href: string;
}

/** The doors that open with `sambung CODE` in them, each as a QR code. Apps whose address cannot carry words are left out. */
export function phoneDoors(doors: readonly Door[], code: string): TicketDoor[] {
  return doors.flatMap(({ label, href }) => {
    const address = withCode(href, code);
    return address === null ? [] : [{ label, qr: renderSVG(address, { ecc: 'M', border: 2 }) }];
  });
}

/**
 * The address of a chat with the words in it: `text` of wa.me (faq.whatsapp.com/5913398998672934), `start` of a bot
 * (core.telegram.org/bots/features#deep-linking), which takes letters, digits, _ and - only.
 */
export function withCode(href: string, code: string): string | null {
  const address = URL.canParse(href) ? new URL(href) : null;
  switch (address?.hostname) {
    case 'wa.me':
      // Written by hand: URLSearchParams would make a plus of the space, which WhatsApp shows as it is.
      return `${address.origin}${address.pathname}?text=${encodeURIComponent(`sambung ${code}`)}`;
    case 't.me':
      return `${address.origin}${address.pathname}?start=sambung_${code.replace(/[^0-9A-Za-z]/g, '')}`;
    default:
      return null;
  }
}
