import { account } from '../../src/db/schema/conversations.ts';
import { conversation, person } from '../../src/db/schema/index.ts';
import type { Tx } from '../../src/db/types.ts';
import { systemEntropy, uuid7 } from '../../src/entropy.ts';
import { DEMO, seedTrainingWard, type TrainingStaff } from '../../src/wards/training.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { testSealer } from '../support/keys.ts';

export { DEMO };

/** Monday 23 November 2026, 08.00 in Kupang. */
export const MORNING = new Date('2026-11-23T00:00:00.000Z');

export const deps = { sealer: testSealer(), entropy: systemEntropy };

/** A database with the training ward in it, and makers for the rows that other rooms own. */
export interface Fixture extends TestDatabase {
  readonly wardId: string;
  readonly timeZone: string;
  readonly staff: TrainingStaff;
  newPerson(): Promise<string>;
  /** A chat of a new person; its id. */
  newConversation(): Promise<number>;
}

export async function trainingFixture(options: { max?: number } = {}): Promise<Fixture> {
  const database = await createTestDatabase(options);
  const { ward, staff } = await database.db.transaction((tx) => seedTrainingWard(tx as Tx, deps, MORNING));
  const accountId = uuid7(MORNING, systemEntropy);
  await database.db
    .insert(account)
    .values({ id: accountId, wardId: ward.id, channel: 'web', name: 'test', createdAt: MORNING });
  let chats = 0;
  const newPerson = async () => {
    const id = uuid7(MORNING, systemEntropy);
    await database.db.insert(person).values({ id, wardId: ward.id, createdAt: MORNING });
    return id;
  };
  return {
    ...database,
    wardId: ward.id,
    timeZone: ward.timeZone,
    staff,
    newPerson,
    newConversation: async () => {
      chats += 1;
      const id = chats;
      await database.db.insert(conversation).values({
        id,
        wardId: ward.id,
        accountId,
        chatKey: deps.sealer.index('chat', String(id)),
        address: Buffer.from('address'),
        personId: await newPerson(),
        flow: 'menu',
        flowVersion: '1',
        state: Buffer.from('state'),
        messages: 0,
        lastInAt: MORNING,
      });
      return id;
    },
  };
}
