import type postgres from 'postgres';
import type { Registry } from 'prom-client';
import type { Misread } from '../../flows/kit/answers.ts';
import type { Service } from '../../flows/kit/service.ts';
import { duration, residentWords } from '../../flows/wording/id-resident.ts';
import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import type { Sealer } from '../db/seal.ts';
import type { Db } from '../db/types.ts';
import type { Entropy } from '../entropy.ts';
import type { FileStore } from '../files/store.ts';
import type { Log } from '../log.ts';
import type { House } from '../office.ts';
import { StartupProblem } from '../startup.ts';
import type { TrainingRoom } from '../training/room.ts';
import { hoursInWords } from '../wards/hours.ts';
import { type Ward, wardById } from '../wards/ward.ts';
import { formPart } from '../web/form/part.ts';
import { healthPart } from '../web/health.ts';
import { homePart } from '../web/home.ts';
import { CannotListen, createWeb, type Listening, listen, type Part } from '../web/server.ts';
import { createHistory } from '../web/simulator/history.ts';
import { simulatorPart } from '../web/simulator/part.ts';
import { createRoom } from '../web/simulator/room.ts';
import { verificationPart } from '../web/verification.ts';
import type { OpenChannel } from './channels.ts';
import { openKiosks } from './kiosk.ts';

/** What the web pages are built over. */
export interface SiteDeps {
  readonly sql: postgres.Sql;
  readonly db: Db;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly files: FileStore;
  readonly log: Log;
  readonly services: readonly Service[];
  readonly config: Config;
  readonly house: House;
  readonly room: TrainingRoom | null;
  readonly channels: readonly OpenChannel[];
  readonly ward: Ward;
  readonly registry: Registry;
}

/** The web server with all its parts: front page, simulator, verification, webhooks, health. */
export async function openSite(deps: SiteDeps): Promise<Listening> {
  const { db, config, house, room, channels, ward } = deps;
  const simulator = room ? simulatorRoom(deps, room) : null;
  const web = createWeb({
    office: ward.name,
    log: deps.log,
    parts: [
      healthPart({
        ready: async () => (await deps.sql`select 1`).length === 1,
        lines: () => house.health(),
        registry: deps.registry,
      }),
      ...channels.flatMap(({ webhook }) => (webhook ? [webhookPart(webhook)] : [])),
      homePart({
        office: async () => {
          const { name, settings, training } = await wardById(db, ward.id);
          return {
            name,
            place: `Kecamatan ${settings.kecamatan}, ${settings.city}`,
            hours: hoursInWords(settings.hours),
            complaints: settings.complaints,
            training,
          };
        },
        services: deps.services.map(({ slug, name, purpose, standard }) => ({
          slug,
          name,
          purpose,
          requirements: standard.requirements,
          time: duration(standard.minutes),
          cost: standard.cost,
        })),
        chats: channels.flatMap(({ door }) => door ?? []),
        simulator: async () => simulator !== null,
      }),
      formPart({
        desk: house.forms,
        files: deps.files,
        entropy: deps.entropy,
        office: ward.name,
        reason: (why) => sentence(why),
        door: (accountId) => channels.find(({ channel }) => channel.accountId === accountId)?.door ?? null,
        trustProxy: config.publicUrl !== null,
      }),
      await openKiosks({
        ...deps,
        publicUrl: config.publicUrl,
        doors: (wardId) => (wardId === ward.id ? channels.flatMap(({ door }) => door ?? []) : []),
      }),
      simulatorPart({ office: ward.name, room: async () => simulator }),
      verificationPart({
        verification: house.verification,
        office: ward.name,
        trustProxy: config.publicUrl !== null,
      }),
    ],
  });
  return listen(web, config.host, config.port).catch((error: unknown) => {
    throw error instanceof CannotListen ? cannotListen(error, config) : error;
  });
}

function cannotListen(error: CannotListen, { host, port }: Config): StartupProblem {
  switch (error.reason) {
    case 'in-use':
      return new StartupProblem(
        `Port ${port} is already used by another program.`,
        `Stop that program, or choose another port: PORT=${port < 65_535 ? port + 1 : 3000} npm start`,
      );
    case 'not-allowed':
      return new StartupProblem(
        `This account may not open port ${port}.`,
        'Choose a port above 1023, for example PORT=3000.',
      );
    case 'no-such-address':
      return new StartupProblem(`This computer has no address ${host}.`, 'Correct HOST, or leave it empty.');
    default:
      return new StartupProblem(`The web pages ${error.message}.`, 'Correct HOST and PORT.');
  }
}

function simulatorRoom({ db, sealer, house }: SiteDeps, room: TrainingRoom) {
  return createRoom({
    channel: room.channel,
    history: createHistory(db, sealer, room.channel.accountId),
    ward: { name: room.ward.name, timeZone: room.ward.timeZone },
    names: room.names,
    demo: room.demo,
    now: async () => (await house.officeOf(room.ward.id)).now,
    advance: (ms) => house.advance(room.ward.id, ms),
    readAttachment: async (conversationId, attachment) => ({
      bytes: await house.attachment(conversationId, attachment),
      mime: attachment.mime,
      name: attachment.name,
    }),
  });
}

function webhookPart(webhook: { readonly path: string; handle(request: Request): Promise<Response> }): Part {
  return { mount: (app) => void app.all(webhook.path, (c) => webhook.handle(c.req.raw)) };
}

/** What is wrong with an answer, as the chat would say it. */
function sentence(why: Misread): string {
  const word: (filled: never) => string = residentWords[why.key];
  return word(why as never);
}
