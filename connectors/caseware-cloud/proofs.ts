// Proves the assumed calls on a real portal, with one entity that the operator gives for it and without touching a person
// who exists: nobody is mailed. A role of a person, and a member of a group, are tried with a contact that is there for nothing
// else: the role lets nobody sign in, and the group holds no role. The group is removed again; no public call deletes a contact,
// so it stays, switched off, for the next time.
import { z } from 'zod';
import { isText, type Text } from '../../src/domain/text.ts';
import { RejectedError } from '../../src/errors.ts';
import { parseAnswer } from '../../src/portal-http/parse-answer.ts';
import type { Proof } from '../connector.ts';
import { comesAndGoes, named, provingAt, type NoteMade } from '../kit/proofs.ts';
import type * as kit from '../kit/proofs.ts';
import { deleteGroup, memberSchema, readGroup, readGroupMembers } from './assumed.ts';
import { names } from './names.ts';
import { collect, readOne, readPages } from './read-pages.ts';
import { assignMembers } from './resources/access.ts';
import { entity, readEntity } from './resources/entity.ts';
import { createGroup } from './resources/group.ts';
import { assignGroupRole, groupRole } from './resources/group-role.ts';
import { person, readUser, userPath } from './resources/person.ts';
import {
  ASSOCIATED_NAMES,
  assignRole,
  findRole,
  heldRoles,
  isRole,
  wantedRole,
  type PortalRole,
} from './roles.ts';
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

const proveMembers: Check = async (session, { groupGuid }, made) => {
  const userGuid = await testPerson(session, made);
  if (userGuid === null) return NO_TEST_PERSON;
  const read = async () =>
    (await collect(readPages(session, readGroupMembers(groupGuid), memberSchema))).map(
      ({ CWGuid }) => CWGuid,
    );
  const giving = (isRemove: boolean) => assignMembers(groupGuid, { people: [userGuid], isRemove });
  const trial = {
    what: named(names.access, `${userGuid}, ${groupGuid}`),
    make: () => session.send(giving(false)),
    isThere: async () => (await read()).includes(userGuid),
    meanwhile: async () =>
      (await read()).length === 1
        ? null
        : { en: 'A new group shows other members, too.', nl: 'Een nieuwe groep toont ook andere leden.' },
    takeAway: () => session.send({ ...giving(true), accept: [404] }),
  };
  return comesAndGoes(trial, made);
};

async function locate(session: CaseWareSession, testKey: string, made: NoteMade): Promise<Ground | Text> {
  const found = await locateEntity(session, testKey);
  if (isText(found)) return found;
  const name = `Koppel test ${session.now().getTime()}`;
  return { ...found, groupGuid: await makeGroup(session, { ...found, name }, made) };
}

const EMAIL = 'koppel-proof@example.nl';
const NO_TEST_PERSON: Text = {
  en: `The contact ${EMAIL} could not be made.`,
  nl: `De contactpersoon ${EMAIL} kon niet worden gemaakt.`,
};

/** The entity that the operator gave the number of. */
async function locateEntity(session: CaseWareSession, key: string): Promise<{ entityGuid: string } | Text> {
  const [found, ...more] = await entity.find(session, { key, portalId: null, parents: {} });
  return found === undefined || more.length > 0
    ? {
        en: 'There is not exactly one entity with that number.',
        nl: 'Er is niet precies één entiteit met dat nummer.',
      }
    : { entityGuid: found.portalId };
}

const entityRoleProof = provingAt(locateEntity)(
  'entity-role',
  {
    en: `Makes a contact ${EMAIL} once, gives it the role ${ASSOCIATED_NAMES.join(' / ')} on the test entity, which lets nobody sign in, reads the role back and takes it away. The contact stays, switched off: no public call deletes one.`,
    nl: `Maakt één keer een contactpersoon ${EMAIL}, geeft die de rol ${ASSOCIATED_NAMES.join(' / ')} op de testentiteit, waarmee niemand zich kan aanmelden, leest de rol terug en neemt haar weg. De contactpersoon blijft, uitgezet: geen openbare aanroep verwijdert er een.`,
  },
  proveEntityRole,
);

