// What else stands in the way of a record, behind what is told of it first: whoever mends one thing should know of the next.
import type { StoredConnection } from '../database/portal/connections.ts';
import type { NamedRecord } from '../database/people/explain.ts';
import { canNeverGoOut } from '../domain/eligibility.ts';
import type { ReasonCode } from '../domain/reasons.ts';
import type { ConnectorOf } from '../engine/access-types.ts';
import type { PlannedClient } from '../engine/gate-client.ts';

interface Place {
  readonly connection: StoredConnection;
  readonly connectorOf: ConnectorOf;
}

/**
 * In the order of the checks: what its links and its client say, what the portal could not take of it were it linked, and who
 * has its key. Nothing where no correction would bring it into the portal.
 */
export function furtherReasons(
  planned: PlannedClient,
  record: NamedRecord,
  { told, linked, ...place }: Place & { readonly told: readonly ReasonCode[]; readonly linked: boolean },
): readonly ReasonCode[] {
  const { client, contacts, conflicts } = planned;
  const judged = record.kind === 'client' ? client : contacts.find(({ id }) => id === record.id)?.judgement;
  const noes = (judged?.checks ?? []).filter(({ passed }) => !passed).map(({ reason }) => reason);
  if (noes.some(canNeverGoOut)) return [];
  const found = [
    ...noes,
    ...refusalsOf(planned, record, place),
    ...conflicts.filter(({ subject }) => subject.id === record.id).map(({ reason }) => reason),
  ];
  // Both links are told of at once.
  const known = told.includes('CLIENT_LINK_OFF') && !linked ? [...told, 'LINK_OFF'] : told;
  return [...new Set(found)].filter((reason) => !known.includes(reason));
}

/** As if its links were on. */
function refusalsOf(
  { records }: PlannedClient,
  { kind, id }: NamedRecord,
  { connection, connectorOf }: Place,
): readonly ReasonCode[] {
  const connector = connectorOf(connection.portal);
  const { client, clientLink, employees } = records;
  const contacts = records.contacts
    .filter(({ contact }) => kind === 'contact' && contact.id === id)
    .map(({ contact, link }) => ({ contact, linkSettings: link.settings }));
  const { refusals } = connector.wanted(
    { client, linkSettings: clientLink.settings, contacts, employees },
    connector.settings.parse(connection.settings),
  );
  return refusals.filter(({ subject }) => subject.id === id).map(({ reason }) => reason);
}
