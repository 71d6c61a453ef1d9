import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { compareApis, partlyCompared } from '../../../connectors/api-check/compare-apis.ts';
import type { Finding } from '../../../connectors/api-check/compare-shapes.ts';
import { documentedTypes, isContradicted, proposalsOf } from '../../../connectors/api-check/conclude.ts';
import { ApiFileError, openApi } from '../../../connectors/api-check/open-api.ts';
import { econnect } from '../../../connectors/econnect/econnect.ts';
import { woltersKluwer } from '../../../connectors/wolters-kluwer/wolters-kluwer.ts';
import { caseWareCloud } from '../../../connectors/caseware-cloud/caseware-cloud.ts';
import {
  completeFile,
  contradictingFile,
  partialFile,
  renameField,
  USER_SCHEMAS,
} from '../../support/caseware-openapi.ts';

const apiFile = (portal: string, name: string): unknown =>
  JSON.parse(readFileSync(join(import.meta.dirname, '../../../connectors', portal, name), 'utf8'));
const operation = z.looseObject({ tags: z.array(z.string()), 'x-optional': z.boolean().optional() });
const documentSchema = z.looseObject({ paths: z.record(z.string(), z.record(z.string(), operation)) });
const OURS = apiFile('caseware-cloud', 'api.json');

function check(file: unknown, settings: unknown = {}, ours: unknown = OURS): readonly Finding[] {
  const whole = ours === OURS ? caseWareCloud.settings.parse(settings) : settings;
  return compareApis(openApi(ours), openApi(file), whole);
}

/** `POST /entities sent Name: length 60 40`. */
function told(findings: readonly Finding[]): readonly string[] {
  return findings.flatMap(({ call, part, name, difference: what }) =>
    what === null ? [] : [`${call} ${part} ${name}: ${what.kind} ${what.ours} ${what.theirs}`.trim()],
  );
}

function typesOf(findings: readonly Finding[], settings: unknown = {}): readonly string[] {
  const partly = partlyCompared(openApi(OURS), caseWareCloud.settings.parse(settings));
  return documentedTypes(findings, proposalsOf(findings), partly);
}

function refusal(file: unknown): string {
  try {
    check(file);
  } catch (error) {
    if (error instanceof ApiFileError) return `${error.problem} ${error.at}`.trim();
    throw error;
  }
  return 'taken';
}

