// What practice software that is read says to Koppel: POST /webhooks/source/:practice, in its own form, checked by its source;
// POST /webhooks/hint/:practice, by any software that can send something when a client changes; and GET /oauth/callback,
// where a person comes back to who let Koppel in. None of it is believed as a fact: it only makes Koppel look sooner.
import { type FastifyInstance, type FastifyRequest } from 'fastify';
import { z } from 'zod';
import { isShortName } from '../domain/short-name.ts';
import { limitCalls } from './call-limits.ts';
import { plainHeaders } from './portal-hook.ts';
import { type ServerOptions, type ServerPorts, type SourceCall } from './ports.ts';
import { HttpProblem } from './problem.ts';
import { practiceOf, WEBHOOK_BODY_LIMIT } from './webhook.ts';

const callbackSchema = z.object({ code: z.string().min(1).max(4_000), state: z.string().min(1).max(200) });

export function addSourceHooks(app: FastifyInstance, ports: ServerPorts, options: ServerOptions): void {
  app.register((scope, _, done) => {
    limitCalls(scope, options, practiceOf);
    // Signatures are over the bytes, of whatever form.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, parsed) => parsed(null, body));
    scope.post('/webhooks/source/:practice', { bodyLimit: WEBHOOK_BODY_LIMIT }, (request, reply) =>
      answer((practice, call) => ports.sourceCalled(practice, call), ports, request).then((status) =>
        reply.status(status).send({}),
      ),
    );
    scope.post('/webhooks/hint/:practice', { bodyLimit: WEBHOOK_BODY_LIMIT }, (request, reply) =>
      answer((practice, call) => ports.hinted(practice, call), ports, request).then((status) =>
        reply.status(status).send({}),
      ),
    );
    scope.get('/oauth/callback', async (request, reply) => {
      const given = callbackSchema.safeParse(request.query);
      // Unknown, used and too late are answered alike: nobody learns which sign-ins are open.
      if (!given.success || !(await ports.signedIn(given.data))) throw new HttpProblem('invalid-signature');
      return reply
        .type('text/plain; charset=utf-8')
        .send(
          'Koppel is connected. You may close this page.\nKoppel is verbonden. U kunt deze pagina sluiten.\n',
        );
    });
    done();
  });
}

type Hears = ServerPorts['sourceCalled'];

async function answer(hears: Hears, ports: ServerPorts, request: FastifyRequest): Promise<200 | 202> {
  const practice = practiceOf(request);
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const call: SourceCall = { body, headers: plainHeaders(request), now: ports.now() };
  // An unknown practice and a wrong signature are answered alike.
  const heard = isShortName(practice) ? await hears(practice, call) : 'forged';
  if (heard === 'forged') throw new HttpProblem('invalid-signature');
  return heard === 'test' ? 200 : 202;
}
