// What people and Koppel did, newest first, with the names of whom it was about. Reads the database only.
import { nameRecords, type NamedRecord } from '../database/people/explain.ts';
import { readLogLines, type LogFilter, type LogLine } from '../database/people/log.ts';
import type { Store } from '../database/open-store.ts';
import { fieldList } from '../domain/field-names.ts';
import type { Language, Text } from '../domain/text.ts';
import { typeName } from '../domain/type-names.ts';

export interface LogEntry extends LogLine {
  /** Shown, never stored. Null: no record, or one that is forgotten. */
  readonly record: NamedRecord | null;
}

export interface LogPage {
  readonly entries: readonly LogEntry[];
  /** What to give as `cursor` for what was done before; null where there is nothing. */
  readonly next: string | null;
}

export interface LogRequest {
  readonly practiceId: string;
  readonly filter: LogFilter;
  readonly cursor: string | null;
  readonly limit: number;
}

/** Null: the cursor is none of ours. */
export async function readLog(
  store: Store,
  { practiceId, filter, cursor, limit }: LogRequest,
): Promise<LogPage | null> {
  if (cursor !== null && !/^\d{1,15}$/.test(cursor)) return null;
  const before = cursor === null ? null : Number(cursor);
  return store.inPractice(practiceId, async (tx) => {
    const lines = await readLogLines(tx, filter, { before, limit: limit + 1 });
    const shown = lines.slice(0, limit);
    const about = ({ subjectId, clientId }: LogLine): string => subjectId ?? clientId ?? '';
    const names = await nameRecords(
      tx,
      shown.map(about).filter((id) => id !== ''),
    );
    return {
      entries: shown.map((line) => ({ ...line, record: names.get(about(line)) ?? null })),
      next: lines.length > limit ? String(shown.at(-1)?.id) : null,
    };
  });
}

/** Who did it, as people say it: the trail marks people, so that nobody passes for Koppel. */
export function actorName(actor: string): string {
  return actor.replace(/^user:/, '');
}

/** What came of a request to the portal. */
export const LOG_OUTCOMES: Readonly<Record<string, Text>> = {
  done: { en: 'done', nl: 'gedaan' },
  waiting: { en: 'waits for somebody', nl: 'wacht op iemand' },
  refused: { en: 'refused', nl: 'geweigerd' },
  gone: { en: 'was gone already', nl: 'was al weg' },
  taken: { en: 'was there already', nl: 'stond er al' },
  manual: { en: 'left to a person', nl: 'aan een mens overgelaten' },
  unconfirmed: { en: 'not confirmed', nl: 'niet bevestigd' },
  seen: { en: 'seen in the portal', nl: 'gezien in het portaal' },
};

/** Of what, which fields of it, and what came of it. */
export function exactly(
  { type, fields, outcome }: Pick<LogLine, 'type' | 'fields' | 'outcome'>,
  lang: Language,
): string {
  const what = [type === null ? '' : typeName(type, lang), fieldList(fields, lang)]
    .filter(Boolean)
    .join(': ');
  return [what, outcome === null ? '' : `→ ${LOG_OUTCOMES[outcome]?.[lang] ?? outcome}`]
    .filter(Boolean)
    .join(' ');
}

