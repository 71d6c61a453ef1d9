// Why a client or contact stands where it stands: every check in its order with the value seen, the first that says no,
// and what Koppel knows of the portal about it. Answers for records never attempted, unlinked or deleted too. Makes no
// portal request and writes nothing.
import type { Remark } from '../../connectors/portal-views.ts';
import {
  nameRecords,
  readHistory,
  readPair,
  readStanding,
  readSubjectResources,
  readUnanswered,
  type NamedRecord,
  type PairState,
  type PastStep,
  type SubjectResource,
  type Unanswered,
} from '../database/people/explain.ts';
import { readSaidLately, type SaidLately } from '../database/people/open-statements.ts';
import type { Tx } from '../database/open-store.ts';
import { reasonOf, type ReasonCode } from '../domain/reasons.ts';
import { listBrakeRequests } from '../database/ledger/brake-requests.ts';
import { readFacts } from '../database/ledger/standing-facts.ts';
import { currentStanding, type CurrentStanding } from '../domain/standing.ts';
import { liveClaims } from '../plan/known.ts';
import type { PlannedOperation } from '../plan/gate.ts';
import { accessTypesOfPortals } from '../engine/access-types.ts';
import type { PlannedClient } from '../engine/gate-client.ts';
import { planOf, showGate, type PreviewContext, type ShownGate } from './preview.ts';
import { furtherReasons } from './further-reasons.ts';
import { traceRecord, type KnownOfRecord, type TraceStep } from './trace-record.ts';

export interface Explanation {
  readonly record: NamedRecord;
  readonly standing: CurrentStanding & {
    /** Its own switch. */
    readonly linked: boolean;
    readonly since: Date | null;
    /** Ids and field names that belong to the reason. */
    readonly detail: Readonly<Record<string, string>>;
  };
  readonly trace: readonly TraceStep[];
  /** The first check that says no; null when nothing does. */
  readonly firstNo: TraceStep | null;
  /** What would stand in the way behind that. */
  readonly further: readonly ReasonCode[];
  /** Who has the address or the number that it lacks, where somebody here has it. */
  readonly holder: NamedRecord | null;
  /** What the portal's own words add. */
  readonly remarks: readonly Remark[];
  readonly pair: PairState | null;
  readonly resources: readonly SubjectResource[];
  /** What the next run would do about this record. */
  readonly next: readonly (Pick<PlannedOperation, 'action' | 'type' | 'changes'> & ShownGate)[];
  readonly unanswered: readonly Unanswered[];
  /** What the practice software said of it and does not count (any more), newest first. */
  readonly said: readonly SaidLately[];
  /** Newest first. */
  readonly history: readonly PastStep[];
}

const STEPS_OF_HISTORY = 15;

export async function explainRecord(
  tx: Tx,
  record: NamedRecord,
  context: PreviewContext,
): Promise<Explanation> {
  // Null for the tombstone of a contact that was never seen.
  const planned = record.clientId === null ? null : await planOf(tx, record.clientId, context);
  const known = await readKnown(tx, record, context);
  const names = await nameRecords(tx, idsToName(planned, known));
  const { stored, pair, resources, facts } = known;
  const standing = currentStanding(facts);
  const trace = traceRecord({ record, standing, planned, connection: context.connection, names, ...known });
  const firstNo = trace.find((step) => !step.passed) ?? null;
  const linked = (facts.contact ?? facts.client)?.linked ?? false;
  return {
    record,
    standing: {
      ...standing,
      linked,
      since: stored?.since ?? null,
      detail: stored?.detail ?? {},
    },
    trace,
    firstNo,
    ...behind(planned, { record, known, names, context, linked, told: toldOf(standing, firstNo) }),
    remarks: [
      ...(planned === null ? [] : remarksOn(planned, record, context)),
      ...signInRemarks(resources),
      ...(await brakeRemarks(tx, standing.reason, resources)),
    ],
    pair,
    resources,
    next: planned === null ? [] : operationsOf(planned, record),
    unanswered: await readUnanswered(
      tx,
      resources.map(({ id }) => id),
    ),
    said: await readSaidLately(tx, record),
    history: await readHistory(
      tx,
      { kind: record.kind, id: record.id, connectionId: context.connection.id },
      STEPS_OF_HISTORY,
    ),
  };
}

