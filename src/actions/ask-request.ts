// A person asks to mail the other side once more, or to take a request back. Both reach somebody, so Koppel never does
// either by itself, and notes who asked (rule 26). Or tells what the other side answered, where the portal does not.
import type { PortalConnector, ResourceType } from '../../connectors/connector.ts';
import { writeAudit } from '../database/people/audit.ts';
import { readConnection, type StoredConnection } from '../database/portal/connections.ts';
import type { Store, Tx } from '../database/open-store.ts';
import { writeResourceChanges, type ResourceChange } from '../database/ledger/operations.ts';
import { lookAgain, nextFence } from '../database/ledger/pairs.ts';
import { listRequests, noteAsked, type OpenRequest } from '../database/people/requests.ts';
import { mayCall } from '../domain/call-permission.ts';
import { timeText } from '../domain/time-text.ts';
import { UsageError } from '../errors.ts';
import { CONFIRMED_BY_HAND } from '../plan/known.ts';
import { declined, gone, THERE } from '../plan/resource-states.ts';
import type { ConnectorOf } from '../engine/access-types.ts';

/** accepted, declined: what the other side has answered. */
export type RequestAsk = 'resend' | 'withdraw' | 'accepted' | 'declined';

export interface RequestAnswer {
  readonly practiceId: string;
  readonly requestId: string;
  readonly ask: RequestAsk;
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
      throw new UsageError({
        en: 'No request has this id; `koppel request list` shows them with their ids.',
        nl: 'Geen verzoek heeft deze id; `koppel request list` toont ze met hun id.',
      });
    await assertPossible(tx, request, { ask: given.ask, connectorOf });
    await note(tx, request, given.ask);
    await lookAgain(tx, { connectionId: request.connectionId, clientIds: request.clientIds });
    await writeAudit(tx, [auditOf(request, given)]);
    return request;
  });
}

async function note(tx: Tx, { id, state }: OpenRequest, ask: RequestAsk): Promise<void> {
  const write = async (change: ResourceChange) => writeResourceChanges(tx, await nextFence(tx), [change]);
  if (ask === 'accepted' || ask === 'declined') await write(told(id, ask));
  // What was declined or withdrawn is asked for anew, because a person said so.
  else if (state === 'declined') await write({ resourceId: id, ...gone(null), asked: 'resend' });
  else await noteAsked(tx, id, ask);
}

/** By a person's word: it is not looked at again. */
function told(resourceId: string, answer: 'accepted' | 'declined'): ResourceChange {
  const ended = { resourceId, asked: null, doubtful: false } as const;
  if (answer === 'declined') return { ...ended, ...declined('REQUEST_DECLINED') };
  return { ...ended, ...THERE, portalId: `${CONFIRMED_BY_HAND}:${resourceId}` };
}

interface Question {
  readonly ask: RequestAsk;
  readonly connectorOf: ConnectorOf;
}

async function assertPossible(tx: Tx, request: OpenRequest, { ask, connectorOf }: Question): Promise<void> {
  const connector = connectorOf(request.portal);
  const type = connector.resources[request.type];
  const connection = await readConnection(tx, request.connectionId);
  if (type === undefined || connection === null) throw new Error('the request has lost its connection');
  if (ask === 'accepted' || ask === 'declined') {
    assertTellable(type, request, ask);
    return;
  }
  assertSent(type, request, ask);
  if (ask === 'resend') assertNotTwice(request);
  if (request.state === 'declined' && ask === 'withdraw')
    throw new UsageError({
      en: 'This request is not open any more: there is nothing to withdraw.',
      nl: 'Dit verzoek staat niet meer open: er is niets in te trekken.',
    });
  if (request.state === 'waiting' && ask === 'resend' && !canResend(connector, connection, request.type)) {
    throw new UsageError({
      en: 'Koppel cannot resend in this portal: resend the request in the screen of the portal itself.',
      nl: 'Koppel kan in dit portaal niet opnieuw sturen: stuur het verzoek opnieuw in het scherm van het portaal zelf.',
    });
  }
}

/** An acceptance only where the portal itself cannot show it: everything else is built on it. */
function assertTellable(type: ResourceType, request: OpenRequest, answer: 'accepted' | 'declined'): void {
  if (type.onRemove !== 'withdraw' || request.state !== 'waiting' || !request.wasSent)
    throw new UsageError({
      en: `This ${request.type} waits for no answer that a person could tell.`,
      nl: `Dit verzoek (${request.type}) wacht op geen antwoord dat een mens zou kunnen zeggen.`,
    });
  if (answer === 'accepted' && request.waitingFor !== 'CHECK_BY_HAND')
    throw new UsageError({
      en: 'Koppel sees in this portal itself when the request is accepted: nothing was changed.',
      nl: 'Koppel ziet in dit portaal zelf wanneer het verzoek is geaccepteerd: er is niets gewijzigd.',
    });
}

function assertSent(type: ResourceType, request: OpenRequest, ask: RequestAsk): void {
  if (ask === 'withdraw' && type.remove === undefined)
    throw new UsageError({
      en: `A ${request.type} cannot be withdrawn.`,
      nl: `Dit verzoek (${request.type}) kan niet worden ingetrokken.`,
    });
  if (!isAsked(type, request)) {
    throw new UsageError({
      en: `Koppel sent nobody anything for this ${request.type}: there is nothing to ${ask}. See who must act.`,
      nl: `Koppel heeft hiervoor (${request.type}) niemand iets gestuurd: ${ask} kan dus niet. Kijk wie aan zet is.`,
    });
  }
  if (request.state === 'uncertain') {
    throw new UsageError({
      en: `Nobody knows whether this request reached anybody. Find out first: task ${request.task ?? '-'} in \`koppel task list\`.`,
      nl: `Niemand weet of dit verzoek iemand heeft bereikt. Ga dat eerst na: taak ${request.task ?? '-'} in \`koppel task list\`.`,
    });
  }
}

/** Whether it is a thing that reaches a person, and did. */
function isAsked(type: ResourceType, { state, wasSent }: OpenRequest): boolean {
  if (type.onRemove === 'withdraw') return true;
  return type.resend !== undefined && (state !== 'waiting' || wasSent);
}

function assertNotTwice({ resentAt }: OpenRequest): void {
  if (resentAt === null || Date.now() - resentAt.getTime() >= TWICE_MS) return;
  throw new UsageError({
    en: `It was mailed again at ${timeText(resentAt, 'en')}; ten minutes must lie between two resends, so that nobody is mailed twice by mistake.`,
    nl: `Het is opnieuw gemaild op ${timeText(resentAt, 'nl')}; tussen twee keer sturen moeten tien minuten liggen, zodat niemand per vergissing twee keer wordt gemaild.`,
  });
}

function canResend(connector: PortalConnector, connection: StoredConnection, name: string): boolean {
  return (
    connector.resources[name]?.resend !== undefined && mayCall({ connector, connection }, name, 'resend')
  );
}

function auditOf({ connectionId, clientIds, id, type }: OpenRequest, { practiceId, ask, by }: RequestAnswer) {
  const [clientId] = clientIds;
  return {
    practiceId,
    actor: by,
    action: `request.${ask}`,
    connectionId,
    ...(clientId === undefined ? {} : { clientId }),
    details: { type, resource: id },
  };
}
