// What was in the portal before, and how the portal behaves. Nobody is mailed: what is seeded happened long ago.
import {
  after,
  emailOf,
  fieldsOf,
  invalid,
  listOf,
  needOneOf,
  refuseStrange,
  textOf,
  wholeNumberOf,
  type Fields,
} from '../../sandbox-kit/answer.ts';
import type { DoorCall } from '../../sandbox-kit/portal.ts';
import { CONFIGURATIONS, DEFAULT_CONFIGURATION } from '../capabilities.ts';
import { readModules } from './act.ts';
import { addUser, readProfile } from './client-users.ts';
import { findDossier } from './dossiers.ts';
import { RESPONSIBLES } from './words.ts';
import { newDossier, type Dossier, type SandboxState } from './sandbox-state.ts';

const MEMBERS = [
  ...['dossiers', 'clientUsers', 'officeEmail', 'dossierDelayMs', 'configurationDelayMs', 'refusesWith'],
];

/** Adds to what is there. */
export const seed = after(({ state, fields }: DoorCall<SandboxState>) => {
  refuseStrange(fields, MEMBERS);
  if (typeof fields.officeEmail === 'string') state.officeEmail = emailOf(fields.officeEmail);
  for (const name of ['dossierDelayMs', 'configurationDelayMs'] as const) {
    state[name] = wholeNumberOf(fields[name] ?? state[name]) ?? invalid(`${name} is a whole number`);
  }
  state.refusesWith = needOneOf(fields, 'refusesWith', {
    words: ['status', 'graphql'],
    unless: state.refusesWith,
  });
  for (const dossier of listOf(fields.dossiers).map((value) => readDossier(state, fieldsOf(value))))
    state.dossiers.set(dossier.companyNumber, dossier);
  for (const value of listOf(fields.clientUsers)) seedUser(state, fieldsOf(value));
});

function readDossier(state: SandboxState, fields: Fields): Dossier {
  const companyNumber = textOf(fields.companyNumber);
  if (!/^[01]\d{9}$/.test(companyNumber)) invalid('companyNumber is of ten digits');
  const { accountManager, clientGroupEmail } = fields;
  return {
    ...newDossier({ companyNumber, name: textOf(fields.name) }, state.officeEmail),
    configuration: needOneOf(fields, 'configuration', {
      words: CONFIGURATIONS,
      unless: DEFAULT_CONFIGURATION,
    }),
    responsible: needOneOf(fields, 'responsible', { words: RESPONSIBLES, unless: 'office' }),
    modules: readModules(fields.modules),
    visibleAt: Date.now() + (wholeNumberOf(fields.visibleAfterMs ?? 0) ?? 0),
    ...(typeof accountManager === 'string' && { accountManager: emailOf(accountManager) }),
    ...(typeof clientGroupEmail === 'string' && { clientGroupEmail: emailOf(clientGroupEmail) }),
  };
}

function seedUser(state: SandboxState, fields: Fields): void {
  if (fields.profile !== undefined && readProfile(fields.profile) === null) invalid('profile is unknown');
  if (listOf(fields.companyNumbers).some((number) => findDossier(state, number) === null))
    invalid('companyNumbers are of dossiers');
  const { length } = state.mails;
  addUser(state, fields, 0);
  state.mails.length = length;
}
