// The way in over HTTP: opens it, says where it listens, closes it once the requests in flight are answered.
import rateLimit from '@fastify/rate-limit';
import fastify, { type FastifyInstance, LogController } from 'fastify';
import type { Text } from '../domain/text.ts';
import { ConfigError } from '../errors.ts';
import { addBoards } from './board.ts';
import { CallWindows } from './call-windows.ts';
import { addOpenApi } from './openapi.ts';
import { type ServerOptions, type ServerPorts } from './ports.ts';
import { addProbes } from './probes.ts';
import { addProblems, answerNonsense, handleError, HttpProblem, type KnownRoute } from './problem.ts';
import { addRequestLog } from './request-log.ts';
import { addSecurityHeaders } from './security-headers.ts';
import { addSessions } from './sign-in/session.ts';
import { addSignIn } from './sign-in/sign-in.ts';
import { addPortalHook } from './portal-hook.ts';
import { addSourceHooks } from './source-hook.ts';
import { addWebhook, WEBHOOK_BODY_LIMIT } from './webhook.ts';

const REQUEST_TIMEOUT_MS = 30_000;
const HEADERS_LIMIT = 16 * 1024;

export interface OpenServer {
  /** Where it listens, such as `http://127.0.0.1:8080`. */
  readonly url: string;
  /** Every registered route, for the test that compares them with the description. */
  readonly routes: readonly KnownRoute[];
  close(): Promise<void>;
}

/** Throws ConfigError when nobody could sign in. */
export async function openServer(ports: ServerPorts, options: ServerOptions): Promise<OpenServer> {
  checkOptions(options);
  const app = createApp(ports, options);
  const routes: KnownRoute[] = [];
  app.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) routes.push({ method: one, url });
  });
  try {
    await addEverything(app, routes, { ports, options });
    const url = await listen(app, options);
    return { url, routes, close: () => closeApp(app, options.closeTimeoutMs ?? 10_000) };
  } catch (error) {
    await app.close();
    throw error;
  }
}

async function listen(app: FastifyInstance, { host = '127.0.0.1', port }: ServerOptions): Promise<string> {
  try {
    return await app.listen({ host, port });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    const remedies: Readonly<Record<string, Text>> = {
      EADDRINUSE: {
        en: `Port ${port} is in use: end what uses it, or set KOPPEL_PORT to another.`,
        nl: `Poort ${port} is in gebruik: beëindig wat haar gebruikt, of zet KOPPEL_PORT op een andere.`,
      },
      EACCES: {
        en: `Port ${port} may not be opened by this account: set KOPPEL_PORT to one from 1024.`,
        nl: `Dit account mag poort ${port} niet openen: zet KOPPEL_PORT op een vanaf 1024.`,
      },
      EADDRNOTAVAIL: {
        en: 'This machine has no such address: check KOPPEL_HOST.',
        nl: 'Deze machine heeft dit adres niet: controleer KOPPEL_HOST.',
      },
    };
    const remedy = remedies[String(code)];
    throw remedy === undefined ? error : new ConfigError([remedy]);
  }
}

function checkOptions(options: ServerOptions): void {
  const problems: Text[] = [];
  if (options.users.length === 0) {
    problems.push({
      en: 'No users are configured: nobody could sign in to the dashboard. Configure at least one.',
      nl: 'Er zijn geen gebruikers ingesteld: niemand zou zich op het dashboard kunnen aanmelden. Stel er minstens een in.',
    });
  }
  const { sessionKeys } = options;
  if (sessionKeys.length === 0 || sessionKeys.some((key) => key.length !== 32)) {
    problems.push({
      en: 'A session key must be 32 bytes: make one with `openssl rand -base64 32`.',
      nl: 'Een sessiesleutel moet 32 bytes zijn: maak er een met `openssl rand -base64 32`.',
    });
  }
  if (options.publicUrl !== undefined && !/^https?:$/.test(protocolOf(options.publicUrl))) {
    problems.push({
      en: 'The public address must start with https:// or http://.',
      nl: 'Het openbare adres moet beginnen met https:// of http://.',
    });
  }
  if (problems.length > 0) throw new ConfigError(problems);
}

function protocolOf(address: string): string {
  return URL.canParse(address) ? new URL(address).protocol : '';
}

function createApp(ports: ServerPorts, options: ServerOptions): FastifyInstance {
  return fastify({
    loggerInstance: ports.logger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: WEBHOOK_BODY_LIMIT,
    requestTimeout: REQUEST_TIMEOUT_MS,
    // Node's own default today; written down, because a test and the documents say so.
    http: { maxHeaderSize: HEADERS_LIMIT },
    requestIdHeader: false,
    genReqId: () => ports.newId(),
    trustProxy: options.trustedProxies === undefined ? false : [...options.trustedProxies],
    clientErrorHandler: answerNonsense,
    frameworkErrors: (error, request, reply) => void handleError(error, request, reply),
    routerOptions: { maxParamLength: 500 },
  });
}

async function addEverything(
  app: FastifyInstance,
  routes: readonly KnownRoute[],
  given: { ports: ServerPorts; options: ServerOptions },
): Promise<void> {
  const { ports, options } = given;
  addRequestLog(app);
  addProblems(app, routes);
  await addSecurityHeaders(app, options);
  await app.register(rateLimit, {
    global: false,
    timeWindow: 60_000,
    store: CallWindows,
    errorResponseBuilder: () => new HttpProblem('too-many-requests'),
  });
  await addSessions(app, options);
  addWebhook(app, ports, options);
  addPortalHook(app, ports, options);
  addSourceHooks(app, ports, options);
  addProbes(app, ports, options);
  addOpenApi(app, ports);
  addSignIn(app, given);
  await addBoards(app, ports, options);
  for (const addScope of ports.scopes) await addScope(app, ports, options);
}

/** A client that never finishes its request must not keep the process from ending. */
async function closeApp(app: FastifyInstance, timeoutMs: number): Promise<void> {
  const cut = setTimeout(() => app.server.closeAllConnections(), timeoutMs);
  try {
    await app.close();
  } finally {
    clearTimeout(cut);
  }
}
