// Who is signed in: an encrypted cookie that names the user; role and password are looked up in the configuration at
// every request, so that removing a user takes effect at once.
import { createHash } from 'node:crypto';
import secureSession from '@fastify/secure-session';
import { type FastifyInstance, type FastifyRequest } from 'fastify';
import { type ServerOptions } from '../ports.ts';
import { HttpProblem } from '../problem.ts';
import { isSameOrigin } from '../same-origin.ts';
import { type User } from './users.ts';

const SESSION_SECONDS = 8 * 60 * 60;

declare module '@fastify/secure-session' {
  interface SessionData {
    /** Undefined: somebody of the configuration, who belongs to no practice. */
    practice: string;
    name: string;
    mark: string;
    /** The language that was asked for last. */
    language: string;
  }
}

export function isHttps(options: ServerOptions): boolean {
  return options.publicUrl?.startsWith('https:') ?? false;
}

export async function addSessions(app: FastifyInstance, options: ServerOptions): Promise<void> {
  await app.register(secureSession, {
    key: [...options.sessionKeys],
    expiry: SESSION_SECONDS,
    cookieName: 'koppel-session',
    cookie: {
      path: '/',
      httpOnly: true,
      sameSite: 'strict',
      secure: isHttps(options),
      maxAge: SESSION_SECONDS,
    },
  });
}

/** Of the configuration. */
export function signedInUser(request: FastifyRequest, users: readonly User[]): User | null {
  if (request.session.get('practice') !== undefined) return null;
  const user = users.find((candidate) => candidate.name === request.session.get('name'));
  return user !== undefined && request.session.get('mark') === passwordMark(user) ? user : null;
}

interface Identity {
  readonly name: string;
  readonly passwordHash: string;
}

/** Nothing of the session before stays but the language: what somebody else put into it is worth nothing. */
export function beginSession(request: FastifyRequest, identity: Identity, practice: string | null): void {
  request.session.regenerate(['language']);
  request.session.set('name', identity.name);
  request.session.set('mark', passwordMark(identity));
  if (practice !== null) request.session.set('practice', practice);
}

/** Stands in the session, so that a changed password ends the sessions that the old one opened. */
export function passwordMark({ passwordHash }: Pick<Identity, 'passwordHash'>): string {
  return createHash('sha256').update(passwordHash).digest('base64url').slice(0, 22);
}

export function changesState(request: FastifyRequest): boolean {
  return request.method !== 'GET' && request.method !== 'HEAD';
}

/** For scopes whose requests carry the session cookie. */
export function refuseOtherSites(scope: FastifyInstance, options: ServerOptions): void {
  scope.addHook('onRequest', (request, _reply, done) => {
    const isForeign = changesState(request) && !isSameOrigin(request, options.publicUrl);
    if (isForeign) done(new HttpProblem('cross-site'));
    else done();
  });
}
