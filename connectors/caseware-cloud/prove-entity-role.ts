// Proves that a role of a person on an entity can be read back, with a contact that is there for nothing else and with a role
// that lets nobody sign in and mails nobody. No public call deletes a contact, so it stays, switched off, for the next time.
import { z } from 'zod';
import type { Text } from '../../src/domain/text.ts';
import { parseAnswer } from '../../src/portal-http/parse-answer.ts';
import { comesAndGoes, named, provingAt, type NoteMade } from '../kit/proofs.ts';
import { names } from './names.ts';
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
): Promise<{ entityGuid: string } | Text> {
  const [found, ...more] = await entity.find(session, { key, portalId: null, parents: {} });
  return found === undefined || more.length > 0
    ? {
        en: 'There is not exactly one entity with that number.',
        nl: 'Er is niet precies één entiteit met dat nummer.',
      }
    : { entityGuid: found.portalId };
}

export const entityRoleProof = provingAt(locateEntity)(
  'entity-role',
  {
    en: `Makes a contact ${EMAIL} once, gives it the role ${ASSOCIATED_NAMES.join(' / ')} on the test entity, which lets nobody sign in, reads the role back and takes it away. The contact stays, switched off: no public call deletes one.`,
    nl: `Maakt één keer een contactpersoon ${EMAIL}, geeft die de rol ${ASSOCIATED_NAMES.join(' / ')} op de testentiteit, waarmee niemand zich kan aanmelden, leest de rol terug en neemt haar weg. De contactpersoon blijft, uitgezet: geen openbare aanroep verwijdert er een.`,
  },
  check,
);

async function check(
  session: CaseWareSession,
  { entityGuid }: { entityGuid: string },
  made: NoteMade,
): Promise<Text | null> {
  const role = await findRole(session, ASSOCIATED_NAMES[0]);
  if (role === null)
    return {
      en: `There is no role ${ASSOCIATED_NAMES.join(' or ')} to try it with.`,
      nl: `Er is geen rol ${ASSOCIATED_NAMES.join(' of ')} om het mee te proberen.`,
    };
  const userGuid = await testPerson(session);
  if (userGuid === null)
    return {
      en: `The contact ${EMAIL} could not be made.`,
      nl: `De contactpersoon ${EMAIL} kon niet worden gemaakt.`,
    };
  made({
    what: {
      en: `the contact ${userGuid} (${EMAIL}), still active`,
      nl: `de contactpersoon ${userGuid} (${EMAIL}), nog actief`,
    },
    undo: () => switchOff(session, userGuid),
  });
  const given = { userGuid, entityGuid, role };
  const trial = {
    what: named(names['entity-role'], `${userGuid}, ${role.guid}, ${entityGuid}`),
    make: () => send(session, given, false),
    isThere: async () => (await hasRole(session, given)) || (await holdsFirmWide(session, given)),
    meanwhile: async () =>
      (await holdsFirmWide(session, given))
        ? {
            en: 'The role was given for the whole firm instead of for one entity.',
            nl: 'De rol is voor het hele kantoor gegeven in plaats van voor één entiteit.',
          }
        : null,
    takeAway: () => send(session, given, true),
  };
  return comesAndGoes(trial, made);
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

function send(session: CaseWareSession, { userGuid, entityGuid, role }: Given, isRemove: boolean) {
  return session.send({
    method: 'PATCH',
    path: `/users/${encodeURIComponent(userGuid)}/role-assignments`,
    body: { RoleIDs: [role.guid], isRemove, ...onEntity(session.settings, entityGuid) },
  });
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
