// Partner groups, which span two environments, and their members. [assumed]
import { randomUUID } from 'node:crypto';
import { created, named, NO_CONTENT, notFound, ok, refusal, textOf, type Answer } from './answer.ts';
import { findGroup, findPartner, invalid, withGroup, type Call } from './call.ts';
import type { Group } from './sandbox-state.ts';

function showGroup({ id, partner, name }: Group) {
  return { id, partner: partner.id, name };
}

export function listGroups(call: Call): Answer {
  const partner = call.query.get('partner');
  const found = call.state.groups.filter(
    (group) => findGroup(call, group.id) !== null && (partner === null || group.partner.id === partner),
  );
  return ok(found.map(showGroup));
}

export function createGroup(call: Call): Answer {
  const { state, body, visibleAt } = call;
  const name = named(body, 'name');
  if (name === '') return invalid('name is required');
  const partner = findPartner(call, textOf(body.partner));
  if (partner === null) return notFound();
  const group: Group = { id: randomUUID(), partner, name, members: new Set(), visibleAt };
  state.groups.push(group);
  return created({ id: group.id });
}

export const renameGroup = withGroup(({ body }, group) => {
  const name = named(body, 'name');
  if (name === '') return invalid('name is required');
  group.name = name;
  return NO_CONTENT;
});

/** With what hangs on it. */
export const deleteGroup = withGroup(({ state }, group) => {
  state.groups = state.groups.filter((each) => each !== group);
  state.rules = state.rules.filter((rule) => rule.group !== group);
  state.shares = state.shares.filter(
    (share) => share.group !== group && !(share.with.kind === 'group' && share.with.key === group.id),
  );
  return NO_CONTENT;
});

export const listGroupMembers = withGroup((_call, { members }) =>
  ok([...members].map((email) => ({ email }))),
);

export const addGroupMember = withGroup((call, { partner, members }) => {
  const email = call.email();
  const isConnected = call.state.colleagues.has(email) || partner.connected.has(email);
  if (!isConnected) return refusal(409, 'NOT_CONNECTED');
  members.add(email);
  return NO_CONTENT;
});

export const removeGroupMember = withGroup((call, { members }) =>
  members.delete(call.email()) ? NO_CONTENT : notFound(),
);
