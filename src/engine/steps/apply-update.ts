// Sends what changed, and nothing else (rule 10).
import type { Attributes, Change, Outcome } from '../../../connectors/connector.ts';
import type { ResourceChange } from '../../database/ledger/operations.ts';
import { applyAttributes, diffAttributes, isEmpty } from '../../plan/attributes.ts';
import { liveClaims, type KnownResource } from '../../plan/known.ts';
import type { Operation } from '../../plan/make-plan.ts';
import { NOTHING_REFUSED } from '../../plan/resource-states.ts';
import { formsAfterWrite } from '../../plan/stored-forms.ts';
import { targetOf, typeOf, type ClientRun, type Round } from '../client-run.ts';
import { judgeTaken } from './key-taken.ts';
import type { Step } from '../learned.ts';
import { sendWrite } from './send-write.ts';

export async function* applyUpdate(run: ClientRun, round: Round, operation: Operation): Step {
  const resource = round.resourceById.get(operation.resourceId);
  const type = typeOf(run, operation.type);
  if (resource === undefined || resource.portalId === null) return;
  const { before, changes } = operation;
  const change = {
    ...targetOf(round, resource.id),
    portalId: resource.portalId,
    before,
    changes,
    own: ownKeys(run, round),
    ...confirmationOf(resource, changes),
  };
  const { outcomes } = yield* sendWrite(run, round, {
    operations: [operation],
    send: () => type.update?.(run.session, change),
    read: (_operation, outcome) => readUpdated(run, { operation, resource }, outcome),
  });
  const status = outcomes[0]?.status;
  if (status === 'unconfirmed') yield { again: resource.id };
  if (status === 'taken') yield* judgeTaken(run, round, { operation, resource });
}

/** What the client of this run stands on: nobody else has to agree to what a change shows there. */
function ownKeys({ connector, run }: ClientRun, { resourceById }: Round): readonly string[] {
  const [first] = Object.keys(connector.resources);
  const own = [...resourceById.values()].filter(
    (resource) =>
      resource.type === first && liveClaims(resource).some(({ clientId }) => clientId === run.clientId),
  );
  return own.map(({ key }) => key);
}

/** What a person agreed to holds for exactly that change. */
function confirmationOf({ confirmed }: KnownResource, changes: Attributes): Pick<Change, 'confirmed'> {
  if (confirmed === null || !isEmpty(diffAttributes(confirmed.changes, changes))) return {};
  return { confirmed: confirmed.touches };
}

function readUpdated(
  run: ClientRun,
  { operation, resource }: { operation: Operation; resource: KnownResource },
  outcome: Outcome,
): ResourceChange | null {
  const { resourceId, before, changes, wanted } = operation;
  if (outcome.status === 'done') {
    const attributes = applyAttributes(changes, before);
    // A change may have replaced the record by another one.
    const { portalId, shown } = outcome;
    const stored = formsAfterWrite(resource.stored, { changes, before, shown });
    return { resourceId, portalId, attributes, stored, ...NOTHING_REFUSED, ...leftOpen(resource, changes) };
  }
  if (outcome.status === 'unconfirmed') return readUnconfirmed(run, operation, outcome);
  // Deleted by hand, not shown yet, or a wrong answer: a look tells which.
  if (outcome.status === 'gone') return { resourceId, doubtful: true };
  if (outcome.status !== 'refused') return null;
  return { resourceId, refused: wanted, refusedReason: outcome.what, refusedField: outcome.field ?? null };
}

/** What waits for somebody's agreement goes on waiting when the rest was sent without it. */
function leftOpen(
  { unconfirmed }: KnownResource,
  sent: Attributes,
): Pick<ResourceChange, 'unconfirmed' | 'confirmed'> {
  const isSent = unconfirmed === null || Object.keys(unconfirmed.changes).some((name) => name in sent);
  return isSent ? { unconfirmed: null, confirmed: null } : {};
}

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
  return { resourceId: operation.resourceId, unconfirmed: { what, changes, touches }, confirmed: null };
}
