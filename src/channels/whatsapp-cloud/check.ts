import { z } from 'zod';
import { createGraph, GRAPH_VERSION, GraphFailure, OFFICIAL_ROOT } from './graph.ts';

/** Whether a number can be used, and if not, why, in one line for the person at the machine. */
export type WhatsAppCloudCheck =
  /** `name`: the verified name and the number, as residents see them; `number`: as Meta writes it, or empty. */
  | { readonly ok: true; readonly name: string; readonly number: string }
  /** `fatal`: trying again will not help, the token, the number or the address is wrong. */
  | { readonly ok: false; readonly why: string; readonly fatal: boolean };

const Number_ = z.object({ verified_name: z.string().catch(''), display_phone_number: z.string().catch('') });

/** Asks Meta which number it is; never throws and never names the token. */
export async function checkWhatsAppCloud(options: {
  readonly phoneNumberId: string;
  readonly token: string;
  readonly graphRoot?: string;
  readonly graphVersion?: string;
}): Promise<WhatsAppCloudCheck> {
  if (!/^\d{5,25}$/.test(options.phoneNumberId))
    return fatal('the phone number id is a number of Meta (not the telephone number): WhatsApp > API Setup');
  if (!/^[\x21-\x7e]{20,1000}$/.test(options.token))
    return fatal(
      'the access token is incomplete: make one for a system user with whatsapp_business_messaging',
    );
  try {
    const graph = createGraph({
      root: options.graphRoot ?? OFFICIAL_ROOT,
      version: options.graphVersion ?? GRAPH_VERSION,
      token: options.token,
    });
    const path = `${options.phoneNumberId}?fields=verified_name,display_phone_number`;
    const answer = Number_.parse(await graph.call({ method: 'GET', path, timeoutMs: 10_000 }));
    const { verified_name: name, display_phone_number: number } = answer;
    return { ok: true, name: `${number} (${name})`, number };
  } catch (error) {
    return explained(error);
  }
}

function explained(error: unknown): WhatsAppCloudCheck {
  if (!(error instanceof GraphFailure)) return fatal('the Graph root does not answer as Meta does');
  const { status, code, reason } = error;
  if (status === null)
    return {
      ok: false,
      why: `Meta cannot be reached (${reason}): check the internet line and WHATSAPP_GRAPH_ROOT`,
      fatal: false,
    };
  if (status === 401 || code === 190)
    return fatal('Meta refuses the access token (190): it is wrong or has expired');
  if (code === 100) return fatal('Meta knows no such phone number id, or the token has no right to it (100)');
  if (code === 10 || (code !== null && code >= 200 && code <= 299))
    return fatal(`the token lacks a right (${code}): it needs whatsapp_business_messaging`);
  return { ok: false, why: `Meta answered ${status} (${reason}): try again later`, fatal: false };
}

const fatal = (why: string): WhatsAppCloudCheck => ({ ok: false, why, fatal: true });