describe('holding a connector against the OpenAPI file of its portal', () => {
  const groups = { accessBy: 'contact-group' };

  it('finds everything in a complete file, and so documents what was assumed', () => {
    const findings = check(completeFile(), groups);
    expect(told(findings)).to.deep.equal([]);
    expect(findings.length).to.be.greaterThan(100);
    expect(proposalsOf(findings)).to.deep.equal([]);
    expect(typesOf(findings, groups)).to.include.members(['group', 'group-role', 'access']);
  });

  it('misses nothing in it where contacts have roles of their own: no public page shows how these are read', () => {
    const findings = check(completeFile());
    expect(told(findings)).to.deep.equal([
      'GET /users/{cwguid}/role-assignments call : absent GET /users/{cwguid}/role-assignments',
    ]);
    expect(findings.filter(isContradicted)).to.deep.equal([]);
    expect(typesOf(findings)).to.include('entity-role');
    expect(typesOf(findings), 'calls that are not made').to.not.include.members(['group-role']);
  });

  it('says what a partial file leaves out, and documents nothing that rests on it', () => {
    const findings = check(partialFile(), groups);
    expect(told(findings)).to.have.members([
      'GET /groups/{cwguid} call : absent GET /groups/{cwguid}',
      'GET /groups/{cwguid}/users call : absent GET /groups/{cwguid}/users',
      'GET /groups/{cwguid}/role-assignments call : absent GET /groups/{cwguid}/role-assignments',
      'GET /users answer MobilePhone: absent MobilePhone',
      'POST /users request MobilePhone: absent MobilePhone',
      'POST /users answer MobilePhone: absent MobilePhone',
      'GET /users/{cwguid} answer MobilePhone: absent MobilePhone',
      'PATCH /users/{cwguid} request MobilePhone: absent MobilePhone',
    ]);
    expect(proposalsOf(findings)).to.deep.equal([]);
    expect(typesOf(findings, groups)).not.to.include.members(['group']);
    expect(typesOf(findings, groups)).not.to.include.members(['access']);
    expect(typesOf(findings, groups)).to.include('entity');
  });

  it('says where a file contradicts, proposes the names of the file, and documents nothing', () => {
    const findings = check(contradictingFile(), groups);
    expect(told(findings)).to.include.members([
      'address : address /ms/caseware-cloud/api/v2 /jansen/ms/caseware-cloud/api/v3',
      'POST /entities request Name: length 60 40',
      'POST /entities request BusinessNumber: required',
      'POST /entities request BusinessPhone: name BusinessPhone Phone',
      'GET /entities answer BusinessPhone: name BusinessPhone Phone',
      'POST /users request Admin: type boolean string',
      'PATCH /groups/{cwguid}/role-assignments request objType: value Entity ENTITY, ENGAGEMENT',
    ]);
    expect(proposalsOf(findings)).to.deep.include.members([
      { setting: 'fieldNames.phone', value: 'Phone' },
      { setting: 'objectType', value: 'ENTITY' },
    ]);
    expect(typesOf(findings, groups)).to.deep.equal([]);
    expect(findings.filter(isContradicted)).not.to.deep.equal([]);
  });

  it('fits once what it proposed was set', () => {
    const file = completeFile();
    renameField(file, { from: 'MobilePhone', to: 'mobilephone', schemas: USER_SCHEMAS });
    const before = check(file, groups);
    expect(proposalsOf(before)).to.deep.equal([{ setting: 'fieldNames.personMobile', value: 'mobilephone' }]);
    expect(typesOf(before)).to.include('person');
    expect(told(check(file, { ...groups, fieldNames: { personMobile: 'mobilephone' } }))).to.deep.equal([]);
  });

  it('proposes nothing where two places of the file ask for two names', () => {
    const file = completeFile();
    renameField(file, { from: 'BusinessPhone', to: 'Phone', schemas: ['EntityPatch'] });
    const findings = check(file, groups);
    expect(told(findings)).to.deep.equal([
      'PATCH /entities/{cwguid} request BusinessPhone: name BusinessPhone Phone',
    ]);
    expect(proposalsOf(findings)).to.deep.equal([]);
    expect(typesOf(findings, groups)).not.to.include('entity');
  });

  it('asks nothing about a field that a setting leaves out', () => {
    expect(told(check(partialFile(), { ...groups, fieldNames: { personMobile: null } }))).not.to.include(
      'GET /users answer MobilePhone: absent MobilePhone',
    );
  });

  it('finds calls below a beginning that all paths share, and refuses none for its letter case', () => {
    const file = completeFile();
    const below = (start: string) => ({
      ...file,
      servers: [{ url: '/' }],
      paths: Object.fromEntries(Object.entries(file.paths).map(([path, item]) => [start + path, item])),
    });
    expect(told(check(below('/{firm}/ms/caseware-cloud/api/v2'), groups))).to.deep.equal([]);
    expect(told(check(below('/{firm}/ms/caseware-cloud/api/v1'), groups))).to.deep.equal([
      'address : address /ms/caseware-cloud/api/v2 /{}/ms/caseware-cloud/api/v1',
    ]);
  });

  it('reads Swagger 2 as well', () => {
    const ours = {
      ...{ openapi: '3.0.0', info: {} },
      paths: {
        '/things/{id}': {
          put: {
            tags: ['thing'],
            parameters: [{ name: 'page', in: 'query', schema: { type: 'integer' } }],
            requestBody: {
              content: {
                'application/json': {
                  schema: { type: 'object', properties: { Name: { type: 'string', maxLength: 60 } } },
                },
              },
            },
            responses: {
              '200': {
                content: {
                  'application/json': { schema: { type: 'object', properties: { Id: { type: 'integer' } } } },
                },
              },
            },
          },
        },
      },
    };
    const swagger = (maxLength: number, type: string) => ({
      swagger: '2.0',
      info: {},
      paths: {
        '/things/{thing}': {
          parameters: [{ $ref: '#/parameters/page' }],
          put: {
            parameters: [{ name: 'body', in: 'body', schema: { $ref: '#/definitions/Thing' } }],
            responses: { '201': { schema: { $ref: '#/definitions/Thing' } } },
          },
        },
      },
      parameters: { page: { name: 'page', in: 'query', type } },
      definitions: {
        Thing: {
          type: 'object',
          properties: { Id: { type: 'integer' }, Name: { type: 'string', maxLength } },
        },
      },
    });
    expect(told(check(swagger(80, 'integer'), {}, ours))).to.deep.equal([]);
    expect(told(check(swagger(20, 'string'), {}, ours))).to.deep.equal([
      'PUT /things/{id} query page: type integer string',
      'PUT /things/{id} request Name: length 60 20',
    ]);
  });

  for (const [portal, name] of [
    ['caseware-cloud', 'api.json'],
    ['econnect', 'assumed-api.json'],
    ['wolters-kluwer', 'assumed-api.json'],
  ] as const) {
    it(`finds ${portal} in its own description`, () => {
      const ours = apiFile(portal, name);
      expect(told(compareApis(openApi(ours), openApi(ours), {}))).to.deep.equal([]);
    });
  }

  for (const connector of [econnect, woltersKluwer]) {
    describe(`a file of ${connector.title}`, () => {
      const ours = () => documentSchema.parse(apiFile(connector.id, 'assumed-api.json'));
      const documented = (file: unknown) =>
        documentedTypes(compareApis(openApi(ours()), openApi(file), {}), [], []).toSorted();
      const assumed = Object.entries(connector.resources)
        .filter(([, { evidence, assumedCalls }]) => evidence === 'assumed' || assumedCalls !== undefined)
        .map(([type]) => type)
        .sort();

      it('that says every call as it is made documents every type that is assumed, and names no other', () => {
        expect(documented(ours())).to.deep.equal(assumed);
      });

      it('that lacks a call, or has another type of a field, documents all but the types whose call it is', () => {
        for (const [path, operations] of Object.entries(ours().paths))
          for (const [method, { tags, 'x-optional': optional = false }] of Object.entries(operations)) {
            const partial = ours();
            delete partial.paths[path]?.[method];
            const expected = optional ? assumed : assumed.filter((type) => !tags.includes(type));
            expect(documented(partial), `${method} ${path}`).to.deep.equal(expected);
          }
        const file = JSON.parse(JSON.stringify(ours()).replaceAll('"status":', '"state":')) as unknown;
        expect(documented(file).length).to.be.below(assumed.length);
      });
    });
  }

  describe('a file that means harm', () => {
    const withEntity = (schema: unknown): unknown => {
      const file = completeFile();
      return { ...file, components: { schemas: { ...file.components.schemas, Entity: schema } } };
    };

    it('is refused where it is no API, or points out of itself, at nothing, or at itself', () => {
      for (const none of [null, 7, [], {}, { openapi: '4.0', paths: {} }, { openapi: '3.0.0' }])
        expect(refusal(none)).to.equal('NOT_OPENAPI');
      const away = 'https://files.example.nl/a.json';
      expect(refusal(withEntity({ $ref: away }))).to.equal(`REMOTE_REFERENCE ${away}`);
      expect(refusal(withEntity({ $ref: 'other.json#/Entity' }))).to.equal(
        'REMOTE_REFERENCE other.json#/Entity',
      );
      expect(refusal(withEntity({ $ref: '#/components/schemas/Nothing' }))).to.match(/^BROKEN_REFERENCE/);
      expect(refusal(withEntity({ $ref: '#/constructor/prototype' }))).to.match(/^BROKEN_REFERENCE/);
      expect(refusal(withEntity({ $ref: '#/components/schemas/Entity' }))).to.match(/^CIRCULAR_REFERENCE/);
      const itself = { allOf: [{ $ref: '#/components/schemas/Entity' }] };
      expect(refusal(withEntity(itself))).to.match(/^CIRCULAR_REFERENCE/);
    });

    it('is refused where it is nested or doubled without end', () => {
      let deep: unknown = {};
      for (let level = 0; level < 5_000; level += 1) deep = { allOf: [deep] };
      expect(refusal(withEntity(deep))).to.equal('TOO_COMPLICATED');
      const file = completeFile();
      const doubled = Object.fromEntries(
        Array.from({ length: 40 }, (_, level) => {
          const next = { $ref: `#/components/schemas/L${level + 1}` };
          return [`L${level}`, { allOf: [next, next] }];
        }),
      );
      const schemas = {
        ...file.components.schemas,
        ...doubled,
        L40: {},
        Entity: { $ref: '#/components/schemas/L0' },
      };
      expect(refusal({ ...file, components: { schemas } })).to.equal('TOO_COMPLICATED');
    });

    it('shows nothing that a terminal would obey, and takes no name of every object for a field', () => {
      const file = completeFile();
      const properties = { 'phone\u001b[2J': { type: 'string' }, Name: { type: 'str\u001b]0;x\u0007' } };
      file.components.schemas.EntityPost = { type: 'object', required: ['\u001b[31mred'], properties };
      const text = JSON.stringify(check(file).filter(({ difference }) => difference !== null));
      expect(text).not.to.match(/\\u001b|\\u0007/);
      expect(text).to.include('?[31mred');
      const values = {
        type: 'object',
        properties: { OwnerType: { type: 'string', enum: [{ toString: 1 }] } },
      };
      file.components.schemas.EntityPost = values;
      expect(told(check(file))).to.include('POST /entities request OwnerType: value Client ?');
    });
  });
});
