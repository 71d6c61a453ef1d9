// What goes over the wire to ClearFacts, and what its answers mean.
import { expect } from 'chai';
import nock from 'nock';
import { clearfacts } from '../../connectors/clearfacts/clearfacts.ts';
import type { ResourceType } from '../../connectors/connector.ts';
import type { ClearFactsSettings } from '../../connectors/clearfacts/settings.ts';
import { catchError } from '../support/contract/catch-error.ts';
import { openClearFactsSession, TOKEN } from '../support/contract/clearfacts-session.ts';
import { useNock } from '../support/contract/use-nock.ts';

const ORIGIN = 'https://api.example.nl';
const NUMBER = '0123456749';
const ANNA = "anna.o'neil@bakker.example.nl";
const USER = {
  ...{ id: 'u1', email: ANNA.toUpperCase(), firstName: 'Anna', lastName: 'Vos', language: 'nl_BE' },
  ...{ profile: 'FULL_ACCESS', companyNumbers: [NUMBER], unknownField: 1 },
};
const target = { key: ANNA, portalId: null, parents: {} };
const type = (name: string): ResourceType<ClearFactsSettings> => clearfacts.resources[name]!;
const caught = (run: () => Promise<unknown>) => catchError(run, [TOKEN, 'anna', 'bakker', 'secret']);

