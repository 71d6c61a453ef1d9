// Holds what was sent against the schema, and cuts what is shown to what was asked for.
import { fieldsOf } from '../../sandbox-kit/answer.ts';
import type { Argument, Selection } from './graphql-document.ts';
import { GraphqlError } from './graphql-error.ts';
import { ENUMERATIONS, INPUTS, OBJECTS } from './graphql-types.ts';

type Types = Readonly<Record<string, string>>;

/** The arguments of one field, all of a known type; those that were not given are left out. */
export function coerceArguments(types: Types, { name, args }: Selection): Record<string, unknown> {
  const strange = [...args.keys()].find((each) => types[each] === undefined);
  if (strange !== undefined) throw new GraphqlError(`Unknown argument "${strange}" on field "${name}".`);
  for (const [each, { declaredAs }] of args) checkDeclared(types[each] ?? '', each, declaredAs);
  return coerceFields(types, new Map([...args].map(([each, { value }]) => [each, value])));
}

/** A variable may promise more than is asked for, never less. */
function checkDeclared(type: string, name: string, declaredAs: Argument['declaredAs']): void {
  if (declaredAs === null || declaredAs === type || declaredAs === `${type}!`) return;
  throw new GraphqlError(
    `Variable for "${name}" is of type "${declaredAs}", used in position expecting type "${type}".`,
  );
}

function coerceFields(types: Types, values: ReadonlyMap<string, unknown>): Record<string, unknown> {
  const known = Object.entries(types).flatMap(([name, type]) => {
    const value = values.get(name);
    if (value === undefined && !type.endsWith('!')) return [];
    return [[name, coerce(type, value, name)] as const];
  });
  return Object.fromEntries(known);
}

function coerce(type: string, value: unknown, where: string): unknown {
  if (value === undefined || value === null) {
    if (type.endsWith('!')) throw new GraphqlError(`"${where}" of type "${type}" is required.`);
    return null;
  }
  const bare = type.replace(/!$/, '');
  if (bare.startsWith('[')) {
    const list: readonly unknown[] = Array.isArray(value) ? value : [value];
    return list.map((each) => coerce(bare.slice(1, -1), each, where));
  }
  const input = INPUTS[bare];
  return input === undefined ? coerceLeaf(bare, value, where) : coerceInput(bare, input, value);
}

function coerceInput(name: string, types: Types, value: unknown): unknown {
  const fields = fieldsOf(value);
  const strange = Object.keys(fields).find((each) => types[each] === undefined);
  if (strange !== undefined) throw new GraphqlError(`Field "${strange}" is not defined by type "${name}".`);
  return coerceFields(types, new Map(Object.entries(fields)));
}

const IS_LEAF: Readonly<Record<string, (value: unknown) => boolean>> = {
  String: (value) => typeof value === 'string',
  ID: (value) => typeof value === 'string',
  Int: (value) => Number.isInteger(value),
  Boolean: (value) => typeof value === 'boolean',
};

function coerceLeaf(type: string, value: unknown, where: string): unknown {
  const words = ENUMERATIONS[type];
  const isRight = words === undefined ? IS_LEAF[type]?.(value) : words.some((word) => word === value);
  if (isRight === true) return value;
  throw new GraphqlError(`"${where}" does not hold a value of type "${type}".`);
}

/** Null stays null, and a list a list. */
export function project(type: string, value: unknown, selection: Selection): unknown {
  if (value === null || value === undefined) return null;
  const bare = type.replaceAll(/[[\]!]/g, '');
  if (Array.isArray(value)) return value.map((each) => project(bare, each, selection));
  const types = OBJECTS[bare];
  if (types === undefined) return value;
  const fields = fieldsOf(value);
  return Object.fromEntries(
    selection.selections.map((each) => [
      each.alias,
      project(types[each.name] ?? '', fields[each.name], each),
    ]),
  );
}

/** Before anything is done: whether the type has what is asked of it. */
export function checkSelection(type: string, { name, selections }: Selection): void {
  const bare = type.replaceAll(/[[\]!]/g, '');
  const types = OBJECTS[bare];
  if ((types === undefined) !== (selections.length === 0)) {
    throw new GraphqlError(`Field "${name}" of type "${type}" has a wrong selection of subfields.`);
  }
  for (const each of selections) {
    const found = types?.[each.name];
    if (found === undefined) throw new GraphqlError(`Cannot query field "${each.name}" on type "${bare}".`);
    checkSelection(found, each);
  }
}
