// A client with one contact, both pushed, and no request counted yet: where the tests about unlinking begin.
import { expect } from 'chai';
import type { ClientHandle, ContactHandle } from './engine-records.ts';
import { openEngine, type Engine, type EngineOptions } from './engine.ts';

export interface PushedClient {
  readonly engine: Engine;
  readonly client: ClientHandle;
  readonly contact: ContactHandle;
  /** E-mail addresses of those who have access to this client. */
  readonly peopleAt: (client: ClientHandle) => Promise<readonly string[]>;
  /** Of the first access that was given. */
  readonly revokeState: () => Promise<string | null | undefined>;
}

export async function openPushedClient(options: EngineOptions = {}): Promise<PushedClient> {
  const engine = await openEngine(options);
  const client = await engine.client();
  const contact = await engine.contact(client);
  const peopleAt = (at: ClientHandle) => engine.portal.peopleWithAccess(at.fields.number ?? '');
  const revokeState = async () => (await engine.resources('access'))[0]?.revokeState;
  expect(await engine.settle()).to.deep.equal([]);
  expect(await peopleAt(client)).to.deep.equal([contact.fields.email]);
  await engine.portal.resetCounts();
  return { engine, client, contact, peopleAt, revokeState };
}
