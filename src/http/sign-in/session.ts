// Who is signed in: an encrypted cookie that names the user; role and password are looked up in the configuration at
// every request, so that removing a user takes effect at once.
import secureSession from '@fastify/secure-session';
import { type FastifyInstance, type FastifyRequest } from 'fastify';
import { type ServerOptions } from '../ports.ts';
import { HttpProblem } from '../problem.ts';
import { isSameOrigin } from '../same-origin.ts';
import { passwordMark, type User } from './users.ts';

const SESSION_SECONDS = 8 * 60 * 60;

declare module '@fastify/secure-session' {
  interface SessionData {
    name: string;
    mark: string;
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

export function signedInUser(request: FastifyRequest, users: readonly User[]): User | null {
  const user = users.find((candidate) => candidate.name === request.session.get('name'));
  return user !== undefined && request.session.get('mark') === passwordMark(user) ? user : null;
}

export function beginSession(request: FastifyRequest, user: User): void {
  request.session.regenerate();
  request.session.set('name', user.name);
  request.session.set('mark', passwordMark(user));
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
