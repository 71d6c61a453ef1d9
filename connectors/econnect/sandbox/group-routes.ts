// Partner groups, which span two environments, with what hangs on them: members, document shares and delegation rules; and
// the tasks that those rules make, for reading only. [assumed]
import { randomUUID } from 'node:crypto';
import {
  after,
  created,
  emailOf,
  fieldsOf,
  invalid,
  need,
  needNamed,
  needOneOf,
  ok,
  oneOf,
  refuse,
  textOf,
  type Answer,
} from '../../sandbox-kit/answer.ts';
import { shows, type Hidable } from '../../sandbox-kit/late-visibility.ts';
import {
  groupOf,
  organisationOf,
  partnerOf,
  personOf,
  showsGroup,
  showsOrganisation,
  type Call,
} from './call.ts';
import {
  LEVELS,
  LOCATIONS,
  SHARED_WITH,
  type DelegationRule,
  type Group,
  type Share,
  type Task,
} from './sandbox-state.ts';
import { showOnGroup } from './show-state.ts';

export const GROUP_ROUTES: Readonly<Record<string, (call: Call) => Answer>> = {
  'GET /groups': (call) => {
    const partner = call.query.get('partner');
    const found = call.state.groups.filter(
      (group) => showsGroup(call, group) && (partner === null || group.partner.id === partner),
    );
    return ok(found.map(({ id, name, ...group }) => ({ id, partner: group.partner.id, name })));
  },
  'POST /groups': (call) => {
    const { state, fields, visibleAt } = call;
    const [name, partner] = [needNamed(fields, 'name'), partnerOf(call, fields.partner)];
    return add<Group>(state.groups, { id: randomUUID(), partner, name, members: new Set(), visibleAt });
  },
  'PATCH /groups/{group}': after((call: Call) => {
    groupOf(call).name = needNamed(call.fields, 'name');
  }),
  'DELETE /groups/{group}': after(deleteGroup),
  'GET /groups/{group}/members': (call) => ok([...groupOf(call).members].map((email) => ({ email }))),
  'PUT /groups/{group}/members/{email}': after((call: Call) => {
    const { partner, members } = groupOf(call);
    const email = personOf(call);
    if (!call.state.colleagues.has(email) && !partner.connected.has(email)) refuse(409, 'NOT_CONNECTED');
    members.add(email);
  }),
  'DELETE /groups/{group}/members/{email}': after((call: Call) => {
    if (!groupOf(call).members.delete(personOf(call))) need(null);
  }),
  'GET /shares': (call) => ok(onGroups(call, call.state.shares)),
  'POST /shares': createShare,
  'PATCH /shares/{share}': after((call: Call) => {
    shareOf(call).level = needOneOf(call.fields, 'level', { words: LEVELS });
  }),
  'DELETE /shares/{share}': after((call: Call) => {
    const share = shareOf(call);
    call.state.shares = call.state.shares.filter((each) => each !== share);
  }),
  'GET /delegation-rules': (call) => ok(onGroups(call, call.state.rules)),
  'POST /delegation-rules': createRule,
  'DELETE /delegation-rules/{rule}': after((call: Call) => {
    const rule = need(call.state.rules.find(({ id }) => id === call.param('rule')));
    need(showsGroup(call, rule.group) ? rule : null);
    call.state.rules = call.state.rules.filter((each) => each !== rule);
  }),
  'GET /tasks': (call) => {
    const party = call.query.get('organisation');
    const found = call.state.tasks.filter(
      (task) => (party === null || task.organisation === party) && showsTask(call, task),
    );
    return ok(found.map(({ id, document, state, assignedTo }) => ({ id, document, state, assignedTo })));
  },
  'GET /tasks/{task}/log': (call) => {
    const task = need(call.state.tasks.find(({ id }) => id === call.param('task')));
    return ok(need(showsTask(call, task) ? task.log : null));
  },
};

function add<Row extends { readonly id: string }>(rows: Row[], row: Row): Answer {
  rows.push(row);
  return created({ id: row.id });
}

/** With what hangs on it. */
function deleteGroup(call: Call): void {
  const { state } = call;
  const group = groupOf(call);
  state.groups = state.groups.filter((each) => each !== group);
  state.rules = state.rules.filter((rule) => rule.group !== group);
  state.shares = state.shares.filter(
    (share) => share.group !== group && !(share.with.kind === 'group' && share.with.key === group.id),
  );
}

/** Those that the caller sees; with `?group=`, only of that group. */
function onGroups(call: Call, rows: readonly (Hidable & { readonly group: Group })[]) {
  const id = call.query.get('group');
  return rows
    .filter((row) => shows(row) && showsGroup(call, row.group) && (id === null || row.group.id === id))
    .map(showOnGroup);
}

function createShare(call: Call): Answer {
  const { state, fields, visibleAt } = call;
  const location = needOneOf(fields, 'location', { words: LOCATIONS });
  const level = needOneOf(fields, 'level', { words: LEVELS });
  const target = readTarget(fields.with);
  const group = groupOf(call, fields.group);
  if (target.kind === 'group') groupOf(call, target.key);
  const isThere = state.shares.some(
    (share) =>
      share.group === group &&
      share.location === location &&
      share.with.kind === target.kind &&
      share.with.key === target.key,
  );
  if (isThere) refuse(409, 'EXISTS');
  return add<Share>(state.shares, { id: randomUUID(), group, location, level, with: target, visibleAt });
}

function readTarget(value: unknown): Share['with'] {
  const fields = fieldsOf(value);
  const kind = oneOf(fields.kind, SHARED_WITH);
  const key = kind === 'user' ? emailOf(fields.key) : textOf(fields.key);
  return kind === null || key === '' ? invalid('with is a kind and a key') : { kind, key };
}

function shareOf(call: Call): Share {
  const share = need(call.state.shares.find(({ id }) => id === call.param('share')));
  return need(showsGroup(call, share.group) ? share : null);
}

function createRule(call: Call): Answer {
  const { state, fields, visibleAt } = call;
  const documents = needOneOf(fields, 'documents', { words: ['purchase-invoices'] });
  const group = groupOf(call, fields.group);
  const { party: organisation, environment } = organisationOf(call, fields.organisation);
  need(environment === group.partner.environment ? environment : null);
  if (state.rules.some((rule) => rule.group === group && rule.organisation === organisation))
    refuse(409, 'EXISTS');
  return add<DelegationRule>(state.rules, { id: randomUUID(), group, organisation, documents, visibleAt });
}

function showsTask(call: Call, { organisation }: Task): boolean {
  const found = call.state.organisations.get(organisation);
  return found !== undefined && showsOrganisation(call, found);
}
