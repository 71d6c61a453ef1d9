// Proofs of the calls about groups and shares, with a group in which nobody is but, for a moment, a colleague.
import type { z, ZodType } from 'zod';
import type { Text } from '../../src/domain/text.ts';
import { parseAnswer } from '../../src/portal-http/parse-answer.ts';
import type { PortalRequest } from '../connector.ts';
import * as assumed from './assumed.ts';
import { readRows } from '../kit/listed-resource.ts';
import type { Check, Place } from './proof.ts';
import type { EConnectSession } from './settings.ts';

type CheckGroup = (session: EConnectSession, place: Place & { group: string }) => Promise<Text | null>;

export const proveGroup = withTestGroup(async (session, { partner, group }) => {
  const name = `Koppel test ${session.now().getTime()} renamed`;
  await session.send(assumed.renameGroup(group, name));
  const row = await rowOf(session, {
    id: group,
    list: assumed.listGroups(partner),
    schema: assumed.groupSchema,
  });
  return row?.name === name
    ? null
    : {
        en: 'A group does not show under its new name.',
        nl: 'Een groep is niet onder haar nieuwe naam te zien.',
      };
});

export const proveGroupMember = withTestGroup(async (session, { group }) => {
  const [first] = session.settings.relationshipManagers;
  if (first === undefined)
    return {
      en: 'The settings name no relationship manager.',
      nl: 'De instellingen noemen geen relatiebeheerder.',
    };
  const isIn = async (): Promise<boolean> => {
    const rows = await readRows(session, assumed.listGroupMembers(group), assumed.emailSchema);
    return rows.some(({ email }) => email.toLowerCase() === first.email);
  };
  await session.send(assumed.addGroupMember(group, first.email));
  if (!(await isIn()))
    return {
      en: 'A member of a group does not show after joining.',
      nl: 'Een lid van een groep is niet te zien nadat het lid werd.',
    };
  await session.send(assumed.removeGroupMember(group, first.email));
  return (await isIn())
    ? {
        en: 'A member of a group still shows after removal.',
        nl: 'Een lid van een groep is nog te zien nadat het is verwijderd.',
      }
    : null;
});

export const proveShare = withTestGroup(async (session, { group }) => {
  const target = { group, location: 'documents', level: 'read', with: { kind: 'group', key: group } };
  const id = await make(session, assumed.createShare(target));
  const levelOf = async () =>
    (await rowOf(session, { id, list: assumed.listShares(group), schema: assumed.shareSchema }))?.level;
  const first = await levelOf();
  await session.send(assumed.changeShare(id, 'edit'));
  const second = await levelOf();
  await session.send(assumed.deleteShare(id));
  if (first !== 'read' || second !== 'edit')
    return {
      en: 'A share does not show with the level that was given.',
      nl: 'Een deling is niet te zien met het niveau dat is gegeven.',
    };
  return (await levelOf()) === undefined
    ? null
    : {
        en: 'A share still shows after it was deleted.',
        nl: 'Een deling is nog te zien nadat zij is verwijderd.',
      };
});

export const proveRule = withTestGroup(async (session, { group, party }) => {
  const id = await make(session, assumed.createRule(group, party));
  const list = { id, list: assumed.listRules(group), schema: assumed.ruleSchema };
  const wasThere = (await rowOf(session, list)) !== undefined;
  await session.send(assumed.deleteRule(id));
  if (!wasThere)
    return {
      en: 'A delegation rule does not show after it was made.',
      nl: 'Een delegatieregel is niet te zien nadat hij is gemaakt.',
    };
  return (await rowOf(session, list)) === undefined
    ? null
    : {
        en: 'A delegation rule still shows after it was deleted.',
        nl: 'Een delegatieregel is nog te zien nadat hij is verwijderd.',
      };
});

function withTestGroup(check: CheckGroup): Check {
  return async (session, place, made) => {
    const name = `Koppel test ${session.now().getTime()}`;
    const group = await make(session, assumed.createGroup(place.partner, name));
    let isDeleted = false;
    const undo = async () => {
      if (!isDeleted) await session.send({ ...assumed.deleteGroup(group), accept: [404] });
      isDeleted = true;
      return true;
    };
    made({ what: { en: `the group ${group} ("${name}")`, nl: `de groep ${group} ("${name}")` }, undo });
    const problem = await check(session, { ...place, group });
    if (problem !== null) return problem;
    await undo();
    const rest = await rowOf(session, {
      id: group,
      list: assumed.listGroups(place.partner),
      schema: assumed.groupSchema,
    });
    return rest === undefined
      ? null
      : {
          en: 'A group still shows after it was deleted.',
          nl: 'Een groep is nog te zien nadat zij is verwijderd.',
        };
  };
}

async function make(session: EConnectSession, request: PortalRequest): Promise<string> {
  return parseAnswer(assumed.createdSchema, await session.send(request), 'POST').id;
}

async function rowOf<Schema extends ZodType<{ id: string }>>(
  session: EConnectSession,
  { id, list, schema }: { id: string; list: PortalRequest; schema: Schema },
): Promise<z.output<Schema> | undefined> {
  return (await readRows(session, list, schema)).find((row) => row.id === id);
}
