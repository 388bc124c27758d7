import type { Outbound } from '../../../src/channels/port.ts';

/** A bubble of text for a chat. */
export function bubble(chat: string, text: string, extra: Partial<Outbound['bubble']> = {}): Outbound {
  return {
    chat,
    bubble: { text, choices: [], file: null, askPhone: false, ...extra },
    file: null,
    edits: null,
  };
}
