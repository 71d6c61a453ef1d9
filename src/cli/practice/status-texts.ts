// The words of `koppel status`, in both languages. The English ones are those of the program, which scripts may look for.
import type { ConnectionStatus } from '../../answers/practice-status.ts';
import type { OpenKind } from '../../database/people/open-statements.ts';
import type { Language, Text } from '../../domain/text.ts';

const OPEN: Readonly<Record<OpenKind, Text>> = {
  waits: {
    en: 'events of contacts that wait for their client',
    nl: 'berichten over contactpersonen die op hun klant wachten',
  },
  refused: {
    en: 'events, and records that were read, that were refused, of which only what they take away was taken over',
    nl: 'geweigerde berichten en gelezen records, waarvan alleen is overgenomen wat ze wegnemen',
  },
  questioned: {
    en: 'contacts last said to be at a client that is not known',
    nl: 'contactpersonen die het laatst bij een onbekende klant zijn genoemd',
  },
  outdated: {
    en: 'records of which something older came later and does not count',
    nl: 'records waarvan later iets ouders kwam, dat niet telt',
  },
};

/** Whole only when it is: 99.9 is not 100. */
function shareOf(part: number, whole: number): number {
  return Math.floor((100 * part) / whole);
}

/** What the English ones take, the Dutch ones take too. */
function inBoth<Words>(words: { readonly en: Words; readonly nl: NoInfer<Words> }): Record<Language, Words> {
  return words;
}

