import { afterAll, beforeAll } from 'vitest';
import {
  DEMO,
  type Officer,
  type RequestsFixture,
  type ResidentActor,
  requestsFixture,
} from './requests-fixture.ts';

/** The office that the tests of a file share, and who is in most of them. */
export interface OpenedRequests extends RequestsFixture {
  /** A resident of the register: whose request it is. A test that makes them another puts somebody in their place. */
  owner: ResidentActor;
  desk(): Officer;
  lurah(): Officer;
  /** What a piece of work answers to whoever asked, without what follows from it. */
  resultOf<T>(work: RequestWork<{ readonly result: T }>): Promise<T>;
}

/** A piece of the domain's work, done in a transaction of its own. */
export type RequestWork<T> = (...args: Parameters<Parameters<RequestsFixture['run']>[0]>) => Promise<T>;

/** Opened before the tests of the file that calls this, and dropped behind them; empty until then. */
export function openedRequests(options?: Parameters<typeof requestsFixture>[0]): OpenedRequests {
  const opened = {
    desk: () => opened.officer('operator1'),
    lurah: () => opened.officer('lurah'),
    resultOf: async (work) => (await opened.run(work)).result,
  } as OpenedRequests;
  beforeAll(async () => {
    const fixture = await requestsFixture(options);
    Object.assign(opened, fixture, { owner: await fixture.resident(DEMO.warga1) });
  });
  afterAll(() => opened.drop());
  return opened;
}
