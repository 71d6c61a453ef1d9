// Every route of the portal.
import { shows } from '../../sandbox-kit/late-visibility.ts';
import type { Handler } from '../../sandbox-kit/portal.ts';
import { ok, page, plainError, type Answer, type SandboxRequest } from './answer.ts';
import * as assignments from './assignment-routes.ts';
import * as entities from './entity-routes.ts';
import * as groups from './group-routes.ts';
import type { EntityRow, GroupRow, Row, SandboxState, UserRow } from './sandbox-state.ts';
import * as users from './user-routes.ts';

type Act<R extends Row> = (state: SandboxState, row: R, request: SandboxRequest) => Answer;

const NOT_FOUND = plainError(404, 'Not found');

/** About the row that the path names; where it does not show, there is no such page. */
function of<R extends Row>(rowsIn: (state: SandboxState) => ReadonlyMap<string, R>, act: Act<R>) {
  return (call: SandboxRequest): Answer => {
    const row = rowsIn(call.state).get(call.param('id'));
    return row === undefined || !shows(row) ? NOT_FOUND : act(call.state, row, call);
  };
}

const ofEntity = (act: Act<EntityRow>) => of(({ entities }) => entities.byGuid, act);
const ofUser = (act: Act<UserRow>) => of(({ users }) => users.byGuid, act);
const ofGroup = (act: Act<GroupRow>) => of(({ groups }) => groups.byGuid, act);

/** Only where the portal shows it. [assumed] */
function ifReadBack<R extends Row>(act: Act<R>): Act<R> {
  return (state, row, request) => (state.switches.readBack ? act(state, row, request) : NOT_FOUND);
}

export const ROUTES: Readonly<Record<string, Handler<SandboxState>>> = {
  'GET /entities': (call) => entities.listEntities(call.state, call),
  'POST /entities': (call) => entities.createEntity(call.state, call),
  'PATCH /entities/addresses/{id}': of(({ addressByGuid }) => addressByGuid, entities.changeAddress),
  'GET /entities/{id}': ofEntity((state, row) => ok(entities.showEntity(state, row))),
  'PATCH /entities/{id}': ofEntity(entities.changeEntity),
  'GET /entities/{id}/addresses': ofEntity((_state, { addresses }, { query }) =>
    page(addresses, query, entities.show),
  ),
  'POST /entities/{id}/addresses': ofEntity(entities.createAddress),
  'GET /users': (call) => users.listUsers(call.state, call),
  'POST /users': (call) => users.createUser(call.state, call),
  'GET /users/{id}': ofUser((_state, row) => ok(users.showUser(row))),
  'PATCH /users/{id}': ofUser(users.changeUser),
  'PATCH /users/{id}/role-assignments': ofUser(assignments.assignUserRoles),
  'GET /users/{id}/role-assignments': ofUser(
    ifReadBack((_state, row, call) => assignments.listRolesOf(row, call)),
  ),
  'GET /groups': (call) => groups.listGroups(call.state, call),
  'POST /groups': (call) => groups.createGroup(call.state, call),
  'PATCH /groups/{id}/user-assignments': ofGroup(groups.assignUsers),
  'PATCH /groups/{id}/role-assignments': ofGroup(assignments.assignGroupRoles),
  'GET /groups/{id}': ofGroup(ifReadBack((_state, row) => groups.readGroup(row))),
  'DELETE /groups/{id}': ofGroup(ifReadBack(groups.deleteGroup)),
  'GET /groups/{id}/users': ofGroup(ifReadBack((_state, row, call) => groups.listMembers(row, call))),
  'GET /groups/{id}/role-assignments': ofGroup(
    ifReadBack((_state, row, call) => assignments.listRolesOf(row, call)),
  ),
  'GET /roles': (call) => groups.listRoles(call.state, call),
};
