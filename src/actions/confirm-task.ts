// A person says that a manual task is done, or what they found in the portal. What Koppel may read it reads back before
// it believes it (rules 17 and 19); what it may not read counts as confirmed, and says so.
import type { ResourceType } from '../../connectors/connector.ts';
import { writeAudit } from '../database/people/audit.ts';
import { readConnection } from '../database/portal/connections.ts';
import type { Store, Tx } from '../database/open-store.ts';
import { answerAsSeen, writeResourceChanges, type ResourceChange } from '../database/ledger/operations.ts';
import { lookAgain, nextFence } from '../database/ledger/pairs.ts';
import { readResources } from '../database/ledger/resources.ts';
import { confirmTask, listTasks, type OpenTask } from '../database/people/tasks.ts';
import { timeText } from '../domain/time-text.ts';
import { UsageError } from '../errors.ts';
import { CONFIRMED_BY_HAND, isKnownByWord, liveClaims, type KnownResource } from '../plan/known.ts';
import { declined, gone, REVOKE_SENT, THERE } from '../plan/resource-states.ts';
import { wantedOf } from '../plan/rights.ts';
import type { ConnectorOf } from '../engine/access-types.ts';
import { mayCall, showsAbsence } from '../domain/call-permission.ts';

export interface TaskAnswer {
  readonly practiceId: string;
  readonly taskId: string;
  /** True: it is done; for `find-out`: it is there. False, for `find-out` only: it is not there. */
  readonly answer: boolean;
  /** `user:<name>`, for the audit trail. */
  readonly by: string;
}

export interface ConfirmedTask {
  readonly task: OpenTask;
  /** Koppel reads the portal back before it counts; false: the person's word is all there is. */
  readonly readsBack: boolean;
}

export interface ConfirmPorts {
  readonly store: Store;
  readonly connectorOf: ConnectorOf;
  readonly now: () => Date;
}

/** Throws UsageError when there is no such open task, or when it is too early to tell. */
export async function confirmManualTask(
  { store, connectorOf, now }: ConfirmPorts,
  given: TaskAnswer,
): Promise<ConfirmedTask> {
  return store.inPractice(given.practiceId, async (tx) => {
    const found = await readTask(tx, given.taskId, connectorOf);
    const { task, resource, type, readsBack } = found;
    assertTellable(found, given.answer, now());
    const change = { resourceId: resource.id, ...changeBy(found, given.answer) };
    if (task.action === 'find-out') await answerAsSeen(tx, resource.id);
    if (!(await confirmTask(tx, task.id, given))) throw notOpen();
    // A fence of its own: a run that is under way and answers later marks the resource doubtful instead of winning.
    await writeResourceChanges(tx, await nextFence(tx), [change]);
    await lookAgain(tx, {
      connectionId: task.connectionId,
      clientIds: [...new Set([task.clientId, ...resource.claims.map(({ clientId }) => clientId)])],
      lane: type.grantsAccess && task.action === 'remove' ? 0 : 1,
    });
    await writeAudit(tx, [auditOf(task, given)]);
    return { task, readsBack };
  });
}

interface FoundTask {
  readonly task: OpenTask;
  readonly resource: KnownResource;
  readonly parents: readonly KnownResource[];
  readonly type: ResourceType;
  readonly readsBack: boolean;
}

async function readTask(tx: Tx, id: string, connectorOf: ConnectorOf): Promise<FoundTask> {
  const task = (await listTasks(tx)).find((open) => open.id === id);
  if (task === undefined) throw notOpen();
  const connection = await readConnection(tx, task.connectionId);
  const [resource] = await readResources(tx, [task.resourceId]);
  const connector = connectorOf(task.portal);
  const type = connector.resources[task.type];
  if (connection === null || resource === undefined || type === undefined)
    throw new Error('the task has lost its resource');
  const known = await readResources(tx, resource.parents);
  const parents = resource.parents.flatMap((parent) => known.find(({ id }) => id === parent) ?? []);
  const shownBy = (task.action === 'remove' ? type.withdrawalShows : undefined) ?? task.type;
  const place = { connector, connection };
  const mayRead = [task.type, shownBy].every((name) => mayCall(place, name) && showsAbsence(place, name));
  const readsBack = mayRead && !parents.some(isOutOfReach);
  return { task, resource, parents, type, readsBack };
}

