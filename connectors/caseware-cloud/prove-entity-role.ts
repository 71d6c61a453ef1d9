// Proves that a role of a person on an entity can be read back, with a contact that is there for nothing else and with a role
// that lets nobody sign in and mails nobody. No public call deletes a contact, so it stays, switched off, for the next time.
import { z } from 'zod';
import { parseAnswer } from '../../src/portal-http/parse-answer.ts';
import { provingAt, type NoteMade } from '../kit/proofs.ts';
import { onEntity, readUserRoles, roleAssignmentSchema } from './assumed.ts';
import { collect, readPages } from './read-pages.ts';
import { entity } from './resources/entity.ts';
import { person } from './resources/person.ts';
import { ASSOCIATED_NAMES, findRole, type PortalRole } from './roles.ts';
import type { CaseWareSession } from './settings.ts';

const EMAIL = 'koppel-proof@example.nl';

/** The entity that the operator gave the number of. */
export async function locateEntity(
  session: CaseWareSession,
  key: string,
): Promise<{ entityGuid: string } | string> {
  const [found, ...more] = await entity.find(session, { key, portalId: null, parents: {} });
  return found === undefined || more.length > 0
    ? 'There is not exactly one entity with that number.'
    : { entityGuid: found.portalId };
}

export const entityRoleProof = provingAt(locateEntity)(
  'entity-role',
  `Makes a contact ${EMAIL} once, gives it the role ${ASSOCIATED_NAMES.join(' / ')} on the test entity, which lets nobody sign in, reads the role back and takes it away. The contact stays, switched off: no public call deletes one.`,
  check,
);

async function check(
  session: CaseWareSession,
  { entityGuid }: { entityGuid: string },
  made: NoteMade,
): Promise<string | null> {
  const role = await findRole(session, ASSOCIATED_NAMES[0]);
  if (role === null) return `There is no role ${ASSOCIATED_NAMES.join(' or ')} to try it with.`;
  const userGuid = await testPerson(session);
  if (userGuid === null) return `The contact ${EMAIL} could not be made.`;
  made({
    what: `the contact ${userGuid} (${EMAIL}), still active`,
    undo: () => switchOff(session, userGuid),
  });
  const given = { userGuid, entityGuid, role };
  made({
    what: `the role of the contact ${userGuid} on the entity ${entityGuid}`,
    undo: () => send(session, given, true),
  });
  await send(session, given, false);
  const wasGiven = await hasRole(session, given);
  const isFirmWide = await holdsFirmWide(session, given);
  await send(session, given, true);
  if (isFirmWide) return 'The role was given for the whole firm instead of for one entity.';
  if (!wasGiven) return 'The role of a person on an entity does not show after it was given.';
  return (await hasRole(session, given)) ? 'The role still shows after it was taken away.' : null;
}

interface Given {
  readonly userGuid: string;
  readonly entityGuid: string;
  readonly role: PortalRole;
}

async function testPerson(session: CaseWareSession): Promise<string | null> {
  const target = { key: EMAIL, portalId: null, parents: {} };
  const [known] = await person.find(session, target);
  if (known !== undefined) return known.portalId;
  const attributes = { FirstName: 'Koppel', LastName: 'Proof', Email: EMAIL };
  const outcome = await person.create(session, { ...target, attributes });
  return outcome.status === 'done' ? outcome.portalId : null;
}

async function switchOff(session: CaseWareSession, portalId: string): Promise<boolean> {
  const change = { key: EMAIL, portalId, parents: {}, before: {}, changes: { Type: 'I' } };
  return (await person.update?.(session, change))?.status === 'done';
}

async function send(
  session: CaseWareSession,
  { userGuid, entityGuid, role }: Given,
  isRemove: boolean,
): Promise<boolean> {
  await session.send({
    method: 'PATCH',
    path: `/users/${encodeURIComponent(userGuid)}/role-assignments`,
    body: { RoleIDs: [role.guid], isRemove, ...onEntity(session.settings, entityGuid) },
  });
  return true;
}

async function hasRole(session: CaseWareSession, { userGuid, entityGuid, role }: Given): Promise<boolean> {
  const rows = await collect(readPages(session, readUserRoles(userGuid), roleAssignmentSchema));
  const { objId } = onEntity(session.settings, entityGuid);
  return rows.some((row) => String(row.RoleID) === role.guid && row.objId === objId);
}

/** [code: the field] */
async function holdsFirmWide(session: CaseWareSession, { userGuid, role }: Given): Promise<boolean> {
  const response = await session.send({ method: 'GET', path: `/users/${encodeURIComponent(userGuid)}` });
  const schema = z.object({ FirmWideRoleIds: z.array(z.union([z.number(), z.string()])).nullish() });
  const { FirmWideRoleIds } = parseAnswer(schema, response, 'GET');
  return (FirmWideRoleIds ?? []).some((id) => id === role.guid || id === role.number);
}
