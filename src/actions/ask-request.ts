// A person asks to mail the other side once more, or to take a request back. Both reach somebody, so Koppel never does
// either by itself, and notes who asked (rule 26).
import type { ResourceType } from '../../connectors/connector.ts';
import { writeAudit } from '../database/people/audit.ts';
import { readConnection, type StoredConnection } from '../database/portal/connections.ts';
import type { Store, Tx } from '../database/open-store.ts';
import { lookAgain } from '../database/ledger/pairs.ts';
import { askAnew, listRequests, noteAsked, type OpenRequest } from '../database/people/requests.ts';
import { UsageError } from '../errors.ts';
import type { ConnectorOf } from '../engine/access-types.ts';

export interface RequestAnswer {
  readonly practiceId: string;
  readonly requestId: string;
  readonly ask: 'resend' | 'withdraw';
  /** `user:<name>`, for the audit trail. */
  readonly by: string;
}

/** A command given twice by mistake mails nobody twice. */
const TWICE_MS = 600_000;

export interface AskPorts {
  readonly store: Store;
  readonly connectorOf: ConnectorOf;
}

/** Throws UsageError when there is no such request, or when it cannot be asked for in its present state. */
export async function askAboutRequest(
  { store, connectorOf }: AskPorts,
  given: RequestAnswer,
): Promise<OpenRequest> {
  return store.inPractice(given.practiceId, async (tx) => {
    const [request] = await listRequests(tx, { id: given.requestId });
    if (request === undefined)
      throw new UsageError('No request has this id; `koppel request list` shows them with their ids.');
    await assertPossible(tx, request, { ask: given.ask, connectorOf });
    if (request.state === 'declined') await askAnew(tx, request.id);
    else await noteAsked(tx, request.id, given.ask);
    await lookAgain(tx, { connectionId: request.connectionId, clientIds: request.clientIds });
    await writeAudit(tx, [auditOf(request, given)]);
    return request;
  });
}

interface Question {
  readonly ask: RequestAnswer['ask'];
  readonly connectorOf: ConnectorOf;
}

async function assertPossible(tx: Tx, request: OpenRequest, { ask, connectorOf }: Question): Promise<void> {
  const type = connectorOf(request.portal).resources[request.type];
  const connection = await readConnection(tx, request.connectionId);
  if (type === undefined || connection === null) throw new Error('the request has lost its connection');
  assertSent(type, request, ask);
  if (ask === 'resend') assertNotTwice(request);
  if (request.state === 'declined' && ask === 'withdraw')
    throw new UsageError('This request is not open any more: there is nothing to withdraw.');
  if (request.state === 'waiting' && ask === 'resend' && !canResend(type, connection, request.type)) {
    throw new UsageError(
      'Koppel cannot resend in this portal: resend the request in the screen of the portal itself.',
    );
  }
}

function assertSent(type: ResourceType, request: OpenRequest, ask: RequestAnswer['ask']): void {
  if (ask === 'withdraw' && type.remove === undefined)
    throw new UsageError(`A ${request.type} cannot be withdrawn.`);
  if (!isAsked(type, request)) {
    throw new UsageError(
      `Koppel sent nobody anything for this ${request.type}: there is nothing to ${ask}. See who must act.`,
    );
  }
  if (request.state === 'uncertain') {
    throw new UsageError(
      `Nobody knows whether this request reached anybody. Find out first: task ${request.task ?? '-'} in \`koppel task list\`.`,
    );
  }
}

/** Whether it is a thing that reaches a person, and did. */
function isAsked(type: ResourceType, { state, wasSent }: OpenRequest): boolean {
  if (type.onRemove === 'withdraw') return true;
  return type.resend !== undefined && (state !== 'waiting' || wasSent);
}

function assertNotTwice({ resentAt }: OpenRequest): void {
  if (resentAt === null || Date.now() - resentAt.getTime() >= TWICE_MS) return;
  throw new UsageError(
    `It was mailed again at ${resentAt.toISOString()}; ten minutes must lie between two resends, so that nobody is mailed twice by mistake.`,
  );
}

function canResend(type: ResourceType, connection: StoredConnection, name: string): boolean {
  if (type.resend === undefined) return false;
  const isAssumed = type.assumedWrites?.includes('resend') === true;
  return !isAssumed || connection.provenTypes.includes(name);
}

function auditOf({ connectionId, clientIds, id, type }: OpenRequest, { practiceId, ask, by }: RequestAnswer) {
  const [clientId] = clientIds;
  return {
    practiceId,
    actor: by,
    action: ask === 'resend' ? 'request.resend' : 'request.withdraw',
    connectionId,
    ...(clientId === undefined ? {} : { clientId }),
    details: { type, resource: id },
  };
}
