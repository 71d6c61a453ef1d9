// Proves the assumed calls on a real portal, with one entity that the operator gives for it and without touching a person
// who exists: nobody is mailed. The test group has no members and is removed again.
import { isText, type Text } from '../../src/domain/text.ts';
import { RejectedError } from '../../src/errors.ts';
import { parseAnswer } from '../../src/portal-http/parse-answer.ts';
import type { Proof } from '../connector.ts';
import { comesAndGoes, named, provingAt, type NoteMade } from '../kit/proofs.ts';
import { names } from './names.ts';
import type * as kit from '../kit/proofs.ts';
import { deleteGroup, memberSchema, readGroup, readGroupMembers } from './assumed.ts';
import { entityRoleProof, locateEntity } from './prove-entity-role.ts';
import { collect, readPages } from './read-pages.ts';
import { createGroup } from './resources/group.ts';
import { assignGroupRole, groupRole } from './resources/group-role.ts';
import { findRole, wantedRole } from './roles.ts';
import type { CaseWareSession, CaseWareSettings } from './settings.ts';
import { groupSchema } from './wire-schemas.ts';

interface Ground {
  readonly entityGuid: string;
  readonly groupGuid: string;
}
type Check = kit.Check<CaseWareSettings, Ground>;

const CLEAN_UP: Text = {
  en: 'The group is deleted afterwards; where the portal does not allow that, it stays behind, and is named with its id.',
  nl: 'De groep wordt daarna verwijderd; staat het portaal dat niet toe, dan blijft zij achter, en wordt zij met haar id genoemd.',
};

const proveGroup: Check = async (session, { groupGuid }) => {
  const response = await session.send({ ...readGroup(groupGuid), accept: [404] });
  return response.status === 404
    ? {
        en: 'A new group cannot be read by its identifier.',
        nl: 'Een nieuwe groep is niet op haar id te lezen.',
      }
    : null;
};

const proveGroupRole: Check = async (session, { entityGuid, groupGuid }, made) => {
  const role = await findRole(session, wantedRole(session.settings));
  if (role === null)
    return {
      en: 'No role has exactly the name of the setting roleName.',
      nl: 'Geen rol heeft precies de naam uit de instelling roleName.',
    };
  const parents = { entity: entityGuid, group: groupGuid };
  const target = { key: '', portalId: null, parents };
  const giving = (isRemove: boolean) => assignGroupRole(session, parents, { role: role.guid, isRemove });
  const trial = {
    what: named(names['group-role'], `${groupGuid}, ${role.guid}, ${entityGuid}`),
    make: () => session.send(giving(false)),
    isThere: async () => (await groupRole.find(session, target)).length > 0,
    takeAway: () => session.send({ ...giving(true), accept: [404] }),
  };
  return comesAndGoes(trial, made);
};

const proveMembers: Check = async (session, { groupGuid }) => {
  const members = await collect(readPages(session, readGroupMembers(groupGuid), memberSchema));
  return members.length === 0
    ? null
    : { en: 'A new group has members already.', nl: 'Een nieuwe groep heeft al leden.' };
};

async function locate(session: CaseWareSession, testKey: string, made: NoteMade): Promise<Ground | Text> {
  const found = await locateEntity(session, testKey);
  if (isText(found)) return found;
  const name = `Koppel test ${session.now().getTime()}`;
  return { ...found, groupGuid: await makeGroup(session, name, made) };
}

const prove = provingAt(locate);

export const proofs: readonly Proof<CaseWareSettings>[] = [
  entityRoleProof,
  prove(
    'group',
    {
      en: `Makes an empty contact group and reads it back. ${CLEAN_UP.en}`,
      nl: `Maakt een lege contactgroep en leest haar terug. ${CLEAN_UP.nl}`,
    },
    proveGroup,
  ),
  prove(
    'group-role',
    {
      en: `Makes an empty contact group, gives it the role on the test entity, reads the role back and takes it away. ${CLEAN_UP.en}`,
      nl: `Maakt een lege contactgroep, geeft haar de rol op de testentiteit, leest de rol terug en neemt haar weg. ${CLEAN_UP.nl}`,
    },
    proveGroupRole,
  ),
  prove(
    'access',
    {
      en: `Makes an empty contact group and reads its members. Nobody is added. ${CLEAN_UP.en}`,
      nl: `Maakt een lege contactgroep en leest haar leden. Niemand wordt toegevoegd. ${CLEAN_UP.nl}`,
    },
    proveMembers,
  ),
];

/** Told before it is asked for: an answer that is lost leaves a group behind that only its name tells. */
async function makeGroup(session: CaseWareSession, name: string, made: NoteMade): Promise<string> {
  let guid: string | null = null;
  let wasRefused = false;
  made({
    get what() {
      if (guid === null)
        return {
          en: `perhaps a group with the name "${name}"`,
          nl: `misschien een groep met de naam "${name}"`,
        };
      return { en: `the group ${guid} ("${name}")`, nl: `de groep ${guid} ("${name}")` };
    },
    async undo() {
      if (guid !== null) await session.send({ ...deleteGroup(guid), accept: [404] });
      return wasRefused || guid !== null;
    },
  });
  try {
    const response = await session.send(createGroup(name));
    guid = parseAnswer(groupSchema, response, 'POST').CWGuid;
    return guid;
  } catch (error) {
    wasRefused = error instanceof RejectedError;
    throw error;
  }
}
