// POST /webhooks/portal/:practice/:connection: a portal says that something happened there. What it says is not believed,
// it only makes Koppel look sooner; the connector checks on the bytes as received that the portal itself is calling.
import { type FastifyInstance, type FastifyRequest } from 'fastify';
import { z } from 'zod';
import { isShortName } from '../domain/short-name.ts';
import { limitCalls } from './call-limits.ts';
import { type ServerOptions, type ServerPorts } from './ports.ts';
import { HttpProblem } from './problem.ts';
import { WEBHOOK_BODY_LIMIT } from './webhook.ts';

const PORTAL_HOOK_PATH = '/webhooks/portal/:practice/:connection';

const pathSchema = z.object({ practice: z.string(), connection: z.string() });

export function addPortalHook(app: FastifyInstance, ports: ServerPorts, options: ServerOptions): void {
  app.register((scope, _, done) => {
    limitCalls(scope, options, connectionOf);
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, parsed) =>
      parsed(null, body),
    );
    scope.post(PORTAL_HOOK_PATH, { bodyLimit: WEBHOOK_BODY_LIMIT }, async (request, reply) => {
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const call = { body, headers: plainHeaders(request), now: ports.now() };
      // An unknown connection and a wrong signature are answered alike: nobody learns which connections exist.
      const named = pathSchema.parse(request.params);
      const mayExist = isShortName(named.practice) && isShortName(named.connection);
      if (!mayExist || !(await ports.portalCalled(named, call))) throw new HttpProblem('invalid-signature');
      return reply.status(202).send({});
    });
    done();
  });
}

export function plainHeaders(request: FastifyRequest): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : value,
    ]),
  );
}

function connectionOf({ params }: FastifyRequest): string {
  const path = pathSchema.safeParse(params).data;
  return path === undefined ? '' : `${path.practice}/${path.connection}`;
}
