// The sandbox's people: contacts, and staff where a test seeds them.
import { randomUUID } from 'node:crypto';
import { created, ok, textOf, type Answer } from '../../sandbox-kit/answer.ts';
import { canLogin, hasEntity } from './access-rules.ts';
import { errorList, errorMessage, refuseEmpty, refuseTooLong, type SandboxRequest } from './answer.ts';
import {
  change,
  insert,
  lookUp,
  newRow,
  roleNumber,
  tidied,
  type Fields,
  type SandboxState,
  type UserRow,
} from './sandbox-state.ts';

const LIMITS = { FirstName: 30, Email: 100, UserName: 50 } as const;

export function showUser(row: UserRow): Fields {
  return {
    ...row.fields,
    Id: row.id,
    CWGuid: row.guid,
    CanLogin: canLogin(row),
    AssignedObjectTypes: hasEntity(row) ? ['Entity'] : [],
    FirmWideRoleIds: [...row.firmWideRoles].flatMap((guid) => roleNumber(guid) ?? []),
  };
}

export function createUser({ state, fields, visibleAt }: SandboxRequest): Answer {
  const isNameless = textOf(fields.OwnerType) === 'Contact' && textOf(fields.Email) === '';
  if (isNameless) errorList(400, 'Email is required');
  checkUser(state, fields, null);
  return created(showUser(addUser(state, fields, { visibleAt })));
}

export function addUser(
  state: SandboxState,
  fields: Fields,
  { visibleAt = 0, activated = false }: { readonly visibleAt?: number; readonly activated?: boolean },
): UserRow {
  const made = { Type: 'A', InActiveDate: null, UserName: randomUUID(), ...fields };
  const rights = { groups: new Set<never>(), roles: new Map(), firmWideRoles: new Set<string>() };
  return insert(state.users, { ...newRow(state, made, visibleAt), activated, ...rights });
}

export function changeUser(user: UserRow, { state, fields }: SandboxRequest): Answer {
  checkUser(state, fields, user);
  change(state.users, user, tidied(state, fields));
  return ok(showUser(user));
}

/** The e-mail is the login and unique, staff included. [doc] */
function checkUser(state: SandboxState, fields: Fields, self: UserRow | null): void {
  refuseEmpty(fields, ['OwnerType']);
  refuseTooLong(fields, LIMITS);
  const email = textOf(fields.Email);
  if (email !== '' && lookUp(state.users, email).some((row) => row !== self))
    errorMessage(state.switches.duplicateStatus, `A user with e-mail ${email} already exists`);
}
