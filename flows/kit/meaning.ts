import { readAnswer } from './answers.ts';
import type { Prompt } from './prompt.ts';
import { type Understood, understand } from './understand.ts';
import type { Work } from './work.ts';
import type { Heard } from './world.ts';

/** What a message means in the light of a question: the one that is open, or the one whether to go on. */
export function meaningOf(work: Work, heard: Heard, open: Prompt | null): Understood {
  if (heard.form !== undefined && open?.private) return answerOnPage(work, heard, open);
  return understand({
    body: heard.body,
    about: heard.about,
    open,
    today: work.world.facts.today,
    office: work.world.office,
    form: (work.world.form ?? 'none') !== 'none',
    services: work.world.services,
    applying: work.world.services.find(({ slug }) => work.running.flow === `letter.${slug}`)?.slug ?? null,
    language: work.language,
    labels: work.world.vocabulary(work.language).labels,
  });
}

/** The page shows one question and nothing else: what is written there is its answer, never a command. */
function answerOnPage(work: Work, { body }: Heard, open: Prompt): Understood {
  if (body.kind === 'media' && open.accept.kind === 'media') return { type: 'media', media: body.media };
  const read = readAnswer(body.kind === 'text' ? body.text : '', open, work.world.facts.today);
  return read.ok ? { type: 'value', value: read.value } : { type: 'miss', why: read.why };
}
