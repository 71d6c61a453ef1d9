// Dossiers: brought by the accounting package, one per enterprise number, found once they show.
import { refuse } from '../../sandbox-kit/answer.ts';
import { shows } from '../../sandbox-kit/late-visibility.ts';
import type { Configuration } from '../capabilities.ts';
import { newDossier, OFFICE_EMAIL, type Dossier, type SandboxState } from './sandbox-state.ts';

export function findDossier(state: SandboxState, companyNumber: unknown): Dossier | null {
  const dossier = state.dossiers.get(typeof companyNumber === 'string' ? companyNumber : '');
  return dossier !== undefined && shows(dossier) ? dossier : null;
}

export function needDossier(state: SandboxState, companyNumber: unknown): Dossier {
  return findDossier(state, companyNumber) ?? refuse(409, 'DOSSIER_NOT_FOUND', 'There is no such dossier.');
}

/** The last two digits are 97 minus the remainder of the first eight by 97. */
function isEnterpriseNumber(text: string): boolean {
  return /^[01]\d{9}$/.test(text) && 97 - (Number(text.slice(0, 8)) % 97) === Number(text.slice(8));
}

/** One with a missing or wrong number never appears, and nobody is told. [doc] */
export function receiveDossier(
  state: SandboxState,
  { companyNumber, name, afterMs }: { companyNumber: string; name: string; afterMs: number },
): void {
  if (!isEnterpriseNumber(companyNumber) || state.dossiers.has(companyNumber)) return;
  const visibleAt = Date.now() + afterMs;
  state.dossiers.set(companyNumber, newDossier({ companyNumber, name, visibleAt }));
}

export function configurationOf(dossier: Dossier): Configuration {
  const { pending } = dossier;
  if (pending !== null && pending.from <= Date.now()) {
    dossier.configuration = pending.configuration;
    dossier.pending = null;
  }
  return dossier.configuration;
}

/** From D to B or C takes a while; every other change is in force at once. [doc] */
export function changeConfiguration(state: SandboxState, dossier: Dossier, wanted: Configuration): void {
  const isSlow = configurationOf(dossier) === 'D' && wanted !== 'D';
  dossier.pending = isSlow ? { configuration: wanted, from: Date.now() + state.configurationDelayMs } : null;
  if (!isSlow) dossier.configuration = wanted;
}

/** Where a request for a new account is mailed to. [seed] */
export function responsibleEmail(dossier: Dossier): string {
  switch (dossier.responsible) {
    case 'office':
      return OFFICE_EMAIL;
    case 'dossier-manager':
      return dossier.accountManager;
    case 'client-group':
      return dossier.clientGroupEmail;
  }
}

export function showDossier({ companyNumber, accountManager }: Dossier) {
  return { companyNumber, accountManager, slug: `dossier-${companyNumber}` };
}
