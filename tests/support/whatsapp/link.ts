import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type BinaryNode, decodeBinaryNode, encodeBinaryNode, type proto } from '@whiskeysockets/baileys';
import { ServerNoise } from './noise.ts';
import { acceptWebSocket, type WebSocketEnd } from './websocket.ts';

/** What the server does with what a client tells. */
export interface LinkEvents {
  onHello(link: Link, payload: proto.ClientPayload): void;
  onStanza(link: Link, stanza: BinaryNode): Promise<void>;
  onClose(link: Link): void;
}

/** One connection of a client: WebSocket, Noise, stanzas. */
export class Link {
  readonly #socket: WebSocketEnd;
  readonly #noise: ServerNoise;
  #last: Promise<void> = Promise.resolve();
  /** The client is logged in and waits for messages. */
  ready = false;
  closed = false;
  /** The port that it came from. */
  readonly from: number;

  constructor(request: IncomingMessage, socket: Duplex, events: LinkEvents) {
    this.from = request.socket.remotePort ?? 0;
    this.#noise = new ServerNoise(
      (bytes) => this.#socket.send(bytes),
      (payload) => events.onHello(this, payload),
      (bytes) => {
        // One after the other, as they came: decoding is asynchronous.
        this.#last = this.#last
          .then(async () => events.onStanza(this, await decodeBinaryNode(bytes)))
          .catch(() => undefined);
      },
    );
    this.#socket = acceptWebSocket(request, socket, {
      onMessage: (bytes) => {
        try {
          this.#noise.take(bytes);
        } catch {
          this.#socket.cut();
        }
      },
      onClose: () => {
        this.closed = true;
        events.onClose(this);
      },
    });
  }

  send(stanza: BinaryNode): void {
    if (!this.closed) this.#noise.send(encodeBinaryNode(stanza));
  }

  /** Sends a last stanza and closes. */
  end(stanza: BinaryNode): void {
    this.send(stanza);
    this.ready = false;
    this.#socket.close();
  }

  cut(): void {
    this.#socket.cut();
  }
}
