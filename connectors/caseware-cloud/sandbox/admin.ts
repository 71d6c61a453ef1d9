// The back door of the sandbox, under `/__sandbox`: for tests and for the demo, not part of the portal.
import { after, needShape, ok, textOf } from '../../sandbox-kit/answer.ts';
import type { Door, DoorCall } from '../../sandbox-kit/portal.ts';
import { canSee } from './access-rules.ts';
import { errorMessage } from './answer.ts';
import { show } from './entity-routes.ts';
import { removeByHand, seed, seedSchema } from './seed.ts';
import { lookUp, rolesOf, type EntityRow, type SandboxState } from './sandbox-state.ts';
import { switchesSchema } from './switches.ts';
import { showUser } from './user-routes.ts';

/** Beside those that every sandbox has. */
export const DOORS: Readonly<Record<string, Door<SandboxState>>> = {
  'GET /state': ({ state }) => ok(showState(state)),
  'GET /access': ({ state, query }) => ok(showAccess(state, query.get('entityNo') ?? '')),
  'GET /people': ({ state, query }) => ok(lookUp(state.users, query.get('email') ?? '').map(showUser)),
  'POST /seed': ({ state, body }) => ok(seed(state, needShape(seedSchema, body))),
  'POST /remove': after(({ state, fields: { entityNo, email } }: DoorCall<SandboxState>) => {
    const isFound = removeByHand(state, { entityNo: textOf(entityNo), email: textOf(email) });
    if (!isFound) errorMessage(404, 'There is no such record.');
  }),
  'POST /tidy': after(({ state }: DoorCall<SandboxState>) => (state.tidies = true)),
  /** Sets those that are given. */
  'POST /switches': after(({ state, fields }: DoorCall<SandboxState>) => {
    state.switches = needShape(switchesSchema, { ...state.switches, ...fields });
  }),
  'POST /reveal': after(({ state }: DoorCall<SandboxState>) => reveal(state)),
  'POST /activate': ({ state, fields }) => ok(activate(state, textOf(fields.email))),
};

/** Shows what was made under `late-visibility` and is hidden still. */
function reveal({ entities, users, groups }: SandboxState): void {
  const addresses = entities.rows.flatMap((entity) => entity.addresses);
  for (const row of [...entities.rows, ...users.rows, ...groups.rows, ...addresses]) row.visibleAt = 0;
}

/** Uses the activation mail: the person sets a password. */
function activate(state: SandboxState, email: string) {
  const user = lookUp(state.users, email)[0];
  const wasMailed = user !== undefined && state.mails.some(({ userCWGuid }) => userCWGuid === user.guid);
  if (!wasMailed) return errorMessage(409, 'This person was sent no activation mail.');
  user.activated = true;
  return { CanLogin: showUser(user).CanLogin };
}

function showState(state: SandboxState) {
  return {
    entities: state.entities.rows.map((row) => ({ ...show(row), addresses: row.addresses.map(show) })),
    users: state.users.rows.map(showUser),
    groups: state.groups.rows.map((group) => ({
      ...show(group),
      members: [...group.members].map(({ guid }) => guid),
      roles: [...group.roles].map(([entity, held]) => ({ entityCWGuid: entity.guid, roles: [...held] })),
    })),
    roles: rolesOf(state),
    mails: state.mails,
    access: showAllAccess(state),
  };
}

/** Who can see files: per entity the e-mail addresses of those who hold the role, by themselves or by way of a group. */
function showAllAccess(state: SandboxState) {
  return state.entities.rows
    .map((entity) => ({
      entityNo: textOf(entity.fields.EntityNo),
      entityCWGuid: entity.guid,
      people: peopleIn(state, [entity]),
    }))
    .filter(({ people }) => people.length > 0);
}

function showAccess(state: SandboxState, entityNo: string) {
  return { entityNo, people: peopleIn(state, lookUp(state.entities, entityNo)) };
}

function peopleIn(state: SandboxState, entities: readonly EntityRow[]): readonly string[] {
  const people = entities.flatMap((entity) => state.users.rows.filter((user) => canSee(user, entity)));
  return people.map(({ fields }) => textOf(fields.Email)).sort();
}
