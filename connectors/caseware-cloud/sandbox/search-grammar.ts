// The search grammar that the sandbox understands [doc]: `<field><op><value>` with `=`, `<>`, `<` and `>`, joined with ` AND `
// and ` OR `, of which AND binds first. Text in single quotes, `\'` and `\\` inside. No parentheses.
import { indexKey, lookUp, type Fields, type Row, type Table } from './sandbox-state.ts';

interface Condition {
  readonly field: string;
  readonly op: '=' | '<>' | '<' | '>';
  readonly value: string;
  readonly isText: boolean;
}
/** Any of these; each is all of its conditions. */
export type Search = readonly (readonly Condition[])[];

const CONDITION = /([A-Za-z][A-Za-z0-9]*)(=|<>|<|>)(?:'((?:[^'\\]|\\['\\])*)'|(-?\d+(?:\.\d+)?|true|false))/y;
const JOIN = / (AND|OR) /y;
const OPS = ['=', '<>', '<', '>'] as const;

/** null when the text is not in the grammar. */
export function parseSearch(text: string): Search | null {
  const any: Condition[][] = [[]];
  let at = 0;
  while (true) {
    CONDITION.lastIndex = at;
    const found = CONDITION.exec(text);
    if (found === null) return null;
    any.at(-1)?.push(readCondition(found));
    at += found[0].length;
    if (at >= text.length) return any;
    JOIN.lastIndex = at;
    const join = JOIN.exec(text)?.[1];
    if (join === undefined) return null;
    if (join === 'OR') any.push([]);
    at += join.length + 2;
  }
}

function readCondition([, field = '', given, quoted, bare = '']: RegExpExecArray): Condition {
  const op = OPS.find((each) => each === given) ?? '=';
  const value = quoted?.replace(/\\(.)/g, '$1') ?? bare;
  return { field, op, value, isText: quoted !== undefined };
}

/** Rows that meet the search; only those that the index points at are looked through, where it can. */
export function search<T extends Row>(
  table: Table<T>,
  wanted: Search,
  show: (row: T) => Fields,
): readonly T[] {
  const [only] = wanted;
  const indexed =
    wanted.length > 1
      ? undefined
      : only?.find(({ field, op }) => op === '=' && same(field, table.indexField));
  const candidates = indexed === undefined ? table.rows : lookUp(table, indexed.value);
  return candidates.filter((row) =>
    wanted.some((all) => all.every((condition) => meets(show(row), condition))),
  );
}

/** Field names match without regard to case: the vendor itself writes both. */
function same(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

export function meets(fields: Fields, { field, op, value, isText }: Condition): boolean {
  const name = Object.keys(fields).find((each) => same(each, field)) ?? field;
  const held = fields[name];
  if (typeof held === 'string' && isText) return compare(op, heldText(name, held), heldText(name, value));
  if (typeof held === 'number' && !isText) return compare(op, held, Number(value));
  if (typeof held === 'boolean' && !isText) return compare(op, String(held), value);
  return op === '<>';
}

/** A client number is what it is, spaces and letter case included. */
function heldText(name: string, text: string): string {
  return name === 'EntityNo' ? text : indexKey(text);
}

function compare<T extends string | number>(op: Condition['op'], held: T, value: T): boolean {
  if (op === '=') return held === value;
  if (op === '<>') return held !== value;
  return op === '<' ? held < value : held > value;
}
