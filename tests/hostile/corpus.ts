import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { InboundBody } from '../../flows/kit/message.ts';

/** The hostile inputs as they lie in tests/hostile/inputs: what each is, and how it is made. */

const Part = z.union([
  z.string(),
  z.strictObject({ repeat: z.string().min(1), times: z.int().positive().max(100_000_000) }),
]);
type Part = z.infer<typeof Part>;

const Json = z.unknown();
const Bytes = z.union([
  z.strictObject({ json: Json }),
  z.strictObject({ text: z.array(Part) }),
  z.strictObject({ gzip: z.array(Part) }),
  z.strictObject({ base64: z.base64() }),
]);

/** A message of an app in the form of its platform: `end` is what the mapper makes of it. */
const raw = <const T extends string>(by: T) => ({ by: z.literal(by), end: z.string().min(1) });

const Make = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('text'), say: z.array(Part) }),
  z.strictObject({ by: z.literal('texts'), messages: z.array(z.array(Part)).min(2) }),
  z.strictObject({ by: z.literal('tap'), data: z.string(), label: z.string().nullable() }),
  z.strictObject({ by: z.literal('taps'), taps: z.array(z.tuple([z.string(), z.string().nullable()])) }),
  z.strictObject({ by: z.literal('body'), body: InboundBody }),
  z.strictObject({ by: z.literal('names'), names: z.array(z.string()) }),
  z.strictObject({
    by: z.literal('file'),
    builder: z.string(),
    args: z.array(z.union([z.string(), z.number()])),
    end: z.enum(['made', 'refused']),
  }),
  z.strictObject({ ...raw('telegram'), update: Json }),
  z.strictObject({ ...raw('cloud'), message: z.record(z.string(), Json) }),
  z.strictObject({ ...raw('whatsapp'), message: z.record(z.string(), Json), from: z.string().optional() }),
  z.strictObject({
    by: z.literal('post'),
    to: z.enum(['telegram', 'cloud']),
    status: z.int(),
    body: Bytes,
    headers: z.record(z.string(), z.string()),
    counted: z.string().optional(),
  }),
  /** Needs an office, a clock or many people: the test that plays it. */
  z.strictObject({ by: z.literal('test'), file: z.string(), title: z.string() }),
]);

const GROUPS = ['text', 'identity', 'flow', 'files', 'protocol'] as const;
const Group = z.strictObject({
  group: z.enum(GROUPS),
  inputs: z.array(z.strictObject({ n: z.int().positive(), name: z.string().min(3), make: Make })),
});

export type Make = z.infer<typeof Make>;
export interface Input {
  readonly n: number;
  readonly name: string;
  readonly group: (typeof GROUPS)[number];
  readonly make: Make;
}

/** Every input, by its number. */
export const corpus: readonly Input[] = GROUPS.flatMap((name) => {
  const path = new URL(`./inputs/${name}.json`, import.meta.url);
  const { group, inputs } = Group.parse(JSON.parse(readFileSync(path, 'utf8')));
  return inputs.map((input) => ({ ...input, group }));
}).sort((a, b) => a.n - b.n);

/** The inputs that are made in this way. */
export function madeBy<T extends Make['by']>(
  by: T,
): readonly (Input & { readonly make: Extract<Make, { by: T }> })[] {
  return corpus.filter((one): one is Input & { make: Extract<Make, { by: T }> } => one.make.by === by);
}

/** The parts of a text, put together. */
export function spoken(parts: readonly Part[]): string {
  return parts.map((part) => (typeof part === 'string' ? part : part.repeat.repeat(part.times))).join('');
}

/** What a person sends in the chat, message by message; nothing for what is no message of a person. */
export function bodiesOf({ make }: Input): readonly InboundBody[] {
  switch (make.by) {
    case 'text':
      return [{ kind: 'text', text: spoken(make.say) }];
    case 'texts':
      return make.messages.map((parts) => ({ kind: 'text', text: spoken(parts) }));
    case 'tap':
      return [{ kind: 'tap', data: make.data, label: make.label }];
    case 'taps':
      return make.taps.map(([data, label]) => ({ kind: 'tap', data, label }));
    case 'names':
      return make.names.map((name) => ({
        kind: 'media',
        media: { ref: 'x', mime: null, name, size: null },
        caption: null,
      }));
    case 'body':
      return [make.body];
    default:
      return [];
  }
}
