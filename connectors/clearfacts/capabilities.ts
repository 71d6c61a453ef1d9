// What a client end user can do in a dossier: the profile says what, the configuration of the dossier caps it. [seed] All
// of it is data; the only rule is that the lesser of the two holds.

export const PROFILES = [
  'administrator',
  'full-access',
  'document-processing',
  'document-processing-archive',
  'full-feedback',
  'document-delivery',
] as const;
export type Profile = (typeof PROFILES)[number];

/** As the portal shows them. */
export const PROFILE_TITLES: Readonly<Record<Profile, string>> = {
  administrator: 'Administrator',
  'full-access': 'Full Access',
  'document-processing': 'Document processing',
  'document-processing-archive': 'Document processing + Archive',
  'full-feedback': 'Full Feedback',
  'document-delivery': 'Document Delivery',
};

export const DEFAULT_PROFILE: Profile = 'administrator';

/** B: document processing and archive. C: processing and full feedback. D: full feedback only. */
export const CONFIGURATIONS = ['B', 'C', 'D'] as const;
export type Configuration = (typeof CONFIGURATIONS)[number];
export const DEFAULT_CONFIGURATION: Configuration = 'C';

export const CAPABILITIES = [
  'dossier-settings',
  'enter-documents',
  'process-documents',
  'forward-documents',
  'approve-documents',
  'figures',
  'archive',
  'history',
  'payments',
  'financial',
] as const;
export type Capability = (typeof CAPABILITIES)[number];

/** if-activated: where the dossier has the module. */
type Right = 'if-activated' | 'yes';

/** Which documents show; own: those entered by the user, and those that await the user's approval. */
export type Sight = 'nothing' | 'own' | 'all, read only' | 'all';

export interface Access {
  readonly sees: Sight;
  /** What is not named the user cannot do. */
  readonly rights: Readonly<Partial<Record<Capability, Right>>>;
}

/** Documents that await this user's approval are shown to, and approved by, even who sees nothing else. [seed] */
const DELIVERY = {
  'enter-documents': 'yes',
  'forward-documents': 'yes',
  'approve-documents': 'yes',
} as const;
const PROCESSING = { ...DELIVERY, 'process-documents': 'yes' } as const;
const FEEDBACK = {
  figures: 'yes',
  archive: 'yes',
  history: 'yes',
  payments: 'if-activated',
  financial: 'if-activated',
} as const;
const FULL = { ...PROCESSING, ...FEEDBACK } as const;

const PROFILE_ACCESS: Readonly<Record<Profile, Access>> = {
  administrator: { sees: 'all', rights: { ...FULL, 'dossier-settings': 'yes' } },
  'full-access': { sees: 'all', rights: FULL },
  'document-processing': { sees: 'all', rights: PROCESSING },
  'document-processing-archive': { sees: 'all', rights: { ...PROCESSING, archive: 'yes' } },
  'full-feedback': { sees: 'all, read only', rights: FEEDBACK },
  'document-delivery': { sees: 'own', rights: DELIVERY },
};

/** In the module Communication, where Full Access is treated as Administrator is. [seed] */
export function communicationProfile(profile: Profile): Profile {
  return profile === 'full-access' ? 'administrator' : profile;
}

/** What a configuration takes away, whoever the user is. */
const WITHHELD: Readonly<Record<Configuration, readonly Capability[]>> = {
  B: ['figures', 'history', 'payments', 'financial'],
  C: [],
  D: ['enter-documents', 'process-documents', 'forward-documents', 'approve-documents'],
};

export function effectiveRights(profile: Profile, configuration: Configuration): Access {
  const { rights, sees } = PROFILE_ACCESS[profile];
  const isLeft = ([name]: [string, Right]) => !WITHHELD[configuration].some((withheld) => withheld === name);
  const left = Object.entries(rights).filter(isLeft);
  return { rights: Object.fromEntries(left), sees: left.length === 0 ? 'nothing' : sees };
}

/** Such a user can sign in and do nothing: `PROFILE_EMPTY`. */
export function givesNothing(profile: Profile, configuration: Configuration): boolean {
  return effectiveRights(profile, configuration).sees === 'nothing';
}

/** What the user can do in a dossier of which it is known which modules it has. */
export function activeCapabilities(
  { rights }: Access,
  modules: readonly Capability[],
): readonly Capability[] {
  return CAPABILITIES.filter(
    (capability) =>
      rights[capability] === 'yes' || (rights[capability] === 'if-activated' && modules.includes(capability)),
  );
}
