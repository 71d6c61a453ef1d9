// What somebody can really do in a dossier, in words: the profile, capped by the configuration, with the modules that the
// dossier has. [seed] Pure.
import type { Attributes } from '../connector.ts';
import type { Remark, ResourceFact } from '../portal-views.ts';
import { readProfile } from './assumed.ts';
import {
  activeCapabilities,
  communicationProfile,
  CONFIGURATIONS,
  effectiveRights,
  PROFILE_TITLES,
  type Capability,
  type Configuration,
  type Profile,
  type Sight,
} from './capabilities.ts';

type Words = readonly [en: string, nl: string];

const CAPABILITY_WORDS: Readonly<Record<Capability, Words>> = {
  'dossier-settings': ['change the dossier settings', 'dossierinstellingen beheren'],
  'enter-documents': ['enter documents', 'documenten invoeren'],
  'process-documents': ['process documents', 'documenten verwerken'],
  'forward-documents': ['forward documents', 'documenten doorsturen'],
  'approve-documents': ['approve documents that await it', 'documenten goedkeuren die daarop wachten'],
  figures: ['figures and reports', 'cijfers en rapporten'],
  archive: ['digital archive', 'digitaal archief'],
  history: ['history of suppliers and customers', 'historiek leveranciers en klanten'],
  payments: ['payment module', 'betaalmodule'],
  financial: ['menu Financial', 'menu Financieel'],
};

const SIGHT_WORDS: Readonly<Record<Sight, Words>> = {
  nothing: ['no documents', 'geen documenten'],
  own: ['own documents and those to approve', 'eigen documenten en die ter goedkeuring'],
  'all, read only': ['all documents, read only', 'alle documenten, alleen lezen'],
  all: ['all documents', 'alle documenten'],
};

const CONFIGURATION_WORDS: Readonly<Record<Configuration, Words>> = {
  B: ['document processing and archive', 'documentverwerking en archief'],
  C: ['document processing and full feedback', 'documentverwerking en volledige terugkoppeling'],
  D: ['full feedback only', 'alleen volledige terugkoppeling'],
};

const RESPONSIBLE_WORDS: Readonly<Record<string, Words>> = {
  office: ['the office', 'het kantoor'],
  'dossier-manager': ['the dossier manager', 'de dossierbeheerder'],
  'client-group': ['the client group', 'de klantgroep'],
};

export function remarks(facts: readonly ResourceFact[]): readonly Remark[] {
  return facts.flatMap(({ type, state, attributes, parents }) => {
    if (state !== 'present') return [];
    if (type === 'dossier') return describeDossier(attributes);
    return type === 'assignment' ? describeRights(parents) : [];
  });
}

function describeDossier(attributes: Attributes): readonly Remark[] {
  const configuration = configurationOf(attributes);
  if (configuration === null) return [];
  const [en, nl] = CONFIGURATION_WORDS[configuration];
  const [toEn, toNl] = RESPONSIBLE_WORDS[String(attributes.responsible)] ?? ['nobody known', 'onbekend'];
  return [
    {
      en: `Dossier configuration ${configuration}: ${en}. Requests for accounts go to: ${toEn}.`,
      nl: `Dossierconfiguratie ${configuration}: ${nl}. Aanvragen voor accounts gaan naar: ${toNl}.`,
    },
  ];
}

function describeRights(parents: ResourceFact['parents']): readonly Remark[] {
  const profile = readProfile(parents['user']?.profile);
  const { dossier = {} } = parents;
  const configuration = configurationOf(dossier);
  if (profile === undefined) return [];
  if (configuration === null) {
    const title = PROFILE_TITLES[profile];
    return [
      {
        en: `Profile ${title}, in all dossiers; what is left of it in this dossier is not known here.`,
        nl: `Profiel ${title}, in alle dossiers; wat daarvan in dit dossier overblijft, is hier niet bekend.`,
      },
    ];
  }
  return [rightsIn(profile, configuration, modulesOf(dossier))];
}

function rightsIn(profile: Profile, configuration: Configuration, modules: readonly Capability[]): Remark {
  const access = effectiveRights(profile, configuration);
  const rights = activeCapabilities(access, modules).map((capability) => CAPABILITY_WORDS[capability]);
  const [seesEn, seesNl] = SIGHT_WORDS[access.sees];
  const title = PROFILE_TITLES[profile];
  const communication = communicationWords(profile);
  const [givesEn, givesNl] = [0, 1].map((language) => rights.map((words) => words[language]).join(', '));
  return {
    en: `Profile ${title}, in all dossiers; here (configuration ${configuration}) it gives: ${givesEn || 'nothing'}. Sees: ${seesEn}.${communication.en}`,
    nl: `Profiel ${title}, in alle dossiers; hier (configuratie ${configuration}) geeft dat: ${givesNl || 'niets'}. Ziet: ${seesNl}.${communication.nl}`,
  };
}

function communicationWords(profile: Profile): Remark {
  const counted = communicationProfile(profile);
  if (counted === profile) return { en: '', nl: '' };
  const title = PROFILE_TITLES[counted];
  return { en: ` In Communication it counts as ${title}.`, nl: ` In Communicatie telt het als ${title}.` };
}

function configurationOf({ configuration }: Attributes): Configuration | null {
  return CONFIGURATIONS.find((known) => known === configuration) ?? null;
}

function modulesOf({ paymentModule, financialMenu }: Attributes): readonly Capability[] {
  return [
    ...(paymentModule === true ? (['payments'] as const) : []),
    ...(financialMenu === true ? (['financial'] as const) : []),
  ];
}
