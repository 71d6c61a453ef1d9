// portals/clearfacts: the GraphQL that the sandbox speaks, over real HTTP.
import { expect } from 'chai';
import { z } from 'zod';
import { isEnumType, isInputObjectType, isObjectType, type GraphQLField } from 'graphql';
import { schema } from '../../connectors/clearfacts/sandbox/schema.ts';
import {
  api,
  BAKERY,
  BREWERY,
  CLERK,
  MANAGER,
  MILL,
  openClearFacts,
  type ClearFactsCaller,
} from '../support/contract/clearfacts-sandbox-caller.ts';

/** [doc] */
const DOCUMENTED = ['administrations', 'administration', 'associates', 'addAssociate', 'editAssociate'];

const typesOf = (fields: readonly { readonly name: string; readonly type: unknown }[]) =>
  Object.fromEntries(fields.map(({ name, type }) => [name, String(type)]));
const signatures = (fields: Readonly<Record<string, GraphQLField<unknown, unknown>>>) =>
  Object.values(fields)
    .filter(({ name }) => !DOCUMENTED.includes(name))
    .map(({ name, args, type }) => ({ name, args: typesOf(args), returns: String(type) }));
const described = (calls: typeof api.queries) =>
  Object.entries(calls).map(([name, { arguments: args, returns }]) => ({ name, args, returns }));

