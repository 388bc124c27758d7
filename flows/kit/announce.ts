import type { Effect } from './effect.ts';
import type { Notice } from './notices.ts';
import type { World } from './world.ts';

/**
 * What a resident is told when the office moved something, wherever the conversation stands: a message, and where
 * something is asked of the person, a button that works from anywhere. A letter that waits at the counter only because
 * the number was never proved can still come to the chat: nobody has to go there for it who need not.
 */
export function announce(
  notice: Notice,
  { sharesPhone, atCounter }: Pick<World, 'sharesPhone' | 'atCounter'>,
): Effect[] {
  switch (notice.kind) {
    case 'moved':
      return [{ type: 'say', params: { key: 'moved', args: notice } }];
    case 'returned':
      return [
        {
          type: 'card',
          params: {
            key: 'returned',
            args: notice,
            requestId: notice.requestId,
            commands: [{ label: 'repair', command: `LENGKAPI ${notice.requestId}` }],
          },
        },
      ];
    case 'refused':
      return [{ type: 'say', params: { key: 'refused', args: notice } }];
    case 'question':
      return [
        {
          type: 'card',
          params: {
            key: 'question.fromOffice',
            args: notice,
            requestId: notice.requestId,
            commands: [{ label: 'reply', command: `JAWAB ${notice.requestId}` }],
          },
        },
      ];
    case 'letter':
      if (notice.file)
        return [
          {
            type: 'file',
            params: { key: 'letter.inChat', args: notice, file: notice.file, requestId: notice.requestId },
          },
        ];
      if (notice.mayProve && sharesPhone === true && atCounter !== true)
        return [
          {
            type: 'card',
            params: {
              key: 'letter.atCounter',
              args: { ...notice, byPhone: true },
              // Who quotes it answers no question of the office.
              requestId: null,
              commands: [{ label: 'proveHere', command: 'KIRIM SURAT KE CHAT' }],
            },
          },
        ];
      return [{ type: 'say', params: { key: 'letter.atCounter', args: { ...notice, byPhone: false } } }];
    case 'revoked':
      return [{ type: 'say', params: { key: 'letter.revoked', args: notice } }];
    case 'officeSays':
      return [{ type: 'say', params: { key: 'office.says', args: notice } }];
    case 'handedOver':
      return [{ type: 'say', params: { key: 'letter.handedOver', args: notice } }];
    case 'late':
      return [{ type: 'say', params: { key: 'late', args: notice } }];
    default:
      return [];
  }
}
