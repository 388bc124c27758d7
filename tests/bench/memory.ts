import type { Bed } from './bed.ts';
import { measureChild } from './child.ts';

/** Resident memory (MB) of a process of its own after so many messages, a hundred chats at a time. */
export async function measureMemory(
  bed: Bed,
  options: { readonly messages: number; readonly tell: (line: string) => void },
): Promise<number> {
  const [child] = await measureChild(bed, [{ chats: 100, messages: options.messages, label: 'memory' }]);
  if (!child) throw new Error('no child answered');
  options.tell(`  after ${child.messages} messages; half way ${Math.round(child.halfMb)} MB`);
  return Math.round(child.memoryMb);
}
