import { connect } from '../../src/db/client.ts';
import { createSealer } from '../../src/db/seal.ts';
import { median } from './chats.ts';
import { converse } from './dialogue.ts';
import { ours } from './ours.ts';

/** What a process of the benchmark is told. */
export interface Work {
  readonly url: string;
  /** The bed's key, in hex: of a database that lives as long as the run. */
  readonly secret: string;
  readonly wardId: string;
  readonly people: readonly { readonly nik: string; readonly birthDate: string }[];
  readonly chats: number;
  readonly messages: number;
  readonly label: string;
}

/** What it found. */
export interface Worked {
  readonly accountId: string;
  /** Messages that count, and all of them with those that warm up. */
  readonly messages: number;
  readonly heard: number;
  readonly seconds: number;
  readonly p50: number;
}

const next = () => new Promise((resolve) => process.once('message', resolve));

const work = (await next()) as Work;
const connection = connect(work.url, { max: 10 });
const sealer = createSealer(Buffer.from(work.secret, 'hex'));
const office = await ours({ ...connection, ...work, sealer }, work.label);
await converse(office, work.people, work.chats, `${work.label}warm`);
const go = next();
process.send?.('ready');
await go;

const rounds = Math.max(1, Math.ceil(work.messages / (work.chats * 8)));
const middles: number[] = [];
let seconds = 0;
for (let round = 0; round < rounds; round += 1) {
  const done = await converse(office, work.people, work.chats, `${work.label}${round}`);
  seconds += done.seconds;
  middles.push(done.p50);
}
const messages = rounds * work.chats * 8;
await office.end();
await connection.close();
const worked: Worked = {
  accountId: office.accountId,
  messages,
  heard: messages + work.chats * 8,
  seconds,
  p50: median(middles),
};
process.send?.(worked);
