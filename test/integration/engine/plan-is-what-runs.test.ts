// The law of the plan: whatever the ledger holds, what a preview says of a client is what its run then does. Both get the
// same new ids, so that an operation is the same on both sides.
import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { sql } from 'kysely';
import { previewPlan } from '../../../src/engine/gate-client.ts';
import { syncClient } from '../../../src/engine/sync-client.ts';
import type { PlannedOperation } from '../../../src/plan/gate.ts';
import { EXAMPLES, event, play, provenTypes } from '../../support/any-ledger.ts';
import { openEngine, type Engine } from '../../support/engine.ts';
import type { ClientHandle } from '../../support/engine-records.ts';

describe('what a preview says', () => {
  it('is what the run does: it carries out what goes, and holds what is held, whatever the ledger holds', async () => {
    const scripts = fc.array(event, { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(provenTypes, scripts, async (proven, events) => {
        const engine = await openEngine({ listed: true, provenTypes: proven });
        try {
          const { clients, contacts } = await play(engine, events);
          for (const client of clients) await compare(engine, client);
          expect(contacts).to.not.be.empty;
        } finally {
          await engine.close();
        }
      }),
      { numRuns: 8, endOnFailure: true, examples: EXAMPLES },
    );
  }).timeout(300_000);
});

interface Write {
  readonly action: string;
  readonly id: string;
}

async function compare(engine: Engine, client: ClientHandle): Promise<void> {
  const { practiceId, connectionId, ports } = engine;
  const connection = await engine.connection();
  const connector = ports.connectorOf(connection.portal);
  const pair = { practiceId, connectionId, clientId: client.id };
  const from = randomUUID();
  const planned = await engine.store.inPractice(practiceId, (tx) =>
    previewPlan(tx, pair, { connector, connection, now: new Date(), newId: numbered(from) }),
  );
  const [{ last } = { last: 0 }] = await engine.rows(
    sql<{ last: number }>`select coalesce(max(id), 0)::integer as last from operation`,
  );
  const result = await syncClient({ ...ports, newId: numbered(from) }, pair, new AbortController().signal);
  expect(result.bug).to.equal(null);
  const writes = await engine.rows(
    sql<Write>`select action, resource_id as id from operation where id > ${last} order by id`,
  );
  const tasks = await engine.rows(
    sql<{ id: string }>`select resource_id as id from manual_task where status = 'open'`,
  );
  const there = (await engine.resources()).filter(({ state }) => state === 'present');
  const idsOf = (rows: readonly { readonly id: string }[]) => new Set(rows.map(({ id }) => id));
  hold(planned?.operations ?? [], { writes, tasks: idsOf(tasks), there: idsOf(there) });
}

function numbered(from: string): () => string {
  let count = 0;
  return () => `${from.slice(0, 24)}${(count += 1).toString(16).padStart(12, '0')}`;
}

interface Done {
  readonly writes: readonly Write[];
  readonly tasks: ReadonlySet<string>;
  readonly there: ReadonlySet<string>;
}

const WRITES: ReadonlySet<string> = new Set(['create', 'update', 'remove', 'resend', 'withdraw']);

function hold(operations: readonly PlannedOperation[], { writes, tasks, there }: Done): void {
  const told = operations.filter(({ action }) => WRITES.has(action));
  const written = new Set(writes.map(({ action, id }) => `${action} ${id}`));
  const goes = told.filter(({ gate }) => gate.heldBy === null || gate.follows);
  for (const { action, type, resourceId, gate } of goes) {
    const what = `${action} ${type} by ${gate.by}`;
    if (gate.by === 'person') expect(tasks.has(resourceId), `a task for ${what}`).to.equal(true);
    // What was looked for first, and found, is not made.
    else if (action !== 'create' || !there.has(resourceId))
      expect([...written], what).to.include(`${action} ${resourceId}`);
  }
  const kept = told.filter(
    ({ gate }) => (gate.heldBy !== null && gate.heldBy !== 'need') || gate.by === 'person',
  );
  for (const { action, type, resourceId, gate } of kept)
    expect([...written], `${action} ${type} held by ${gate.heldBy ?? gate.by}`).to.not.include(
      `${action} ${resourceId}`,
    );
  // What a look finds may call for more.
  if (operations.some(({ action }) => action === 'look')) return;
  const known = new Set(told.map(({ action, resourceId }) => `${action} ${resourceId}`));
  for (const write of written) expect([...known], 'told before it is done').to.include(write);
}
