// The columns that lists of records have in common.
import type { ListedLink, ListedRecord } from './list-records.ts';
import type { Language, Text } from '../domain/text.ts';
import type { Column } from './column.ts';
import { stateText, whatToDo, whyText } from '../domain/reason-text.ts';
import { agoText, sortableTime } from '../domain/time-text.ts';
import { ACTORS, actorOf } from '../domain/who-acts.ts';

/** A record on one connection. `link`: null where the practice has no connection. */
export interface Line {
  readonly record: ListedRecord;
  readonly link: ListedLink | null;
}

const TITLES = {
  key: { en: 'key', nl: 'sleutel' },
  code: { en: 'code', nl: 'code' },
  phone: { en: 'phone', nl: 'telefoon' },
  kind: { en: 'kind', nl: 'soort' },
  name: { en: 'name', nl: 'naam' },
  email: { en: 'e-mail', nl: 'e-mail' },
  number: { en: 'number', nl: 'nummer' },
  client: { en: 'client', nl: 'klant' },
  city: { en: 'city', nl: 'plaats' },
  portal: { en: 'portal', nl: 'portaal' },
  link: { en: 'link', nl: 'koppeling' },
  state: { en: 'state', nl: 'stand' },
  reason: { en: 'why', nl: 'waarom' },
  remedy: { en: 'what to do', nl: 'wat te doen' },
  since: { en: 'since', nl: 'sinds' },
  arrived: { en: 'last arrived', nl: 'laatst aangekomen' },
  signIn: { en: 'sign-in', nl: 'aanmelden' },
  waitingOn: { en: 'waits for', nl: 'wacht op' },
} as const satisfies Record<string, Text>;

const KINDS = {
  client: { en: 'client', nl: 'klant' },
  contact: { en: 'contact', nl: 'contactpersoon' },
} as const satisfies Record<string, Text>;

const SWITCH = {
  on: { en: 'yes', nl: 'ja' },
  off: { en: 'no', nl: 'nee' },
} as const satisfies Record<string, Text>;

const SIGN_IN = {
  active: { en: 'can sign in', nl: 'kan aanmelden' },
  'mail-sent': { en: 'mailed, not used', nl: 'gemaild, niet gebruikt' },
  unknown: { en: '', nl: '' },
} as const satisfies Record<string, Text>;

export const NO_RECORDS = {
  en: 'Nothing fits.',
  nl: 'Er is niets dat past.',
} as const satisfies Text;

export function linesOf(record: ListedRecord): readonly Line[] {
  return record.links.length === 0
    ? [{ record, link: null }]
    : record.links.map((link) => ({ record, link }));
}

/** Who it is, for people; by ids and fields, for CSV. */
export function recordColumns(lang: Language): readonly Column<Line>[] {
  const person = ({ record }: Line): boolean => record.kind === 'contact';
  return [
    { name: 'id', title: null, heading: 'id', show: ({ record }) => record.id },
    {
      name: 'kind',
      title: TITLES.kind[lang],
      show: ({ record }) => KINDS[record.kind][lang],
      value: ({ record }) => record.kind,
    },
    { name: 'key', title: null, heading: TITLES.key[lang], show: ({ record }) => record.key },
    {
      name: 'name',
      title: TITLES.name[lang],
      show: ({ record }) => `${record.name ?? record.key}${record.deleted ? ' †' : ''}`,
      value: ({ record }) => record.name,
      cell: ({ record }) => record.name ?? '',
    },
    { name: 'email', title: TITLES.email[lang], show: ({ record }) => record.email ?? '' },
    { name: 'phone', title: null, heading: TITLES.phone[lang], show: ({ record }) => record.phone ?? '' },
    { name: 'number', title: TITLES.number[lang], show: ({ record }) => record.clientNumber ?? '' },
    {
      name: 'client',
      title: TITLES.client[lang],
      show: (line) => (person(line) ? (line.record.client ?? '') : ''),
      value: ({ record }) => record.client,
    },
    { name: 'city', title: TITLES.city[lang], show: ({ record }) => record.city ?? '' },
  ];
}

function of(show: (link: ListedLink) => string | null): (line: Line) => string {
  return ({ link }) => (link === null ? '' : (show(link) ?? ''));
}

/** Where it stands on a connection. */
export function linkColumns(lang: Language, now: Date): readonly Column<Line>[] {
  const isWell = ({ state }: ListedLink): boolean => state === 'in-sync';
  return [
    { name: 'connection', title: TITLES.portal[lang], show: of(({ connection }) => connection) },
    {
      name: 'link',
      title: TITLES.link[lang],
      show: of(({ linked }) => SWITCH[linked ? 'on' : 'off'][lang]),
      value: of(({ linked }) => (linked ? 'on' : 'off')),
    },
    {
      name: 'state',
      title: TITLES.state[lang],
      show: of(({ state }) => stateText(state, lang)),
      value: of(({ state }) => state),
    },
    { name: 'reason', title: null, heading: TITLES.code[lang], show: of(({ reason }) => reason) },
    {
      name: 'why',
      title: TITLES.reason[lang],
      show: of((link) => (isWell(link) ? '' : whyText(link, lang))),
      value: of((link) => whyText(link, lang)),
    },
    {
      name: 'remedy',
      title: TITLES.remedy[lang],
      show: of((link) => (isWell(link) ? '' : whatToDo(link, lang))),
      value: of((link) => whatToDo(link, lang)),
    },
    ...timeColumns(lang, now),
  ];
}

function timeColumns(lang: Language, now: Date): readonly Column<Line>[] {
  const ago = (at: Date | null): string => (at === null ? '' : agoText(at, now, lang));
  const iso = (at: Date | null): string | null => at?.toISOString() ?? null;
  const local = (at: Date | null): string => (at === null ? '' : sortableTime(at));
  return [
    {
      name: 'since',
      title: TITLES.since[lang],
      show: of(({ since }) => ago(since)),
      value: of(({ since }) => iso(since)),
      cell: of(({ since }) => local(since)),
    },
    {
      name: 'arrived',
      title: TITLES.arrived[lang],
      show: of(({ arrivedAt }) => ago(arrivedAt)),
      value: of(({ arrivedAt }) => iso(arrivedAt)),
      cell: of(({ arrivedAt }) => local(arrivedAt)),
    },
    {
      name: 'signIn',
      title: TITLES.signIn[lang],
      show: of(({ signIn }) => (signIn === null ? '' : SIGN_IN[signIn][lang])),
      value: of(({ signIn }) => signIn),
    },
    {
      name: 'waitingOn',
      title: TITLES.waitingOn[lang],
      show: of(({ waitingOn }) => waitingOn),
      cell: of(({ waitingOn }) => (waitingOn === null ? '' : ACTORS[actorOf(waitingOn)][lang])),
    },
  ];
}

/** For scripts. */
export function toAnswer(record: ListedRecord, lang: Language) {
  const links = record.links.map((link) => ({
    ...link,
    text: whyText(link, lang),
    remedy: whatToDo(link, lang),
  }));
  return { ...record, links };
}
