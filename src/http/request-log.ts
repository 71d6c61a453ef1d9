// One log line per request: method, route pattern, status, which problem, milliseconds. Never the address itself (a query may hold a
// name), headers or bodies.
import { type FastifyInstance } from 'fastify';
import { problemSlugOf } from './problem.ts';

export function addRequestLog(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    done();
  });
  app.addHook('onResponse', (request, reply, done) => {
    const problem = problemSlugOf(reply);
    request.log.info(
      {
        method: request.method,
        route: request.is404 ? 'unmatched' : request.routeOptions.url,
        status: reply.statusCode,
        ...(problem === undefined ? {} : { problem }),
        ms: Math.round(reply.elapsedTime),
      },
      'request',
    );
    done();
  });
}
