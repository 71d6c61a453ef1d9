// An OpenAPI 3 or Swagger 2 document, read by need: of a file that somebody downloaded, so nothing in it is trusted. Only
// what stands in it is followed, so far and no further; nothing that it names is fetched. Pure.

export type ApiFileProblem =
  'NOT_OPENAPI' | 'REMOTE_REFERENCE' | 'BROKEN_REFERENCE' | 'CIRCULAR_REFERENCE' | 'TOO_COMPLICATED';

/** The file cannot be read as an API. `at`: the reference that it is about, harmless to show. */
export class ApiFileError extends Error {
  readonly problem: ApiFileProblem;
  readonly at: string;
  constructor(problem: ApiFileProblem, at = '') {
    super(problem);
    this.problem = problem;
    this.at = shown(at);
  }
}

export type Fields = Readonly<Record<string, unknown>>;

/** One level of a schema, references and compositions resolved. */
export interface Shape {
  /** Without `null`; empty: not said. */
  readonly types: readonly string[];
  /** Schemas by name, still to be read. */
  readonly properties: ReadonlyMap<string, unknown>;
  readonly required: ReadonlySet<string>;
  /** Undefined: not said. */
  readonly items: unknown;
  readonly values: readonly unknown[] | null;
  readonly maxLength: number | null;
  readonly maximum: number | null;
}

export interface Parameter {
  readonly name: string;
  readonly place: string;
  readonly required: boolean;
  readonly schema: unknown;
  readonly raw: Fields;
}

export interface Operation {
  /** In capitals. */
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly Parameter[];
  /** Undefined: none is described. */
  readonly body: unknown;
  readonly answer: unknown;
  readonly raw: Fields;
}

