// portals/wolters-kluwer: signing in to the sandbox, its faults and its back door, over real HTTP.
import { expect } from 'chai';
import { z } from 'zod';
import { waitFor } from '../support/wait-for.ts';
import {
  ANNA,
  BOSS,
  CUSTOMER,
  NUMBERS,
  openBench,
  openCaller,
  OTHER_NUMBERS,
  type PandaBench,
} from '../support/contract/wolters-kluwer-caller.ts';

describe('the sandbox of Wolters Kluwer, asked to misbehave', () => {
  let portal: PandaBench;

  before(async () => {
    portal = await openBench();
  });
  after(() => portal.close());
  beforeEach(() => portal.start());

  const arm = async (fault: string, more = {}) => {
    expect((await portal.door('POST /faults', { fault, ...more })).status).to.equal(204);
  };
  const readAnna = (milliseconds = 5_000) =>
    portal.send(`GET /accounts/${ANNA}`, { signal: AbortSignal.timeout(milliseconds) });
  const added = { ...NUMBERS, name: 'Bakker' };
  const create = (signal?: AbortSignal) =>
    portal.send(`POST /accounts/${ANNA}/organisations`, {
      body: added,
      ...(signal === undefined ? {} : { signal }),
    });

  it('takes the right credentials only, and tokens until they expire', async () => {
    expect((await portal.token()).body).to.include({ token_type: 'Bearer', expires_in: 3600 });
    const wrong = await portal.token({ client_secret: 'wrong' });
    expect([wrong.status, wrong.body]).to.deep.equal([400, { error: 'invalid_client' }]);
    const strange = { error: 'unsupported_grant_type' };
    expect((await portal.token({ grant_type: 'password' })).body).to.deep.equal(strange);
    await portal.door('POST /expire-tokens');
    expect(await portal.tell(`GET /accounts/${ANNA}`)).to.equal('401 UNAUTHORIZED');
    await portal.signIn();
    expect(await portal.tell(`GET /accounts/${ANNA}`)).to.equal(200);
  });

  for (const fault of ['400', '401', '403', '404', '409', '422', '500', '503']) {
    it(`answers ${fault} in the words of the portal, once, and echoes the request`, async () => {
      await arm(fault);
      const answer = await readAnna();
      expect(answer.status).to.equal(Number(fault));
      expect(answer.body).to.have.property('code', `HTTP_${fault}`);
      expect(answer.body).to.have.property('message').that.includes('Bearer ');
      expect((await readAnna()).status).to.equal(200);
    });
  }

  it('answers a page', async () => {
    await arm('html-503');
    const answer = await readAnna();
    expect([answer.status, answer.headers.get('content-type')]).to.deep.equal([503, 'text/html']);
  });

  it('asks to wait with 429, on demand and when more than two come at a time', async () => {
    await arm('429', { retryAfter: 17 });
    expect((await readAnna()).headers.get('retry-after')).to.equal('17');
    const limited = await openCaller({ latencyMs: 400 });
    try {
      await limited.signIn();
      const answers = await Promise.all([1, 2, 3].map(() => limited.send(`GET /accounts/${ANNA}`)));
      expect(answers.map(({ status }) => status).toSorted()).to.deep.equal([404, 404, 429]);
      expect((await limited.door('GET /counts')).body).to.include({ total: 3, tokens: 1, peak: 3 });
    } finally {
      await limited.close();
    }
  });

  for (const [when, landed] of [
    ['before', []],
    ['after', [`${ANNA} administrator`]],
  ] as const) {
    it(`never answers, ${when} it was done`, async () => {
      await arm(`timeout-${when}-commit`, { match: { method: 'POST', path: 'organisations$' } });
      await portal.door('POST /counts/reset');
      const caller = new AbortController();
      const failure = create(caller.signal).catch((error: unknown) => error);
      const arrived = async () => z.array(z.unknown()).parse(await portal.look('/requests')).length === 1;
      await waitFor(arrived, { what: 'the request to arrive' });
      caller.abort();
      expect(await failure).to.have.property('name', 'AbortError');
      expect(await portal.access()).to.deep.equal(landed);
    });
  }

  it('is slow, says that it did what it did not, and shows late', async () => {
    await arm('slow', { delayMs: 400 });
    const failure = await readAnna(100).catch((error: unknown) => error);
    expect(failure).to.have.property('name', 'TimeoutError');
    await arm('no-effect', { match: { method: 'POST' } });
    expect((await create()).status).to.equal(201);
    expect(await portal.access()).to.deep.equal([]);
    await arm('late-visibility', { delayMs: 1_000 });
    expect((await create()).status).to.equal(201);
    const found = async () =>
      z
        .array(z.unknown())
        .parse(await portal.list(`GET /organisations?${new URLSearchParams(NUMBERS).toString()}`)).length;
    expect([await found(), await portal.numbers(ANNA, 'organisations')]).to.deep.equal([0, []]);
    expect((await create()).body).to.have.property('code', 'EXISTS');
    await waitFor(async () => (await found()) === 1, { what: 'the organisation to show' });
    expect(await portal.numbers(ANNA, 'organisations')).to.deep.equal([CUSTOMER]);
  });

  it('refuses what is no fault, what nobody does, and seeds that it does not know', async () => {
    for (const fault of [{ fault: 'x' }, { fault: 'soap-X' }, { fault: '500', times: 0 }])
      expect((await portal.door('POST /faults', fault)).status).to.equal(400);
    await arm('500');
    await portal.door('DELETE /faults');
    expect((await readAnna()).status).to.equal(200);
    expect(await portal.act('client dance', { email: BOSS })).to.equal('400 INVALID');
    expect((await portal.door('GET /nothing')).status).to.equal(404);
    for (const wrong of [
      { mails: [] },
      { accounts: [{}] },
      { organisations: [{ ...NUMBERS, administrators: [] }] },
      { organisations: [{ customerNumber: CUSTOMER, administrators: [BOSS] }] },
    ]) {
      expect((await portal.door('POST /seed', wrong)).status).to.equal(400);
    }
    expect(await portal.look('/state')).to.deep.include({ organisations: [], mails: [] });
  });

  it('counts, and shows the last requests, sign-ins apart', async () => {
    await portal.door('POST /counts/reset');
    await portal.signIn();
    await create();
    await readAnna();
    expect(await portal.look('/counts')).to.deep.include({
      ...{ total: 2, tokens: 1, byMethod: { GET: 1, POST: 1 } },
      byPattern: {
        'POST /api/assumed/v1/accounts/{account}/organisations': 1,
        'GET /api/assumed/v1/accounts/{account}': 1,
      },
    });
    const path = `/api/assumed/v1/accounts/${ANNA}/organisations`;
    const [first] = z.array(z.unknown()).parse(await portal.look('/requests'));
    expect(first).to.deep.include({ method: 'POST', path, body: added });
  });

  it('lets a person register and add the organisation of the client, as people do', async () => {
    const email = 'klant@slager.example.nl';
    expect(await portal.act('person register', { email, firstName: 'Kees', lastName: 'Slager' })).to.equal(
      204,
    );
    const add = () => portal.act('person add-organisation', { ...OTHER_NUMBERS, email, name: 'Slager' });
    expect(await add()).to.equal('409 ACCOUNT_NOT_ACTIVE');
    expect(await portal.act('person confirm', { email })).to.equal(204);
    expect(await add()).to.equal(200);
    expect(await portal.numbers(email, 'organisations')).to.deep.equal([OTHER_NUMBERS.customerNumber]);
  });
});
