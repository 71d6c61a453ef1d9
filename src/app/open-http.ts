// Wires the server: what it needs from the database and the queue.
import { randomUUID } from 'node:crypto';
import type { JobPorts } from '../../jobs/job.ts';
import { toReadSourceJob } from '../../jobs/read-source.ts';
import { toReceiveJob } from '../../jobs/receive-event.ts';
import { apiOf } from '../api/api.ts';
import { readAccount } from '../database/people/accounts.ts';
import { writeOperatorAction } from '../database/people/audit.ts';
import { readConnectionNames } from '../database/portal/connections.ts';
import { bodyDigest, storeEvents, type NewEvent } from '../database/records/events.ts';
import { openStore } from '../database/open-store.ts';
import { readPractice } from '../database/records/practices.ts';
import type { Foundation } from './foundation.ts';
import { gather, gatherBy } from './gather.ts';
import { openServer } from '../http/open-server.ts';
import type { Account } from '../http/sign-in/users.ts';
import type { ServerPorts, WebhookPorts } from '../http/ports.ts';
import type { Metrics } from './metrics.ts';
import type { Queues } from '../queue/open-queues.ts';
import { openEventLine, takesAway } from '../intake/event-line.ts';
import { connectionsOf, parseEvent, refuseUnknown } from '../intake/records/event-schema.ts';
import { dataSchemas } from '../intake/records/record-schema.ts';
import { credentialsContext } from './open-portals.ts';
import type { Sources } from './open-sources.ts';
import { openSourceCalls } from './source-calls.ts';
import type { ConnectorOf } from '../engine/access-types.ts';
import { portalCalled, type HookPorts } from '../engine/portal-called.ts';
import { pagesOf } from '../pages/pages.ts';
import { webhookContext } from '../secrets/webhook-secrets.ts';

export interface OpenHttp {
  readonly url: string;
  close(): Promise<void>;
}

interface Parts {
  readonly queues: Queues;
  readonly ports: JobPorts;
  readonly metrics: Metrics;
  readonly connectorOf: ConnectorOf;
  readonly sources: Sources;
}

/** Of its own: a webhook does not wait behind jobs for a connection. */
const CONNECTIONS = 10;

export async function openHttp(given: Foundation, parts: Parts): Promise<OpenHttp> {
  const store = openStore({
    url: given.databaseUrl,
    maxConnections: CONNECTIONS,
    onError: (err) => given.log.warn({ err }, 'database connection lost'),
  });
  try {
    const server = await open({ ...given, store }, parts);
    const close = async (): Promise<void> => {
      await server.close();
      await store.close();
    };
    return { url: server.url, close };
  } catch (error) {
    await store.close();
    throw error;
  }
}

function open(foundation: Foundation, parts: Parts): Promise<OpenHttp> {
  const { config, log, store } = foundation;
  const { connectorOf } = parts;
  const answers = { store, connectorOf, now: () => new Date(), newId: randomUUID };
  const ports: ServerPorts = {
    logger: log,
    now: () => new Date(),
    newId: randomUUID,
    webhook: webhookPorts(foundation, parts),
    portalCalled: (connection, call) => portalCalled(hookPorts(foundation, parts), connection, call),
    ...sourcePorts(foundation, parts),
    ready: () => ready(foundation, parts.queues),
    metrics: parts.metrics.registry,
    audit: (actor, action, details) =>
      store.inSystem((tx) => writeOperatorAction(tx, { actor, action, details })),
    accountOf: (practiceId, name) => accountOf(foundation, practiceId, name),
    scopes: [pagesOf(answers), apiOf(answers)],
    boards: parts.queues.boards(),
  };
  return openServer(ports, {
    host: config.host,
    port: config.port,
    users: config.users,
    sessionKeys: config.sessionKeys,
    trustedProxies: config.trustedProxies,
    ...(config.language === null ? {} : { language: config.language }),
    ...(config.publicUrl === null ? {} : { publicUrl: config.publicUrl }),
    ...(config.metricsToken === null ? {} : { metricsToken: config.metricsToken }),
  });
}

/** Of one that is disabled nothing is told. */
async function accountOf({ store }: Foundation, practiceId: string, name: string): Promise<Account | null> {
  const account = await store.oneStatement(practiceId, (tx) => readAccount(tx, name));
  return account === null || account.disabledAt !== null ? null : account;
}

/** Each is one statement for all the webhooks of a practice that came while the last one was under way. */
function webhookPorts({ store, sealer }: Foundation, { ports }: Parts): WebhookPorts {
  const readSecrets = gatherBy(async (practiceId) => {
    const practice = await store.oneStatement(practiceId, readPractice);
    return (practice?.webhookSecrets ?? []).map((sealed) => sealer.open(sealed, webhookContext(practiceId)));
  });
  const readNames = gatherBy((practiceId) => store.oneStatement(practiceId, readConnectionNames));
  const storeAll = gatherBy((practiceId, events: readonly NewEvent[]) =>
    store.oneStatement(practiceId, (tx) => storeEvents(tx, practiceId, events)),
  );
  const announce = gather(ports.enqueue);
  const line = openEventLine(() => performance.now());
  return {
    secretsOf: (practiceId) => readSecrets(practiceId, undefined),
    parseEvent: async (practiceId, { value, payload }) => {
      const parsed = parseEvent(value, { now: new Date(), arrivedAt: null, payload });
      if (!parsed.ok) return parsed;
      const isWhole = connectionsOf(parsed.event).length === 0;
      const known = isWhole ? parsed : refuseUnknown(parsed.event, await readNames(practiceId, undefined));
      return known.ok ? { ...known, takesAway: takesAway(known.event) } : known;
    },
    dataSchemas,
    store: async (practiceId, webhook) => {
      const { webhookId, payload } = webhook;
      const { added, digestById } = await storeAll(practiceId, webhook);
      const stored = digestById.get(webhookId);
      if (stored !== undefined && stored !== bodyDigest(payload)) return 'taken';
      // Taken out: of two with one id that were stored together, the second is the duplicate.
      return added.delete(webhookId) ? 'stored' : 'duplicate';
    },
    announce: (practiceId, event) => {
      const priority = line.placeOf(practiceId, event);
      return announce(toReceiveJob({ practiceId, webhookId: event.webhookId }, { priority }));
    },
  };
}

function sourcePorts({ store, sealer }: Foundation, { ports, sources }: Parts) {
  const calls = openSourceCalls({
    ...{ store, sealer },
    announce: (practiceId) => ports.enqueue([toReadSourceJob(practiceId, `hint.${randomUUID()}`)]),
  });
  return { ...calls, signedIn: (given: { code: string; state: string }) => sources.finishSignIn(given) };
}

function hookPorts({ store, sealer }: Foundation, { connectorOf }: Parts): HookPorts {
  return {
    store,
    connectorOf,
    credentialsOf: (connection) => {
      const opened: unknown = JSON.parse(sealer.open(connection.credentials, credentialsContext(connection)));
      return opened;
    },
  };
}

async function ready({ store }: Foundation, queues: Queues): Promise<Record<string, boolean>> {
  const answers = (work: Promise<unknown>): Promise<boolean> =>
    work.then(
      () => true,
      () => false,
    );
  return {
    database: await answers(store.inSystem(() => Promise.resolve())),
    queue: await answers(queues.counts()),
  };
}
