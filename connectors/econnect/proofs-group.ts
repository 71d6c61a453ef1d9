// Proofs of the calls about groups and shares, with a group in which nobody is but, for a moment, a colleague.
import type { ZodType } from 'zod';
import type { Text } from '../../src/domain/text.ts';
import { parseAnswer } from '../../src/portal-http/parse-answer.ts';
import type { PortalRequest } from '../connector.ts';
import * as assumed from './assumed.ts';
import { readRows } from '../kit/listed-resource.ts';
import { comesAndGoes, named, type NoteMade } from '../kit/proofs.ts';
import { names } from './names.ts';
import { firstManager, isListed, type Check, type Place } from './proofs-people.ts';
import type { EConnectSession } from './settings.ts';

interface Ground extends Place {
  readonly group: string;
}
type CheckGroup = (session: EConnectSession, ground: Ground, made: NoteMade) => Promise<Text | null>;

export const proveGroup = withTestGroup(async (session, { partner, group }) => {
  const name = `Koppel test ${session.now().getTime()} renamed`;
  await session.send(assumed.renameGroup(group, name));
  const row = await rowOf(session, group, groupsOf(partner));
  return row?.name === name
    ? null
    : {
        en: 'A group does not show under its new name.',
        nl: 'Een groep is niet onder haar nieuwe naam te zien.',
      };
});

export const proveGroupMember = withTestGroup((session, { group }, made) => {
  const email = firstManager(session);
  const trial = {
    what: named(names['group-member'], group),
    make: () => session.send(assumed.addGroupMember(group, email)),
    isThere: () => isListed(session, assumed.listGroupMembers(group), email),
    takeAway: () => session.send({ ...assumed.removeGroupMember(group, email), accept: [404] }),
  };
  return comesAndGoes(trial, made);
});

export const proveShare = withTestGroup(async (session, { group }, made) => {
  const target = { group, location: 'documents', level: 'read', with: { kind: 'group', key: group } };
  const share = await make(session, assumed.createShare(target));
  const levelOf = async () =>
    (await rowOf(session, share, { request: assumed.listShares(group), schema: assumed.shareSchema }))?.level;
  const meanwhile = async (): Promise<Text | null> => {
    const first = await levelOf();
    await session.send(assumed.changeShare(share, 'edit'));
    return first === 'read' && (await levelOf()) === 'edit'
      ? null
      : {
          en: 'A share does not show with the level that was given.',
          nl: 'Een deling is niet te zien met het niveau dat is gegeven.',
        };
  };
  const trial = {
    what: named(names['document-share'], share),
    isThere: async () => (await levelOf()) !== undefined,
    meanwhile,
    takeAway: () => session.send({ ...assumed.deleteShare(share), accept: [404] }),
  };
  return comesAndGoes(trial, made);
});

export const proveRule = withTestGroup(async (session, { group, party }, made) => {
  const rule = await make(session, assumed.createRule(group, party));
  const rules = { request: assumed.listRules(group), schema: assumed.ruleSchema };
  const trial = {
    what: named(names['delegation-rule'], rule),
    isThere: async () => (await rowOf(session, rule, rules)) !== undefined,
    takeAway: () => session.send({ ...assumed.deleteRule(rule), accept: [404] }),
  };
  return comesAndGoes(trial, made);
});

function withTestGroup(check: CheckGroup): Check {
  return async (session, place, made) => {
    const name = `Koppel test ${session.now().getTime()}`;
    const group = await make(session, assumed.createGroup(place.partner, name));
    const trial = {
      what: named(names.group, `${group} ("${name}")`),
      isThere: async () => (await rowOf(session, group, groupsOf(place.partner))) !== undefined,
      meanwhile: () => check(session, { ...place, group }, made),
      takeAway: () => session.send({ ...assumed.deleteGroup(group), accept: [404] }),
    };
    return comesAndGoes(trial, made);
  };
}

function groupsOf(partner: string) {
  return { request: assumed.listGroups(partner), schema: assumed.groupSchema };
}

async function make(session: EConnectSession, request: PortalRequest): Promise<string> {
  return parseAnswer(assumed.createdSchema, await session.send(request), 'POST').id;
}

async function rowOf<Row extends { id: string }>(
  session: EConnectSession,
  id: string,
  { request, schema }: { request: PortalRequest; schema: ZodType<Row> },
): Promise<Row | undefined> {
  return (await readRows(session, request, schema)).find((row) => row.id === id);
}
