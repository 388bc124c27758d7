import { answered } from './checks/answered.ts';
import { heard } from './checks/heard.ts';
import { alerts, briefs, lettersRight, requestsOnce, tasks } from './checks/office.ts';
import { said } from './checks/said.ts';
import { broken, type Violation } from './checks/violation.ts';
import type { Witness } from './checks/witness.ts';
import type { Record } from './record.ts';

export type { Violation } from './checks/violation.ts';

/** Holds what the platform's server saw against what the database kept. */
export function check(everybody: readonly Witness[], record: Record): Violation[] {
  const chats = new Map(record.chats.map((chat) => [chat.chat, chat]));
  return [
    ...everybody.flatMap((someone) => {
      const chat = chats.get(someone.chat);
      if (chat) return [...heard(someone, chat, record), ...answered(someone, chat), ...said(someone, chat)];
      if (someone.acts.length === 0) return [];
      return [broken(1, `a chat with ${someone.acts.length} messages`, 'none', someone)];
    }),
    ...requestsOnce(record, chats),
    ...lettersRight(everybody, record, chats),
    ...alerts(record),
    ...tasks(record, chats),
    ...briefs(record),
    ...record.parked.map((error) => broken(6, 'no message that failed', `one parked: ${error}`)),
    ...(record.failedNotices > 0
      ? [broken(6, 'no notice that failed', `${record.failedNotices} set aside`)]
      : []),
  ];
}
