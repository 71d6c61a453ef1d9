// What `koppel list` does: shows who is linked and where each stands, as it is read.
import { connectorOf } from '../../app/portals.ts';
import type { ListedRecord } from '../../answers/describe-records.ts';
import type { ListFilter } from '../../answers/list-filter.ts';
import { listAll, listPage } from '../../answers/list-records.ts';
import type { ListSort } from '../../domain/list-sorts.ts';
import { isReasonCode, reasonsIn, type ReasonCode, type StandingState } from '../../domain/reasons.ts';
import { UsageError } from '../../errors.ts';
import { findConnection, findPractice } from '../frame/find-practice.ts';
import { WRONG_CURSOR } from '../frame/options.ts';
import type { OutputOptions } from '../frame/output.ts';
import type { CommandContext } from '../frame/run-command.ts';
import {
  linesOf,
  linkColumns,
  NO_RECORDS,
  recordColumns,
  toAnswer,
  type Line,
} from '../../answers/record-columns.ts';

export interface ListOptions extends OutputOptions {
  readonly practice: string;
  readonly connection?: string;
  readonly clients?: boolean;
  readonly contacts?: boolean;
  readonly link?: 'on' | 'off';
  readonly state?: StandingState;
  readonly reason?: ReasonCode;
  readonly notSignedIn?: boolean;
  readonly waitingOn?: string;
  readonly sort: ListSort;
  readonly limit?: number;
  readonly cursor?: string;
}

const WORDS = {
  count: { en: 'Lines', nl: 'Regels' },
  more: { en: 'There are more; go on with', nl: 'Er zijn er meer; ga verder met' },
} as const;

export async function showList(context: CommandContext, options: ListOptions): Promise<void> {
  const { foundation, out, lang } = context;
  const { store } = foundation;
  const { practice: practiceId, sort, limit, cursor = null } = options;
  await findPractice(store, practiceId);
  if (options.connection !== undefined) await findConnection(store, practiceId, options.connection);
  const ports = { store, connectorOf };
  const request = { practiceId, filter: toFilter(options), sort };
  if (limit === undefined && cursor === null) {
    const items = answersOf(listAll(ports, request), context);
    if (out.json) return out.list({ head: { practice: practiceId }, name: 'records', items });
    return show(context, listAll(ports, request));
  }
  const page = await listPage(ports, { ...request, cursor, limit: limit ?? MOST_OF_A_PAGE });
  if (page === null) throw new UsageError(WRONG_CURSOR);
  await show(context, page.records);
  if (page.next !== null) out.line(`${WORDS.more[lang]} --cursor ${page.next}`);
  const records = page.records.map((record) => toAnswer(record, lang));
  out.result({ practice: practiceId, records, next: page.next });
}

const MOST_OF_A_PAGE = 1_000;

function toFilter({
  clients,
  contacts,
  connection,
  link,
  state,
  reason,
  ...options
}: ListOptions): ListFilter {
  if (reason !== undefined && !isReasonCode(reason))
    throw new UsageError({
      en: 'There is no such reason; docs/office.md lists them.',
      nl: 'Er is geen reden met deze code; docs/office.md noemt ze.',
    });
  return {
    kind: clients === contacts ? null : clients === true ? 'client' : 'contact',
    connection: connection ?? null,
    linked: link === undefined ? null : link === 'on',
    reasons: reasonsIn(state ?? null, reason ?? null),
    isNotSignedIn: options.notSignedIn === true,
    waitingOn: options.waitingOn ?? null,
    contactsOf: null,
  };
}

async function show(
  { out, lang }: CommandContext,
  records: AsyncIterable<ListedRecord> | Iterable<ListedRecord>,
): Promise<void> {
  const columns = [...recordColumns(lang, ['city']), ...linkColumns(lang, new Date())];
  const count = await out.rows(columns, lines(records));
  out.line(count === 0 ? NO_RECORDS[lang] : `${WORDS.count[lang]}: ${count}`);
}

async function* lines(records: AsyncIterable<ListedRecord> | Iterable<ListedRecord>): AsyncIterable<Line> {
  for await (const record of records) yield* linesOf(record);
}

async function* answersOf(records: AsyncIterable<ListedRecord>, { lang }: CommandContext) {
  for await (const record of records) yield toAnswer(record, lang);
}
