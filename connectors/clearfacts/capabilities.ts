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

/** if-activated: where the dossier has the module. From least to most. */
export const RIGHTS = ['no', 'if-activated', 'yes'] as const;
export type Right = (typeof RIGHTS)[number];

/** Which documents show; own: those entered by the user, and those that await the user's approval. */
export type Sight = 'nothing' | 'own' | 'all, read only' | 'all';

export interface Access {
  readonly rights: Readonly<Record<Capability, Right>>;
  readonly sees: Sight;
}

/** What is not named is `no`. */
function access(sees: Sight, rights: Readonly<Partial<Record<Capability, Right>>>): Access {
  return { sees, rights: forEach((capability) => rights[capability] ?? 'no') };
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
  administrator: access('all', { ...FULL, 'dossier-settings': 'yes' }),
  'full-access': access('all', FULL),
  'document-processing': access('all', PROCESSING),
  'document-processing-archive': access('all', { ...PROCESSING, archive: 'yes' }),
  'full-feedback': access('all, read only', FEEDBACK),
  'document-delivery': access('own', DELIVERY),
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
  const withheld = WITHHELD[configuration];
  const left = forEach((capability) => (withheld.includes(capability) ? 'no' : rights[capability]));
  return { rights: left, sees: isEmpty(left) ? 'nothing' : sees };
}

/** Such a user can sign in and do nothing: `PROFILE_EMPTY`. */
export function givesNothing(profile: Profile, configuration: Configuration): boolean {
  return isEmpty(effectiveRights(profile, configuration).rights);
}

function isEmpty(rights: Access['rights']): boolean {
  return CAPABILITIES.every((capability) => rights[capability] === 'no');
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

const SIGHTS: readonly Sight[] = ['nothing', 'own', 'all, read only', 'all'];

/** Whether a user with `profile` loses nothing that `other` gives: the partial order of the profiles. */
export function includesProfile(profile: Profile, other: Profile): boolean {
  const [most, least] = [PROFILE_ACCESS[profile], PROFILE_ACCESS[other]];
  return (
    SIGHTS.indexOf(most.sees) >= SIGHTS.indexOf(least.sees) &&
    CAPABILITIES.every(
      (capability) => RIGHTS.indexOf(most.rights[capability]) >= RIGHTS.indexOf(least.rights[capability]),
    )
  );
}

/** The one profile that gives all of what these give, and nothing that a lesser one would not have to. */
export function unionOfProfiles(profiles: readonly Profile[]): Profile {
  const enough = PROFILES.filter((profile) => profiles.every((each) => includesProfile(profile, each)));
  return (
    enough.find((profile) => enough.every((other) => includesProfile(other, profile))) ?? DEFAULT_PROFILE
  );
}

function forEach(rightOf: (capability: Capability) => Right): Record<Capability, Right> {
  return {
    'dossier-settings': rightOf('dossier-settings'),
    'enter-documents': rightOf('enter-documents'),
    'process-documents': rightOf('process-documents'),
    'forward-documents': rightOf('forward-documents'),
    'approve-documents': rightOf('approve-documents'),
    figures: rightOf('figures'),
    archive: rightOf('archive'),
    history: rightOf('history'),
    payments: rightOf('payments'),
    financial: rightOf('financial'),
  };
}
