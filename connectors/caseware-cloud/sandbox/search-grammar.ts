// The search grammar that the sandbox understands: `<field>='text'` or `<field>=number`, joined with AND. [doc]
import { indexKey, lookUp, type Fields, type Row, type Table } from './sandbox-state.ts';

interface Condition {
  readonly field: string;
  readonly value: string;
}

const CONDITION = /\s*([A-Za-z][A-Za-z0-9]*)\s*=\s*(?:'((?:[^']|'')*)'|(-?\d+))\s*/y;
const AND = /AND(?=\s)/iy;

/** null when the text is not in the grammar. */
export function parseSearch(text: string): readonly Condition[] | null {
  const conditions: Condition[] = [];
  let at = 0;
  while (true) {
    CONDITION.lastIndex = at;
    const found = CONDITION.exec(text);
    if (found === null) return null;
    const [whole, field = '', quoted, number] = found;
    conditions.push({ field, value: quoted?.replaceAll("''", "'") ?? number ?? '' });
    at += whole.length;
    if (at >= text.length) return conditions;
    AND.lastIndex = at;
    if (!AND.test(text)) return null;
    at += 3;
  }
}

/** Rows that meet all conditions; only those that the index points at are looked through, where it can. */
export function search<T extends Row>(
  table: Table<T>,
  conditions: readonly Condition[],
  show: (row: T) => Fields,
): readonly T[] {
  const indexed = conditions.find(({ field }) => field === table.indexField);
  const candidates = indexed === undefined ? table.rows : lookUp(table, indexed.value);
  return candidates.filter((row) => conditions.every((condition) => meets(show(row), condition)));
}

function meets(fields: Fields, { field, value }: Condition): boolean {
  const held = fields[field];
  if (typeof held === 'string') return indexKey(held) === indexKey(value);
  return (typeof held === 'number' || typeof held === 'boolean') && String(held) === value;
}
