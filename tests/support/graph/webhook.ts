import { createHmac } from 'node:crypto';

/** What is posted: a message of a person or a status of a message of ours. */
export interface Item {
  readonly kind: 'messages' | 'statuses';
  readonly content: object;
  /** The person beside it. */
  readonly contact: object | null;
  /** Another number of the same app, when it is not ours. */
  readonly phoneNumberId?: string;
}

/** How webhooks are delivered; changed by tests. */
export interface Delivery {
  /** How many times each post is sent at once. */
  copies: number;
  /** The items of a batch are shuffled (by turning them round). */
  reversed: boolean;
  /** Items wait until `release`, which posts all of them in one. */
  held: boolean;
  /** What one person wrote is posted when what they wrote before was answered with 200; Meta does not promise it. */
  inTurn: boolean;
}

/** Posts webhooks as Meta does: signed, again and again with growing pauses until the answer is 200. */
export class Poster {
  readonly delivery: Delivery = { copies: 1, reversed: false, held: false, inTurn: false };
  readonly posts: { readonly status: number; readonly items: number }[] = [];
  readonly #options: { readonly appSecret: string; readonly phoneNumberId: string; readonly retryMs: number };
  readonly #running = new Set<Promise<void>>();
  readonly #stopped = new AbortController();
  /** The last post of each person's messages. */
  readonly #lanes = new Map<string, Promise<void>>();
  #url: string | null = null;
  #waiting: Item[] = [];

  constructor(options: { appSecret: string; phoneNumberId: string; retryMs: number }) {
    this.#options = options;
  }

  /** The GET with which Meta asks whether an address is ours; from then on webhooks go there. */
  async connect(url: string, verifyToken: string): Promise<boolean> {
    const asked = new URL(url);
    const challenge = String(Date.now());
    asked.search = new URLSearchParams({
      'hub.mode': 'subscribe',
      'hub.challenge': challenge,
      'hub.verify_token': verifyToken,
    }).toString();
    const answer = await fetch(asked);
    const right = answer.status === 200 && (await answer.text()) === challenge;
    if (right) this.#url = url;
    if (right) this.release();
    return right;
  }

  /** Posts that were not answered with 200 yet, and items that wait. */
  get pending(): number {
    return this.#running.size + this.#waiting.length;
  }

  push(item: Item): void {
    this.#waiting.push(item);
    if (!this.delivery.held) this.release();
  }

  release(): void {
    if (this.#url === null || this.#waiting.length === 0) return;
    const items = this.#waiting;
    this.#waiting = [];
    if (this.delivery.reversed) items.reverse();
    const url = this.#url;
    const lanes = this.delivery.inTurn ? [...new Set(items.flatMap(writerOf))] : [];
    const before = Promise.all(lanes.map((lane) => this.#lanes.get(lane)));
    const run: Promise<void> = (
      lanes.length > 0
        ? before.then(() => this.#deliver(url, this.envelope(items), items.length))
        : this.#deliver(url, this.envelope(items), items.length)
    ).finally(() => this.#running.delete(run));
    for (const lane of lanes) this.#lanes.set(lane, run);
    this.#running.add(run);
  }

  /** Items in the shape of Meta, those of one number in one change. */
  envelope(items: readonly Item[]): object {
    const numbers = Map.groupBy(items, (item) => item.phoneNumberId ?? this.#options.phoneNumberId);
    const changes = [...numbers].map(([phone_number_id, of]) => ({
      field: 'messages',
      value: {
        messaging_product: 'whatsapp',
        metadata: { display_phone_number: '62380123456', phone_number_id },
        ...(of.some((item) => item.contact) ? { contacts: distinct(of) } : {}),
        ...group(of, 'messages'),
        ...group(of, 'statuses'),
      },
    }));
    return { object: 'whatsapp_business_account', entry: [{ id: '102290129340398', changes }] };
  }

  /** What Meta writes over a body. */
  signature(body: string | Uint8Array): string {
    return `sha256=${createHmac('sha256', this.#options.appSecret).update(body).digest('hex')}`;
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await Promise.all(this.#running);
  }

  async #deliver(url: string, envelope: object, items: number): Promise<void> {
    // Meta escapes what is not ASCII, so JSON written anew would have another signature.
    const body = JSON.stringify(envelope).replace(
      /[\u0080-\uffff]/g,
      (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
    for (
      let pauseMs = this.#options.retryMs;
      !this.#stopped.signal.aborted;
      pauseMs = Math.min(pauseMs * 2, 1_000)
    ) {
      const copies = Array.from({ length: this.delivery.copies }, () => this.#post(url, body, items));
      if ((await Promise.all(copies)).includes(200)) return;
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }

  async #post(url: string, body: string, items: number): Promise<number> {
    const headers = { 'content-type': 'application/json', 'x-hub-signature-256': this.signature(body) };
    const signal = AbortSignal.any([this.#stopped.signal, AbortSignal.timeout(60_000)]);
    const status = await fetch(url, { method: 'POST', headers, body, signal }).then(
      async (response) => {
        await response.arrayBuffer();
        return response.status;
      },
      () => 0,
    );
    this.posts.push({ status, items });
    return status;
  }
}

/** Who wrote an item; nobody wrote a status. */
function writerOf({ kind, content }: Item): string[] {
  const { from, from_user_id } = content as { from?: unknown; from_user_id?: unknown };
  return kind === 'messages' ? [String(from ?? from_user_id)] : [];
}

function group(items: readonly Item[], kind: Item['kind']): object {
  const of = items.filter((item) => item.kind === kind).map((item) => item.content);
  return of.length > 0 ? { [kind]: of } : {};
}

function distinct(items: readonly Item[]): object[] {
  const contacts = items.flatMap((item) => (item.contact ? [item.contact] : []));
  return [...new Map(contacts.map((contact) => [JSON.stringify(contact), contact])).values()];
}
