// What somebody did by hand in the portal: records made, and records deleted.
import { z } from 'zod';
import { addGroupRole, addMember, addUserRole, removeMember } from './access-rules.ts';
import { addAddress, addEntity } from './entity-routes.ts';
import { addGroup } from './group-routes.ts';
import { COLLABORATOR_ROLE, lookUp, removeRow, type GroupRow, type SandboxState } from './sandbox-state.ts';
import { addUser } from './user-routes.ts';

const fields = z.record(z.string(), z.unknown());

export const seedSchema = z.strictObject({
  /** Wire fields; `addresses` is a list of wire fields. */
  entities: z.array(z.looseObject({ addresses: z.array(fields).default([]) })).default([]),
  /** Wire fields; `activated` says that the person has a password; collaborators of entities by number. */
  users: z
    .array(
      z.looseObject({
        activated: z.boolean().default(false),
        entityNumbers: z.array(z.string()).default([]),
      }),
    )
    .default([]),
  /** Members by e-mail, collaborators of entities by number. */
  groups: z
    .array(
      z.strictObject({
        BriefDescription: z.string(),
        members: z.array(z.string()).default([]),
        entityNumbers: z.array(z.string()).default([]),
      }),
    )
    .default([]),
});

/** Nobody is mailed: what is seeded happened long ago. */
export function seed(
  state: SandboxState,
  input: z.infer<typeof seedSchema>,
): Record<string, readonly string[]> {
  const mailsBefore = state.mails.length;
  const entities = input.entities.map(({ addresses, ...entity }) => {
    const row = addEntity(state, entity, 0);
    for (const address of addresses)
      addAddress(state, row, { fields: { AddressCategory: 'Business', ...address } });
    return row.guid;
  });
  const users = input.users.map(({ activated, entityNumbers, ...fields }) => {
    const user = addUser(state, { OwnerType: 'Contact', ...fields }, { activated });
    for (const entity of entityNumbers.flatMap((number) => lookUp(state.entities, number)))
      addUserRole(state, user, { entity, role: COLLABORATOR_ROLE });
    return user.guid;
  });
  const groups = input.groups.map((group) => seedGroup(state, group).guid);
  state.mails.length = mailsBefore;
  return { entities, users, groups };
}

function seedGroup(
  state: SandboxState,
  { BriefDescription, members, entityNumbers }: z.infer<typeof seedSchema>['groups'][number],
): GroupRow {
  const group = addGroup(state, { BriefDescription, EmployeeList: '' });
  for (const email of members) {
    for (const user of lookUp(state.users, email)) addMember(state, group, user);
  }
  for (const number of entityNumbers) {
    for (const entity of lookUp(state.entities, number)) {
      addGroupRole(state, group, { entity, role: COLLABORATOR_ROLE });
    }
  }
  return group;
}

/** Deletes the entities with this number and the people with this e-mail. False when there are none. */
export function removeByHand(
  state: SandboxState,
  { entityNo, email }: { entityNo: string; email: string },
): boolean {
  const entities = entityNo === '' ? [] : lookUp(state.entities, entityNo);
  const users = email === '' ? [] : lookUp(state.users, email);
  for (const entity of entities) {
    for (const { roles } of [...state.groups.rows, ...state.users.rows]) roles.delete(entity);
    for (const address of entity.addresses) state.addressByGuid.delete(address.guid);
    removeRow(state.entities, entity);
  }
  for (const user of users) {
    for (const group of [...user.groups]) removeMember(group, user);
    removeRow(state.users, user);
  }
  return entities.length + users.length > 0;
}
