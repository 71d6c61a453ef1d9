// Reads the part of GraphQL that callers of the portal use: one operation, with variables, literals, aliases and nested
// selections. Values come out resolved.
import { GraphqlError } from './graphql-error.ts';

export interface Argument {
  readonly value: unknown;
  /** The type that the operation declares for the variable; null for a literal. */
  readonly declaredAs: string | null;
}
export interface Selection {
  readonly name: string;
  readonly alias: string;
  readonly args: ReadonlyMap<string, Argument>;
  /** Empty for a leaf. */
  readonly selections: readonly Selection[];
}
export interface Operation {
  readonly kind: 'query' | 'mutation';
  readonly selections: readonly Selection[];
}

const TOKEN = /\s+|,|#[^\n]*|(\.\.\.|[A-Za-z_]\w*|-?\d+(?:\.\d+)?|"(?:\\.|[^"\\\n])*"|[^\s])/gy;
const NAME = /^[A-Za-z_]\w*$/;

export function readDocument(text: string, variables: Readonly<Record<string, unknown>>): Operation {
  const reader = new DocumentReader(tokensOf(text), variables);
  return reader.operation();
}

function tokensOf(text: string): readonly string[] {
  return [...text.matchAll(TOKEN)].map(([, token]) => token).filter((token) => token !== undefined);
}

class DocumentReader {
  private at = 0;
  private readonly declared = new Map<string, string>();

  private readonly tokens: readonly string[];
  private readonly variables: Readonly<Record<string, unknown>>;

  constructor(tokens: readonly string[], variables: Readonly<Record<string, unknown>>) {
    this.tokens = tokens;
    this.variables = variables;
  }

  operation(): Operation {
    const kind = this.peek() === 'mutation' ? 'mutation' : 'query';
    if (this.peek() !== '{') {
      if (this.peek() !== kind) this.fail();
      this.next();
      if (NAME.test(this.peek())) this.next();
      if (this.peek() === '(') this.declarations();
    }
    const selections = this.selectionSet();
    if (this.peek() !== '') this.fail();
    return { kind, selections };
  }

  private declarations(): void {
    this.expect('(');
    while (this.peek() !== ')') {
      this.expect('$');
      const name = this.name();
      this.expect(':');
      const type = this.type();
      this.declared.set(name, type);
      const given = this.variables[name];
      if (type.endsWith('!') && (given === undefined || given === null)) {
        throw new GraphqlError(`Variable "$${name}" of required type "${type}" was not provided.`);
      }
    }
    this.next();
  }

  private type(): string {
    const type = this.peek() === '[' ? this.listType() : this.name();
    if (this.peek() !== '!') return type;
    this.next();
    return `${type}!`;
  }

  private listType(): string {
    this.expect('[');
    const type = this.type();
    this.expect(']');
    return `[${type}]`;
  }

  private selectionSet(): readonly Selection[] {
    this.expect('{');
    const selections: Selection[] = [];
    while (this.peek() !== '}') selections.push(this.selection());
    this.next();
    if (selections.length === 0) this.fail();
    return selections;
  }

  private selection(): Selection {
    const first = this.name();
    const isAlias = this.peek() === ':';
    if (isAlias) this.next();
    const name = isAlias ? this.name() : first;
    const args = this.peek() === '(' ? this.args() : new Map<string, Argument>();
    const selections = this.peek() === '{' ? this.selectionSet() : [];
    return { name, alias: first, args, selections };
  }

  private args(): ReadonlyMap<string, Argument> {
    const args = new Map<string, Argument>();
    this.expect('(');
    while (this.peek() !== ')') {
      const name = this.name();
      this.expect(':');
      const declaredAs = this.peek() === '$' ? this.declaredType() : null;
      args.set(name, { declaredAs, value: this.value() });
    }
    this.next();
    return args;
  }

  private declaredType(): string | null {
    return this.declared.get(this.tokens[this.at + 1] ?? '') ?? null;
  }

  private value(): unknown {
    const token = this.next();
    switch (token) {
      case '$':
        return this.variable();
      case '[':
        return this.list();
      case '{':
        return this.object();
      case 'true':
      case 'false':
        return token === 'true';
      case 'null':
        return null;
      default:
        return this.literal(token);
    }
  }

  private variable(): unknown {
    const name = this.name();
    if (!this.declared.has(name)) throw new GraphqlError(`Variable "$${name}" is not defined.`);
    return this.variables[name];
  }

  private list(): unknown[] {
    const values: unknown[] = [];
    while (this.peek() !== ']') values.push(this.value());
    this.next();
    return values;
  }

  private object(): Record<string, unknown> {
    const members: [string, unknown][] = [];
    while (this.peek() !== '}') {
      const name = this.name();
      this.expect(':');
      members.push([name, this.value()]);
    }
    this.next();
    return Object.fromEntries(members);
  }

  /** A word of an enumeration is a text here. */
  private literal(token: string): unknown {
    if (NAME.test(token)) return token;
    if (!/^(-?\d|".*"$)/.test(token)) return this.fail(token);
    try {
      return JSON.parse(token);
    } catch {
      return this.fail(token);
    }
  }

  private name(): string {
    const token = this.next();
    return NAME.test(token) ? token : this.fail(token);
  }

  private expect(token: string): void {
    const found = this.next();
    if (found !== token) this.fail(found);
  }

  /** Empty at the end. */
  private peek(): string {
    return this.tokens[this.at] ?? '';
  }

  private next(): string {
    const token = this.peek();
    if (token === '') this.fail();
    this.at += 1;
    return token;
  }

  private fail(token = this.peek()): never {
    throw new GraphqlError(`Syntax Error: Unexpected ${token === '' ? '<EOF>' : token}`);
  }
}
