import { silenceLibsignal } from '../../../src/channels/whatsapp/quiet.ts';
import { Device } from './device.ts';

// Makes libsignal print a session with its private keys; with QUIET it must not.
if (process.env['QUIET']) silenceLibsignal();
const [a, b] = [new Device(), new Device()];
await a.begin('628111111111@s.whatsapp.net', await b.bundle());
await a.begin('628111111111@s.whatsapp.net', await b.bundle());
const { info } = globalThis.console;
info('others print as before');
