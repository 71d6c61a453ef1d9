// The sandbox's groups, their members and what roles they hold.
import { addMember, removeMember } from './access-rules.ts';
import {
  errorList,
  errorMessage,
  fieldsOf,
  NO_CONTENT,
  ok,
  page,
  plainError,
  textOf,
  type Answer,
  type SandboxRequest,
} from './answer.ts';
import { show } from './entity-routes.ts';
import { meets, parseSearch, search } from './search-grammar.ts';
import {
  insert,
  newRow,
  removeRow,
  rolesOf,
  type Fields,
  type GroupRow,
  type SandboxState,
} from './sandbox-state.ts';
import { showUser } from './user-routes.ts';

export function listGroups({ groups }: SandboxState, { query }: SandboxRequest): Answer {
  const text = query.get('search');
  if (text === null) return page(groups.rows, query, show);
  const conditions = parseSearch(text);
  if (conditions === null) return errorMessage(400, `Cannot read the search ${text}`);
  return page(search(groups, conditions, show), query, show);
}

export function createGroup(state: SandboxState, { body, visibleAt }: SandboxRequest): Answer {
  const fields = fieldsOf(body);
  for (const name of ['BriefDescription', 'OwnerType'])
    if (textOf(fields[name]) === '') return errorList(400, `${name} is required`);
  if (!Array.isArray(fieldsOf(fields.BusinessUnits).List)) return errorList(400, 'BusinessUnits is required');
  const row = addGroup(state, fields);
  row.visibleAt = visibleAt;
  return { status: 201, body: show(row) };
}

export function addGroup(state: SandboxState, fields: Fields): GroupRow {
  return insert(state.groups, { ...newRow(state, fields), members: new Set(), roles: new Map() });
}

export function deleteGroup(state: SandboxState, group: GroupRow): Answer {
  for (const user of [...group.members]) removeMember(group, user);
  group.roles.clear();
  removeRow(state.groups, group);
  return NO_CONTENT;
}

export function listMembers(group: GroupRow, { query }: SandboxRequest): Answer {
  return page([...group.members], query, showUser);
}

/** All or nothing: one unknown person, or one to remove who is no member, refuses the whole request with 404. */
export function assignUsers(state: SandboxState, group: GroupRow, { body }: SandboxRequest): Answer {
  const { People, people = People, isRemove } = fieldsOf(body);
  if (!Array.isArray(people) || people.length === 0) return errorList(400, 'People is required');
  const users = people.map((guid) => state.users.byGuid.get(textOf(guid)));
  const known = users.filter((user) => user !== undefined);
  if (known.length < users.length) return plainError(404, 'Unknown user');
  if (isRemove !== true) {
    for (const user of known) addMember(state, group, user);
    return NO_CONTENT;
  }
  if (known.some((user) => !group.members.has(user))) return plainError(404, 'Not a member');
  for (const user of known) removeMember(group, user);
  return NO_CONTENT;
}

export function listRoles(state: SandboxState, { query }: SandboxRequest): Answer {
  const text = query.get('search');
  const wanted = text === null ? [] : parseSearch(text);
  if (wanted === null) return errorMessage(400, `Cannot read the search ${text}`);
  const rows = rolesOf(state).filter(
    (role) => text === null || wanted.some((all) => all.every((condition) => meets(role, condition))),
  );
  return page(
    rows.map((role) => ({ role, visibleAt: 0 })),
    query,
    ({ role }) => role,
  );
}

export function readGroup(group: GroupRow): Answer {
  return ok(show(group));
}
