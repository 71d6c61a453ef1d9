// Each call that a connector can make has a row in its README that says documented, seen in code or assumed, and by which
// source. The calls are the connector's own: what its functions make, and what its description marks.
import { expect } from 'chai';
import { Kind, parse, visit } from 'graphql';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { openApi } from '../../../connectors/api-check/open-api.ts';
import { caseWareCloud } from '../../../connectors/caseware-cloud/caseware-cloud.ts';
import { ROUTES } from '../../../connectors/caseware-cloud/sandbox/routes.ts';
import * as clearFactsAssumed from '../../../connectors/clearfacts/assumed.ts';
import * as clearFactsDocumented from '../../../connectors/clearfacts/documented.ts';
import * as eConnectAssumed from '../../../connectors/econnect/assumed.ts';
import { econnect } from '../../../connectors/econnect/econnect.ts';
import * as woltersKluwerAssumed from '../../../connectors/wolters-kluwer/assumed.ts';
import { woltersKluwer } from '../../../connectors/wolters-kluwer/wolters-kluwer.ts';

const MARKS = ['doc', 'code', 'assumed'] as const;
type Mark = (typeof MARKS)[number];
type Call = readonly [name: string, mark: Mark];

const textOf = (...path: string[]): string =>
  readFileSync(join(import.meta.dirname, '../../../connectors', ...path), 'utf8');

/** `GET /entities/{}`: whatever its variable parts are named. */
function plain(call: string): string {
  return call.replace(/\?.*$/, '').replace(/\{[^}]*\}/g, '{}');
}

/** Of the tables of calls in a README: what stands between backquotes, by line. */
function rowsOf(readme: string) {
  const cells = readme
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) => line.split(' | ').map((cell) => cell.replace(/^\| | +\|$/g, '').trim()));
  const heads = cells.flatMap((row, at) => (row[0] === 'call' ? [at] : []));
  expect(heads, 'tables of calls').to.have.length(1);
  const [at = 0] = heads;
  const head = cells[at] ?? [];
  const [evidence, source] = [head.indexOf('evidence'), head.indexOf('source')];
  const end = cells.findIndex((row, line) => line > at + 1 && row.length !== head.length);
  return cells.slice(at + 2, end < 0 ? undefined : end).map((row) => ({
    names: namesOf(row[0] ?? ''),
    mark: row[evidence],
    source: row[source] ?? '',
  }));
}

