// A portal that does not answer for some records, in real time and with a dispatcher at work: whoever is unlinked next
// does not wait for them.
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { sql } from 'kysely';
import { startDispatcher, type Dispatcher } from '../../../src/engine/dispatch.ts';
import { syncClient } from '../../../src/engine/sync-client.ts';
import { openEngine, type Engine } from '../../support/engine.ts';
import type { ContactHandle } from '../../support/engine-records.ts';
import { waitFor } from '../../support/wait-for.ts';

const TIMEOUT_MS = 1_500;
const NO_BRAKE = { count: 1_000, share: 1 };

describe('records that a portal does not answer for', function () {
  this.timeout(120_000);
  let engine: Engine;
  let dispatcher: Dispatcher;
  const underWay = new Set<Promise<unknown>>();

  afterEach(async () => {
    await dispatcher.close();
    await engine.portal.disarm();
    await Promise.all(underWay);
    await engine.close();
  });

  async function open(concurrency: number): Promise<void> {
    const policy = { requestTimeoutMs: TIMEOUT_MS, landingGraceMs: 0, brake: NO_BRAKE };
    engine = await openEngine({ concurrency, policy, listed: true });
    const errors: unknown[] = [];
    const ports = {
      store: engine.store,
      worker: { id: crypto.randomUUID(), hands: 20 },
      enqueueVerifications: () => Promise.resolve(),
      enqueue: (pairs: readonly { practiceId: string; connectionId: string; clientId: string }[]) => {
        for (const pair of pairs) {
          const run = syncClient(engine.ports, pair, new AbortController().signal)
            .catch((error: unknown) => errors.push(error))
            .finally(() => {
              underWay.delete(run);
              dispatcher.nudge();
            });
          underWay.add(run);
        }
        return Promise.resolve();
      },
    };
    dispatcher = startDispatcher(ports, (error) => errors.push(error));
  }

  const verified = async ({ id }: ContactHandle) => {
    const [row] = await engine.rows(sql<{ state: string | null }>`
      select revoke_state as state from portal_resource where type = 'access' and owner = ${`contact:${id}`}`);
    return row?.state === 'revoked_verified';
  };

  /** Everybody has access; then the portal answers no more for the first `hanging` clients, whose contacts are unlinked. */
  async function unlinkWhileHanging(hanging: number): Promise<{ others: readonly ContactHandle[] }> {
    const made = await engine.clients(hanging + 3, 1);
    dispatcher.nudge();
    await waitFor(async () => (await engine.portal.state()).access.length === hanging + 3, {
      what: 'everybody to have access',
      timeoutMs: 60_000,
    });
    await waitFor(
      async () =>
        (await engine.rows(sql`select from due_pair where pending or lease_until > now()`)).length === 0,
      { what: 'nothing to be due', timeoutMs: 60_000 },
    );
    for (const { client } of made.slice(0, hanging)) {
      const [group] = await engine.rows(sql<{ at: string }>`
        select portal_id as at from portal_resource where type = 'group' and owner = ${`client:${client.id}`}`);
      const match = { path: `^/groups/${group?.at ?? ''}` };
      await engine.portal.arm({ match, fault: 'timeout-before-commit', times: 100_000 });
    }
    for (const { contacts } of made.slice(0, hanging)) await engine.unlink(contacts[0] ?? expect.fail());
    dispatcher.nudge();
    return { others: made.slice(hanging).map(({ contacts }) => contacts[0] ?? expect.fail()) };
  }

  for (const [concurrency, hanging] of [
    [1, 5],
    [2, 9],
  ] as const) {
    it(`${hanging} of them with ${concurrency} at a time: whoever is unlinked next waits for one time-out at most`, async () => {
      await open(concurrency);
      const { others } = await unlinkWhileHanging(hanging);
      // At once, after the first time-outs, and when all of them are known.
      for (const [index, pauseMs] of [200, 2 * TIMEOUT_MS, 4 * TIMEOUT_MS].entries()) {
        await delay(pauseMs);
        const other = others[index] ?? expect.fail();
        const since = performance.now();
        await engine.unlink(other);
        dispatcher.nudge();
        await waitFor(() => verified(other), { what: `unlink ${index} to be proven`, timeoutMs: 30_000 });
        expect(performance.now() - since, `unlink ${index}`).to.be.below(2 * TIMEOUT_MS);
      }
    });
  }

  it('come back after growing pauses, and at once when one of them is answered again', async () => {
    await open(2);
    await unlinkWhileHanging(3);
    await delay(12 * TIMEOUT_MS);
    const waits = await engine.rows(sql<{ seconds: number }>`
      select extract(epoch from next_attempt_at - now())::double precision as seconds from due_pair where pending and slow_runs > 1`);
    expect(Math.max(...waits.map(({ seconds }) => seconds))).to.be.greaterThan(10);
    await engine.portal.disarm();
    await engine.rows(sql`update due_pair set next_attempt_at = clock_timestamp() where client_id = (
      select client_id from due_pair where slow_runs > 0 and next_attempt_at > now() order by next_attempt_at limit 1)`);
    dispatcher.nudge();
    const pending = () => engine.rows(sql`select from due_pair where pending`);
    await waitFor(async () => (await pending()).length === 0, {
      what: 'all to be served',
      timeoutMs: 10_000,
    });
  });
});
