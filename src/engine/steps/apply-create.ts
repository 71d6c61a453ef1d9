// Makes what is wanted and not there. Looks first wherever the thing could exist already: an earlier try that was never
// answered, a record made by hand, another holder of the same key.
import type { Creation, Outcome } from '../../../connectors/connector.ts';
import type { ResourceChange } from '../../database/ledger/operations.ts';
import type { Tx } from '../../database/open-store.ts';
import { closeTasks, openTask } from '../../database/people/tasks.ts';
import type { Operation } from '../../plan/make-plan.ts';
import { LEFT_TO_PERSON, SETTLED, THERE } from '../../plan/resource-states.ts';
import { formsAfterWrite } from '../../plan/stored-forms.ts';
import { endTurns, takeTurn } from '../../database/ledger/turns.ts';
import { adoptOrCreate, adoptTaken, isAskedAnew, mayCreate } from './adopt.ts';
import { targetOf, typeOf, waitingChange, type ClientRun, type Round } from '../client-run.ts';
import type { Step } from '../learned.ts';
import { sendWrite, type Answering, type Sent } from './send-write.ts';

/** `operations` share a type and a first parent, and nothing blocks them. */
export async function* applyCreates(run: ClientRun, round: Round, operations: readonly Operation[]): Step {
  const ready = yield* readyToCreate(run, round, operations);
  const together = yield* createTogether(run, round, ready);
  if (together === 'sent') return;
  for (const operation of ready) {
    if (together === 'unclear' && !(yield* adoptOrCreate(run, round, operation))) continue;
    yield* createOne(run, round, operation);
  }
}

async function* readyToCreate(
  run: ClientRun,
  round: Round,
  operations: readonly Operation[],
): Step<readonly Operation[]> {
  const ready: Operation[] = [];
  for (const operation of operations) {
    if ((yield* mayCreate(run, round, operation)) && (yield* isItsTurn(run, round, operation)))
      ready.push(operation);
  }
  return ready;
}

/** Some things may not be open beside each other (`serialiseBy`). */
async function* isItsTurn(
  run: ClientRun,
  round: Round,
  { type, resourceId, subjects }: Operation,
): Step<boolean> {
  if (typeOf(run, type).serialiseBy === undefined) return true;
  if (await run.store.inPractice(run.run.practiceId, (tx) => takeTurn(tx, run.run, resourceId))) return true;
  // Another went first since the plan was made. The client is woken when there is something new.
  yield {
    heldAt: round.planned.records.generation,
    reason: { about: subjects, code: 'DOMAIN_BUSY' },
  };
  return false;
}

/**
 * one-by-one: the portal takes no batches, or one record's poison would stop the others. unclear: the same, and each is looked
 * for before it is sent again.
 */
async function* createTogether(
  run: ClientRun,
  round: Round,
  operations: readonly Operation[],
): Step<'sent' | 'one-by-one' | 'unclear'> {
  const [first, second] = operations;
  if (first === undefined || second === undefined) return 'one-by-one';
  const type = typeOf(run, first.type);
  if (type.createMany === undefined) return 'one-by-one';
  const { apart } = yield* send(run, round, {
    operations,
    create: (creations) => type.createMany?.(run.session, creations),
  });
  return apart ?? 'sent';
}

async function* createOne(run: ClientRun, round: Round, operation: Operation): Step {
  const type = typeOf(run, operation.type);
  const { outcomes } = yield* send(run, round, {
    operations: [operation],
    create: ([creation]) => (creation === undefined ? undefined : type.create(run.session, creation)),
  });
  if (outcomes[0]?.status === 'taken') yield* adoptTaken(run, round, operation);
}

async function* send(
  run: ClientRun,
  round: Round,
  {
    operations,
    create,
  }: {
    operations: readonly Operation[];
    create: (creations: readonly Creation[]) => Answering;
  },
): Step<Sent> {
  const creations = operations.map(({ resourceId, changes }): Creation => {
    const resource = round.resourceById.get(resourceId);
    const anew = resource !== undefined && isAskedAnew(resource);
    return { ...targetOf(round, resourceId), attributes: changes, ...(anew ? { anew } : {}) };
  });
  const sent = yield* sendWrite(run, round, {
    operations,
    send: () => create(creations),
    read: (operation, outcome) => readCreated(run, round, { operation, outcome }),
    also: (outcomes) => {
      const withStatus = (status: Outcome['status']): readonly string[] =>
        operations.flatMap(({ resourceId }, index) =>
          outcomes[index]?.status === status ? [resourceId] : [],
        );
      return followUp(run, { manual: withStatus('manual'), refused: withStatus('refused') });
    },
  });
  const made = operations.filter((_, index) => sent.outcomes[index]?.status === 'done');
  yield { made: made.map(({ resourceId }) => resourceId) };
  return sent;
}

/** A person is asked for what is theirs to do; what was refused keeps nobody else from having a turn. */
function followUp(
  run: ClientRun,
  { manual, refused }: Readonly<Record<'manual' | 'refused', readonly string[]>>,
): ((tx: Tx) => Promise<void>) | null {
  if (manual.length + refused.length === 0) return null;
  return async (tx) => {
    await closeTasks(tx, manual, ['remove']);
    for (const resourceId of manual) await openTask(tx, run.run, { resourceId, action: 'create' });
    if (refused.length > 0) await endTurns(tx, refused);
  };
}

function readCreated(
  run: ClientRun,
  round: Round,
  { operation, outcome }: { operation: Operation; outcome: Outcome },
): ResourceChange | null {
  const { resourceId, changes, wanted } = operation;
  switch (outcome.status) {
    case 'done':
      return {
        resourceId,
        portalId: outcome.portalId,
        attributes: changes,
        stored: formsAfterWrite({}, { changes, before: {}, shown: outcome.shown }),
        origin: 'created',
        signIn: outcome.signIn ?? 'unknown',
        ...SETTLED,
        ...THERE,
      };
    case 'waiting':
      return {
        resourceId,
        portalId: outcome.portalId ?? null,
        attributes: changes,
        ...SETTLED,
        ...waitingChange(run, outcome, round.resourceById.get(resourceId)),
      };
    case 'manual':
      return { resourceId, ...LEFT_TO_PERSON, attributes: changes, revokeState: null };
    case 'refused':
      return {
        resourceId,
        refused: wanted,
        refusedReason: outcome.what,
        refusedField: outcome.field ?? null,
      };
    case 'gone':
    case 'taken':
    case 'unconfirmed':
      return null;
  }
}