describe('ClearFacts on the wire', () => {
  let sent: { query: string; variables: Record<string, unknown> }[] = [];
  const answers = (...bodies: readonly object[]) => {
    for (const body of bodies)
      nock(ORIGIN, { reqheaders: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' } })
        .post('/graphql', (asked) => sent.push(asked as never) > 0)
        .reply(200, body);
  };
  const refuses = (extensions: object, data: unknown = null) =>
    answers({ data, errors: [{ message: `secret of ${ANNA}`, path: ['clientUser'], extensions }] });
  const session = () => openClearFactsSession(ORIGIN);
  const unproven = () => openClearFactsSession(ORIGIN, { mayCall: (type) => type !== 'user' });
  const find = () => type('user').find(session(), target);
  const create = () =>
    type('user').create(session(), { ...target, attributes: { firstName: 'Anna', lastName: 'Vos' } });

  beforeEach(() => (sent = []));
  afterEach(() => expect(nock.pendingMocks()).to.deep.equal([]));
  useNock();

  it('asks with one POST: a document and its variables, and never a value in the document', async () => {
    answers({ data: { clientUser: USER } });
    expect(await find()).to.deep.equal([
      {
        ...{ portalId: 'u1', key: ANNA },
        attributes: { firstName: 'Anna', lastName: 'Vos', language: 'nl_BE', profile: 'full-access' },
      },
    ]);
    expect(sent[0]?.variables).to.deep.equal({ email: ANNA });
    expect(sent[0]?.query).to.match(/^query \(\$email: String!\) \{ clientUser\(email: \$email\) \{/);
  });

  // SCHEMA query.doc.html, administration.doc.html; CF 30_2_1_administrations
  it('[doc] asks for one dossier by its bare number, and for nothing but the responsible and its address', async () => {
    const shown = { companyNumber: NUMBER, accountManager: 'dirk@kantoor.example.nl', slug: 'bakker-12' };
    answers({ data: { administration: shown } });
    const [found] = await type('dossier').find(unproven(), { ...target, key: NUMBER });
    expect(sent[0]?.query).to.equal(
      'query ($companyNumber: String!) { administration(companyNumber: $companyNumber) { companyNumber accountManager slug } }',
    );
    expect(sent[0]?.variables).to.deep.equal({ companyNumber: NUMBER });
    expect(found).to.deep.equal({
      ...{ portalId: NUMBER, key: NUMBER },
      attributes: { accountManager: 'dirk@kantoor.example.nl', slug: 'bakker-12' },
    });
  });

  it('[doc] knows a number with BE before it, as some samples show it', async () => {
    answers({ data: { administration: { companyNumber: `BE${NUMBER}` } } });
    const [found] = await type('dossier').find(unproven(), { ...target, key: NUMBER });
    expect(found?.portalId).to.equal(NUMBER);
  });

  it('[doc] knows such a number in the list of a user, takes it away, and sends the others bare', async () => {
    const shown = { ...USER, companyNumbers: [`BE${NUMBER}`, 'BE0987654394'] };
    answers({ data: { clientUser: shown } }, { data: { editClientUser: USER } });
    const place = { key: ANNA, portalId: ANNA, parents: { dossier: NUMBER, user: 'u1' } };
    expect(await type('assignment').remove!(session(), place)).to.include({ status: 'done' });
    expect(sent[1]?.variables).to.deep.equal({ id: 'u1', user: { companyNumbers: ['0987654394'] } });
  });

  it('[doc] never reads the addresses to which documents are sent', async () => {
    answers({ data: { administration: null } }, { data: { administrations: [] } });
    await type('dossier').find(unproven(), { ...target, key: NUMBER });
    await clearfacts.check!(unproven());
    for (const { query } of sent) expect(query).to.not.include('emails');
  });

  // CF 23_authentication_scopes
  for (const [what, answer] of [
    ['an error', () => refuses({ code: 'ACCESS_DENIED' })],
    ['HTTP 403', () => void nock(ORIGIN).post('/graphql').reply(403, '')],
  ] as const) {
    it(`[doc] names the scope that the token lacks, told by ${what}`, async () => {
      answer();
      const error = await caught(() => clearfacts.check!(session()));
      expect(error).to.include({ name: 'AccessError', code: 'SCOPE_MISSING' });
      expect(error.message).to.include('read_administrations');
    });
  }

  it('adds a user without any dossier, and changes only what is given', async () => {
    answers({ data: { clientUser: null } }, { data: { addClientUser: USER } });
    expect(await create()).to.deep.include({ status: 'done', portalId: 'u1' });
    expect(sent[1]?.variables).to.deep.equal({
      user: { email: ANNA, firstName: 'Anna', lastName: 'Vos', companyNumbers: [] },
    });
    answers({ data: { editClientUser: USER } });
    const change = { ...target, portalId: 'u1', before: {}, changes: { lastName: 'Vos' } };
    await type('user').update!(session(), change);
    expect(sent[2]?.variables).to.deep.equal({ id: 'u1', user: { lastName: 'Vos' } });
  });

  it('adds nobody whose address is known by then: the profile would change in all dossiers of that user', async () => {
    answers({ data: { clientUser: USER } });
    expect(await create()).to.deep.equal({ status: 'taken' });
    expect(sent).to.have.length(1);
  });

  it('says that there was nothing to take away where the user is not in the dossier, or not there any more', async () => {
    const place = { key: ANNA, portalId: ANNA, parents: { dossier: NUMBER, user: 'u1' } };
    const remove = () => type('assignment').remove!(session(), place);
    answers({ data: { clientUser: null } }, { data: { clientUser: { ...USER, companyNumbers: [] } } });
    for (let time = 0; time < 2; time += 1) expect(await remove()).to.deep.equal({ status: 'gone' });
    answers({ data: { clientUser: USER } });
    refuses({ code: 'USER_NOT_FOUND' });
    expect(await remove()).to.deep.equal({ status: 'gone' });
    answers({ data: { clientUser: USER } }, { data: { editClientUser: USER } });
    expect(await remove()).to.deep.equal({ status: 'done', portalId: ANNA });
    expect(sent.at(-1)?.variables).to.deep.equal({ id: 'u1', user: { companyNumbers: [] } });
  });

  it('asks for a page of dossiers with their settings in two requests, and for the next page until one is empty', async () => {
    const settings = {
      ...{ configuration: 'D', paymentModule: true, financialMenu: false },
      ...{ responsible: 'DOSSIER_MANAGER', responsibleEmail: 'd@kantoor.example.nl' },
    };
    answers(
      { data: { administrations: [{ companyNumber: NUMBER }, { companyNumber: '0987654394' }] } },
      { data: { d0: settings, d1: null } },
      { data: { administrations: [] } },
    );
    const records = [];
    for await (const record of type('dossier').list!(session(), {})) records.push(record);
    expect(records.map(({ key }) => key)).to.deep.equal([NUMBER, '0987654394']);
    expect(records[0]?.attributes).to.deep.equal({
      ...{ configuration: 'D', paymentModule: true, financialMenu: false },
      responsible: 'dossier-manager',
    });
    expect(sent[1]?.variables).to.deep.equal({ d0: NUMBER, d1: '0987654394' });
  });

  it('reads only what is documented of a dossier where nothing assumed was proven', async () => {
    answers({ data: { administration: { companyNumber: NUMBER } } });
    const unproven = openClearFactsSession(ORIGIN, {
      mayCall: (type) => !['user', 'assignment'].includes(type),
    });
    await type('dossier').observe!(unproven, [{ key: NUMBER, portalId: null, parents: {} }]);
    expect(sent[0]?.query).not.to.include('dossierSettings');
  });

  for (const [code, ours] of [
    ['UNAUTHENTICATED', 'PORTAL_UNAUTHORIZED'],
    ['ACCESS_DENIED', 'PORTAL_FORBIDDEN'],
    ['FORBIDDEN', 'PORTAL_FORBIDDEN'],
  ] as const) {
    it(`stops the connection at ${code} in HTTP 200 [code]`, async () => {
      refuses({ category: 'user', code });
      expect(await caught(find)).to.include({ name: 'AccessError', code: ours });
    });
  }

  const told = (message: string, code?: string) =>
    answers({ data: null, errors: [{ message, extensions: { category: 'user', code } }] });
  for (const [words, code, ours] of [
    ['Unauthorized', undefined, 'PORTAL_UNAUTHORIZED'],
    ['You are not here: unauthenticated.', 'BAD_REQUEST', 'PORTAL_UNAUTHORIZED'],
    ['Access denied to this field.', undefined, 'PORTAL_FORBIDDEN'],
    [`Access denied for ${ANNA}`, undefined, 'PORTAL_FORBIDDEN'],
    ['403 Forbidden', undefined, 'PORTAL_FORBIDDEN'],
    ['No.', 'access-denied', 'PORTAL_FORBIDDEN'],
    ['No.', 'USER_UNAUTHENTICATED', 'PORTAL_UNAUTHORIZED'],
  ] as const) {
    it(`stops the connection at the words "${words.replace(ANNA, 'somebody')}" with the code ${code ?? 'left out'} [code]`, async () => {
      told(words, code);
      const error = await caught(find);
      expect(error).to.include({ name: 'AccessError', code: ours });
      expect(JSON.stringify(error)).to.not.include('here');
    });
  }

  it('goes by the words only where no code that it knows says otherwise', async () => {
    told('Access denied, try again later', 'INTERNAL');
    expect(await caught(find)).to.include({ name: 'TransientError' });
    answers({ data: { clientUser: null } });
    told('Forbidden characters in the name', 'INVALID');
    expect(await create()).to.deep.equal({ status: 'refused', what: 'REJECTED_BY_PORTAL' });
    for (const words of ['The field name holds forbidden characters', 'Unauthorizedly']) {
      told(words);
      expect(await caught(find)).to.include({ name: 'RejectedError' });
    }
  });

  it('names the scope that the token lacks where words alone tell so', async () => {
    told('Access denied to this field.');
    expect(await caught(() => clearfacts.check!(session()))).to.include({ code: 'SCOPE_MISSING' });
  });

  it('does not take for nobody whom a warning about access kept back', async () => {
    const warning = { message: 'Access denied to this field.', extensions: { category: 'user' } };
    answers({ data: { clientUser: null }, extensions: { warnings: [warning] } });
    expect(await caught(find)).to.include({ name: 'AccessError', code: 'PORTAL_FORBIDDEN' });
    answers({ data: { clientUser: null }, extensions: { warnings: [{ message: 'Deprecated.' }] } });
    expect(await find()).to.deep.equal([]);
  });

  it('stops at an authentication category without a code, and however much data comes beside it', async () => {
    refuses({ category: 'authentication' }, { clientUser: USER });
    expect(await caught(find)).to.include({ name: 'AccessError' });
  });

  it('waits where it is told to in HTTP 200', async () => {
    refuses({ code: 'RATE_LIMITED' });
    expect(await caught(find)).to.include({ name: 'RateLimitedError', retryAfterMs: 30_000 });
  });

  it('tries again later what failed inside, and cannot tell whether a write took effect', async () => {
    refuses({ category: 'internal' });
    expect(await caught(find)).to.include({ name: 'TransientError', mayHaveLanded: false });
    answers({ data: { clientUser: null } });
    refuses({ code: 'INTERNAL_SERVER_ERROR' });
    expect(await caught(create)).to.include({ name: 'TransientError', mayHaveLanded: true });
  });

  it('takes a refusal of a write that it knows for nothing done, and any other for one to look after', async () => {
    answers({ data: { clientUser: null } });
    refuses({ code: 'INVALID' });
    expect(await create()).to.deep.equal({ status: 'refused', what: 'REJECTED_BY_PORTAL' });
    answers({ data: { clientUser: null } });
    refuses({ code: 'SOMETHING_NEW' });
    expect(await caught(create)).to.include({ name: 'UnclearRefusalError' });
  });

  it('tells the code of an error and nothing else of it', async () => {
    refuses({ code: `no user ${ANNA}` });
    const error = await caught(find);
    expect(error).to.deep.include({ details: { method: 'POST', status: 200, graphql: 'UNKNOWN' } });
  });

  it('does not take an answer of another shape for nobody', async () => {
    answers({ data: {} });
    expect(await caught(find)).to.include({ name: 'TransientError', code: 'PORTAL_ANSWER_UNEXPECTED' });
    answers({ data: { clientUser: { id: 'u1' } } });
    expect(await caught(find)).to.include({ name: 'TransientError', mayHaveLanded: false });
  });

  it('knows a read for a read, although it is a POST', async () => {
    nock(ORIGIN).post('/graphql').reply(500);
    expect(await caught(find)).to.include({ name: 'TransientError', mayHaveLanded: false });
    nock(ORIGIN).post('/graphql').reply(401).post('/graphql').reply(401);
    expect(await caught(find)).to.include({ name: 'AccessError' });
  });
});