/** `GET`, `POST /entities`: both of one path. */
function namesOf(cell: string): readonly string[] {
  let methods: string[] = [];
  return [...cell.matchAll(/`([^`]+)`/g)].flatMap(([, span = '']) => {
    const [, method, path] = /^(GET|POST|PUT|PATCH|DELETE)(?: (\S.*))?$/.exec(span) ?? [];
    if (method === undefined) return [span.replace(/\(.*\)$/, '')];
    methods.push(method);
    if (path === undefined) return [];
    const all = methods.map((each) => plain(`${each} ${path}`));
    methods = [];
    return all;
  });
}

/** What its functions make, of arguments that are good for all of them. */
function madeBy(module: object): readonly unknown[] {
  const anything = (more: object): unknown =>
    Object.assign(['{}'], { actor: '{}', organisation: '{}', party: '{}', ...more });
  return [{}, { partner: '{}' }].flatMap((more) =>
    Object.values(module).flatMap((make: unknown): unknown[] =>
      typeof make === 'function' ? [Reflect.apply(make, null, [anything(more), anything(more), '{}'])] : [],
    ),
  );
}

const requestSchema = z.object({ method: z.string(), path: z.string() });
function requestsOf(module: object): readonly string[] {
  const made = madeBy(module).flatMap((each) => requestSchema.safeParse(each).data ?? []);
  return made.map(
    ({ method, path }) => `${method} ${decodeURIComponent(path).replace('/api/assumed/v1', '')}`,
  );
}

const documentSchema = z.object({ document: z.string() });
function fieldsOf(module: object): readonly string[] {
  const fields: string[] = [];
  for (const each of madeBy(module)) {
    const { document } = documentSchema.safeParse(each).data ?? {};
    if (document === undefined) continue;
    visit(parse(document), {
      OperationDefinition: ({ selectionSet }) => {
        for (const one of selectionSet.selections) if (one.kind === Kind.FIELD) fields.push(one.name.value);
      },
    });
  }
  return fields;
}

async function describedBy({ api }: { readonly api?: 'graphql' | (() => Promise<unknown>) }) {
  if (typeof api !== 'function') throw new Error('a connector without a description');
  return openApi(await api()).operations.map(({ method, path, raw }): Call => {
    const mark = MARKS.find((each) => each === raw['x-evidence']) ?? 'assumed';
    return [plain(`${method} ${path}`), mark];
  });
}

const unique = (names: readonly string[]): readonly string[] => [...new Set(names)].toSorted();
const assumed = (names: readonly string[]): readonly Call[] => names.map((name) => [name, 'assumed']);

describe('the table of calls in the README of a connector', () => {
  const check = (portal: string, calls: readonly Call[]): void => {
    const rows = rowsOf(textOf(portal, 'README.md'));
    for (const { mark, names, source } of rows) {
      expect(mark, names.join(', ')).to.be.oneOf(MARKS);
      if (mark !== 'assumed') expect(source, `source of ${names.join(', ')}`).not.to.equal('');
    }
    for (const [name, mark] of calls) {
      const marks = rows.filter(({ names }) => names.includes(name)).map((row) => row.mark);
      expect(marks, name).to.include(mark);
    }
    const isCall = (name: string): boolean => /^[A-Z]+ \//.test(name);
    const made = calls.map(([name]) => name);
    const strange = rows.flatMap(({ names }) => names.filter((name) => isCall(name) && !made.includes(name)));
    expect(strange, 'rows of what is never called').to.deep.equal([]);
  };

  it('of CaseWare Cloud has what its description marks, which is what its sandbox takes', async () => {
    const byProofs: Call = ['DELETE /groups/{}', 'assumed'];
    const calls = [...(await describedBy(caseWareCloud)), byProofs];
    const played = Object.keys(ROUTES).map(plain);
    expect(unique(calls.map(([name]) => name))).to.deep.equal(unique([...played, 'POST /auth/token']));
    check('caseware-cloud', calls);
  });

  for (const [connector, module, others] of [
    [
      econnect,
      eConnectAssumed,
      [
        ['POST /connect/token', 'doc'],
        ['GET /api/v1/me', 'doc'],
      ],
    ],
    [woltersKluwer, woltersKluwerAssumed, [['POST /connect/token', 'assumed']]],
  ] as const) {
    it(`of ${connector.title} has what its functions make, all of it described as assumed`, async () => {
      const calls = assumed(unique(requestsOf(module)));
      expect(calls).to.deep.equal([...(await describedBy(connector))].toSorted());
      check(connector.id, [...calls, ...others]);
    });
  }

  it('of eConnect has every operation of the SOAP service', () => {
    const operations = [...textOf('econnect', 'soap.ts').matchAll(/name: '(\w+)'/g)];
    expect(operations).to.have.length(4);
    const named = rowsOf(textOf('econnect', 'README.md')).flatMap(({ names, mark }) =>
      mark === 'doc' ? names : [],
    );
    expect(named).to.include.members(operations.map(([, name = '']) => name));
  });

  it('of ClearFacts has every field that its documents ask for', () => {
    const documented = unique(fieldsOf(clearFactsDocumented));
    const others = unique(fieldsOf(clearFactsAssumed)).filter((name) => !documented.includes(name));
    expect(documented).to.have.length(2);
    const calls = documented.map((name): Call => [name, 'doc']);
    check('clearfacts', [...calls, ['POST /graphql', 'doc'], ...assumed(others)]);
  });
});
