// How a connection is shown: never with its credentials.
import { isDeepStrictEqual } from 'node:util';
import { CONNECTION_STATE_TEXTS } from '../../domain/connection.ts';
import { inEach, type Text } from '../../domain/text.ts';
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

export const CHANGED_MEANWHILE: Text = {
  en: 'It was changed meanwhile; give the command again.',
  nl: 'Zij is intussen gewijzigd; geef het commando opnieuw.',
};

export function showConnection(connection: StoredConnection): readonly Text[] {
  const { baseUrl, concurrency, requestsPerSecond, policy, state } = connection;
  const { count, share, shareFloor } = policy.brake;
  const why = connection.stopReason === null ? '' : ` (${connection.stopReason})`;
  return [
    { en: `  address: ${baseUrl}`, nl: `  adres:    ${baseUrl}` },
    {
      en: `  limits:  ${concurrency} clients at a time, ${requestsPerSecond} requests per second`,
      nl: `  grenzen:  ${concurrency} klanten tegelijk, ${requestsPerSecond} verzoeken per seconde`,
    },
    {
      en: `  brake:   above ${count} revokes, or above ${share * 100} % of all accesses and above ${shareFloor}`,
      nl: `  rem:      boven ${count} intrekkingen, of boven ${share * 100} % van alle toegangen en boven ${shareFloor}`,
    },
    inEach((lang) => `  ${STATE[lang]} ${CONNECTION_STATE_TEXTS[state][lang]}${why}`),
  ];
}

const STATE: Text = { en: 'state:  ', nl: 'toestand:' };

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
