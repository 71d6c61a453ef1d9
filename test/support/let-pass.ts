// Lets time pass for an engine under test: everything that its ledger has put off comes nearer by so much. Half an hour
// of an outage is lived through in seconds, with every pause, probe and expiry in its place.
import { sql, type RawBuilder } from 'kysely';
import type { Engine } from './engine.ts';

const MOMENTS: Readonly<Record<string, readonly string[]>> = {
  due_pair: ['next_attempt_at', 'dispatched_until', 'lease_until', 'look_again_at', 'served_at', 'begun_at'],
  portal_resource: [
    'lease_until',
    'look_again_at',
    'waiting_since',
    'revoke_requested_at',
    'revoke_approved_until',
  ],
  operation: ['intended_at', 'lands_by', 'answered_at'],
  connection: ['probe_at', 'state_since', 'verify_due_at', 'verify_asked_until', 'verify_lease_until'],
  connection_budget: ['next_free_at', 'blocked_until'],
  portal_host: ['probe_at'],
  brake_request: ['opened_at', 'decided_at', 'expires_at'],
};

export async function letPass(engine: Engine, ms: number): Promise<void> {
  await engine.store.inPractice(engine.practiceId, async (tx) => {
    for (const [table, columns] of Object.entries(MOMENTS)) await earlier(table, columns, ms).execute(tx);
  });
}

function earlier(table: string, columns: readonly string[], ms: number): RawBuilder<unknown> {
  const moved = columns.map(
    (column) => sql`${sql.ref(column)} = ${sql.ref(column)} - ${ms} * interval '1 ms'`,
  );
  return sql`update ${sql.table(table)} set ${sql.join(moved)}`;
}

const STEP_MS = 5_000;

/** Lives for so long, running whatever comes due meanwhile, or until `done`. Returns how long it lived. */
export async function live(engine: Engine, ms: number, done?: () => Promise<boolean>): Promise<number> {
  for (let lived = 0; lived < ms; lived += STEP_MS) {
    while ((await engine.tick()) > 0);
    if ((await done?.()) === true) return lived;
    await letPass(engine, STEP_MS);
  }
  return ms;
}
