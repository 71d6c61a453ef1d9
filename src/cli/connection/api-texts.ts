// The words of `koppel connection check-api`, in both languages.
import type { ApiFileProblem } from '../../../connectors/api-check/open-api.ts';
import type { Difference, Finding } from '../../../connectors/api-check/compare-shapes.ts';
import type { Text } from '../../domain/text.ts';

type FileProblem = ApiFileProblem | 'UNREADABLE' | 'TOO_LARGE' | 'NOT_JSON';

export const API_FILE_ERRORS: Readonly<Record<FileProblem, Text>> = {
  UNREADABLE: {
    en: 'the file cannot be read; check its path and the rights on it.',
    nl: 'het bestand kan niet worden gelezen; controleer het pad en de rechten.',
  },
  TOO_LARGE: {
    en: 'the file is larger than 20 MB, which no description of an API is.',
    nl: 'het bestand is groter dan 20 MB; zo groot is geen beschrijving van een API.',
  },
  NOT_JSON: {
    en: 'the file is not valid JSON. Where the portal offers both, download JSON, not YAML.',
    nl: 'het bestand is geen geldige JSON. Biedt het portaal beide, download dan JSON en geen YAML.',
  },
  NOT_OPENAPI: {
    en: 'the file is no OpenAPI 3 or Swagger 2 description of an API.',
    nl: 'het bestand is geen beschrijving van een API in OpenAPI 3 of Swagger 2.',
  },
  REMOTE_REFERENCE: {
    en: 'the file points at another file or address, and Koppel opens nothing that a file names. Download it as one file.',
    nl: 'het bestand verwijst naar een ander bestand of adres, en Koppel opent niets wat een bestand noemt. Download het als één bestand.',
  },
  BROKEN_REFERENCE: {
    en: 'the file points at something that is not in it. Download it again.',
    nl: 'het bestand verwijst naar iets wat er niet in staat. Download het opnieuw.',
  },
  CIRCULAR_REFERENCE: {
    en: 'the file describes something by itself, so it can never be read to its end.',
    nl: 'het bestand beschrijft iets met zichzelf en is dus nooit ten einde te lezen.',
  },
  TOO_COMPLICATED: {
    en: 'the file is nested or composed further than any description of an API is.',
    nl: 'het bestand is dieper genest of samengesteld dan een beschrijving van een API ooit is.',
  },
};

const DIFFERENCES: Readonly<
  Record<Difference['kind'], Readonly<Record<'en' | 'nl', (of: Difference) => string>>>
> = {
  absent: {
    en: () => 'is not in the file',
    nl: () => 'staat niet in het bestand',
  },
  'not-said': {
    en: () => 'the file does not say what it holds',
    nl: () => 'het bestand zegt niet wat erin staat',
  },
  address: {
    en: ({ ours, theirs }) => `the file is about ${theirs}, Koppel calls ${ours}`,
    nl: ({ ours, theirs }) => `het bestand gaat over ${theirs}, Koppel roept ${ours} aan`,
  },
  name: {
    en: ({ theirs }) => `is named ${theirs} in the file`,
    nl: ({ theirs }) => `heet ${theirs} in het bestand`,
  },
  type: {
    en: ({ ours, theirs }) => `is ${theirs} in the file, Koppel expects ${ours}`,
    nl: ({ ours, theirs }) => `is ${theirs} in het bestand, Koppel verwacht ${ours}`,
  },
  length: {
    en: ({ ours, theirs }) => `has at most ${theirs} characters, Koppel sends up to ${ours}`,
    nl: ({ ours, theirs }) => `heeft hooguit ${theirs} tekens, Koppel stuurt er tot ${ours}`,
  },
  limit: {
    en: ({ ours, theirs }) => `is at most ${theirs}, Koppel sends ${ours}`,
    nl: ({ ours, theirs }) => `is hooguit ${theirs}, Koppel stuurt ${ours}`,
  },
  value: {
    en: ({ ours, theirs }) => `cannot be ${ours}; the file has ${theirs}`,
    nl: ({ ours, theirs }) => `kan niet ${ours} zijn; het bestand heeft ${theirs}`,
  },
  required: {
    en: () => 'is required, and Koppel does not always send it',
    nl: () => 'is verplicht, en Koppel stuurt het niet altijd mee',
  },
};

export function differenceText(difference: Difference, lang: 'en' | 'nl'): string {
  return DIFFERENCES[difference.kind][lang](difference);
}

/** What a difference is about. */
export function placeText({ part, name }: Finding, lang: 'en' | 'nl'): string {
  return name === '' ? WORDS[lang].parts[part] : `${WORDS[lang].parts[part]}: ${name}`;
}

export const WORDS = {
  en: {
    parts: { address: 'address', call: 'the call', query: 'in the address', request: 'sent', answer: 'read' },
    calls: ['call', 'known from', 'fits', 'differs', 'missing'],
    differences: ['call', 'where', 'what', ''],
    optional: 'works without it',
    settled: (setting: string) => `settled by ${setting}`,
    address: '(base address)',
    proposals: ['setting', 'now', 'proposed'],
    proposed: 'Settings that follow the file:',
    documented: 'Documented by this file as Koppel does it, and assumed until now:',
    stillAssumed: 'Left to people until `connection test --prove`, or a file that says more:',
    unseen: 'Whether a revoke of these can be read back only `connection test --prove` shows:',
    apply: 'To take this over: give the same command with --apply.',
    applied: 'This was taken over.',
    fits: 'Everything that Koppel uses is in the file, as Koppel uses it.',
    wrong: (count: number) => `Differs or is missing: ${count}. What it is about stands above.`,
  },
  nl: {
    parts: {
      address: 'adres',
      call: 'de aanroep',
      query: 'in het adres',
      request: 'gestuurd',
      answer: 'gelezen',
    },
    calls: ['aanroep', 'bekend uit', 'klopt', 'wijkt af', 'ontbreekt'],
    differences: ['aanroep', 'waar', 'wat', ''],
    optional: 'kan zonder',
    settled: (setting: string) => `opgelost met ${setting}`,
    address: '(basisadres)',
    proposals: ['instelling', 'nu', 'voorstel'],
    proposed: 'Instellingen die het bestand volgen:',
    documented: 'Door dit bestand gedocumenteerd zoals Koppel het doet, en tot nu toe aangenomen:',
    stillAssumed: 'Blijft voor mensen tot `connection test --prove`, of tot een bestand meer zegt:',
    unseen: 'Of een intrekking hiervan terug te lezen is toont alleen `connection test --prove`:',
    apply: 'Om dit over te nemen: geef hetzelfde commando met --apply.',
    applied: 'Dit is overgenomen.',
    fits: 'Alles wat Koppel gebruikt staat in het bestand, zoals Koppel het gebruikt.',
    wrong: (count: number) => `Wijkt af of ontbreekt: ${count}. Wat het is staat hierboven.`,
  },
} as const;