async function proveEntityRole(
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
  const userGuid = await testPerson(session, made);
  if (userGuid === null) return NO_TEST_PERSON;
  const holder = { is: 'users', guid: userGuid } as const;
  const giving = (isRemove: boolean) =>
    assignRole(session, holder, { entity: entityGuid, role: role.guid, isRemove });
  const trial = {
    what: named(names['entity-role'], `${userGuid}, ${role.guid}, ${entityGuid}`),
    make: () => session.send(giving(false)),
    async isThere() {
      const asked = { entity: entityGuid, wanted: [role.guid], accept: [] };
      const { ids } = await heldRoles(session, holder, asked);
      return ids.includes(role.guid) || holdsFirmWide(session, userGuid, role);
    },
    meanwhile: async () =>
      (await holdsFirmWide(session, userGuid, role))
        ? {
            en: 'The role was given for the whole firm instead of for one entity.',
            nl: 'De rol is voor het hele kantoor gegeven in plaats van voor één entiteit.',
          }
        : null,
    takeAway: () => session.send({ ...giving(true), accept: [404] }),
  };
  return comesAndGoes(trial, made);
}

/** Told before it is asked for: an answer that is lost leaves a contact behind. */
async function testPerson(session: CaseWareSession, made: NoteMade): Promise<string | null> {
  const target = { key: EMAIL, portalId: null, parents: {} };
  const find = async () => (await person.find(session, target))[0]?.portalId ?? null;
  let guid = await find();
  made({
    get what() {
      return {
        en: `the contact ${guid ?? ''} (${EMAIL}), still active`,
        nl: `de contactpersoon ${guid ?? ''} (${EMAIL}), nog actief`,
      };
    },
    async undo() {
      guid ??= await find();
      return guid === null || switchOff(session, guid);
    },
  });
  if (guid !== null) return guid;
  const attributes = { FirstName: 'Koppel', LastName: 'Proof', Email: EMAIL };
  const outcome = await person.create(session, { ...target, attributes });
  return (guid = outcome.status === 'done' ? outcome.portalId : null);
}

/** Told so, and not shown as active any more. */
async function switchOff(session: CaseWareSession, portalId: string): Promise<boolean> {
  const change = { key: EMAIL, portalId, parents: {}, before: {}, changes: { Type: 'I' } };
  const outcome = await person.update?.(session, change);
  return outcome?.status === 'done' && (await readUser(session, portalId))?.Type !== 'A';
}

/** [code: the field] */
async function holdsFirmWide(session: CaseWareSession, userGuid: string, role: PortalRole): Promise<boolean> {
  const schema = z.object({ FirmWideRoleIds: z.array(z.union([z.number(), z.string()])).nullish() });
  const shown = await readOne(session, userPath(userGuid), schema);
  return (shown?.FirmWideRoleIds ?? []).some((id) => isRole(role, id));
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
      en: `Makes a contact group without a role, and once a contact ${EMAIL}; puts the contact in the group, reads its members, takes the contact out and reads again. ${CLEAN_UP.en} The contact stays, switched off.`,
      nl: `Maakt een contactgroep zonder rol, en één keer een contactpersoon ${EMAIL}; zet die in de groep, leest haar leden, haalt de contactpersoon eruit en leest opnieuw. ${CLEAN_UP.nl} De contactpersoon blijft, uitgezet.`,
    },
    proveMembers,
  ),
];

/** Told before it is asked for: an answer that is lost leaves a group behind that only its name tells. */
async function makeGroup(
  session: CaseWareSession,
  { name, entityGuid }: { readonly name: string; readonly entityGuid: string },
  made: NoteMade,
): Promise<string> {
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
      return guid === null ? wasRefused : dropGroup(session, guid, entityGuid);
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

/** Told so, and not shown any more. "Not found" counts where the entity is found. */
async function dropGroup(session: CaseWareSession, guid: string, entityGuid: string): Promise<boolean> {
  const { status } = await session.send({ ...deleteGroup(guid), accept: [404] });
  const shown = await session.send({ ...readGroup(guid), accept: [404] }).catch(() => null);
  const isShown = shown !== null && shown.status !== 404;
  return !isShown && (status !== 404 || (await readEntity(session, entityGuid)) !== null);
}
