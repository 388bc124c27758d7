import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

/** The server's end of one WebSocket (RFC 6455): whole binary messages in and out, pings answered. */
export interface WebSocketEnd {
  send(bytes: Uint8Array): void;
  /** Says goodbye and closes. */
  close(): void;
  /** Cuts the wire without a word. */
  cut(): void;
}

/** What is done with what arrives. */
export interface WebSocketEvents {
  onMessage(bytes: Buffer): void;
  onClose(): void;
}

/** Answers an upgrade and speaks WebSocket on its socket. */
export function acceptWebSocket(
  request: IncomingMessage,
  socket: Duplex,
  events: WebSocketEvents,
): WebSocketEnd {
  const key = `${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
  const accept = createHash('sha1').update(key).digest('base64');
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  let pending: Buffer = Buffer.alloc(0);
  let parts: Buffer[] = [];
  const write = (opcode: number, payload: Uint8Array) => {
    if (!socket.destroyed && socket.writable) socket.write(frame(opcode, payload));
  };
  socket.on('data', (chunk: Buffer) => {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    for (let found = parse(pending); found !== null; found = parse(pending)) {
      pending = pending.subarray(found.used);
      if (found.opcode === 8) {
        write(8, found.payload.subarray(0, 2));
        socket.end();
      } else if (found.opcode === 9) write(10, found.payload);
      else if (found.opcode <= 2) {
        parts.push(found.payload);
        if (!found.fin) continue;
        const whole = Buffer.concat(parts);
        parts = [];
        events.onMessage(whole);
      }
    }
  });
  socket.on('error', () => socket.destroy());
  socket.on('close', () => events.onClose());
  return {
    send: (bytes) => write(2, bytes),
    close: () => {
      write(8, Buffer.from([0x03, 0xe8]));
      socket.end();
    },
    cut: () => socket.destroy(),
  };
}

function frame(opcode: number, payload: Uint8Array): Buffer {
  const size = payload.length;
  const head =
    size < 126
      ? Buffer.from([0x80 | opcode, size])
      : size < 65_536
        ? Buffer.from([0x80 | opcode, 126, size >> 8, size & 255])
        : Buffer.concat([Buffer.from([0x80 | opcode, 127]), bigEndian(size)]);
  return Buffer.concat([head, payload]);
}

function bigEndian(size: number): Buffer {
  const out = Buffer.alloc(8);
  out.writeBigUInt64BE(BigInt(size));
  return out;
}

interface Frame {
  readonly fin: boolean;
  readonly opcode: number;
  readonly payload: Buffer;
  readonly used: number;
}

function parse(bytes: Buffer): Frame | null {
  if (bytes.length < 2) return null;
  const [first, second] = [bytes.readUInt8(0), bytes.readUInt8(1)];
  const short = second & 127;
  const lengthEnd = short === 126 ? 4 : short === 127 ? 10 : 2;
  const masked = (second & 128) !== 0;
  const start = lengthEnd + (masked ? 4 : 0);
  if (bytes.length < start) return null;
  const size =
    short === 126 ? bytes.readUInt16BE(2) : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short;
  if (bytes.length < start + size) return null;
  const payload = Buffer.from(bytes.subarray(start, start + size));
  if (masked) {
    const mask = bytes.subarray(lengthEnd, start);
    for (let i = 0; i < payload.length; i += 1) payload[i] = (payload[i] ?? 0) ^ (mask[i & 3] ?? 0);
  }
  return { fin: (first & 128) !== 0, opcode: first & 15, payload, used: start + size };
}
