// Every route of the portal.
import { after, need, ok, refuseStrange, type Answer } from '../../sandbox-kit/answer.ts';
import { needShown } from '../../sandbox-kit/late-visibility.ts';
import type { Handler } from '../../sandbox-kit/portal.ts';
import { errorMessage, page, type SandboxRequest } from './answer.ts';
import * as assignments from './assignment-routes.ts';
import * as entities from './entity-routes.ts';
import * as groups from './group-routes.ts';
import { meets, parseSearch, search, type Search } from './search-grammar.ts';
import { rolesOf, type Fields, type Row, type SandboxState, type Table } from './sandbox-state.ts';
import type { Switches } from './switches.ts';
import * as users from './user-routes.ts';

/** The row that the path names. */
function rowOf<R extends Row>({ byGuid }: Pick<Table<R>, 'byGuid'>, call: SandboxRequest): R {
  return needShown(byGuid.get(call.param('id')));
}

const entityOf = (call: SandboxRequest) => rowOf(call.state.entities, call);
const userOf = (call: SandboxRequest) => rowOf(call.state.users, call);
const groupOf = (call: SandboxRequest) => rowOf(call.state.groups, call);

/** Only where the portal shows it. [assumed] */
function readBack(read: (call: SandboxRequest) => Answer): Handler<SandboxState> {
  return (call) => read(need(call.state.switches.readBack ? call : null));
}

/** Only fields that the portal has, where it minds. */
function taking(
  kind: keyof NonNullable<Switches['fields']>,
  write: (call: SandboxRequest) => Answer,
): Handler<SandboxState> {
  return (call) => {
    const { fields } = call.state.switches;
    if (fields !== null) refuseStrange(call.fields, fields[kind]);
    return write(call);
  };
}

/** null: all are asked for. */
function searched({ query }: SandboxRequest): Search | null {
  const text = query.get('search');
  return text === null ? null : (parseSearch(text) ?? errorMessage(400, `Cannot read the search ${text}`));
}

function list<R extends Row>(call: SandboxRequest, table: Table<R>, show: (row: R) => Fields): Answer {
  const wanted = searched(call);
  return page(wanted === null ? table.rows : search(table, wanted, show), call.query, show);
}

export const ROUTES: Readonly<Record<string, Handler<SandboxState>>> = {
  'GET /entities': (call) => list(call, call.state.entities, (row) => entities.showEntity(call.state, row)),
  'POST /entities': taking('entity', entities.createEntity),
  'PATCH /entities/addresses/{id}': taking('address', (call) =>
    entities.changeAddress(rowOf({ byGuid: call.state.addressByGuid }, call), call),
  ),
  'GET /entities/{id}': (call) => ok(entities.showEntity(call.state, entityOf(call))),
  'PATCH /entities/{id}': taking('entity', (call) => entities.changeEntity(entityOf(call), call)),
  'GET /entities/{id}/addresses': (call) => page(entityOf(call).addresses, call.query, entities.show),
  'POST /entities/{id}/addresses': taking('address', (call) => entities.createAddress(entityOf(call), call)),
  'GET /users': (call) => list(call, call.state.users, users.showUser),
  'POST /users': taking('user', users.createUser),
  'GET /users/{id}': (call) => ok(users.showUser(userOf(call))),
  'PATCH /users/{id}': taking('user', (call) => users.changeUser(userOf(call), call)),
  'PATCH /users/{id}/role-assignments': after((call) => assignments.assignUserRoles(userOf(call), call)),
  'GET /users/{id}/role-assignments': readBack((call) => assignments.listRolesOf(userOf(call), call)),
  'GET /groups': (call) => list(call, call.state.groups, entities.show),
  'POST /groups': groups.createGroup,
  'PATCH /groups/{id}/user-assignments': after((call) => groups.assignUsers(groupOf(call), call)),
  'PATCH /groups/{id}/role-assignments': after((call) => assignments.assignGroupRoles(groupOf(call), call)),
  'GET /groups/{id}': readBack((call) => ok(entities.show(groupOf(call)))),
  'DELETE /groups/{id}': readBack(after((call) => groups.deleteGroup(groupOf(call), call))),
  'GET /groups/{id}/users': readBack((call) => page([...groupOf(call).members], call.query, users.showUser)),
  'GET /groups/{id}/role-assignments': readBack((call) => assignments.listRolesOf(groupOf(call), call)),
  'GET /roles': (call) => {
    const wanted = searched(call);
    const roles = rolesOf(call.state).filter(
      (role) => wanted?.some((all) => all.every((condition) => meets(role, condition))) ?? true,
    );
    return page(
      roles.map((role) => ({ role, visibleAt: 0 })),
      call.query,
      ({ role }) => role,
    );
  },
};
