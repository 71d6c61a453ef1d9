// How much one sender may ask: judged before a body is read or the database is asked.
// Counted in this process, so that several servers together let through as many times more.
import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import ipaddr from 'ipaddr.js';
import { HttpProblem, problemSlugOf } from './problem.ts';
import { type ServerOptions } from './ports.ts';

/** Enough for a practice of ten thousand clients that saves every one of them within a minute. */
export const CALLS_PER_MINUTE = 12_000;
/** Those who are held back together must not come back together. */
const COME_BACK_WITHIN_S = 60;
const FORGERIES_PER_MINUTE = 60;
const ALL_SIGN_INS_PER_MINUTE = 60;

type Limit = ReturnType<FastifyInstance['createRateLimit']>;

/**
 * For a scope of calls that are signed, each for the practice or connection that `nameOf` tells. A sender that makes up
 * practices is held back as one, and one that keeps calling with a wrong signature is not looked at for a while, for that
 * practice only: a supplier may call for many.
 */
export function limitCalls(
  scope: FastifyInstance,
  options: ServerOptions,
  nameOf: (request: FastifyRequest) => string,
): void {
  const callsPerName = options.webhooksPerMinute ?? CALLS_PER_MINUTE;
  const nameAndSender = (request: FastifyRequest) => `${nameOf(request)} ${senderOf(request)}`;
  const calls = scope.createRateLimit({
    max: options.callsPerMinute ?? 2 * callsPerName,
    keyGenerator: senderOf,
  });
  const callsOfName = scope.createRateLimit({ max: callsPerName, keyGenerator: nameAndSender });
  const forgeries = scope.createRateLimit({
    // The plugin lets `max` through; one more is then one too many.
    max: (options.forgeriesPerMinute ?? FORGERIES_PER_MINUTE) - 1,
    keyGenerator: nameAndSender,
  });
  scope.addHook('onRequest', async (request, reply) => {
    holdBack(await calls(request), reply, COME_BACK_WITHIN_S);
    holdBack(await callsOfName(request), reply, COME_BACK_WITHIN_S);
    holdBack(await forgeries(request, { increment: false }), reply);
  });
  scope.addHook('onSend', async (request, reply, payload) => {
    if (problemSlugOf(reply) === 'invalid-signature') await forgeries(request);
    return payload;
  });
}

/** All senders together, after each was held to its own number: guesses from many places must not use up the machine. */
export function limitAllSignIns(scope: FastifyInstance, options: ServerOptions) {
  const max = options.allSignInsPerMinute ?? ALL_SIGN_INS_PER_MINUTE;
  const attempts = scope.createRateLimit({ max, keyGenerator: () => 'everybody' });
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> =>
    holdBack(await attempts(request), reply);
}

/** `spreadS`: how much longer than it takes some are told to stay away, in seconds. */
function holdBack(found: Awaited<ReturnType<Limit>>, reply: FastifyReply, spreadS = 0): void {
  if (found.isAllowed || !found.isExceeded) return;
  reply.header('retry-after', Math.max(1, found.ttlInSeconds) + Math.floor(Math.random() * spreadS));
  throw new HttpProblem('too-many-requests');
}

/** Whoever has one IPv6 address has 2^64 of them: the network counts as one sender. */
export function senderOf({ ip }: Pick<FastifyRequest, 'ip'>): string {
  if (!ipaddr.isValid(ip)) return ip;
  const address = ipaddr.process(ip);
  return address instanceof ipaddr.IPv6 ? address.parts.slice(0, 4).join(':') : address.toString();
}
