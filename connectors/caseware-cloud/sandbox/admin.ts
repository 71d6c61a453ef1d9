// The back door of the sandbox, under `/__sandbox`: for tests and for the demo, not part of the portal.
import { canSee } from './access-rules.ts';
import {
  errorMessage,
  fieldsOf,
  NO_CONTENT,
  ok,
  textOf,
  type Answer,
  type SandboxRequest,
} from './answer.ts';
import { type Counts } from './counts.ts';
import { show } from './entity-routes.ts';
import { faultSchema, type Faults } from './faults.ts';
import { type SandboxTokens } from './sandbox-tokens.ts';
import { removeByHand, seed, seedSchema } from './seed.ts';
import { createState, lookUp, rolesOf, type SandboxState } from './sandbox-state.ts';
import { switchesSchema } from './switches.ts';
import { showUser } from './user-routes.ts';

export interface Sandbox {
  readonly state: SandboxState;
  readonly counts: Counts;
  readonly faults: Faults;
  readonly tokens: SandboxTokens;
}

export function answerAdmin(sandbox: Sandbox, request: SandboxRequest): Answer {
  const answer = DOORS.get(`${request.method} ${request.path}`);
  return answer?.(sandbox, request) ?? errorMessage(404, 'The sandbox has no such back door.');
}

type Door = (sandbox: Sandbox, request: SandboxRequest) => Answer;

/** For doors that only do something. */
function after(act: (sandbox: Sandbox, request: SandboxRequest) => void): Door {
  return (sandbox, request) => {
    act(sandbox, request);
    return NO_CONTENT;
  };
}

const DOORS: ReadonlyMap<string, Door> = new Map<string, Door>([
  ['GET /__sandbox', () => ok({ sandbox: 'caseware-cloud' })],
  ['GET /__sandbox/state', ({ state }) => ok(showState(state))],
  ['GET /__sandbox/access', ({ state }, { query }) => showAccess(state, query.get('entityNo') ?? '')],
  ['GET /__sandbox/people', ({ state }, { query }) => showPeople(state, query.get('email') ?? '')],
  ['GET /__sandbox/mails', ({ state }) => ok(state.mails)],
  ['GET /__sandbox/counts', ({ counts }) => ok(counts.read())],
  ['GET /__sandbox/requests', ({ counts }) => ok(counts.last())],
  ['POST /__sandbox/counts/reset', after(({ counts }) => counts.reset())],
  ['POST /__sandbox/seed', ({ state }, { body }) => answerSeed(state, body)],
  ['POST /__sandbox/remove', ({ state }, { body }) => answerRemove(state, body)],
  ['POST /__sandbox/tidy', after(({ state }) => (state.tidies = true))],
  ['POST /__sandbox/switches', ({ state }, { body }) => answerSwitches(state, body)],
  ['POST /__sandbox/reset', after(resetAll)],
  ['GET /__sandbox/faults', ({ faults }) => ok(faults.read())],
  ['POST /__sandbox/faults', ({ faults }, { body }) => answerFault(faults, body)],
  ['DELETE /__sandbox/faults', after(({ faults }, { query }) => faults.clear(query.get('label')))],
  ['POST /__sandbox/reveal', after(({ state }) => reveal(state))],
  ['POST /__sandbox/activate', ({ state }, { body }) => activate(state, textOf(fieldsOf(body).email))],
  ['POST /__sandbox/expire-tokens', after(({ tokens }) => tokens.expireAll())],
]);

function resetAll({ state, faults, counts }: Sandbox): void {
  Object.assign(state, createState(state.switches));
  faults.clear(null);
  counts.reset();
}

function answerSeed(state: SandboxState, body: unknown): Answer {
  const parsed = seedSchema.safeParse(body);
  return parsed.success ? ok(seed(state, parsed.data)) : errorMessage(400, parsed.error.message);
}

function answerRemove(state: SandboxState, body: unknown): Answer {
  const { entityNo, email } = fieldsOf(body);
  const isFound = removeByHand(state, { entityNo: textOf(entityNo), email: textOf(email) });
  return isFound ? NO_CONTENT : errorMessage(404, 'There is no such record.');
}

function answerFault(faults: Faults, body: unknown): Answer {
  const parsed = faultSchema.safeParse(body);
  if (!parsed.success) return errorMessage(400, parsed.error.message);
  faults.add(parsed.data);
  return NO_CONTENT;
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
