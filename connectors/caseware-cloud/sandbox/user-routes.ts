// The sandbox's people: contacts, and staff where a test seeds them.
import { randomUUID } from 'node:crypto';
import { canLogin, hasEntity } from './access-rules.ts';
import {
  errorList,
  errorMessage,
  fieldsOf,
  ok,
  page,
  textOf,
  tooLong,
  type Answer,
  type SandboxRequest,
} from './answer.ts';
import { parseSearch, search } from './search-grammar.ts';
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

export function listUsers({ users }: SandboxState, { query }: SandboxRequest): Answer {
  const text = query.get('search');
  if (text === null) return page(users.rows, query, showUser);
  const conditions = parseSearch(text);
  if (conditions === null) return errorMessage(400, `Cannot read the search ${text}`);
  return page(search(users, conditions, showUser), query, showUser);
}

export function createUser(state: SandboxState, { body, visibleAt }: SandboxRequest): Answer {
  const fields = fieldsOf(body);
  const isNameless = textOf(fields.OwnerType) === 'Contact' && textOf(fields.Email) === '';
  if (isNameless) return errorList(400, 'Email is required');
  const problem = checkUser(fields) ?? checkEmail(state, fields, null);
  if (problem !== null) return problem;
  const row = addUser(state, fields, false);
  row.visibleAt = visibleAt;
  return { status: 201, body: showUser(row) };
}

export function addUser(state: SandboxState, fields: Fields, activated: boolean): UserRow {
  const made = { Type: 'A', InActiveDate: null, UserName: randomUUID(), ...fields };
  const rights = { groups: new Set<never>(), roles: new Map(), firmWideRoles: new Set<string>() };
  return insert(state.users, { ...newRow(state, made), activated, ...rights });
}

export function changeUser(state: SandboxState, user: UserRow, { body }: SandboxRequest): Answer {
  const fields = fieldsOf(body);
  const problem = checkUser(fields) ?? checkEmail(state, fields, user);
  if (problem !== null) return problem;
  change(state.users, user, tidied(state, fields));
  return ok(showUser(user));
}

function checkUser(fields: Fields): Answer | null {
  if (textOf(fields.OwnerType) === '') return errorList(400, 'OwnerType is required');
  const long = tooLong(fields, LIMITS);
  return long === null ? null : errorMessage(400, `${long} is too long: ${textOf(fields[long])}`);
}

/** The e-mail is the login and unique, staff included. [doc] */
function checkEmail(state: SandboxState, fields: Fields, self: UserRow | null): Answer | null {
  const email = textOf(fields.Email);
  if (email === '') return null;
  const isTaken = lookUp(state.users, email).some((row) => row !== self);
  return isTaken
    ? errorMessage(state.switches.duplicateStatus, `A user with e-mail ${email} already exists`)
    : null;
}
