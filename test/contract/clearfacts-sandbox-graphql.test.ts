// portals/clearfacts: the GraphQL that the sandbox speaks, over real HTTP.
import { expect } from 'chai';
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
const DOCUMENTED = ['administrations', 'administration'];

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
      const query = 'query admins { administrations(first: 1) { companyNumber, accountManager slug } }';
      expect(await portal.ask(query)).to.deep.equal({
        administrations: [{ companyNumber: BAKERY, accountManager: MANAGER, slug: `dossier-${BAKERY}` }],
      });
      expect(await portal.numbers('(offset: 1, first: 5)')).to.deep.equal([BREWERY]);
      expect(await portal.numbers('(offset: 2)')).to.deep.equal([]);
    });

    it('show numbers with BE before them by a switch, in the assumed ones too, and take them bare all the same', async () => {
      await portal.door('POST /seed', { showsCountry: true });
      const shown = `BE${BAKERY}`;
      expect(await portal.numbers()).to.deep.equal([shown, `BE${BREWERY}`]);
      expect((await portal.addUser(CLERK, [BAKERY])).companyNumbers).to.deep.equal([shown]);
      const settings = await portal.call('dossierSettings', { companyNumber: BAKERY });
      expect(settings).to.include({ companyNumber: shown });
      expect(await portal.call('clientUsers', { companyNumber: shown })).to.equal('DOSSIER_NOT_FOUND');
    });

    it('find one dossier by its company number', async () => {
      const find = (number: string) =>
        portal.ask('query ($number: String!) { administration(companyNumber: $number) { companyNumber } }', {
          number,
        });
      expect(await find(BREWERY)).to.deep.equal({ administration: { companyNumber: BREWERY } });
      expect(await find(`BE${BREWERY}`)).to.deep.equal({ administration: null });
      expect(await find(MILL)).to.deep.equal({ administration: null });
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
      ['an end that is missing', '{ administrations { slug }', {}],
      ['a text with a wrong escape', '{ administration(companyNumber: "\\q") { slug } }', {}],
      ['two operations', `${companies} ${companies}`, {}],
      ['a fragment', '{ administrations { ...all } }', {}],
      ['a call that does not exist', '{ clients { name } }', {}],
      ['a mutation asked as a query', '{ refuseAccountRequest(id: "x") { id } }', {}],
      ['a field that does not exist', '{ administrations { configuration } }', {}],
      ['an object without a selection', '{ administrations }', {}],
      ['a leaf with a selection', '{ administrations { slug { text } } }', {}],
      ['an argument that does not exist', '{ administrations(page: 1) { slug } }', {}],
      ['an argument that is missing', '{ clientUsers { id } }', {}],
      ['an argument of another type', '{ administrations(first: "1") { slug } }', {}],
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
