import type { Channel } from '../../../src/channels/port.ts';
import type { Role } from '../../../src/training/script.ts';

/** A message of the office as an app shows it, bold left out. */
export interface Part {
  readonly id: string;
  readonly text: string;
  readonly choices: readonly { readonly n: string; readonly label: string; readonly data: string }[];
  /** The file's name, or its kind where the app shows none. */
  readonly file: string | null;
  readonly askPhone: boolean;
}

/** What a person does with an app. */
export type Deed =
  | { readonly kind: 'says'; readonly text: string; readonly quoting: string | null }
  /** `newest`: nothing was said after the message with the choice. */
  | {
      readonly kind: 'chooses';
      readonly choice: Part['choices'][number];
      readonly message: string;
      readonly newest: boolean;
    }
  | { readonly kind: 'sends'; readonly bytes: Buffer; readonly name: string; readonly pdf: boolean }
  | { readonly kind: 'tellsPhone'; readonly phone: string };

/** A platform on loopback with its channel; every role of a script is one of its people. */
export interface Platform {
  readonly channel: Channel;
  does(role: Role, deed: Deed): Promise<unknown> | unknown;
  /** What the office put into the chat of a role and the app has not shown yet; waits until it is there. */
  arrived(role: Role): Promise<readonly Part[]>;
  close(): Promise<void>;
}

/** Takes choices that are written out as numbers off the end of a text. */
export function withoutNumbers(text: string): Pick<Part, 'text' | 'choices'> {
  const [, body = '', list = ''] = /^([\s\S]*?)((?:(?:^|\n)\*?\d+\*? [^\n]*)*)$/.exec(text.trimEnd()) ?? [];
  const choices = list.matchAll(/^\*?(\d+)\*? (.*)$/gm);
  return {
    text: body.trim(),
    choices: [...choices].map(([, n = '', label = '']) => ({ n, label, data: '' })),
  };
}
