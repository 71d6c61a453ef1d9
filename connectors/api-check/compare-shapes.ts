// Holds what a connector sends, or reads, against a schema of a file, field by field. It goes as deep as the connector does, so
// that the file never decides how far. Pure.
import { isUsed, markOf, nameBy, valueBy, type SettingUse } from './marks.ts';
import { fieldsOf, shown, type Api, type Fields, type Parameter, type Shape } from './open-api.ts';

/** What does not fit. Texts of the file are harmless to show. */
export interface Difference {
  readonly kind:
    'absent' | 'not-said' | 'address' | 'name' | 'type' | 'length' | 'limit' | 'value' | 'required';
  readonly ours: string;
  readonly theirs: string;
}

export interface Finding {
  /** Null: it fits. */
  readonly difference: Difference | null;
  /** `POST /entities`, as the connector says it. */
  readonly call: string;
  readonly part: 'address' | 'call' | 'query' | 'request' | 'answer';
  /** Of the field, with dots. Empty: the part itself. */
  readonly name: string;
  readonly evidence: string;
  /** The connector works without it. */
  readonly optional: boolean;
  /** Types of resource whose calls these are; null: of all. */
  readonly types: readonly string[] | null;
  /** The setting that gives the name or value. */
  readonly setting: string | null;
  /** What the setting would have to say. */
  readonly proposed: string | null;
}

/** What is compared, and what its findings begin with. */
export interface Comparing extends Pick<
  Finding,
  'call' | 'part' | 'name' | 'evidence' | 'optional' | 'types'
> {
  readonly ours: Api;
  readonly theirs: Api;
  readonly settings: unknown;
}

export function findingOf(
  at: Comparing,
  difference: Difference | null,
  more: Partial<Finding> = {},
): Finding {
  const { call, part, name, evidence, optional, types } = at;
  return { difference, call, part, name, evidence, optional, types, setting: null, proposed: null, ...more };
}

export function differs(kind: Difference['kind'], ours = '', theirs = ''): Difference {
  return { kind, ours, theirs };
}

/** `schema`: of the connector; undefined where it sends or reads nothing. */
export function compareShapes(at: Comparing, schema: unknown, other: unknown): readonly Finding[] {
  if (schema === undefined) return [];
  if (other === undefined) return [findingOf(at, differs('not-said'))];
  const ours = at.ours.shapeOf(schema);
  const theirs = at.theirs.shapeOf(other);
  const wrong = typeProblem(at, ours, theirs);
  if (wrong !== null) return [findingOf(at, wrong)];
  return [
    ...valueFindings(at, fieldsOf(schema), { ours, theirs }),
    ...itemFindings(at, ours, theirs),
    ...propertyFindings(at, ours, theirs),
  ];
}

/** What is sent must be taken as it is; what is read must be one of what can be read. */
function typeProblem({ part }: Comparing, ours: Shape, theirs: Shape): Difference | null {
  if (ours.types.length === 0 || theirs.types.length === 0) return null;
  const [given, taken] = part === 'answer' ? [theirs, ours] : [ours, theirs];
  const isTaken = (type: string): boolean =>
    taken.types.includes(type) || (type === 'integer' && taken.types.includes('number'));
  if (given.types.every(isTaken)) return null;
  return differs('type', ours.types.join('/'), shown(theirs.types.join('/')));
}

/** A value by itself: its enumeration and its size. */
function valueFindings(
  at: Comparing,
  schema: Fields,
  { ours, theirs }: { readonly ours: Shape; readonly theirs: Shape },
): readonly Finding[] {
  if (['object', 'array'].some((type) => ours.types.includes(type))) return [];
  const { setting, values, aliases } = valueBy(schema, at.settings, ours.values ?? []);
  const problem =
    enumProblem(values, theirs, markOf(schema, 'x-any') !== null) ?? sizeProblem(at, ours, theirs);
  const proposed =
    problem?.kind === 'value' && setting !== null
      ? onlyOne(theirs.values ?? [], [...values, ...aliases])
      : null;
  return [findingOf(at, problem, { setting, proposed })];
}

function enumProblem(values: readonly string[], theirs: Shape, any: boolean): Difference | null {
  const known = theirs.values;
  if (known === null || values.length === 0) return null;
  const missing = values.filter((value) => !known.includes(value));
  if (any ? missing.length < values.length : missing.length === 0) return null;
  return differs('value', missing.join(', '), shown(known.map(wordOf).join(', ')));
}

function wordOf(value: unknown): string {
  return ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : '?';
}

