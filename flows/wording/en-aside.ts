import { duration } from './en-duration.ts';
import { b, list } from './style.ts';
import type { Words } from './words.ts';

/** What is said in English when something is asked instead of answered. */
export const asides: Partial<Words> = {
  'menu.notHere': ({ name, instead }) =>
    `${b(name)} cannot be requested in this chat yet.${instead ? ` If you need ${b(instead)}, that can be done here.` : ''} So that you need not come twice, ask first what is needed; an officer answers here.`,
  'draft.other': ({ title, other, kept }) =>
    `You are filling in ${b(title)}. Would you like to change to ${b(other)}?${kept ? ' This one is kept for later.' : ''}`,
  'draft.elsewhere': ({ title, kept }) =>
    `You are filling in ${b(title)}. Would you like to choose another letter?${kept ? ' This one is kept for later.' : ''}`,
  'aside.notHere': ({ name }) =>
    `${b(name)} cannot be requested in this chat yet. To ask what is needed, type ${b('petugas')}; what you filled in is kept.`,
  'aside.cost': ({ service }, f) =>
    `${service.name} costs ${b(service.standard.cost)}. If anybody asks you for money, please report it: ${f.ward.complaints}.`,
  'aside.time': ({ service }) =>
    `${service.name} takes at most ${b(duration(service.standard.minutes))} after the request is sent and complete.`,
  'aside.needs': ({ service }) =>
    `What you need for ${service.name} (in Indonesian):\n${list(service.standard.requirements)}`,
  'aside.safe': (_, f) =>
    `This is the service of ${f.ward.name}. What you fill in is kept encrypted, only for this letter, and only opened by the officers in charge. If in doubt, ask at the counter: ${f.ward.address}, ${f.ward.hours}.`,
  'aside.why': () =>
    'So that the letter says what is right and the officers can check it; it is used for nothing else.',
  'aside.hours': (_, f) =>
    `The counter is open ${f.ward.hours}, at ${f.ward.address}. In this chat you can go on at any time.`,
  'aside.who': (_, f) =>
    `This is the automatic service of ${f.ward.name}, not a person; officers check and the lurah signs. Would you rather be helped by a person? Type ${b('petugas')}.`,
  'aside.whose': () =>
    'It can be for somebody of your family, too. Type the NIK and the date of birth of the person whom the letter will name.',
  'aside.newcomer': () =>
    'You can still ask for it. Type the NIK and the date of birth as on the KTP; if this office does not have them yet, your data are asked one by one and an officer checks them.',
  'aside.lost': () =>
    `Never mind, take your time. If you would like help, type ${b('petugas')}; what you filled in is kept.`,
  'aside.change': () =>
    `Before it is sent everything is shown and can still be changed. To go back to the question before, type ${b('kembali')}.`,
  'identity.registered': () =>
    `The name and the address come from the data of this office and are not changed in this chat. If something is wrong, type ${b('petugas')} and write what is right; an officer answers here what to do.`,
  'aside.result': ({ atCounter }, f) =>
    atCounter
      ? 'A finished letter is handed over at this counter against the KTP.'
      : `You need not come to ask for it. A finished letter is sent to this chat if this number is proved to belong to the person it names; otherwise it is handed over at the counter against the KTP: ${f.ward.address}, ${f.ward.hours}.`,
  'aside.greeting': () => 'Hello. Let us go on.',
  'aside.asking': () =>
    `Please do: what would you like to know? Just write it here. To ask the staff, begin with ${b('petugas')}, for example: petugas, may somebody else come for me?`,
  'aside.status': () => `To see a request that was sent, type ${b('status')}.`,
  'aside.noPaper': () =>
    `If it is not at hand, it can be sent later; what you filled in is kept. If it is lost or you have none, type ${b('petugas')}: the staff tell you here what may be used instead.`,
  'aside.thanks': () => 'You are welcome.',
  'aside.unknown': () =>
    `That question cannot be answered here yet. Type ${b('petugas')} and an officer will answer; what you filled in is kept.`,
};
