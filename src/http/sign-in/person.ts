// Who is signed in, and for which practice: somebody of the configuration, who belongs to none, or an account of one.
// Looked up at every request, so that a role that was taken away, or an account that was disabled, takes effect at once.
import { type FastifyRequest } from 'fastify';
import { mayDo, type Right, type Role } from '../../domain/role.ts';
import { isShortName } from '../../domain/short-name.ts';
import { type ServerOptions, type ServerPorts } from '../ports.ts';
import { HttpProblem } from '../problem.ts';
import { passwordMark, signedInUser } from './session.ts';
import { type Account } from './users.ts';

export interface Person {
  readonly name: string;
  readonly role: Role;
  /** Null: every practice. */
  readonly practice: string | null;
}

/** Null: nobody, or somebody who may see the dashboard alone. */
export async function signedInPerson(
  request: FastifyRequest,
  ports: Pick<ServerPorts, 'accountOf'>,
  options: Pick<ServerOptions, 'users'>,
): Promise<Person | null> {
  const practice = request.session.get('practice');
  if (practice === undefined) {
    const user = signedInUser(request, options.users);
    return user?.role === 'operator' ? { name: user.name, role: 'administrator', practice: null } : null;
  }
  const account = await findAccount(ports, practice, request.session.get('name') ?? '');
  if (account === null || request.session.get('mark') !== passwordMark(account)) return null;
  return { name: account.name, role: account.role, practice };
}

/** The database is not asked for what it could not even hold. */
export async function findAccount(
  ports: Pick<ServerPorts, 'accountOf'>,
  practice: string,
  name: string,
): Promise<Account | null> {
  return isShortName(practice) && !name.includes('\0') ? ports.accountOf(practice, name) : null;
}

/** Throws as for an address that there is not: that another practice exists is nobody's business. */
export function assertOf(person: Person, practice: string): void {
  if (!isShortName(practice) || (person.practice !== null && person.practice !== practice))
    throw new HttpProblem('not-found');
}

export function assertMay(person: Person, right: Right): void {
  if (!mayDo(person.role, right)) throw new HttpProblem('no-right');
}