/** What each action is called. Of those that are not listed here the action itself is shown. */
export const LOG_ACTIONS: Readonly<Record<string, Text>> = {
  'link.on': { en: 'link switched on', nl: 'koppeling aangezet' },
  'link.off': { en: 'link switched off', nl: 'koppeling uitgezet' },
  'portal.create': { en: 'made in the portal', nl: 'gemaakt in het portaal' },
  'portal.update': { en: 'changed in the portal', nl: 'gewijzigd in het portaal' },
  'portal.remove': { en: 'taken away in the portal', nl: 'weggenomen in het portaal' },
  'portal.resend': { en: 'mailed again by the portal', nl: 'opnieuw gemaild door het portaal' },
  'portal.withdraw': { en: 'request withdrawn in the portal', nl: 'verzoek ingetrokken in het portaal' },
  'sync.asked': { en: 'another look asked for', nl: 'nog eens kijken gevraagd' },
  'verify.asked': { en: 'reading back asked for', nl: 'teruglezen gevraagd' },
  'verification.unread': {
    en: 'a part of the portal could not be read back',
    nl: 'een deel van het portaal kon niet worden teruggelezen',
  },
  'drift.found': { en: 'the portal showed something else', nl: 'het portaal toonde iets anders' },
  'access.unknown': {
    en: 'unknown access found in the portal',
    nl: 'onbekende toegang gevonden in het portaal',
  },
  'brake.asked': { en: 'the brake asks', nl: 'de rem vraagt' },
  'brake.approved': { en: 'taking access away approved', nl: 'intrekken goedgekeurd' },
  'brake.rejected': { en: 'taking access away rejected', nl: 'intrekken afgewezen' },
  'task.confirmed': { en: 'task confirmed', nl: 'taak bevestigd' },
  'request.resend': { en: 'asked to mail again', nl: 'gevraagd opnieuw te mailen' },
  'request.withdraw': { en: 'asked to withdraw', nl: 'gevraagd in te trekken' },
  'request.accepted': { en: 'acceptance reported', nl: 'acceptatie gemeld' },
  'request.declined': { en: 'refusal reported', nl: 'weigering gemeld' },
  'account-request.refused': { en: 'account request refused', nl: 'accountaanvraag geweigerd' },
  'profile-change.confirmed': { en: 'change agreed to', nl: 'akkoord met wijziging' },
  'contact.erased': { en: 'contact erased', nl: 'contactpersoon gewist' },
  'contact.erasure-asked': { en: 'erasure asked for', nl: 'wissen gevraagd' },
  'contact.exported': { en: 'personal data exported', nl: 'persoonsgegevens geëxporteerd' },
  'connection.added': { en: 'connection added', nl: 'verbinding toegevoegd' },
  'connection.changed': { en: 'connection changed', nl: 'verbinding gewijzigd' },
  'connection.active': { en: 'connection active', nl: 'verbinding actief' },
  'connection.paused': { en: 'connection paused', nl: 'verbinding gepauzeerd' },
  'connection.stopped': { en: 'connection stopped', nl: 'verbinding gestopt' },
  'connection.quarantined': { en: 'the portal does not answer', nl: 'het portaal antwoordt niet' },
  'connection.proven': { en: 'connection proven', nl: 'verbinding bewezen' },
  'connection.documented': {
    en: 'connection documented by its API file',
    nl: 'verbinding gedocumenteerd door API-bestand',
  },
  'account.added': { en: 'account added', nl: 'account toegevoegd' },
  'account.role': { en: 'account given another role', nl: 'account kreeg een andere rol' },
  'account.disabled': { en: 'account disabled', nl: 'account uitgezet' },
  'account.password': { en: 'account given a new password', nl: 'account kreeg een nieuw wachtwoord' },
  'practice.added': { en: 'practice added', nl: 'kantoor toegevoegd' },
  'practice.changed': { en: 'practice changed', nl: 'kantoor gewijzigd' },
  'practice.secret-added': { en: 'webhook secret added', nl: 'webhookgeheim toegevoegd' },
  'practice.secret-dropped': { en: 'old webhook secret dropped', nl: 'oud webhookgeheim vervallen' },
  'secrets.sealed-again': { en: 'secrets sealed again', nl: 'geheimen opnieuw verzegeld' },
  'database.restored': { en: 'database restored', nl: 'database teruggezet' },
  'source.failed': { en: 'the source could not be read', nl: 'de bron kon niet worden gelezen' },
  'source.rejected': { en: 'an export was refused', nl: 'een export is geweigerd' },
  'source.rows-refused': { en: 'rows of an export were refused', nl: 'regels van een export zijn geweigerd' },
  'source.vanished': {
    en: 'many records vanished from an export',
    nl: 'veel records ontbreken in een export',
  },
  'source.set-up': { en: 'practice software set up', nl: 'praktijksoftware ingesteld' },
  'source.sign-in-begun': {
    en: 'sign-in to practice software begun',
    nl: 'aanmelding bij praktijksoftware begonnen',
  },
  'source.connected': { en: 'practice software connected', nl: 'praktijksoftware verbonden' },
  'source.disconnected': {
    en: 'practice software disconnected',
    nl: 'verbinding met praktijksoftware verbroken',
  },
  'source.calls-refused': {
    en: 'practice software refuses to call Koppel',
    nl: 'praktijksoftware weigert Koppel aan te roepen',
  },
  'source.move-unknown': {
    en: 'practice software did not tell whether it was moved',
    nl: 'praktijksoftware zei niet of ze is verhuisd',
  },
  'source.hint-set': { en: 'calls of software allowed', nl: 'aanroepen van software toegestaan' },
  'source.unannounced': { en: 'read without having been announced', nl: 'gelezen zonder aankondiging' },
  'source.unmarked': { en: 'an export without a marker', nl: 'een export zonder markering' },
};
