// What was in the portal before, and how the portal behaves. Nobody is mailed: what is seeded happened long ago.
import {
  emailOf,
  fieldsOf,
  invalid,
  listOf,
  NO_CONTENT,
  oneOf,
  refusal,
  strangeField,
  textOf,
  wholeNumberOf,
  type Answer,
  type Fields,
} from '../../sandbox-kit/answer.ts';
import { CONFIGURATIONS, DEFAULT_CONFIGURATION } from '../capabilities.ts';
import { readModules } from './act.ts';
import { addAssociate } from './associates.ts';
import { addUser, readProfile } from './client-users.ts';
import { GraphqlError } from './graphql-error.ts';
import { RESPONSIBLES } from './words.ts';
import { newDossier, type Dossier, type SandboxState } from './sandbox-state.ts';

const MEMBERS = [
  ...['dossiers', 'clientUsers', 'associates', 'officeEmail', 'dossierDelayMs', 'configurationDelayMs'],
  'refusesWith',
];

/** Adds to what is there. */
export function seed(state: SandboxState, body: unknown): Answer {
  const fields = fieldsOf(body);
  const strange = strangeField(fields, MEMBERS);
  if (strange !== null) return invalid(`${strange} cannot be seeded`);
  try {
    seedBehaviour(state, fields);
    for (const value of listOf(fields.dossiers)) seedDossier(state, fieldsOf(value));
    for (const value of listOf(fields.associates)) addAssociate(state, fieldsOf(value));
    for (const value of listOf(fields.clientUsers)) seedUser(state, fieldsOf(value));
  } catch (error) {
    if (!(error instanceof GraphqlError)) throw error;
    return refusal(400, error.code, error.message);
  }
  return NO_CONTENT;
}

function wrong(what: string): never {
  throw new GraphqlError(what, 'INVALID');
}

function seedBehaviour(state: SandboxState, fields: Fields): void {
  if (typeof fields.officeEmail === 'string') state.officeEmail = emailOf(fields.officeEmail);
  for (const name of ['dossierDelayMs', 'configurationDelayMs'] as const) {
    state[name] = wholeNumberOf(fields[name] ?? state[name]) ?? wrong(`${name} is a whole number`);
  }
  const ways = ['status', 'graphql'] as const;
  state.refusesWith =
    oneOf(fields.refusesWith ?? state.refusesWith, ways) ?? wrong('refusesWith is status or graphql');
}

function seedDossier(state: SandboxState, fields: Fields): void {
  const companyNumber = textOf(fields.companyNumber);
  const configuration = oneOf(fields.configuration ?? DEFAULT_CONFIGURATION, CONFIGURATIONS);
  const responsible = oneOf(fields.responsible ?? 'office', RESPONSIBLES);
  if (!/^[01]\d{9}$/.test(companyNumber)) wrong('companyNumber is of ten digits');
  if (configuration === null || responsible === null) return wrong('A dossier is not well described');
  const dossier: Dossier = {
    ...newDossier({ companyNumber, name: textOf(fields.name) }, state.officeEmail),
    configuration,
    responsible,
    modules: readModules(fields.modules),
    visibleAt: Date.now() + (wholeNumberOf(fields.visibleAfterMs ?? 0) ?? 0),
    ...emailsOf(fields),
  };
  state.dossiers.set(companyNumber, dossier);
}

function emailsOf({ accountManager, clientGroupEmail }: Fields) {
  return {
    ...(typeof accountManager === 'string' && { accountManager: emailOf(accountManager) }),
    ...(typeof clientGroupEmail === 'string' && { clientGroupEmail: emailOf(clientGroupEmail) }),
  };
}

function seedUser(state: SandboxState, fields: Fields): void {
  if (fields.profile !== undefined && readProfile(fields.profile) === null) wrong('profile is unknown');
  const { length } = state.mails;
  addUser(state, fields, 0);
  state.mails.length = length;
}