describe('the GraphQL of the sandbox of ClearFacts', () => {
  let portal: ClearFactsCaller;

  before(async () => {
    portal = await openClearFacts();
  });
  after(() => portal.close());
  beforeEach(() => portal.start());

  const companies = '{ administrations { companyNumber } }';

  it('says what it plays, and answers exactly the described assumed calls', async () => {
    expect(await portal.look('')).to.deep.equal({ sandbox: 'clearfacts' });
    expect(signatures(schema.getQueryType()!.getFields())).to.deep.equal(described(api.queries));
    expect(signatures(schema.getMutationType()!.getFields())).to.deep.equal(described(api.mutations));
    for (const [name, fields] of Object.entries(api.inputs)) {
      const input = schema.getType(name);
      expect(isInputObjectType(input) && typesOf(Object.values(input.getFields()))).to.deep.equal(fields);
    }
    const { ClientUserProfile, ...types } = api.components.schemas;
    const profiles = schema.getType('ClientUserProfile');
    expect(isEnumType(profiles) && profiles.getValues().map(({ name }) => name)).to.deep.equal(
      ClientUserProfile!.enum,
    );
    for (const [name, { properties = {} }] of Object.entries(types)) {
      const type = schema.getType(name);
      expect(isObjectType(type) && Object.keys(type.getFields()), name).to.have.members(
        Object.keys(properties),
      );
    }
  });

  describe('the documented calls', () => {
    it('list dossiers in pages, each with its bare company number', async () => {
      const query = `query admins { administrations(first: 1) {
        name, companyNumber, companyType, accountManager
        emails { type emailAddress } address { streetAddress country { iso2 name } } } }`;
      expect(await portal.ask(query)).to.deep.equal({
        administrations: [
          {
            ...{ name: 'Bakkerij', companyNumber: BAKERY, companyType: null, accountManager: MANAGER },
            emails: [{ type: 'purchase', emailAddress: `aankoop-${BAKERY}@dossiers.example.nl` }],
            address: { streetAddress: 'Dorpsstraat 1', country: { iso2: 'BE', name: 'Belgium' } },
          },
        ],
      });
      expect(await portal.numbers('(offset: 1, first: 5)')).to.deep.equal([BREWERY]);
      expect(await portal.numbers('(offset: 2)')).to.deep.equal([]);
    });

    it('find one dossier by its company number', async () => {
      const find = (number: string) =>
        portal.ask('query ($number: String!) { administration(companyNumber: $number) { name } }', {
          number,
        });
      expect(await find(BREWERY)).to.deep.equal({ administration: { name: 'Brouwerij' } });
      expect(await find(`BE${BREWERY}`)).to.deep.equal({ administration: null });
      expect(await find(MILL)).to.deep.equal({ administration: null });
    });

    it('keep office staff apart from client users, and patch what is given', async () => {
      const fields = 'id email firstName lastName type language active';
      const associate = { email: MANAGER, firstName: 'Dora', lastName: 'Smit' };
      const add = `mutation ($associate: AddAssociateArgument!) { addAssociate(associate: $associate) { ${fields} } }`;
      const added = await portal.ask(add, { associate });
      const shape = z.object({ addAssociate: z.looseObject({ id: z.string() }) });
      const made = shape.parse(added).addAssociate;
      expect(made).to.deep.include({ ...associate, type: 'ADMIN', language: 'nl_BE', active: true });
      expect(await portal.ask(add, { associate })).to.equal('EMAIL_IN_USE');
      const edit = `mutation ($id: ID!, $associate: EditAssociateArgument!) {
        editAssociate(id: $id, associate: $associate) { ${fields} } }`;
      const changed = { id: made.id, associate: { lastName: 'Smits', active: false } };
      const edited = { ...made, lastName: 'Smits', active: false };
      expect(await portal.ask(edit, changed)).to.deep.equal({ editAssociate: edited });
      expect(await portal.ask(edit, { ...changed, id: 'x' })).to.equal('ASSOCIATE_NOT_FOUND');
      expect(await portal.ask(`{ associates { ${fields} } }`)).to.deep.equal({ associates: [edited] });
      expect(await portal.call('clientUser', { email: MANAGER })).to.equal(null);
      expect(await portal.mails()).to.deep.equal([]);
    });
  });

  describe('errors', () => {
    it('arrive with HTTP 200, and nothing was done', async () => {
      const user = { email: CLERK, firstName: 'C', lastName: 'B', companyNumbers: [MILL] };
      const query =
        'mutation ($user: AddClientUserArgument!) { made: addClientUser(user: $user) { id companyNumbers } }';
      const answer = await portal.send(query, { user });
      expect(answer.status).to.equal(200);
      expect(answer.body).to.deep.equal({
        errors: [
          {
            message: 'There is no such dossier.',
            path: ['made'],
            extensions: { category: 'user', code: 'DOSSIER_NOT_FOUND' },
          },
        ],
        data: null,
      });
      expect(await portal.look('/state')).to.have.deep.property('users', []);
    });

    const id = 'mutation ($id: ID!) { refuseAccountRequest(id: $id) { id } }';
    for (const [wrong, query, variables] of [
      ['text that is no GraphQL', 'hello', {}],
      ['an end that is missing', '{ administrations { name }', {}],
      ['a text with a wrong escape', '{ administration(companyNumber: "\\q") { name } }', {}],
      ['two operations', `${companies} ${companies}`, {}],
      ['a fragment', '{ administrations { ...all } }', {}],
      ['a call that does not exist', '{ clients { name } }', {}],
      ['a mutation asked as a query', '{ refuseAccountRequest(id: "x") { id } }', {}],
      ['a field that does not exist', '{ administrations { configuration } }', {}],
      ['an object without a selection', '{ administrations }', {}],
      ['a leaf with a selection', '{ administrations { name { text } } }', {}],
      ['an argument that does not exist', '{ administrations(page: 1) { name } }', {}],
      ['an argument that is missing', '{ clientUsers { id } }', {}],
      ['an argument of another type', '{ administrations(first: "1") { name } }', {}],
      ['a variable that is missing', id, {}],
      ['a variable that is not declared', id.replace('($id: ID!)', ''), { id: 'x' }],
      ['a variable declared as less', id.replace('ID!', 'ID'), { id: 'x' }],
      [
        'a profile that does not exist',
        'mutation { editClientUser(id: "x", user: {profile: KING}) { id } }',
        {},
      ],
      ['a member that does not exist', 'mutation { editClientUser(id: "x", user: {email: "x"}) { id } }', {}],
    ] as const) {
      it(`are the answer to ${wrong}`, async () => {
        expect(await portal.ask(query, variables)).to.equal('BAD_REQUEST');
      });
    }

    it('are not the answer to literals, aliases, comments and lists', async () => {
      const query = `mutation { # by hand
        one: addClientUser(user: {email: "${CLERK}", firstName: "C\\"", lastName: "B", profile: FULL_ACCESS,
          companyNumbers: ["${BAKERY}", "${BREWERY}"]}) { firstName numbers: companyNumbers profile } }`;
      expect(await portal.ask(query)).to.deep.equal({
        one: { firstName: 'C"', numbers: [BAKERY, BREWERY], profile: 'FULL_ACCESS' },
      });
    });
  });
});
