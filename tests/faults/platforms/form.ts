import { setTimeout as wait } from 'node:timers/promises';

/** The path of the secure page in a text, or null. */
export function formIn(text: string): string | null {
  return /https:\/\/\S+(\/formulir\/[0-9a-f]{32})/.exec(text)?.[1] ?? null;
}

/** What a person knows who fills in the secure page. */
export interface Answers {
  readonly nik: string;
  /** As one types it. */
  readonly date: string;
  readonly photo: Uint8Array;
}

/**
 * What became of an answer: `taken` was said; `maybe`: the page said afterwards that the question is answered, by an
 * earlier try whose answer was lost or by what was written meanwhile; `no`: the page asks nothing that is known here.
 */
export type Filled = 'taken' | 'maybe' | 'no';

/** What became of an answer, and whether it was a photo. */
export interface Outcome {
  readonly filled: Filled;
  readonly photo: boolean;
}

/** Fills in the page as a browser does, again when the line broke, for so long (ms). */
export async function fills(url: string, answers: Answers, forMs: number): Promise<Outcome> {
  const until = Date.now() + forMs;
  let sent = false;
  let photo = false;
  const outcome = (filled: Filled): Outcome => ({ filled, photo });
  const doubtful = () => outcome(sent ? 'maybe' : 'no');
  for (;;) {
    try {
      const page = await fetch(url, { signal: AbortSignal.timeout(20_000) });
      const text = await page.text();
      if (page.status === 410 || page.status === 404 || /Sudah kami terima/.test(text)) return doubtful();
      const body = page.status === 200 ? filledIn(text, answers) : null;
      if (page.status === 200 && body === null) return doubtful();
      if (body) {
        sent = true;
        photo = body instanceof FormData;
        const { status } = await fetch(url, {
          method: 'POST',
          body,
          headers: { origin: new URL(url).origin, 'sec-fetch-site': 'same-origin' },
          redirect: 'manual',
          signal: AbortSignal.timeout(20_000),
        });
        if (status === 303) return outcome('taken');
        if (status === 410) return outcome('maybe');
        if (status === 422) return outcome('no');
      }
    } catch {
      // The line broke, or the process ended: a person tries again.
    }
    if (Date.now() > until) return doubtful();
    await wait(300);
  }
}

/** What is posted for the fields that a page has; null when it has others. */
function filledIn(page: string, { nik, date, photo }: Answers): FormData | URLSearchParams | null {
  if (page.includes('name="berkas"')) {
    const form = new FormData();
    form.set('berkas', new File([new Uint8Array(photo)], 'ktp.jpg'));
    return form;
  }
  const fields = new URLSearchParams();
  if (page.includes('name="nik"')) fields.set('nik', nik);
  if (page.includes('name="tanggal"')) fields.set('tanggal', date);
  return fields.size > 0 ? fields : null;
}
