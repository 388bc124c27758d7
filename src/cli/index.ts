import { defineCommand, runMain } from 'citty';

/** The commands of the office; each prints JSON with --json. */
const main = defineCommand({
  meta: { name: 'halo-lurah', description: 'Halo Lurah: a chat office for a kelurahan' },
  subCommands: {
    doctor: () => import('./doctor.ts').then((module) => module.doctorCommand),
    ward: () => import('./ward.ts').then((module) => module.wardCommand),
    staff: () => import('./staff.ts').then((module) => module.staffCommand),
    whatsapp: () => import('./whatsapp.ts').then((module) => module.whatsAppCommand),
    play: () => import('./play.ts').then((module) => module.playCommand),
    chat: () => import('./chat.ts').then((module) => module.chatCommand),
    diagrams: () => import('./diagrams.ts').then((module) => module.diagramsCommand),
    catalogue: () => import('./catalogue.ts').then((module) => module.catalogueCommand),
    settings: () => import('./settings.ts').then((module) => module.settings),
  },
});

await runMain(main);
