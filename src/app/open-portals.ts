// Opens sessions to portals for connections: credentials are unsealed here and go no further than the session.
import type { PortalConnector, Session } from '../../connectors/connector.ts';
import type { StoredConnection } from '../database/portal/connections.ts';
import type { Store } from '../database/open-store.ts';
import { createSharedBudget, type SharedBudget } from '../database/portal/request-budget.ts';
import type { Foundation } from './foundation.ts';
import { openSession } from '../portal-http/open-session.ts';
import { createAddressGuard } from '../portal-http/address-guard.ts';
import { openPortalHttp } from '../portal-http/portal-http.ts';
import { createSessionMemory, type SessionMemory } from '../portal-http/session-memory.ts';
import { cacheByService, createTokenCache, type TokenCache } from '../portal-http/token-cache.ts';
import type { Sealer } from '../secrets/seal.ts';
import { createSharedTokens } from '../secrets/shared-tokens.ts';
import { connectorOf } from './portals.ts';
import { mayCall } from '../domain/call-permission.ts';
import type { SessionRequest } from '../engine/sync-client.ts';

export interface Portals {
  connectorOf(portal: string): PortalConnector;
  openSession(request: SessionRequest): Session;
  close(): void;
}

export interface PortalOptions {
  readonly connectorOf: (portal: string) => PortalConnector;
  readonly store: Store;
  readonly sealer: Sealer;
  readonly maxSockets: number;
  /** Addresses that are not public and may be asked all the same. */
  readonly allowedAddresses?: readonly string[];
  /** Takes the tokens of other processes. A command that tries a connection signs in by itself. */
  readonly sharesTokens: boolean;
  readonly onRequest: (request: {
    portal: string;
    method: string;
    status: number | null;
    ms: number;
  }) => void;
}

/** What the sessions of one connection share, for as long as its credentials and limits stay the same. */
interface Shared {
  readonly made: string;
  tokens(service: string): TokenCache;
  readonly memory: SessionMemory;
  readonly budget: SharedBudget;
}

export function credentialsContext(connection: { practiceId: string; id: string }): string {
  return `${connection.practiceId}/${connection.id}`;
}

/** Of a process or a command. */
export function openPortals(
  { store, sealer, config }: Foundation,
  onRequest: PortalOptions['onRequest'] = () => undefined,
  { sharesTokens }: Pick<PortalOptions, 'sharesTokens'> = { sharesTokens: false },
): Portals {
  const { workerConcurrency, allowedAddresses } = config;
  const maxSockets = workerConcurrency * 2;
  return createPortals({ connectorOf, store, sealer, maxSockets, allowedAddresses, onRequest, sharesTokens });
}

export function createPortals(options: PortalOptions): Portals {
  const guard = createAddressGuard({ allowed: options.allowedAddresses ?? [] });
  const http = openPortalHttp({ maxSockets: options.maxSockets, guard });
  const sharedById = new Map<string, Shared>();
  const { connectorOf } = options;
  return {
    connectorOf,
    openSession: ({ connection, deadline, signal }) => {
      const shared = share(options, sharedById, connection);
      const opened = options.sealer.open(connection.credentials, credentialsContext(connection));
      const connector = connectorOf(connection.portal);
      return openSession({
        connector,
        baseUrl: connection.baseUrl,
        settings: connector.settings.parse(connection.settings),
        mayCall: (type) => mayCall({ connector, connection }, type),
        credentials: connector.credentials.parse(JSON.parse(opened)),
        budget: { ...shared.budget, take: () => shared.budget.take(deadline) },
        timeoutMs: connection.policy.requestTimeoutMs,
        now: () => new Date(),
        tokens: shared.tokens(''),
        serviceTokens: (service) => shared.tokens(service),
        memory: shared.memory,
        http,
        signal,
        onRequest: (request) => options.onRequest({ portal: connection.portal, ...request }),
      });
    },
    close: () => http.close(),
  };
}

function share(
  { store, sealer, sharesTokens }: PortalOptions,
  sharedById: Map<string, Shared>,
  connection: StoredConnection,
): Shared {
  const { id: connectionId, practiceId, requestsPerSecond, credentials, baseUrl } = connection;
  const made = `${requestsPerSecond} ${baseUrl} ${credentials}`;
  const known = sharedById.get(connectionId);
  if (known?.made === made) return known;
  const budget = createSharedBudget({ store, practiceId, connectionId, requestsPerSecond });
  const signedInWith = `${baseUrl} ${credentials}`;
  const tokens = cacheByService((service) =>
    sharesTokens
      ? createSharedTokens({ store, sealer, practiceId, connectionId, signedInWith, service })
      : createTokenCache(),
  );
  const fresh = { made, tokens, memory: createSessionMemory(), budget };
  sharedById.set(connectionId, fresh);
  return fresh;
}
