// A run that ends before its end: Koppel itself fails in it, or its process is killed. What it has recorded is not found out a
// second time, so whoever waits for it must hear of it all the same; and what changed meanwhile waits for nothing.
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { sql } from 'kysely';
import type { PortalConnector, ResourceType } from '../../../connectors/connector.ts';
import { lookAgain } from '../../../src/database/ledger/pairs.ts';
import type { Store } from '../../../src/database/open-store.ts';
import type { ClientHandle, ContactHandle } from '../../support/engine-records.ts';
import { openEngine, type Engine } from '../../support/engine.ts';
import { later } from '../../support/later.ts';
import { waitFor } from '../../support/wait-for.ts';

const HUMAN = { personKey: 'P-1', email: 'anna@example.nl', firstName: 'Anna', lastName: 'Smit' };

/** Renewed three times in it. */
const LEASE_MS = 15;

describe('a run that breaks off', () => {
  let engine: Engine;
  let one: ClientHandle;
  let other: ClientHandle;
  let contact: ContactHandle;
  beforeEach(async () => {
    engine = await openEngine({ policy: { landingGraceMs: 0 } });
    [one, other] = [await engine.client(), await engine.client()];
  });
  afterEach(() => engine.close());

  /** One human at both, whom the portal refuses until her data at the first are corrected. */
  const openRefused = async (): Promise<ContactHandle> => {
    await engine.portal.arm({ match: { method: 'POST', path: '^/users$' }, fault: '422', times: 999 });
    contact = await engine.contact(one, HUMAN);
    const second = await engine.contact(other, HUMAN);
    await engine.settle();
    expect(await engine.standing(second)).to.include({ reason: 'REJECTED_BY_PORTAL' });
    await engine.portal.disarm();
    await engine.change(contact, { phone: '030 1234567' });
    return second;
  };
  /** Another process, in which the plan after the one that writes the human fails, and tells so. */
  const openFailing = (fails: () => void, store: Store = engine.store) => {
    let plans = 0;
    const connectorOf = (portal: string): PortalConnector => {
      const connector = engine.ports.connectorOf(portal);
      const wanted: PortalConnector['wanted'] = (...given) => {
        plans += 1;
        if (plans > 1) {
          fails();
          throw new TypeError('a bug');
        }
        return connector.wanted(...given);
      };
      return { ...connector, wanted };
    };
    return engine.openWorker({ connectorOf, store });
  };
  const isDue = async ({ id }: ClientHandle): Promise<boolean> => {
    const [row] = await engine.rows(
      sql<{ pending: boolean }>`select pending from due_pair where client_id = ${id}`,
    );
    return row?.pending === true;
  };

  it('has told whoever shares what it found out when Koppel failed in it', async () => {
    const second = await openRefused();
    const { bug } = await engine.run(
      one,
      openFailing(() => undefined),
    );
    expect(bug).to.be.instanceOf(TypeError);
    expect(await isDue(other)).to.equal(true);
    await engine.settle();
    expect(await engine.standing(second)).to.include({ state: 'in-sync' });
  });

  it('has told them when it was killed, once the next run takes its place', async () => {
    const second = await openRefused();
    let isKilled = false;
    const whileAlive = <T>(ask: () => Promise<T>): Promise<T> =>
      isKilled ? Promise.reject(new Error('killed')) : ask();
    const store: Store = {
      ...engine.store,
      inPractice: (id, work) => whileAlive(() => engine.store.inPractice(id, work)),
      oneStatement: (id, work) => whileAlive(() => engine.store.oneStatement(id, work)),
    };
    const killed = engine.run(
      one,
      openFailing(() => (isKilled = true), store),
    );
    expect(await killed.catch((error: unknown) => error)).to.be.instanceOf(Error);
    expect(await isDue(other)).to.equal(false);
    await engine.rows(sql`update due_pair set dispatched_until = '-infinity', lease_until = clock_timestamp()
      where lease_until > clock_timestamp()`);
    await engine.settle();
    expect(await engine.standing(second)).to.include({ state: 'in-sync' });
  });

  it('lets an unlink of meanwhile wait out no pause', async () => {
    contact = await engine.contact(one);
    await engine.settle();
    await engine.rows(sql`update due_pair set attempts = 9`);
    const store: Store = {
      ...engine.store,
      inPractice: async () => {
        await engine.unlink(contact);
        throw new Error('a bug');
      },
    };
    await engine.run(one, engine.openWorker({ store }));
    const waits = sql<{
      waits: boolean;
    }>`select next_attempt_at > clock_timestamp() as waits from due_pair where client_id = ${one.id}`;
    expect(await engine.rows(waits)).to.deep.equal([{ waits: false }]);
    await engine.tick();
    expect((await engine.resources('access'))[0]?.revokeState).to.equal('revoked_verified');
  });

  it('leaves due what it did not send any more because its lease was taken', async () => {
    contact = await engine.contact(one);
    await engine.settle();
    await engine.unlink(contact);
    let taken: Promise<unknown> | null = null;
    const take = async () => {
      await engine.rows(sql`update due_pair set lease_until = '-infinity' where client_id = ${one.id}`);
      await delay(20 * LEASE_MS);
    };
    const store: Store = {
      ...engine.store,
      inPractice: async (id, work) => {
        await (taken ??= take());
        return engine.store.inPractice(id, work);
      },
    };
    await engine.run(one, engine.openWorker({ store, leaseMs: LEASE_MS }));
    expect(await isDue(one)).to.equal(true);
    await engine.tick();
    expect((await engine.resources('access'))[0]?.revokeState).to.equal('revoked_verified');
  });

  it('is none where PostgreSQL ends one of its statements, since others wait for it as it does for them', async () => {
    const isWaiting = async () => (await engine.rows(sql`select from pg_locks where not granted`)).length > 0;
    const circle: Promise<unknown>[] = [];
    const closeCircle = async () => {
      const isLocked = later<null>();
      const others = engine.store.inPractice(engine.practiceId, async (tx) => {
        await sql`select from portal_resource where type = 'person' for update`.execute(tx);
        isLocked.resolve(null);
        await waitFor(isWaiting, { what: 'the intent waits' });
        await lookAgain(tx, { connectionId: engine.connectionId, clientIds: [one.id] });
      });
      // On a machine that is slow it is they whom PostgreSQL ends.
      circle.push(others.catch(() => null));
      await isLocked.promise;
    };
    const connectorOf = (portal: string): PortalConnector => {
      const connector = engine.ports.connectorOf(portal);
      const { person } = connector.resources;
      if (person === undefined) throw new Error('no such type');
      const find: ResourceType['find'] = async (session, target) => {
        if (circle.length === 0) await closeCircle();
        return person.find(session, target);
      };
      return { ...connector, resources: { ...connector.resources, person: { ...person, find } } };
    };
    contact = await engine.contact(one, HUMAN);
    const { bug } = await engine.run(one, engine.openWorker({ connectorOf }));
    await Promise.all(circle);
    expect(bug).to.equal(null);
    await engine.settle();
    expect(await engine.standing(contact)).to.include({ state: 'in-sync' });
  });
});
