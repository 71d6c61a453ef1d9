// Options that many commands have.
import type { Language, Text } from '../../domain/text.ts';
import type { Given } from './command-table.ts';
import { readNumber } from './read-option.ts';

export interface AskingOptions {
  readonly practice: string;
  readonly connection?: string;
  readonly json?: boolean;
  /** That of the run, where it was not given. */
  readonly lang: Language;
}

/** For what asks before it does something, and notes who decided. */
export interface DecidingOptions extends AskingOptions {
  readonly yes?: boolean;
  readonly by?: string;
}

export const PRACTICE: Given = [
  '--practice <id>',
  { en: 'the practice', nl: 'het kantoor' },
  { isNeeded: true },
];
const CONNECTION: Given = [
  '--connection <name>',
  {
    en: 'the connection; needed where the practice has several',
    nl: 'de verbinding; nodig als het kantoor er meer heeft',
  },
];
/** For what lists something of all connections. */
export const ONE_CONNECTION: Given = [
  '--connection <name>',
  { en: 'this connection alone', nl: 'alleen deze verbinding' },
];
export const AS_JSON: Given = ['--json', { en: 'print one JSON value', nl: 'één JSON-waarde afdrukken' }];
export const AS_CSV: Given = ['--csv', { en: 'print CSV', nl: 'CSV afdrukken' }];
export const YES: Given = ['--yes', { en: 'do not ask', nl: 'niet vragen' }];
/** For the audit trail. */
export const BY: Given = [
  '--by <name>',
  {
    en: 'who decides, for the audit trail; else the account that runs the command',
    nl: 'wie beslist, voor het logboek; anders het account dat het commando geeft',
  },
];
export const TIMEOUT: Given = [
  '--timeout <seconds>',
  { en: 'how long to wait', nl: 'hoe lang er wordt gewacht' },
  { fallback: 300, read: readNumber('--timeout', { least: 1, most: 86_400 }) },
];
export const CURSOR: Given = [
  '--cursor <text>',
  { en: 'go on behind an earlier answer', nl: 'verdergaan na een eerder antwoord' },
];

export function limitOption(fallback?: number): Given {
  const read = readNumber('--limit', { least: 1, most: 1_000_000 });
  return [
    '--limit <n>',
    { en: 'how many at most', nl: 'hooguit zoveel' },
    fallback === undefined ? { read } : { read, fallback },
  ];
}

/** Exit codes of what asks before it does something. */
export const SAID_NO = { 5: { en: 'the answer was no', nl: 'het antwoord was nee' } };

/** What was given as `--cursor` is none of ours. */
export const WRONG_CURSOR: Text = {
  en: '--cursor is not what an earlier answer gave as "next".',
  nl: '--cursor is niet wat een eerder antwoord als "next" gaf.',
};

/** What every command about one connection of a practice has. */
export const ASKING = [PRACTICE, CONNECTION, AS_JSON] as const;

/** A client or contact, as `findRecord` takes it. */
export const RECORD: Text = {
  en: 'name, number, key, e-mail address or the beginning of the id',
  nl: 'naam, nummer, sleutel, e-mailadres of het begin van de id',
};

/** What is asked or done about one client, or about all. */
export const CLIENT: Given = [
  '[client]',
  {
    en: `${RECORD.en}; a contact stands for its client`,
    nl: `${RECORD.nl}; bij een contactpersoon geldt diens klant`,
  },
];
