// The back door of the sandbox, under `/__sandbox`: for tests and for the demo, not part of the portal.
import { after } from '../../sandbox-kit/back-door.ts';
import type { Door } from '../../sandbox-kit/portal.ts';
import { canSee } from './access-rules.ts';
import { errorMessage, fieldsOf, NO_CONTENT, ok, textOf, type Answer } from './answer.ts';
import { show } from './entity-routes.ts';
import { removeByHand, seed, seedSchema } from './seed.ts';
import { lookUp, rolesOf, type SandboxState } from './sandbox-state.ts';
import { switchesSchema } from './switches.ts';
import { showUser } from './user-routes.ts';

/** Beside those that every sandbox has. */
export const DOORS: Readonly<Record<string, Door<SandboxState>>> = {
  'GET /state': ({ state }) => ok(showState(state)),
  'GET /access': ({ state, query }) => showAccess(state, query.get('entityNo') ?? ''),
  'GET /people': ({ state, query }) => showPeople(state, query.get('email') ?? ''),
  'POST /seed': ({ state, body }) => answerSeed(state, body),
  'POST /remove': ({ state, body }) => answerRemove(state, body),
  'POST /tidy': after(({ state }) => (state.tidies = true)),
  'POST /switches': ({ state, body }) => answerSwitches(state, body),
  'POST /reveal': after(({ state }) => reveal(state)),
  'POST /activate': ({ state, fields }) => activate(state, textOf(fields.email)),
};

function answerSeed(state: SandboxState, body: unknown): Answer {
  const parsed = seedSchema.safeParse(body);
  return parsed.success ? ok(seed(state, parsed.data)) : errorMessage(400, parsed.error.message);
}

function answerRemove(state: SandboxState, body: unknown): Answer {
  const { entityNo, email } = fieldsOf(body);
  const isFound = removeByHand(state, { entityNo: textOf(entityNo), email: textOf(email) });
  return isFound ? NO_CONTENT : errorMessage(404, 'There is no such record.');
}

/** Sets those that are given. */
function answerSwitches(state: SandboxState, body: unknown): Answer {
  const parsed = switchesSchema.safeParse({ ...state.switches, ...fieldsOf(body) });
  if (!parsed.success) return errorMessage(400, parsed.error.message);
  state.switches = parsed.data;
  return NO_CONTENT;
}

/** Shows what was made under `late-visibility` and is hidden still. */
function reveal({ entities, users, groups }: SandboxState): void {
  const addresses = entities.rows.flatMap((entity) => entity.addresses);
  for (const row of [...entities.rows, ...users.rows, ...groups.rows, ...addresses]) row.visibleAt = 0;
}

/** Uses the activation mail: the person sets a password. */
function activate(state: SandboxState, email: string): Answer {
  const user = lookUp(state.users, email)[0];
  const wasMailed = user !== undefined && state.mails.some(({ userCWGuid }) => userCWGuid === user.guid);
  if (!wasMailed) return errorMessage(409, 'This person was sent no activation mail.');
  user.activated = true;
  return ok({ CanLogin: showUser(user).CanLogin });
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
      people: state.users.rows
        .filter((user) => canSee(user, entity))
        .map(({ fields }) => textOf(fields.Email)),
    }))
    .filter(({ people }) => people.length > 0)
    .map(({ people, ...entity }) => ({ ...entity, people: people.sort() }));
}

function showAccess(state: SandboxState, entityNumber: string): Answer {
  const people = lookUp(state.entities, entityNumber).flatMap((entity) =>
    state.users.rows.filter((user) => canSee(user, entity)).map((user) => textOf(user.fields.Email)),
  );
  return ok({ entityNo: entityNumber, people: people.sort() });
}

function showPeople(state: SandboxState, email: string): Answer {
  return ok(lookUp(state.users, email).map(showUser));
}
