// The style sheet and the script of the pages, each under an address that changes with what it holds.
import { createHash } from 'node:crypto';
import { type FastifyInstance } from 'fastify';
import { SCRIPT } from './script.ts';
import { STYLE } from './style.ts';

export const STYLE_PATH = `/assets/${markOf(STYLE)}.css`;
export const SCRIPT_PATH = `/assets/${markOf(SCRIPT)}.js`;

export function addAssets(scope: FastifyInstance): void {
  const forever = 'public, max-age=31536000, immutable';
  scope.get(STYLE_PATH, (_request, reply) =>
    reply.type('text/css; charset=utf-8').header('cache-control', forever).send(STYLE),
  );
  scope.get(SCRIPT_PATH, (_request, reply) =>
    reply.type('text/javascript; charset=utf-8').header('cache-control', forever).send(SCRIPT),
  );
}

function markOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 12);
}
