// Asks the portal what is there where Koppel is not sure: an answer that came after its lease was lost, a grant wished
// for again before its revoke was proven, a step that waits for somebody, a thing that others make.
import type { PortalRecord, ResourceType, Seen, Session } from '../../../connectors/connector.ts';
import { settleChanges, settleUnanswered, type ResourceChange } from '../../database/ledger/operations.ts';
import { closeTasks, contradictTask } from '../../database/people/tasks.ts';
import { doubtBelow } from '../../database/portal/verify.ts';
import { SETTLE_MS } from '../../domain/landing.ts';
import { isEmpty, sameAttributes, type Attributes } from '../../plan/attributes.ts';
import { changesOf, givenId, isKnownByWord, type KnownResource } from '../../plan/known.ts';
import type { Operation } from '../../plan/make-plan.ts';
import {
  declined,
  gone,
  isAskedOfPerson,
  LEFT_TO_PERSON,
  NOTHING_REFUSED,
  THERE,
} from '../../plan/resource-states.ts';
import { readShown } from '../../plan/stored-forms.ts';
import { targetOf, traitsOfType, typeOf, waitingChange, type ClientRun, type Round } from '../client-run.ts';
import type { Learned, Step } from '../learned.ts';
import { mayNotShowYet, waitUntilShown } from '../late-visibility.ts';
import { readPortal } from '../note-failure.ts';
import { lookForAbsence, readAbsence } from '../read-absence.ts';
import { lookAtUnseen } from './unseen.ts';

interface Look {
  readonly operation: Operation;
  readonly resource: KnownResource;
}

/** `operations` share a type and a first parent: one request looks at them all where the portal can. */
export async function* applyLooks(run: ClientRun, round: Round, operations: readonly Operation[]): Step {
  const looks: Look[] = [];
  for (const operation of operations) {
    const resource = round.resourceById.get(operation.resourceId);
    if (resource === undefined) continue;
    if (traitsOfType(run, operation.type).showsAbsence) looks.push({ operation, resource });
    else yield* lookAtUnseen(run, round, { operation, resource });
  }
  const [first] = looks;
  if (first === undefined) return;
  const type = typeOf(run, first.operation.type);
  if (type.observe === undefined)
    for (const look of looks) yield* lookAt(run, round, { type, looks: [look] });
  else yield* lookAt(run, round, { type, looks });
}

interface Looks {
  readonly type: ResourceType;
  readonly looks: readonly Look[];
}

async function* lookAt(run: ClientRun, round: Round, { type, looks }: Looks): Step {
  const ofAll = looks.map(({ resource }) => resource);
  const look = (session: Session) => ask(session, round, { type, looks });
  const isAddressed = type.observe === undefined && ofAll.every((one) => givenId(one) !== null);
  const subjects = looks.flatMap(({ operation }) => operation.subjects);
  // What was there takes along what hangs below it.
  const provesGone = type.grantsAccess || looks.some(({ resource }) => resource.state === 'present');
  const prove = () => (isAddressed ? lookForAbsence(run, round, ofAll) : readAbsence(run, look, ofAll));
  const seen = yield* readPortal(run, round, {
    about: subjects,
    read: () => (provesGone ? prove() : look(run.session)),
  });
  for (const [index, look] of looks.entries()) {
    const shown = seen?.[index];
    if (shown === undefined) continue;
    yield shown.state === 'absent' && mayNotShowYet(run, look.resource)
      ? waitUntilShown(run, look.operation.subjects, look.resource)
      : conclude(run, look, shown);
  }
}

async function ask(session: Session, round: Round, { type, looks }: Looks): Promise<readonly Seen[]> {
  const targets = looks.map(({ resource }) => targetOf(round, resource.id));
  if (type.observe !== undefined) return type.observe(session, targets);
  const [target] = targets;
  if (target === undefined) return [];
  const { portalId } = target;
  if (portalId !== null) return type.look(session, [{ ...target, portalId }]);
  const [record] = await type.find(session, target);
  return [record === undefined ? { state: 'absent' } : { state: 'present', record }];
}

