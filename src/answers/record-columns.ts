// The columns that lists of records have in common.
import type { ListedLink, ListedRecord } from './describe-records.ts';
import { SIGN_INS } from './resource-texts.ts';
import type { Language, Text } from '../domain/text.ts';
import type { Column } from './column.ts';
import { LINK_WORDS } from '../domain/link.ts';
import { stateText, whatToDo, whyText } from '../domain/reason-text.ts';
import { agoText, sortableTime } from '../domain/time-text.ts';
import { ACTORS, actorOf } from '../domain/who-acts.ts';

/** A record on one connection. `link`: null where the practice has no connection. */
export interface Line {
  readonly record: ListedRecord;
  readonly link: ListedLink | null;
}

const TITLES = {
  id: { en: 'id', nl: 'id' },
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
  accessLeft: { en: 'access left', nl: 'nog toegang' },
  state: { en: 'state', nl: 'stand' },
  reason: { en: 'why', nl: 'waarom' },
  remedy: { en: 'what to do', nl: 'wat te doen' },
  since: { en: 'since', nl: 'sinds' },
  arrived: { en: 'last arrived', nl: 'laatst aangekomen' },
  signIn: { en: 'sign-in', nl: 'inloggen' },
  waitingOn: { en: 'waits for', nl: 'wacht op' },
} as const satisfies Record<string, Text>;

const KINDS = {
  client: { en: 'client', nl: 'klant' },
  contact: { en: 'contact', nl: 'contactpersoon' },
} as const satisfies Record<string, Text>;

export const NO_RECORDS = {
  en: 'Nothing fits.',
  nl: 'Niets gevonden.',
} as const satisfies Text;

export function linesOf(record: ListedRecord): readonly Line[] {
  return record.links.length === 0
    ? [{ record, link: null }]
    : record.links.map((link) => ({ record, link }));
}

/** Which of them the table of a command leaves to its CSV. */
type Hidden = readonly (keyof typeof TITLES)[];

function column(lang: Language, hidden: Hidden) {
  return (
    title: keyof typeof TITLES,
    show: Column<Line>['show'],
    cell?: Column<Line>['show'],
  ): Column<Line> => ({
    title: TITLES[title][lang],
    show,
    ...(cell === undefined ? {} : { cell }),
    ...(hidden.includes(title) ? { only: 'csv' } : {}),
  });
}

/** Who it is. */
export function recordColumns(lang: Language, hidden: Hidden = []): readonly Column<Line>[] {
  const person = ({ record }: Line): boolean => record.kind === 'contact';
  const of = column(lang, ['id', 'key', 'phone', ...hidden]);
  return [
    of('id', ({ record }) => record.id),
    of('kind', ({ record }) => KINDS[record.kind][lang]),
    of('key', ({ record }) => record.key),
    of(
      'name',
      ({ record }) => `${record.name ?? record.key}${record.deleted ? ' †' : ''}`,
      ({ record }) => record.name ?? '',
    ),
    of('email', ({ record }) => record.email ?? ''),
    of('phone', ({ record }) => record.phone ?? ''),
    of('number', ({ record }) => record.clientNumber ?? ''),
    of('client', (line) => (person(line) ? (line.record.client ?? '') : '')),
    of('city', ({ record }) => record.city ?? ''),
  ];
}

/** Where it stands on a connection. */
export function linkColumns(lang: Language, now: Date, hidden: Hidden = []): readonly Column<Line>[] {
  const inTable = column(lang, ['code', 'accessLeft', ...hidden]);
  type Shown = (link: ListedLink) => string;
  const linked =
    (show: Shown) =>
    ({ link }: Line): string =>
      link === null ? '' : show(link);
  const of = (title: keyof typeof TITLES, show: Shown, cell?: Shown): Column<Line> =>
    inTable(title, linked(show), cell && linked(cell));
  const linkWord: Shown = ({ linked: isOn }) => LINK_WORDS[isOn ? 'on' : 'off'][lang];
  const isWell = ({ state }: ListedLink): boolean => state === 'in-sync';
  const ago = (at: Date | null): string => (at === null ? '' : agoText(at, now, lang));
  const local = (at: Date | null): string => (at === null ? '' : sortableTime(at));
  return [
    of('portal', ({ connection }) => connection),
    of(
      'link',
      (link) => `${linkWord(link)}${link.accessLeft ? `, ${TITLES.accessLeft[lang]}` : ''}`,
      linkWord,
    ),
    of('accessLeft', ({ accessLeft }) => (accessLeft ? LINK_WORDS.on[lang] : '')),
    of('state', ({ state }) => stateText(state, lang)),
    of('code', ({ reason }) => reason),
    of('reason', (link) => (isWell(link) ? '' : whyText(link, lang))),
    of('remedy', (link) => (isWell(link) ? '' : whatToDo(link, lang))),
    of(
      'since',
      ({ since }) => ago(since),
      ({ since }) => local(since),
    ),
    of(
      'arrived',
      ({ arrivedAt }) => ago(arrivedAt),
      ({ arrivedAt }) => local(arrivedAt),
    ),
    of('signIn', ({ signIn }) => (signIn === null || signIn === 'unknown' ? '' : SIGN_INS[signIn][lang])),
    of('waitingOn', ({ waitingOn }) => (waitingOn === null ? '' : ACTORS[actorOf(waitingOn)][lang])),
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