export interface Api {
  readonly title: string;
  readonly version: string;
  /** Of the first server, variables in braces; null: not said. */
  readonly server: string | null;
  readonly operations: readonly Operation[];
  shapeOf(schema: unknown): Shape;
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;
/** References and compositions inside each other. */
const MAX_DEPTH = 50;
/** Of one document, however often it is asked. */
const MAX_STEPS = 2_000_000;
/** Of a path: no real one is longer. */
const MAX_PATH = 500;

/** Throws ApiFileError. */
export function openApi(document: unknown): Api {
  const root = fieldsOf(document);
  const isKnown = /^3\./.test(textOf(own(root, 'openapi'))) || textOf(own(root, 'swagger')) === '2.0';
  if (!isKnown || !isFields(own(root, 'paths'))) throw new ApiFileError('NOT_OPENAPI');
  const reader = createReader(root);
  const info = fieldsOf(own(root, 'info'));
  return {
    title: shown(textOf(own(info, 'title'))),
    version: shown(textOf(own(info, 'version'))),
    server: serverOf(root),
    operations: operationsOf(root, reader),
    shapeOf: (schema) => shapeOf(reader, schema, []),
  };
}

interface Reader {
  /** Throws where it becomes too much. */
  spend(steps: number): void;
  /** The fields behind a reference, and the references that led there. */
  follow(
    value: unknown,
    trail: readonly string[],
  ): { readonly fields: Fields; readonly trail: readonly string[] };
}

function createReader(root: Fields): Reader {
  let spent = 0;
  const spend = (steps: number): void => {
    spent += steps;
    if (spent > MAX_STEPS) throw new ApiFileError('TOO_COMPLICATED');
  };
  const follow: Reader['follow'] = (value, trail) => {
    spend(1);
    if (trail.length > MAX_DEPTH) throw new ApiFileError('TOO_COMPLICATED');
    const fields = fieldsOf(value);
    const reference = own(fields, '$ref');
    if (typeof reference !== 'string') return { fields, trail };
    if (!reference.startsWith('#')) throw new ApiFileError('REMOTE_REFERENCE', reference);
    if (trail.includes(reference)) throw new ApiFileError('CIRCULAR_REFERENCE', reference);
    return follow(pointedAt(root, reference), [...trail, reference]);
  };
  return { spend, follow };
}

/** RFC 6901, in a fragment. */
function pointedAt(root: Fields, reference: string): unknown {
  let at: unknown = root;
  for (const step of reference.slice(1).split('/').slice(1)) {
    const name = decoded(step).replaceAll('~1', '/').replaceAll('~0', '~');
    at = Array.isArray(at) ? at[Number(name)] : own(fieldsOf(at), name);
  }
  if (!isFields(at)) throw new ApiFileError('BROKEN_REFERENCE', reference);
  return at;
}

function decoded(step: string): string {
  try {
    return decodeURIComponent(step);
  } catch {
    return step;
  }
}

function serverOf(root: Fields): string | null {
  const [first] = listOf(own(root, 'servers'));
  const url = textOf(own(fieldsOf(first), 'url')) || textOf(own(root, 'basePath'));
  return url === '' || url.length > MAX_PATH ? null : url;
}

function operationsOf(root: Fields, reader: Reader): readonly Operation[] {
  const found: Operation[] = [];
  for (const [path, item] of Object.entries(fieldsOf(own(root, 'paths')))) {
    if (path.length > MAX_PATH) continue;
    const { fields } = reader.follow(item, []);
    for (const method of METHODS) {
      const raw = own(fields, method);
      if (isFields(raw))
        found.push(operationOf(reader, { method, path, raw, shared: own(fields, 'parameters') }));
    }
  }
  return found;
}

interface RawOperation {
  readonly method: string;
  readonly path: string;
  readonly raw: Fields;
  /** Parameters of all operations of the path. */
  readonly shared: unknown;
}

function operationOf(reader: Reader, { method, path, raw, shared }: RawOperation): Operation {
  const given = [...listOf(shared), ...listOf(own(raw, 'parameters'))].map(
    (parameter) => reader.follow(parameter, []).fields,
  );
  const inBody = given.find((parameter) => own(parameter, 'in') === 'body');
  return {
    method: method.toUpperCase(),
    path,
    raw,
    // Of Swagger 2 the parameter itself is the schema.
    parameters: given.map((parameter) => ({
      name: textOf(own(parameter, 'name')),
      place: textOf(own(parameter, 'in')),
      required: own(parameter, 'required') === true,
      schema: own(parameter, 'schema') ?? parameter,
      raw: parameter,
    })),
    body: inBody === undefined ? contentOf(reader, own(raw, 'requestBody')) : own(inBody, 'schema'),
    answer: answerOf(reader, fieldsOf(own(raw, 'responses'))),
  };
}

/** Of the first answer that says that it was done. */
function answerOf(reader: Reader, responses: Fields): unknown {
  const status =
    Object.keys(responses)
      .filter((name) => /^2(\d\d|XX)$/i.test(name))
      .sort()[0] ?? 'default';
  const answer = own(responses, status);
  return own(reader.follow(answer, []).fields, 'schema') ?? contentOf(reader, answer);
}

function contentOf(reader: Reader, message: unknown): unknown {
  const content = fieldsOf(own(reader.follow(message, []).fields, 'content'));
  const type = Object.keys(content).find((name) => /json|^\*\/\*$/i.test(name));
  return type === undefined ? undefined : own(fieldsOf(own(content, type)), 'schema');
}

function shapeOf(reader: Reader, schema: unknown, before: readonly string[]): Shape {
  const { fields, trail } = reader.follow(schema, before);
  // A composition counts as a step inside: one that never ends is bounded like a reference.
  const inside = (part: unknown): Shape => shapeOf(reader, part, [...trail, '']);
  const merged = (how: typeof both) => (one: Shape, other: Shape) => {
    reader.spend(one.properties.size + other.properties.size);
    return how(one, other);
  };
  // What one of several shapes may have; required is only what each of them requires.
  const choices = ['oneOf', 'anyOf'].map((name) => listOf(own(fields, name)).map(inside));
  const chosen = choices.filter(({ length }) => length > 0).map((shapes) => shapes.reduce(merged(either)));
  const parts = [...listOf(own(fields, 'allOf')).map(inside), ...chosen];
  return parts.reduceRight(merged(both), ownShape(fields));
}

function ownShape(fields: Fields): Shape {
  const constant = own(fields, 'const');
  const values = own(fields, 'enum');
  return {
    types: [own(fields, 'type')]
      .flat()
      .filter((type) => typeof type === 'string')
      .filter((type) => type !== 'null'),
    properties: new Map(Object.entries(fieldsOf(own(fields, 'properties')))),
    required: new Set(listOf(own(fields, 'required')).filter((name) => typeof name === 'string')),
    items: own(fields, 'items'),
    values: Array.isArray(values) ? values : constant === undefined ? null : [constant],
    maxLength: numberOf(own(fields, 'maxLength')),
    maximum: numberOf(own(fields, 'maximum')),
  };
}

function both(one: Shape, other: Shape): Shape {
  return {
    types: [...new Set([...one.types, ...other.types])],
    properties: new Map([...one.properties, ...other.properties]),
    required: new Set([...one.required, ...other.required]),
    items: other.items ?? one.items,
    values: other.values ?? one.values,
    maxLength: least(one.maxLength, other.maxLength),
    maximum: least(one.maximum, other.maximum),
  };
}

function either(one: Shape, other: Shape): Shape {
  return {
    ...both(one, other),
    required: new Set([...one.required].filter((name) => other.required.has(name))),
    values: one.values === null || other.values === null ? null : [...one.values, ...other.values],
  };
}

function least(one: number | null, other: number | null): number | null {
  if (one === null || other === null) return one ?? other;
  return Math.min(one, other);
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
export function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : {};
}
/** Never what every object has (`constructor`). */
export function own(fields: Fields, name: string): unknown {
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
function numberOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** As it may be shown on a terminal: short, and without what a terminal would obey. */
export function shown(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?').slice(0, 80);
}
