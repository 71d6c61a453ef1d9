// Lists: which fields, which rows, and page after page.
import type { Call } from '../../../connectors/sandbox-kit/portal.ts';
import { ok, refuse, show, type Answer } from './answer.ts';
import type { Shape } from './fields.ts';
import { meets, readFilter, type Filter } from './filter.ts';
import type { Row, SandboxState } from './sandbox-state.ts';

export type SandboxCall = Call<SandboxState>;

export interface List {
  readonly shape: Shape;
  readonly rows: Iterable<Row>;
  /** How a row is shown, where it is not as it is kept. */
  view?(row: Row): Row;
  /** Field in whose order the rows come, page after page. */
  readonly key: string;
  /** Whether they stand in that order already. */
  readonly isSorted?: boolean;
  readonly pageSize: number;
  readonly needsSelect: boolean;
  /** What is wrong with a filter; undefined: none was given. */
  refuseFilter?(filter: Filter | undefined): string | null;
}

/** Other options are refused. [assumed] */
const OPTIONS: readonly string[] = ['$select', '$filter', '$skiptoken'];
/** Where the sandbox stands on its server. */
export const AT = '/sandbox';

export function answerList(call: SandboxCall, list: List): Answer {
  const { query, state } = call;
  const strange = [...query.keys()].find((name) => !OPTIONS.includes(name));
  if (strange !== undefined) return refuse(400, `The query option '${strange}' is not supported`);
  const names = readSelect(query.get('$select'), list);
  if (typeof names === 'string') return refuse(400, names);
  const text = query.get('$filter');
  const filter = text === null ? undefined : readFilter(text, list.shape, state.switches.versionOffset);
  if (typeof filter === 'string') return refuse(400, filter);
  const problem = list.refuseFilter?.(filter) ?? null;
  if (problem !== null) return refuse(400, problem);
  const after = readToken(query.get('$skiptoken'));
  if (after === null) return refuse(400, 'The $skiptoken is not valid');
  const { rows, last } = takePage(list, filter ?? [[]], after);
  const shown = rows.map((row) =>
    show(list.view?.(row) ?? row, names, { shape: list.shape, switches: state.switches }),
  );
  if (last !== null) return ok({ d: { results: shown, __next: nextAddress(call, last) } });
  return ok({ d: state.switches.bareLists ? shown : { results: shown } });
}

/** One row, asked for by its key. */
export function answerRow(call: SandboxCall, row: Row | undefined, shape: Shape): Answer {
  if (row === undefined) return refuse(404, 'Not found');
  const names = readSelect(call.query.get('$select'), { shape, needsSelect: false });
  if (typeof names === 'string') return refuse(400, names);
  return ok({ d: show(row, names, { shape, switches: call.state.switches }) });
}

/** The fields that are asked for, or what is wrong: `*` is refused [doc], and a field that there is none of [assumed]. */
function readSelect(
  text: string | null,
  { shape, needsSelect }: Pick<List, 'shape' | 'needsSelect'>,
): readonly string[] | string {
  if (text === null) return needsSelect ? '$select is required' : Object.keys(shape);
  const names = text.split(',').map((name) => name.trim());
  if (names.includes('*')) return '$select=* is not allowed';
  const strange = names.find((name) => !Object.hasOwn(shape, name));
  return strange === undefined ? names : `No property '${strange}' exists`;
}

/** undefined: from the start; null: not one that was given. */
function readToken(text: string | null): string | undefined | null {
  if (text === null) return undefined;
  const read = Buffer.from(text, 'base64url').toString();
  return writeToken(read) === text && read !== '' ? read : null;
}

function writeToken(key: string): string {
  return Buffer.from(key).toString('base64url');
}

/** `last`: the key of the last row, where more come. */
function takePage(
  list: List,
  filter: Filter,
  after: string | undefined,
): { rows: readonly Row[]; last: string | null } {
  const { key, pageSize } = list;
  const found = findRows(list, filter, after);
  const rows = found.slice(0, pageSize);
  return { rows, last: found.length > pageSize ? String(rows.at(-1)?.[key]) : null };
}

/** In the order of the key; of a list that stands in it no more than a page and one row. */
function findRows(
  { rows, shape, key, pageSize, isSorted = false }: List,
  filter: Filter,
  after: string | undefined,
): readonly Row[] {
  const isNumber = shape[key] === 'int' || shape[key] === 'int64';
  const from = after !== undefined && isNumber ? Number(after) : after;
  const found: Row[] = [];
  for (const row of rows) {
    if (from !== undefined && !isAfter(row[key], from)) continue;
    if (meets(row, filter)) found.push(row);
    if (isSorted && found.length > pageSize) return found;
  }
  return isSorted ? found : found.sort((one, other) => (isAfter(one[key], other[key]) ? 1 : -1));
}

function isAfter(one: Row[string] | undefined, other: Row[string] | undefined): boolean {
  return (one ?? '') > (other ?? '');
}

/** The whole address, as it is to be asked. [doc, code] */
function nextAddress({ headers, path, query }: SandboxCall, last: string): string {
  const options = [...query].filter(([name]) => name !== '$skiptoken');
  const text = [...options, ['$skiptoken', writeToken(last)] as const]
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&');
  return `http://${headers.host ?? ''}${AT}${path}?${text}`;
}