/** Also of one that something else is wished of since it was read: it has another id then. */
function notOpen(): UsageError {
  return new UsageError({
    en: 'No open task has this id; `koppel task list` shows those that are open.',
    nl: 'Geen open taak heeft deze id; `koppel task list` toont welke openstaan.',
  });
}

/** By a word alone, and not about to be looked for. */
function isOutOfReach(parent: KnownResource): boolean {
  return isKnownByWord(parent) && !parent.doubtful;
}

/** An answer to a request that may still take effect would be a guess, and sending again might reach a person twice. */
function assertTellable({ task, resource }: FoundTask, answer: boolean, now: Date): void {
  if (task.action !== 'find-out') {
    if (answer) return;
    throw new UsageError({
      en: 'This task asks for something to be done: confirm it when it is, or leave it open.',
      nl: 'Deze taak vraagt om iets te doen: bevestig die als het is gedaan, of laat die openstaan.',
    });
  }
  const until = resource.unansweredUntil;
  if (answer || until === null || until <= now) return;
  throw new UsageError({
    en: `The request may still take effect until ${timeText(until, 'en')}: look in the portal again after that.`,
    nl: `Het verzoek kan tot ${timeText(until, 'nl')} nog uitwerking hebben: kijk daarna opnieuw in het portaal.`,
  });
}

type Change = Omit<ResourceChange, 'resourceId'>;

function changeBy(found: FoundTask, answer: boolean): Change {
  if (found.task.action === 'remove') return removed(found);
  return answer ? present(found) : notThere(found);
}

/** Looked at before anything is built on it, where it may be read. */
function present({ resource, parents, type, readsBack, task }: FoundTask): Change {
  const origin = resource.origin ?? 'created';
  // The proof of an earlier revoke says nothing of what was given again.
  const revokeState = liveClaims(resource).length > 0 ? null : stillToRevoke(resource, readsBack);
  const how = { revokeState, ...(task.action === 'create' ? ({ origin } as const) : {}) };
  if (readsBack) return { ...THERE, doubtful: true, ...how };
  const portalId = resource.portalId ?? portalIdByHand(resource, type, parents);
  // A person's word is all there is: it is as the task asked, or as the try did of which they were asked.
  const tried = task.action === 'find-out' ? resource.tried.at(-1) : undefined;
  const attributes = tried ?? wantedOf(resource, type.rights).attributes;
  return { ...THERE, portalId, attributes, doubtful: false, ...how };
}

/** There all the same, by a person's word: what the portal answered had no effect. */
function stillToRevoke({ revokeState }: KnownResource, readsBack: boolean): KnownResource['revokeState'] {
  return revokeState === 'revoked_sent' && !readsBack ? 'revoke_pending' : revokeState;
}

/** What was made by hand shows nobody its id. An access without a key of its own is known by its person. */
function portalIdByHand(
  { id, key }: KnownResource,
  type: ResourceType,
  parents: readonly KnownResource[],
): string {
  const person = type.grantsAccess && key === '' ? parents.at(-1)?.portalId : null;
  return person ?? `${CONFIRMED_BY_HAND}:${id}`;
}

function removed({ resource, type, readsBack }: FoundTask): Change {
  // Withdrawn on request while still linked: it must not be asked anew by itself.
  if (type.onRemove === 'withdraw' && liveClaims(resource).length > 0) return declined('REQUEST_WITHDRAWN');
  // Without an id there is nothing to read back by: it is looked for by its key.
  if (readsBack && (!type.grantsAccess || resource.portalId === null)) return { doubtful: true };
  return readsBack ? REVOKE_SENT : gone(type.grantsAccess ? 'revoked_confirmed' : null);
}

/** Made anew if still wished for; a revoke that was waiting for it has nothing left to take away. */
function notThere({ resource, type }: FoundTask): Change {
  if (type.grantsAccess && resource.revokeState !== null) return gone('revoked_confirmed');
  return { state: 'reserved', portalId: null, doubtful: false };
}

function auditOf(task: OpenTask, { practiceId, answer, by }: TaskAnswer) {
  const { connectionId, clientId, id, action, type, resourceId } = task;
  return {
    practiceId,
    actor: by,
    action: 'task.confirmed',
    connectionId,
    clientId,
    details: { task: id, asked: action, type, resource: resourceId, answer },
  };
}
