// The scriptable human: who does what by hand in the portal, or brings something to it.
import {
  emailOf,
  invalid,
  NO_CONTENT,
  ok,
  oneOf,
  refusal,
  textOf,
  wholeNumberOf,
  type Answer,
  type Fields,
} from '../../sandbox-kit/answer.ts';
import * as kit from '../../sandbox-kit/back-door.ts';
import { CONFIGURATIONS, type Capability } from '../capabilities.ts';
import { refuseRequest, requestAccount } from './account-requests.ts';
import { addUser, editUser, findUser, readProfile, showUser } from './client-users.ts';
import { changeConfiguration, needDossier, receiveDossier } from './dossiers.ts';
import { GraphqlError } from './graphql-error.ts';
import { RESPONSIBLES } from './words.ts';
import type { ClientUser, SandboxState } from './sandbox-state.ts';

/** The office does by hand what the assumed calls do: Configuration, Users. */
const byHand = kit.act<SandboxState>({
  'accounting-package send-dossier': sendDossier,
  'client-user request-account': (state, fields) => ok({ id: requestAccount(state, fields).id }),
  'office add-user': (state, fields) => ok(showUser(addUser(state, withDossier(fields), 0))),
  'office change-user': changeUser,
  'office unassign-user': unassignUser,
  'office refuse-request': refuse,
  'office set-configuration': setConfiguration,
  'office set-modules': setModules,
  'office set-responsible': setResponsible,
});

export function act(state: SandboxState, body: unknown): Answer {
  try {
    return byHand(state, body);
  } catch (error) {
    if (!(error instanceof GraphqlError)) throw error;
    return refusal(409, error.code, error.message);
  }
}

function sendDossier(state: SandboxState, fields: Fields): Answer {
  const afterMs = wholeNumberOf(fields.afterMs ?? state.dossierDelayMs) ?? state.dossierDelayMs;
  const companyNumber = textOf(fields.companyNumber);
  receiveDossier(state, { companyNumber, name: textOf(fields.name), afterMs });
  return NO_CONTENT;
}

function withDossier(fields: Fields): Fields {
  return { ...fields, companyNumbers: [fields.companyNumber] };
}

function needUser(state: SandboxState, { email, companyNumber }: Fields): ClientUser {
  const user = findUser(state, emailOf(email));
  if (user?.companyNumbers.has(needDossier(state, companyNumber).companyNumber) === true) return user;
  throw new GraphqlError('The dossier has no such user.', 'USER_NOT_FOUND');
}

/** In the users of one dossier; the profile changes in all. [seed] */
function changeUser(state: SandboxState, fields: Fields): Answer {
  const { firstName, lastName, language, profile } = fields;
  if (profile !== undefined && readProfile(profile) === null) return invalid('profile is unknown');
  const user = needUser(state, fields);
  editUser(state, user, { firstName, lastName, language, profile });
  return ok(showUser(user));
}

function unassignUser(state: SandboxState, fields: Fields): Answer {
  needUser(state, fields).companyNumbers.delete(textOf(fields.companyNumber));
  return NO_CONTENT;
}

function refuse(state: SandboxState, { request }: Fields): Answer {
  refuseRequest(state, request);
  return NO_CONTENT;
}

function setConfiguration(state: SandboxState, fields: Fields): Answer {
  const configuration = oneOf(fields.configuration, CONFIGURATIONS);
  if (configuration === null) return invalid('configuration is unknown');
  changeConfiguration(state, needDossier(state, fields.companyNumber), configuration);
  return NO_CONTENT;
}

function setModules(state: SandboxState, fields: Fields): Answer {
  needDossier(state, fields.companyNumber).modules = readModules(fields.modules);
  return NO_CONTENT;
}

export function readModules(value: unknown): readonly Capability[] {
  const all = ['payments', 'financial'] as const;
  return Array.isArray(value) ? all.filter((module) => value.includes(module)) : [];
}

function setResponsible(state: SandboxState, fields: Fields): Answer {
  const responsible = oneOf(fields.responsible, RESPONSIBLES);
  if (responsible === null) return invalid('responsible is unknown');
  needDossier(state, fields.companyNumber).responsible = responsible;
  return NO_CONTENT;
}
