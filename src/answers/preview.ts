// What a run would do for a client, without doing it: the plan that a real run would carry out, with the names behind it.
// Makes no portal request and writes nothing.
import type { StoredConnection } from '../database/portal/connections.ts';
import { listPendingClients, nameRecords, type NamedRecord } from '../database/people/explain.ts';
import type { Store, Tx } from '../database/open-store.ts';
import type { ReasonCode } from '../domain/reasons.ts';
import { subjectKey, type Subject } from '../domain/link.ts';
import type { Attributes } from '../plan/attributes.ts';
import type { Gate, PlannedOperation } from '../plan/gate.ts';
import { accessTypesOf, type ConnectorOf } from '../engine/access-types.ts';
import { previewPlan, type PlannedClient } from '../engine/gate-client.ts';

export interface PreviewContext {
  readonly connection: StoredConnection;
  readonly connectorOf: ConnectorOf;
  readonly now: () => Date;
  readonly newId: () => string;
}

/** Whether it goes; after what the plan makes before it, if need be. */
export type ShownGate = Pick<Gate, 'by' | 'heldBy' | 'until'>;

export function showGate({ by, heldBy, until, follows }: Gate): ShownGate {
  return { by, until, heldBy: follows ? null : heldBy };
}

interface DescribedOperation extends ShownGate {
  readonly action: PlannedOperation['action'];
  readonly type: string;
  /** Whom it is about: contacts by name and address, the client itself by name. */
  readonly about: readonly string[];
  /** The ids of these. */
  readonly subjects: readonly string[];
  readonly fields: readonly {
    readonly field: string;
    readonly before: Attributes[string];
    readonly after: Attributes[string];
  }[];
}

export interface ClientPreview {
  readonly client: NamedRecord;
  readonly operations: readonly DescribedOperation[];
  /** Whose data the portal cannot take, and whose key another record has. */
  readonly notPushed: readonly { readonly about: string; readonly reason: ReasonCode }[];
  /** Resources whose access the plan takes away. */
  readonly revokes: readonly string[];
}

/** Null when there is no such client. */
export async function previewClient(
  tx: Tx,
  clientId: string,
  context: PreviewContext,
): Promise<ClientPreview | null> {
  const planned = await planOf(tx, clientId, context);
  if (planned === null) return null;
  const names = await nameRecords(tx, idsOf(planned));
  const client = names.get(clientId);
  if (client === undefined) return null;
  const { operations } = planned;
  return {
    client,
    operations: operations.map((operation) => describeOperation(operation, names)),
    notPushed: notPushed(planned, names),
    revokes: revokesOf(planned, context),
  };
}

/** The plan of a client. Null when there is no such client. */
export function planOf(
  tx: Tx,
  clientId: string,
  { connection, connectorOf, now, newId }: PreviewContext,
): Promise<PlannedClient | null> {
  return previewPlan(
    tx,
    { practiceId: connection.practiceId, connectionId: connection.id, clientId },
    { connector: connectorOf(connection.portal), connection, now: now(), newId },
  );
}

/** Why a client or contact would not go out by this plan; null: nothing keeps it. */
export function reasonNotPushed(planned: PlannedClient, subject: Subject): ReasonCode | null {
  const contact = planned.contacts.find(({ id }) => subject.kind === 'contact' && id === subject.id);
  const judged = contact?.judgement ?? planned.client;
  const isMine = (other: { readonly subject: Subject }) => subjectKey(other.subject) === subjectKey(subject);
  return (
    judged.reason ??
    planned.wanted.refusals.find(isMine)?.reason ??
    planned.conflicts.find(isMine)?.reason ??
    null
  );
}

/** Resources whose access the plan takes away. */
export function revokesOf({ operations }: PlannedClient, context: PreviewContext): readonly string[] {
  const accessTypes = accessTypesOf(context.connectorOf(context.connection.portal));
  return operations
    .filter(({ action, type }) => action === 'remove' && accessTypes.includes(type))
    .map(({ resourceId }) => resourceId);
}

const PAGE = 100;

/** Every client with something due, one at a time and in few transactions: memory does not grow with the practice. */
export async function* previewPending(store: Store, context: PreviewContext): AsyncIterable<ClientPreview> {
  const { id: connectionId, practiceId } = context.connection;
  for (let after: string | null = null; ;) {
    const page: { clientIds: readonly string[]; previews: readonly ClientPreview[] } = await store.inPractice(
      practiceId,
      async (tx) => {
        const clientIds = await listPendingClients(tx, { connectionId, after, limit: PAGE });
        const previews: ClientPreview[] = [];
        for (const clientId of clientIds) {
          const preview = await previewClient(tx, clientId, context);
          if (preview !== null) previews.push(preview);
        }
        return { clientIds, previews };
      },
    );
    yield* page.previews;
    after = page.clientIds.at(-1) ?? null;
    if (after === null) return;
  }
}

type Names = ReadonlyMap<string, NamedRecord>;

function describeOperation(operation: PlannedOperation, names: Names): DescribedOperation {
  const { action, type, before, changes, subjects, gate } = operation;
  return {
    action,
    type,
    about: [...new Set(subjects.map(({ id }) => nameOf(id, names)))],
    subjects: subjects.map(({ id }) => id),
    fields: Object.entries(changes).map(([field, after]) => ({
      field,
      before: before[field] ?? null,
      after,
    })),
    ...showGate(gate),
  };
}

/** Contacts by name and address. */
export function nameOf(id: string, names: Names): string {
  const record = names.get(id);
  if (record === undefined) return id;
  const name = record.name ?? record.key;
  return record.kind === 'contact' && record.email !== null ? `${name} <${record.email}>` : name;
}

function notPushed({ wanted, conflicts }: PlannedClient, names: Names): ClientPreview['notPushed'] {
  return [...wanted.refusals, ...conflicts].map(({ subject, reason }) => ({
    about: nameOf(subject.id, names),
    reason,
  }));
}

function idsOf({ records, operations, wanted, conflicts }: PlannedClient): readonly string[] {
  const subjects = [
    ...operations.flatMap((operation) => operation.subjects),
    ...wanted.refusals.map(({ subject }) => subject),
    ...conflicts.map(({ subject }) => subject),
  ];
  return [records.client.id, ...subjects.map(({ id }) => id)];
}