function conclude(run: ClientRun, look: Look, seen: Seen): Learned {
  const { operation, resource } = look;
  // Known by a person's word alone, it may stand under another name or number: it is not made beside that.
  const { managed, leftToPerson } = traitsOfType(run, operation.type);
  // What a person said they made, and the portal does not show.
  const isMissed =
    managed === 'written' && leftToPerson.has('create')
      ? seen.state !== 'present'
      : isKnownByWord(resource) && seen.state === 'absent';
  const isContradicted = resource.state === 'present' && isMissed;
  const isLost = resource.state === 'present' && seen.state === 'absent';
  const change = readSeen(run, look, seen);
  return {
    changes: [isContradicted ? { ...change, ...LEFT_TO_PERSON } : change],
    also: async (tx) => {
      await settleUnanswered(tx, [resource.id]);
      await settleChanges(tx, resource.id);
      if (isLost) await doubtBelow(tx, [resource.id]);
      if (isContradicted) await contradictTask(tx, resource.id);
      else if (isAskedOfPerson(resource)) await closeTasks(tx, [resource.id]);
    },
    ...(operation.isRevoke || isNews(resource, change) ? { again: resource.id } : {}),
  };
}

/** Else what this run has tried in vain is left to the next one. */
function isNews(known: KnownResource, { state, portalId = known.portalId, attributes = {} }: ResourceChange) {
  const isSame = state === known.state && portalId === known.portalId;
  return !isSame || !sameAttributes(attributes, known.attributes);
}

function readSeen(run: ClientRun, { operation, resource }: Look, seen: Seen): ResourceChange {
  const { resourceId } = operation;
  if (seen.state === 'absent') {
    const change = {
      resourceId,
      ...gone(typeOf(run, operation.type).grantsAccess ? 'revoked_verified' : null),
    };
    return operation.isRevoke ? { ...change, ...NOTHING_REFUSED } : change;
  }
  const { record } = seen;
  return {
    resourceId,
    ...waitOf(run, resource, seen),
    ...inOurWords(resource, { ...operation, shown: record?.attributes ?? {} }),
    doubtful: false,
    revokeState: null,
    ...refusalLeft(run, resource, record),
    ...landsLater(run, resource),
    ...(record === undefined ? {} : { portalId: record.portalId }),
    ...(record?.signIn === undefined ? {} : { signIn: record.signIn }),
  };
}

/** A change that was never answered may land after this look: then it is looked at once more. */
function landsLater(
  { now }: ClientRun,
  { changeUnansweredUntil: until, state }: KnownResource,
): Pick<ResourceChange, 'lookAgainAt'> {
  if (state !== 'present' || until === null || until < now()) return {};
  return { lookAgainAt: new Date(until.getTime() + SETTLE_MS) };
}

/** What Koppel does not keep is taken over as it is shown. */
function inOurWords(
  { stored }: KnownResource,
  { before, shown }: { before: Attributes; shown: Attributes },
): Pick<ResourceChange, 'attributes' | 'stored'> {
  const kept = Object.fromEntries(Object.entries(shown).filter(([name]) => name in before));
  const sight = readShown(kept, { attributes: before, stored });
  return { attributes: { ...shown, ...sight.attributes }, stored: sight.stored };
}

/** What the portal shows as it was wished it has not refused, whatever it said. */
function refusalLeft(
  run: ClientRun,
  { refused, type }: KnownResource,
  record: PortalRecord | undefined,
): Partial<ResourceChange> {
  if (refused === null || record === undefined) return {};
  const isThere = isEmpty(changesOf(refused, record, typeOf(run, type)));
  return isThere ? NOTHING_REFUSED : {};
}

function waitOf(
  run: ClientRun,
  resource: KnownResource,
  seen: Exclude<Seen, { state: 'absent' }>,
): Omit<ResourceChange, 'resourceId'> {
  if (seen.state === 'waiting') return waitingChange(run, seen, resource);
  return seen.state === 'declined' ? declined(seen.what) : { ...THERE, asked: null };
}