export const STATUS_WORDS = inBoth({
  en: {
    noPractices: 'There are no practices yet; add one with `koppel practice add`.',
    practice: 'Practice',
    connection: 'Connection',
    never: 'never',
    lastSweep: 'last sweep',
    noConnections: 'no connections yet',
    /** `age`: as people say it. */
    open: (kind: OpenKind, count: number, age: string) => `${OPEN[kind].en}: ${count}, the oldest for ${age}`,
    sourceRead: 'source last read',
    /** Followed by the time that an export says of itself. */
    asOf: 'as of',
    completeAsOf: 'last complete export is of',
    ago: (age: string) => `${age} ago`,
    announced: (age: string) => `never, announced ${age} ago`,
    refusedSince: 'source refused since',
    always: 'always',
    /** `of`: null where nobody knows. */
    reading: (records: number, of: number | null, practice: string) =>
      `everything is being read: ${records}${of === null ? '' : ` of about ${of}`} records so far; \`koppel source status ${practice}\` says how long it takes`,
    sources: {
      none: [
        'Warning: the window cannot be guaranteed. This practice has no source that Koppel can read, so a',
        'webhook that gets lost is not made good; add one with `koppel practice add` (--source-folder or --source-url).',
      ],
      unread: [
        'Warning: the window cannot be guaranteed. No export of the source was accepted since it was announced: check that',
        'the practice software writes them as docs/import.md says, and that a worker runs.',
      ],
      late: [
        'Warning: the window cannot be guaranteed. The last export that was accepted is older than announced: check that the',
        'practice software writes them, or say how often it does (`koppel practice add`, --source-every).',
      ],
      current: [],
    },
    refusesWrites: [
      'Warning: the portal can be read and refuses every write. Give the account that Koppel signs in with the right to',
      'write there; Koppel goes on asking, and goes on by itself.',
    ],
    windows: {
      met: 'met',
      'at-risk': 'at-risk',
      missed: 'missed',
      paused: 'paused',
      unguaranteed: 'unguaranteed',
    },
    window: 'window',
    due: ({ revoke, change, bulk }: ConnectionStatus['due']) =>
      `due: ${revoke} revokes, ${change} changes, ${bulk} of a first load`,
    inTime: ({ changes, withinHour }: ConnectionStatus['inTime']) =>
      `dealt with within the hour, last day: ${withinHour} of ${changes} clients (${shareOf(withinHour, changes)} %)`,
    /** `least`: how long it takes, as people say it. */
    backlog: (least: string, canFit: boolean) =>
      `what is due takes ${least} at the least, at the rate of the connection: ${canFit ? 'it can' : 'it cannot'} arrive within the hour`,
    oldestChange: 'oldest unserved change',
    oldestBulk: 'oldest of the first load',
    lastVerified: 'whole portal last read back',
    since: 'since',
    brake: (accesses: number, since: string) =>
      `Brake: ${accesses} accesses wait for approval since ${since}; see \`koppel approve\`.`,
    tasks: (count: number) => `Tasks for a person: ${count}; see \`koppel task list\`.`,
    signIn: ({ active, mailSent, unknown }: ConnectionStatus['signIn']) =>
      `people with access: ${active} can sign in, ${mailSent} were mailed and have not used the mail, ${unknown} unknown`,
    kinds: { clients: 'clients', contacts: 'contacts' },
    total: 'total',
    reason: 'reason',
    kind: 'who',
    meaning: 'meaning',
  },
  nl: {
    noPractices: 'Er zijn nog geen kantoren; voeg er een toe met `koppel practice add`.',
    practice: 'Kantoor',
    connection: 'Verbinding',
    never: 'nooit',
    lastSweep: 'laatste ronde',
    noConnections: 'nog geen verbindingen',
    open: (kind, count, age) => `${OPEN[kind].nl}: ${count}, het oudste al ${age}`,
    sourceRead: 'bron het laatst gelezen',
    asOf: 'met de stand van',
    completeAsOf: 'laatste volledige export is van',
    ago: (age) => `${age} geleden`,
    announced: (age) => `nooit, aangekondigd ${age} geleden`,
    refusedSince: 'bron geweigerd sinds',
    always: 'altijd',
    reading: (records, of, practice) =>
      `alles wordt gelezen: tot nu toe ${records}${of === null ? '' : ` van ongeveer ${of}`} records; \`koppel source status ${practice}\` zegt hoe lang het duurt`,
    sources: {
      none: [
        'Let op: de termijn kan niet worden gegarandeerd. Dit kantoor heeft geen bron die Koppel kan lezen, dus een verloren',
        'webhook wordt niet hersteld; voeg een bron toe met `koppel practice add` (--source-folder of --source-url).',
      ],
      unread: [
        'Let op: de termijn kan niet worden gegarandeerd. Sinds de bron is aangekondigd is geen export aanvaard: controleer of',
        'de praktijksoftware exports schrijft zoals docs/import.md zegt, en of er een worker draait.',
      ],
      late: [
        'Let op: de termijn kan niet worden gegarandeerd. De laatste aanvaarde export is ouder dan aangekondigd: controleer of',
        'de praktijksoftware exports schrijft, of zeg hoe vaak ze dat doet (`koppel practice add`, --source-every).',
      ],
      current: [],
    },
    refusesWrites: [
      'Let op: het portaal is te lezen en weigert elke wijziging. Geef het account waarmee Koppel zich aanmeldt het recht',
      'om daar te schrijven; Koppel blijft vragen en gaat vanzelf verder.',
    ],
    windows: {
      met: 'gehaald',
      'at-risk': 'in gevaar',
      missed: 'niet gehaald',
      paused: 'gepauzeerd',
      unguaranteed: 'niet gegarandeerd',
    },
    window: 'termijn van een uur',
    due: ({ revoke, change, bulk }) =>
      `te doen: ${revoke} intrekkingen, ${change} wijzigingen, ${bulk} van een eerste vulling`,
    inTime: ({ changes, withinHour }) =>
      `binnen het uur afgehandeld, laatste dag: ${withinHour} van ${changes} klanten (${shareOf(withinHour, changes)} %)`,
    backlog: (least, canFit) =>
      `wat nog moet duurt minstens ${least}, in het tempo van de verbinding: het kan ${canFit ? 'binnen het uur aankomen' : 'niet binnen het uur aankomen'}`,
    oldestChange: 'oudste wijziging die wacht',
    oldestBulk: 'oudste van de eerste vulling',
    lastVerified: 'hele portaal laatst teruggelezen',
    since: 'sinds',
    brake: (accesses, since) =>
      `Rem: ${accesses} toegangen wachten op akkoord sinds ${since}; zie \`koppel approve\`.`,
    tasks: (count) => `Taken voor een mens: ${count}; zie \`koppel task list\`.`,
    signIn: ({ active, mailSent, unknown }) =>
      `mensen met toegang: ${active} kunnen inloggen, ${mailSent} zijn gemaild en hebben de mail niet gebruikt, ${unknown} onbekend`,
    kinds: { clients: 'klanten', contacts: 'contactpersonen' },
    total: 'totaal',
    reason: 'reden',
    kind: 'wie',
    meaning: 'betekenis',
  },
});
