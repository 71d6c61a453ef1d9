// The headers that keep a page from being framed, sniffed or fed foreign scripts.
import helmet from '@fastify/helmet';
import { type FastifyInstance } from 'fastify';
import { type ServerOptions } from './ports.ts';
import { isHttps } from './sign-in/session.ts';

export async function addSecurityHeaders(app: FastifyInstance, options: ServerOptions): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    frameguard: { action: 'deny' },
    referrerPolicy: { policy: 'no-referrer' },
    // Told to a browser over http it would be ignored, and on a name shared with other services it would hurt them.
    strictTransportSecurity: isHttps(options) ? { maxAge: 31_536_000, includeSubDomains: false } : false,
  });
}

/** Our own pages: a script and a style sheet of ours, and nothing that stands in the page itself. */
export const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join(';');

/** The dashboard's own scripts and styles, the latter partly inline; nothing from elsewhere. */
export const BOARD_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'self'",
  "frame-ancestors 'none'",
].join(';');