async function readKnown(
  tx: Tx,
  { kind, id, clientId }: NamedRecord,
  { connection, connectorOf }: PreviewContext,
): Promise<KnownOfRecord> {
  const accessTypes = accessTypesOfPortals([connection.portal], connectorOf);
  const facts = await readFacts(tx, { connectionId: connection.id, kind, id }, accessTypes);
  if (facts === null) throw new Error('the record to explain is gone');
  return {
    facts,
    stored: await readStanding(tx, connection.id, id),
    pair: clientId === null ? null : await readPair(tx, connection.id, clientId),
    resources: await readSubjectResources(tx, connection.id, id),
  };
}

function remarksOn(
  { resources }: PlannedClient,
  { id }: NamedRecord,
  { connection, connectorOf }: PreviewContext,
): readonly Remark[] {
  const resourceById = new Map(resources.map((one) => [one.id, one]));
  const facts = resources
    .filter((resource) => liveClaims(resource).some(({ subject }) => subject.id === id))
    .map(({ type, key, state, attributes, waitingFor, waitingSince, parents }) => ({
      ...{ type, key, state, attributes, waitingFor },
      since: waitingSince?.toISOString() ?? null,
      parents: Object.fromEntries(
        parents.flatMap((parent) => {
          const found = resourceById.get(parent);
          return found === undefined ? [] : [[found.type, found.attributes]];
        }),
      ),
    }));
  return connectorOf(connection.portal).remarks?.(facts) ?? [];
}

const MAIL_NOT_USED: Remark = {
  en: 'The portal mailed a link that was not used yet, and without it this person cannot sign in. Perhaps it is among the spam; the portal can send it again.',
  nl: 'Het portaal mailde een link die nog niet is gebruikt; zonder die link kan deze persoon niet inloggen. Misschien staat de mail bij de ongewenste mail; het portaal kan hem opnieuw sturen.',
};

/** Who is in the portal as wished, and cannot get in all the same. */
function signInRemarks(resources: readonly SubjectResource[]): readonly Remark[] {
  const own = resources.filter(({ released, state }) => !released && state === 'present');
  const isMailed = own.some(({ signIn }) => signIn === 'mail-sent');
  return isMailed && own.every(({ signIn }) => signIn !== 'active') ? [MAIL_NOT_USED] : [];
}

const LEFT_STANDING: Remark = {
  en: 'Somebody decided to leave this access as it is. If it is to stay, restore the link; if it is to end all the same, have operations look at this client once more.',
  nl: 'Iemand heeft besloten deze toegang te laten staan. Moet die blijven, herstel dan de koppeling; moet die toch weg, laat technisch beheer deze klant dan opnieuw bekijken.',
};

/** What the brake holds without asking about it any more. */
async function brakeRemarks(
  tx: Tx,
  reason: ReasonCode,
  resources: readonly SubjectResource[],
): Promise<readonly Remark[]> {
  if (reason !== 'BRAKE') return [];
  const asked = (await listBrakeRequests(tx)).flatMap(({ resourceIds }) => resourceIds);
  return resources.some(({ id }) => asked.includes(id)) ? [] : [LEFT_STANDING];
}

function idsToName(planned: PlannedClient | null, { stored }: KnownOfRecord): readonly string[] {
  const holders = (planned?.conflicts ?? []).flatMap(({ holder }) =>
    holder === null ? [] : [holder.clientId, holder.subject.id],
  );
  const { holder, holderClient } = stored?.detail ?? {};
  return [...holders, ...[holder, holderClient].filter((id) => id !== undefined)];
}

function toldOf({ reason }: CurrentStanding, firstNo: TraceStep | null): readonly ReasonCode[] {
  return firstNo === null ? [reason] : [reason, firstNo.reason];
}

interface Told {
  readonly record: NamedRecord;
  readonly known: KnownOfRecord;
  readonly names: ReadonlyMap<string, NamedRecord>;
  readonly context: PreviewContext;
  readonly linked: boolean;
  readonly told: readonly ReasonCode[];
}

function behind(
  planned: PlannedClient | null,
  { record, known, names, context, linked, told }: Told,
): Pick<Explanation, 'further' | 'holder'> {
  const isConflict = told.some((reason) => reasonOf(reason).isConflict === true);
  const conflict = planned?.conflicts.find(({ subject }) => subject.id === record.id);
  const holder = conflict?.holder?.subject.id ?? known.stored?.detail['holder'];
  return {
    further: planned === null ? [] : furtherReasons(planned, record, { ...context, told, linked }),
    holder: isConflict ? (names.get(holder ?? '') ?? null) : null,
  };
}

function operationsOf(planned: PlannedClient, { id }: NamedRecord): Explanation['next'] {
  return planned.operations
    .filter(({ subjects }) => subjects.some((subject) => subject.id === id))
    .map(({ action, type, changes, gate }) => ({ action, type, changes, ...showGate(gate) }));
}
