// For machines that watch Koppel: does the process answer, do the parts it needs answer, and the metrics.
import { createHash, timingSafeEqual } from 'node:crypto';
import { BlockList, isIPv6 } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { type FastifyInstance, type FastifyRequest } from 'fastify';
import { type ServerOptions, type ServerPorts } from './ports.ts';
import { HttpProblem } from './problem.ts';

const READY_TIMEOUT_MS = 5000;

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

export function addProbes(app: FastifyInstance, ports: ServerPorts, options: ServerOptions): void {
  app.get('/health', (_request, reply) => reply.send({ status: 'ok' }));
  app.get('/ready', async (_request, reply) => {
    const parts = await readParts(ports);
    const down = Object.keys(parts).filter((part) => parts[part] !== true);
    if (down.length > 0) throw notReady(down);
    return reply.send({ status: 'ready', parts });
  });
  app.get('/metrics', async (request, reply) => {
    checkMetricsReader(request, options);
    return reply.type(ports.metrics.contentType).send(await ports.metrics.metrics());
  });
}

/** A part that hangs is as bad as one that says no: `koppel` stands for all of them when nothing answers in time. */
async function readParts(ports: ServerPorts): Promise<Readonly<Record<string, boolean>>> {
  const giveUp = new AbortController();
  const late = wait(READY_TIMEOUT_MS, { koppel: false }, { signal: giveUp.signal }).catch(() => ({}));
  try {
    return await Promise.race([ports.ready(), late]);
  } catch {
    return { koppel: false };
  } finally {
    giveUp.abort();
  }
}

function notReady(parts: readonly string[]): HttpProblem {
  return new HttpProblem('not-ready', {
    detail: `Not answering: ${parts.join(', ')}.`,
    errors: parts.map((part) => ({ field: part, code: 'UNAVAILABLE', message: `${part} does not answer.` })),
  });
}

function checkMetricsReader(request: FastifyRequest, options: ServerOptions): void {
  if (options.metricsToken === undefined) {
    if (!isFromThisMachine(request, options)) throw new HttpProblem('forbidden');
    return;
  }
  const given = request.headers.authorization ?? '';
  if (!isSameText(given, `Bearer ${options.metricsToken}`)) {
    throw new HttpProblem('invalid-token', { headers: { 'www-authenticate': 'Bearer' } });
  }
}

/** Behind a proxy on this machine that nobody told us to trust, every request looks local: its header gives it away. */
function isFromThisMachine(request: FastifyRequest, options: ServerOptions): boolean {
  const proxied = request.headers['x-forwarded-for'] !== undefined || request.headers.forwarded !== undefined;
  if (proxied && (options.trustedProxies ?? []).length === 0) return false;
  return loopback.check(request.ip, isIPv6(request.ip) ? 'ipv6' : 'ipv4');
}

/** Hashed first, because a timing-safe comparison wants equal lengths. */
function isSameText(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