/** Only what is sent can be too long. */
function sizeProblem({ part }: Comparing, ours: Shape, theirs: Shape): Difference | null {
  if (part === 'answer') return null;
  if (theirs.maxLength !== null && ours.maxLength !== null && theirs.maxLength < ours.maxLength)
    return differs('length', String(ours.maxLength), String(theirs.maxLength));
  if (theirs.maximum !== null && ours.maximum !== null && theirs.maximum < ours.maximum)
    return differs('limit', String(ours.maximum), String(theirs.maximum));
  return null;
}

function itemFindings(at: Comparing, ours: Shape, theirs: Shape): readonly Finding[] {
  return ours.items === undefined ? [] : compareShapes(at, ours.items, theirs.items);
}

function propertyFindings(at: Comparing, ours: Shape, theirs: Shape): readonly Finding[] {
  if (ours.properties.size === 0) return [];
  if (theirs.properties.size === 0) return [findingOf(at, differs('not-said'))];
  const found = [...ours.properties].flatMap(([key, schema]) => propertyFinding(at, { key, schema }, theirs));
  if (at.part !== 'request') return found;
  const sent = [...ours.required].map((name) => name.toLowerCase());
  const asked = [...theirs.required]
    .filter((name) => !sent.includes(name.toLowerCase()))
    .slice(0, MOST_SHOWN);
  return [...found, ...asked.map((name) => findingOf(nested(at, shown(name)), differs('required')))];
}

function nested(at: Comparing, name: string): Comparing {
  return { ...at, name: at.name === '' ? name : `${at.name}.${name}` };
}

function propertyFinding(
  at: Comparing,
  { key, schema }: { readonly key: string; readonly schema: unknown },
  theirs: Shape,
): readonly Finding[] {
  const raw = fieldsOf(schema);
  if (!isUsed(raw, at.settings)) return [];
  const use = nameBy(raw, at.settings, key);
  const [name] = use.values;
  if (name === undefined) return [];
  const here = { ...nested(at, name), evidence: markOf(raw, 'x-evidence') ?? at.evidence };
  const spelling = spellingIn(theirs, name, use);
  if (spelling === null) return [findingOf(here, differs('absent', name), { setting: use.setting })];
  const inside = compareShapes(here, schema, theirs.properties.get(spelling));
  if (spelling === name)
    return use.setting === null ? inside : inside.map((one) => ({ ...one, setting: use.setting }));
  const proposed = use.setting === null ? null : spelling;
  const renamed = findingOf(here, differs('name', name, shown(spelling)), { setting: use.setting, proposed });
  return [renamed, ...inside.filter(({ difference }) => difference !== null)];
}

/** The field as the file spells it, or under another likely name. */
function spellingIn({ properties }: Shape, name: string, { aliases }: SettingUse): string | null {
  if (properties.has(name)) return name;
  const names = [...properties.keys()];
  return onlyOne(names, [name]) ?? onlyOne(names, aliases);
}

/** The one that has one of these names, letter case aside; null for none or several. */
function onlyOne(candidates: readonly unknown[], names: readonly string[]): string | null {
  const known = new Set(names.map((name) => name.toLowerCase()));
  const found = candidates.filter(
    (candidate): candidate is string => typeof candidate === 'string' && known.has(candidate.toLowerCase()),
  );
  return found.length === 1 ? (found[0] ?? null) : null;
}

/** Ours: query parameters and headers. */
export function compareParameters(
  at: Comparing,
  ours: readonly Parameter[],
  theirs: readonly Parameter[],
): readonly Finding[] {
  const asked = ours.filter(({ place }) => place === 'query');
  const named = (name: string): Parameter | undefined =>
    theirs.find((other) => other.place === 'query' && other.name.toLowerCase() === name.toLowerCase());
  const compared = asked.flatMap(({ name, schema }) => {
    const here = nested(at, name);
    const other = named(name);
    if (other === undefined) return [findingOf(here, differs('absent', name))];
    if (other.name !== name) return [findingOf(here, differs('name', name, shown(other.name)))];
    return compareShapes(here, schema, other.schema);
  });
  const sent = new Set([...asked.map(({ name }) => name.toLowerCase()), ...SENT_HEADERS]);
  const more = theirs.filter(
    ({ place, required, name }) =>
      required && (place === 'query' || place === 'header') && !sent.has(name.toLowerCase()),
  );
  return [
    ...compared,
    ...more.slice(0, MOST_SHOWN).map(({ name }) => findingOf(nested(at, shown(name)), differs('required'))),
  ];
}

/** Of what a file asks for beside what is sent. */
const MOST_SHOWN = 20;
/** With every request. */
const SENT_HEADERS = ['authorization', 'accept', 'content-type'];
