import type { Prompt } from './prompt.ts';
import { type Understood, understand } from './understand.ts';
import type { Work } from './work.ts';
import type { Heard } from './world.ts';

/** What a message means in the light of a question: the one that is open, or the one whether to go on. */
export function meaningOf(work: Work, heard: Heard, open: Prompt | null): Understood {
  return understand({
    body: heard.body,
    about: heard.about,
    open,
    today: work.world.facts.today,
    office: work.world.office,
    services: work.world.services,
    labels: work.world.vocabulary(work.language).labels,
  });
}
