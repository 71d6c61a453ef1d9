// What the back door shows: everything, hidden or not, and what each user can really do in a dossier.
import { activeCapabilities, effectiveRights } from '../capabilities.ts';
import { configurationOf, responsibleEmail } from './dossiers.ts';
import type { Dossier, SandboxState } from './sandbox-state.ts';

export function showState(state: SandboxState) {
  return {
    dossiers: [...state.dossiers.values()].map((dossier) => showWholeDossier(state, dossier)),
    users: state.users.map((user) => ({ ...user, companyNumbers: [...user.companyNumbers].sort() })),
    requests: state.requests,
    mails: state.mails,
  };
}

function showWholeDossier(state: SandboxState, dossier: Dossier) {
  const { companyNumber, name, pending, modules, responsible, visibleAt } = dossier;
  return {
    ...{ companyNumber, name, configuration: configurationOf(dossier), pending, modules, responsible },
    responsibleEmail: responsibleEmail(dossier),
    visibleAt,
    access: accessTo(state, companyNumber),
  };
}

/** The portal's own reckoning: profile, capped by the configuration, with the modules that are activated. */
export function accessTo(state: SandboxState, companyNumber: string) {
  const dossier = state.dossiers.get(companyNumber);
  if (dossier === undefined) return [];
  return state.users
    .filter(({ companyNumbers }) => companyNumbers.has(companyNumber))
    .map(({ email, profile }) => {
      const access = effectiveRights(profile, configurationOf(dossier));
      return { email, profile, can: activeCapabilities(access, dossier.modules), sees: access.sees };
    });
}
