// What the sandbox of ClearFacts holds, in memory. No HTTP here.
import type { Mail } from '../../sandbox-kit/back-door.ts';
import type { Hidable } from '../../sandbox-kit/late-visibility.ts';
import { DEFAULT_CONFIGURATION, type Capability, type Configuration, type Profile } from '../capabilities.ts';
import type { REQUEST_STATES, ResponsibleKind } from './words.ts';

export interface Dossier extends Hidable {
  readonly companyNumber: string;
  readonly name: string;
  /** E-mail address of somebody of the office. */
  readonly accountManager: string;
  configuration: Configuration;
  /** A change that is not in force yet. */
  pending: { readonly configuration: Configuration; readonly from: number } | null;
  /** `payments` and `financial`, where they are activated. */
  modules: readonly Capability[];
  responsible: ResponsibleKind;
  readonly clientGroupEmail: string;
}
export interface ClientUser extends Hidable {
  readonly id: string;
  readonly email: string;
  firstName: string;
  lastName: string;
  language: string;
  /** One, for all dossiers. [seed] */
  profile: Profile;
  readonly companyNumbers: Set<string>;
}
export interface AccountRequest {
  readonly id: string;
  readonly companyNumber: string;
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly language: string;
  readonly requestedBy: string;
  readonly requestedAt: string;
  status: (typeof REQUEST_STATES)[number];
  answeredAt: string | null;
}
type Occasion = 'temporary-password' | 'account-request';

export interface SandboxState {
  dossiers: Map<string, Dossier>;
  users: ClientUser[];
  requests: AccountRequest[];
  /** About the id of a user or of a request. */
  mails: Mail<Occasion>[];
  /** How long the accounting package takes to bring a dossier. [doc] */
  dossierDelayMs: number;
  /** How long a change from D takes to be in force. [doc] */
  configurationDelayMs: number;
  /** How an unknown token is refused: HTTP 401, or an error of GraphQL in HTTP 200, with a code or by its words alone. */
  refusesWith: 'status' | 'graphql' | 'words';
  /** Whether numbers of dossiers are shown with BE before them, as some samples do. [doc] */
  showsCountry: boolean;
  blocked: boolean;
}

export const OFFICE_EMAIL = 'info@kantoor.example.nl';
export const DEFAULT_LANGUAGE = 'nl_BE';

export function createState(): SandboxState {
  return {
    dossiers: new Map(),
    users: [],
    requests: [],
    mails: [],
    dossierDelayMs: 15 * 60_000,
    configurationDelayMs: 60 * 60_000,
    refusesWith: 'status',
    showsCountry: false,
    blocked: false,
  };
}

export function newDossier(known: Pick<Dossier, 'companyNumber' | 'name'> & Partial<Dossier>): Dossier {
  return {
    accountManager: OFFICE_EMAIL,
    configuration: DEFAULT_CONFIGURATION,
    pending: null,
    modules: [],
    responsible: 'office',
    clientGroupEmail: OFFICE_EMAIL,
    visibleAt: 0,
    ...known,
  };
}
