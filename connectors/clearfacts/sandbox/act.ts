// The scriptable human: who does what by hand in the portal, or brings something to it. The office does by hand what the
// assumed calls do: Configuration, Users.
import {
  emailOf,
  invalid,
  listOf,
  need,
  needOneOf,
  refuse,
  textOf,
  wholeNumberOf,
  type Fields,
} from '../../sandbox-kit/answer.ts';
import * as kit from '../../sandbox-kit/back-door.ts';
import { CONFIGURATIONS, type Capability } from '../capabilities.ts';
import { refuseRequest, requestAccount } from './account-requests.ts';
import { addUser, editUser, findUser, readProfile, showUser } from './client-users.ts';
import { changeConfiguration, needDossier, receiveDossier } from './dossiers.ts';
import { RESPONSIBLES } from './words.ts';
import type { ClientUser, SandboxState } from './sandbox-state.ts';

export const act = kit.act<SandboxState>({
  'accounting-package send-dossier': (state, fields) => {
    const afterMs = wholeNumberOf(fields.afterMs ?? state.dossierDelayMs) ?? state.dossierDelayMs;
    const companyNumber = textOf(fields.companyNumber);
    receiveDossier(state, { companyNumber, name: textOf(fields.name), afterMs });
  },
  'client-user request-account': (state, fields) => ({ id: requestAccount(state, fields).id }),
  'office add-user': (state, fields) =>
    showUser(addUser(state, { ...fields, companyNumbers: [fields.companyNumber] }, 0)),
  /** In the users of one dossier; the profile changes in all. [seed] */
  'office change-user': (state, fields) => {
    const { firstName, lastName, language, profile } = fields;
    if (profile !== undefined && readProfile(profile) === null) invalid('profile is unknown');
    const user = userOf(state, fields);
    editUser(state, user, { firstName, lastName, language, profile });
    return showUser(user);
  },
  'office unassign-user': (state, fields) => {
    userOf(state, fields).companyNumbers.delete(textOf(fields.companyNumber));
  },
  'office refuse-request': (state, { request }) => {
    refuseRequest(state, request);
  },
  'office set-configuration': (state, fields) => {
    const configuration = needOneOf(fields, 'configuration', { words: CONFIGURATIONS });
    changeConfiguration(state, needDossier(state, fields.companyNumber), configuration);
  },
  'office set-modules': (state, fields) => {
    needDossier(state, fields.companyNumber).modules = readModules(fields.modules);
  },
  'office set-responsible': (state, fields) => {
    const responsible = needOneOf(fields, 'responsible', { words: RESPONSIBLES });
    needDossier(state, fields.companyNumber).responsible = responsible;
  },
});

function userOf(state: SandboxState, { email, companyNumber }: Fields): ClientUser {
  const user = findUser(state, emailOf(email));
  const isIn = user?.companyNumbers.has(needDossier(state, companyNumber).companyNumber) === true;
  return isIn ? need(user) : refuse(409, 'USER_NOT_FOUND', 'The dossier has no such user.');
}

export const MODULES = ['payments', 'financial'] as const;

function readModules(value: unknown): readonly Capability[] {
  return MODULES.filter((module) => listOf(value).includes(module));
}
