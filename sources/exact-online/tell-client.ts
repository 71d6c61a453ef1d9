// What an account of Exact Online says of a client. Pure. Fields: reference SyncCRMAccounts [doc]; what they mean for Koppel is
// the setting of the firm, and its defaults [assumed].
import type { SourceRecord, SourceStatement } from '../source.ts';
import type { ExactSettings, LinkRule } from './settings.ts';
import type { Account } from './wire-schemas.ts';

/** Code of a classification's value by its id. */
export type CodeById = Readonly<Record<string, string>>;

const DAY_MS = 24 * 60 * 60_000;
const STATUS = { C: 'client', P: 'prospect', A: 'client' } as const;

export interface Telling {
  readonly settings: ExactSettings;
  readonly codeById: CodeById;
  readonly now: Date;
}

/** A relation that is no client of the firm is gone here, whatever it is there. */
export function tellClient(account: Account, telling: Telling): SourceStatement {
  const gone = { kind: 'client', key: account.ID, says: 'gone' } as const;
  const status = statusOf(account, telling.settings);
  if (status === null || hasEnded(account, telling)) return gone;
  const { links, problems } = readLinks(account, telling);
  return {
    ...{ kind: 'client', key: account.ID, says: 'there', ...endOf(account.EndDate) },
    ...(hasMainContacts(telling.settings) ? { mainContact: account.MainContact } : {}),
    record: { ...recordOf(account, telling), status, links },
    ...(problems.length === 0 ? {} : { problems }),
  };
}

function hasMainContacts({ links }: ExactSettings): boolean {
  return Object.values(links).some(({ contacts }) => contacts === 'main');
}

/** Null: no client. `D` is an administration; a suspect is one whatever else counts. */
function statusOf({ Type, Status }: Account, { clientStatuses }: ExactSettings): string | null {
  if (Type === 'D') return null;
  if (Status === 'S') return 'suspect';
  const status = clientStatuses.find((own) => own === (Status === '' ? 'A' : Status));
  return status === undefined ? null : STATUS[status];
}

function hasEnded({ IsAnonymised, Blocked, EndDate }: Account, { settings, now }: Telling): boolean {
  return IsAnonymised || (Blocked && settings.blockedIsInactive) || isPast(EndDate, now);
}

/** The day itself still counts. Days are taken for days of UTC [assumed]. */
export function isPast(end: Date | null, now: Date): boolean {
  return end !== null && now.getTime() >= end.getTime() + DAY_MS;
}

/** Nothing there changes when the day has come. */
export function endOf(end: Date | null): { readonly until?: Date } {
  return end === null ? {} : { until: new Date(end.getTime() + DAY_MS) };
}

function recordOf(account: Account, telling: Telling): SourceRecord {
  const country = account.Country === '' ? telling.settings.country : account.Country;
  const number = account.ChamberOfCommerce;
  return {
    ...{ kind: isPerson(account, telling) ? 'person' : 'company', number: account.Code, name: account.Name },
    // Street and number are one line; the second is that of a portal's address, too.
    ...{ street: account.AddressLine1, building: account.AddressLine2 },
    ...{ postalCode: account.Postcode, city: account.City, country },
    ...{ phone: account.Phone, email: account.Email, website: account.Website },
    ...{ kvkNumber: country === 'NL' ? number : '', enterpriseNumber: country === 'BE' ? number : '' },
  };
}

function isPerson(account: Account, { settings, codeById }: Telling): boolean {
  const { classification, businessTypes, withoutNumbers } = settings.person;
  if (classification !== undefined) {
    const code = codeById[valueOf(account, classification.classification) ?? ''];
    if (code !== undefined && classification.codes.includes(code)) return true;
  }
  if (account.BusinessType !== null && businessTypes.includes(account.BusinessType)) return true;
  return withoutNumbers && account.ChamberOfCommerce === '' && account.VATNumber === '';
}

type Links = Readonly<Record<string, boolean>>;

interface ReadLinks {
  readonly links: Links;
  readonly problems: readonly { field: string; code: string }[];
}

/** A value that Exact does not list unlinks nobody: the client stays as it is, and that is said. */
function readLinks(account: Account, { settings, codeById }: Telling): ReadLinks {
  const links: Record<string, boolean> = {};
  const problems: { field: string; code: string }[] = [];
  for (const [connection, rule] of Object.entries(settings.links)) {
    if (!isKnown(rule, codeById)) continue;
    const value = valueOf(account, rule.classification);
    const code = value === null ? '' : codeById[value];
    if (code === undefined) problems.push({ field: `links.${connection}`, code: 'CLASSIFICATION_UNKNOWN' });
    else links[connection] = rule.codes.includes(code);
  }
  return { links, problems };
}

/** Values that were renamed or removed in Exact are not there to be compared with: then nobody is switched by this rule. */
export function isKnown({ codes }: LinkRule, codeById: CodeById): boolean {
  const known = new Set(Object.values(codeById));
  return codes.every((code) => known.has(code));
}

function valueOf(account: Account, nth: number): string | null {
  const values = [
    ...[account.Classification1, account.Classification2, account.Classification3, account.Classification4],
    ...[account.Classification5, account.Classification6, account.Classification7, account.Classification8],
  ];
  return values[nth - 1] ?? null;
}

/** Ids of classifications that the settings ask about and nobody knows the code of. */
export function unknownValues(
  accounts: readonly Account[],
  { person, links }: ExactSettings,
  codeById: CodeById,
): readonly string[] {
  const asked = [
    ...Object.values(links),
    ...(person.classification === undefined ? [] : [person.classification]),
  ];
  return accounts.flatMap((account) =>
    asked.flatMap(({ classification }) => {
      const value = valueOf(account, classification);
      return value !== null && codeById[value] === undefined ? [value] : [];
    }),
  );
}
