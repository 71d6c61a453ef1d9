// Sends what changed, and nothing else (rule 10).
import type { Attributes, Change, Outcome } from '../../connectors/connector.ts';
import type { ResourceChange } from '../database/operations.ts';
import { doubtBelow } from '../database/verify.ts';
import { applyAttributes, diffAttributes, isEmpty } from '../plan/attributes.ts';
import { liveClaims, type KnownResource } from '../plan/known.ts';
import type { Operation } from '../plan/make-plan.ts';
import { leaveToPerson } from './apply-create.ts';
import { isManual, operationKey, targetOf, typeOf, type ClientRun, type Round } from './client-run.ts';
import { sendWrite } from './send-write.ts';

export async function applyUpdate(run: ClientRun, round: Round, operation: Operation): Promise<void> {
  const resource = round.resourceById.get(operation.resourceId);
  const type = typeOf(run, operation.type);
  if (resource === undefined || resource.portalId === null) return;
  if (isManual(run, operation.type, 'update')) return leaveToPerson(run, round, operation);
  const { before, changes } = operation;
  const change = {
    ...targetOf(round, resource.id),
    portalId: resource.portalId,
    before,
    changes,
    own: ownKeys(run, round),
    ...confirmationOf(resource, changes),
  };
  await sendWrite(run, round, {
    operations: [operation],
    send: async () => (type.update === undefined ? [] : [await type.update(run.session, change)]),
    read: (_operation, outcome) => readUpdated(run, operation, outcome),
    also: ([outcome]) => (outcome?.status === 'gone' ? (tx) => doubtBelow(tx, [operation.resourceId]) : null),
  });
}

/** What this client may change by itself: things of the connector's first type that it stands on. */
function ownKeys({ connector, run }: ClientRun, round: Round): readonly string[] {
  const [firstType] = Object.keys(connector.resources);
  return [...round.resourceById.values()]
    .filter(
      (resource) =>
        resource.type === firstType && liveClaims(resource).some(({ clientId }) => clientId === run.clientId),
    )
    .map(({ key }) => key);
}

/** What a person agreed to holds for exactly that change. */
function confirmationOf({ confirmed }: KnownResource, changes: Attributes): Pick<Change, 'confirmed'> {
  if (confirmed === null || !isEmpty(diffAttributes(confirmed.changes, changes))) return {};
  return { confirmed: confirmed.touches };
}

function readUpdated(run: ClientRun, operation: Operation, outcome: Outcome): ResourceChange | null {
  const { resourceId, before, changes, wanted } = operation;
  if (outcome.status === 'done') {
    const attributes = applyAttributes(changes, before);
    // A change may have replaced the record by another one.
    const { portalId } = outcome;
    return { resourceId, portalId, attributes, ...NOTHING_OPEN };
  }
  if (outcome.status === 'unconfirmed') return readUnconfirmed(run, operation, outcome);
  // Deleted by hand in the portal: made again, since it is still wanted.
  if (outcome.status === 'gone') return { resourceId, state: 'absent', portalId: null, attributes: {} };
  if (outcome.status !== 'refused') return null;
  return { resourceId, refused: wanted, refusedReason: outcome.what, refusedField: outcome.field ?? null };
}

const NOTHING_OPEN = {
  refused: null,
  refusedReason: null,
  refusedField: null,
  unconfirmed: null,
  confirmed: null,
} as const;

/** Nothing was sent. What needs nobody's agreement is sent by the next plan, without the rest. */
function readUnconfirmed(
  run: ClientRun,
  operation: Operation,
  { what, touches }: Extract<Outcome, { status: 'unconfirmed' }>,
): ResourceChange {
  const names = typeOf(run, operation.type).rights?.names ?? Object.keys(operation.changes);
  const changes = Object.fromEntries(
    Object.entries(operation.changes).filter(([name]) => names.includes(name)),
  );
  if (Object.keys(changes).length < Object.keys(operation.changes).length)
    run.progress.attempted.delete(operationKey(operation));
  return { resourceId: operation.resourceId, unconfirmed: { what, changes, touches }, confirmed: null };
}
