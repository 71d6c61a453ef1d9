// How a connection is shown: never with its credentials.
import { isDeepStrictEqual } from 'node:util';
import type { ConnectionInput, StoredConnection } from '../../database/portal/connections.ts';

/** For scripts; documented in docs/commands.md. */
export function connectionFields(connection: StoredConnection) {
  return {
    practice: connection.practiceId,
    name: connection.name,
    portal: connection.portal,
    url: connection.baseUrl,
    state: connection.state,
    stopReason: connection.stopReason,
    stateSince: connection.stateSince,
    concurrency: connection.concurrency,
    requestsPerSecond: connection.requestsPerSecond,
    settings: connection.settings,
    policy: connection.policy,
    provenTypes: connection.provenTypes,
    documentedTypes: connection.documentedTypes,
    listedAt: connection.listedAt,
    verifiedAt: connection.verifiedAt,
  };
}

export function showConnection(connection: StoredConnection): readonly string[] {
  const { brake } = connection.policy;
  return [
    `address: ${connection.baseUrl}`,
    `limits:  ${connection.concurrency} clients at a time, ${connection.requestsPerSecond} requests per second`,
    `brake:   above ${brake.count} revokes, or above ${brake.share * 100} % of all accesses and above ${brake.shareFloor}`,
    `state:   ${connection.state}${connection.stopReason === null ? '' : ` (${connection.stopReason})`}`,
  ];
}

const COMPARED = [
  ...(['baseUrl', 'settings', 'policy', 'limits', 'credentials'] as const),
  ...(['provenTypes', 'documentedTypes'] as const),
];

/** Names of what differs, as the options call them. */
export function listChanges(before: StoredConnection, after: ConnectionInput): readonly string[] {
  return COMPARED.filter((field) => !isDeepStrictEqual(plain(before[field]), plain(after[field]))).map(
    (field) => (field === 'baseUrl' ? 'url' : field),
  );
}

/** As the database would give it back. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
