// `$filter`, as far as it is known to be used [doc, code]: `<field> <operator> <value>`, joined with `and` and `or`, of which
// `and` binds first. Text in single quotes, a quote inside doubled; `guid'…'`, `datetime'…'`; a whole number may end in L.
// Anything else is refused. [assumed]
import type { Kind, Shape } from './fields.ts';
import type { Row } from './sandbox-state.ts';

export interface Condition {
  readonly field: string;
  readonly trims: boolean;
  readonly op: Op;
  readonly value: string | number | boolean;
}
/** Any of these; each is all of its conditions. */
export type Filter = readonly (readonly Condition[])[];

const OPS = ['eq', 'ne', 'gt', 'ge', 'lt', 'le'] as const;
type Op = (typeof OPS)[number];
const CONDITION =
  /(?:trim\((\w+)\)|(\w+)) +(eq|ne|gt|ge|lt|le) +(guid'[^']*'|datetime'[^']*'|'(?:[^']|'')*'|-?\d+L?|true|false)/y;
const JOIN = / +(and|or) +/y;

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const DATE_TIME = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?)?$/;

export function isGuid(text: string): boolean {
  return GUID.test(text);
}

/** A filter, or what is wrong with the text of one. `versionOffset`: how much higher row versions are said than kept. */
export function readFilter(text: string, shape: Shape, versionOffset = '0'): Filter | string {
  const any: Condition[][] = [[]];
  let at = 0;
  while (true) {
    CONDITION.lastIndex = at;
    const found = CONDITION.exec(text);
    if (found === null) return 'Syntax error in $filter';
    const condition = readCondition(found, shape, BigInt(versionOffset));
    if (typeof condition === 'string') return condition;
    any.at(-1)?.push(condition);
    at += found[0].length;
    if (at >= text.length) return any;
    JOIN.lastIndex = at;
    const join = JOIN.exec(text);
    if (join === null) return 'Syntax error in $filter';
    if (join[1] === 'or') any.push([]);
    at += join[0].length;
  }
}

function readCondition(
  [, trimmed, plain, operator, literal = '']: RegExpExecArray,
  shape: Shape,
  versionOffset: bigint,
): Condition | string {
  const field = trimmed ?? plain ?? '';
  const kind = Object.hasOwn(shape, field) ? shape[field] : undefined;
  if (kind === undefined) return `No property '${field}' exists`;
  const value = LITERALS[kind](literal, versionOffset);
  const op = OPS.find((each) => each === operator) ?? 'eq';
  if (value === null || (trimmed !== undefined && kind !== 'text'))
    return `The value for '${field}' is of another type`;
  return { field, trims: trimmed !== undefined, op, value };
}

/** What a literal of this kind says; null: it is of another. */
const LITERALS: Readonly<
  Record<Kind, (literal: string, versionOffset: bigint) => Condition['value'] | null>
> = {
  guid: (literal) => {
    const text = quotedIn(literal, 'guid');
    return text !== null && isGuid(text) ? text.toLowerCase() : null;
  },
  date: (literal) => {
    const text = quotedIn(literal, 'datetime');
    return text !== null && DATE_TIME.test(text) ? dateOf(text) : null;
  },
  text: (literal) => quotedIn(literal, '')?.replaceAll("''", "'") ?? null,
  bool: (literal) => (literal === 'true' || literal === 'false' ? literal === 'true' : null),
  int: (literal) => (/^-?\d+$/.test(literal) ? Number(literal) : null),
  int64: (literal, versionOffset) =>
    /^-?\d+L?$/.test(literal) ? Number(BigInt(literal.replace('L', '')) - versionOffset) : null,
};

function quotedIn(literal: string, prefix: string): string | null {
  return literal.startsWith(`${prefix}'`) ? literal.slice(prefix.length + 1, -1) : null;
}

/** Without a zone: UTC. [assumed] */
export function dateOf(text: string): number {
  return Date.parse(text.includes('T') && !text.endsWith('Z') ? `${text}Z` : text);
}

export function meets(row: Row, filter: Filter): boolean {
  return filter.some((all) => all.every((condition) => meetsOne(row, condition)));
}

function meetsOne(row: Row, { field, trims, op, value }: Condition): boolean {
  const held = row[field];
  const own = typeof held === 'string' && trims ? held.trim() : held;
  if (typeof own !== typeof value) return op === 'ne';
  return compare(op, own as typeof value, value);
}

function compare<T extends string | number | boolean>(op: Op, own: T, value: T): boolean {
  switch (op) {
    case 'eq':
      return own === value;
    case 'ne':
      return own !== value;
    case 'gt':
      return own > value;
    case 'ge':
      return own >= value;
    case 'lt':
      return own < value;
    case 'le':
      return own <= value;
  }
}
