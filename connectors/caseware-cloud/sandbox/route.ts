// Which route of the sandbox answers a request. Also names the pattern of the path, for the counts.
import { ok, page, plainError, type Answer, type SandboxRequest } from './answer.ts';
import * as assignments from './assignment-routes.ts';
import * as entities from './entity-routes.ts';
import * as groups from './group-routes.ts';
import type { EntityRow, GroupRow, Row, SandboxState, UserRow } from './sandbox-state.ts';
import * as users from './user-routes.ts';

const NOT_FOUND = plainError(404, 'Not found');
const SEGMENT_WORDS = new Set([
  ...['entities', 'addresses', 'users', 'groups', 'roles', 'role-assignments', 'user-assignments'],
  ...['auth', 'token'],
]);

/** `/entities/1f0c…/addresses` → `/entities/{id}/addresses` */
export function pathPattern(path: string): string {
  const steps = path.split('/').slice(1);
  return `/${steps.map((step) => (SEGMENT_WORDS.has(step) ? step : '{id}')).join('/')}`;
}

export function route(state: SandboxState, request: SandboxRequest): Answer {
  const [, noun = '', id, part] = request.path.split('/');
  const guid = id === undefined ? null : decodeURIComponent(id);
  if (noun === 'entities') return routeEntities(state, request, { guid, part });
  if (noun === 'users') return routeUsers(state, request, { guid, part });
  if (noun === 'groups') return routeGroups(state, request, { guid, part });
  if (noun === 'roles' && request.method === 'GET') return groups.listRoles(state, request);
  return NOT_FOUND;
}

type Below = { guid: string | null; part: string | undefined };

function routeEntities(state: SandboxState, request: SandboxRequest, { guid, part }: Below): Answer {
  if (guid === null) {
    if (request.method === 'POST') return entities.createEntity(state, request);
    return request.method === 'GET' ? entities.listEntities(state, request) : NOT_FOUND;
  }
  if (guid === 'addresses') {
    const address = visible(state.addressByGuid.get(part ?? ''));
    return address !== null && request.method === 'PATCH'
      ? entities.changeAddress(state, address, request)
      : NOT_FOUND;
  }
  const entity = visible(state.entities.byGuid.get(guid));
  return entity === null ? NOT_FOUND : routeEntity(state, request, { entity, part });
}

function routeEntity(
  state: SandboxState,
  request: SandboxRequest,
  { entity, part }: { entity: EntityRow; part: string | undefined },
): Answer {
  switch (`${request.method} ${part ?? ''}`) {
    case 'GET ':
      return ok(entities.showEntity(state, entity));
    case 'PATCH ':
      return entities.changeEntity(state, entity, request);
    case 'GET addresses':
      return page(entity.addresses, request.query, entities.show);
    case 'POST addresses':
      return entities.createAddress(state, entity, request);
    default:
      return NOT_FOUND;
  }
}

function routeUsers(state: SandboxState, request: SandboxRequest, { guid, part }: Below): Answer {
  const { method } = request;
  if (guid === null) {
    if (method === 'POST') return users.createUser(state, request);
    return method === 'GET' ? users.listUsers(state, request) : NOT_FOUND;
  }
  const user: UserRow | null = visible(state.users.byGuid.get(guid));
  if (user === null) return NOT_FOUND;
  switch (`${method} ${part ?? ''}`) {
    case 'GET ':
      return ok(users.showUser(user));
    case 'PATCH ':
      return users.changeUser(state, user, request);
    case 'PATCH role-assignments':
      return assignments.assignUserRoles(state, user, request);
    case 'GET role-assignments':
      return state.switches.readBack ? assignments.listRolesOf(user, request) : NOT_FOUND;
    default:
      return NOT_FOUND;
  }
}

function routeGroups(state: SandboxState, request: SandboxRequest, { guid, part }: Below): Answer {
  if (guid === null) {
    if (request.method === 'POST') return groups.createGroup(state, request);
    return request.method === 'GET' ? groups.listGroups(state, request) : NOT_FOUND;
  }
  const group = visible(state.groups.byGuid.get(guid));
  return group === null ? NOT_FOUND : routeGroup(state, request, { group, part });
}

function routeGroup(
  state: SandboxState,
  request: SandboxRequest,
  { group, part }: { group: GroupRow; part: string | undefined },
): Answer {
  switch (`${request.method} ${part ?? ''}`) {
    case 'PATCH user-assignments':
      return groups.assignUsers(state, group, request);
    case 'PATCH role-assignments':
      return assignments.assignGroupRoles(state, group, request);
    default:
      return state.switches.readBack ? routeAssumed(state, request, { group, part }) : NOT_FOUND;
  }
}

/** [assumed] */
function routeAssumed(
  state: SandboxState,
  request: SandboxRequest,
  { group, part }: { group: GroupRow; part: string | undefined },
): Answer {
  switch (`${request.method} ${part ?? ''}`) {
    case 'GET ':
      return groups.readGroup(group);
    case 'DELETE ':
      return groups.deleteGroup(state, group);
    case 'GET users':
      return groups.listMembers(group, request);
    case 'GET role-assignments':
      return assignments.listRolesOf(group, request);
    default:
      return NOT_FOUND;
  }
}

function visible<T extends Row>(row: T | undefined): T | null {
  return row === undefined || row.visibleAt > Date.now() ? null : row;
}
