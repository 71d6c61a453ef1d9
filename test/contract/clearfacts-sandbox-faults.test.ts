// portals/clearfacts: the tokens of the sandbox, its faults and its back door, over real HTTP.
import { expect } from 'chai';
import { z } from 'zod';
import { SANDBOX_CREDENTIALS } from '../../connectors/clearfacts/sandbox/clearfacts-sandbox.ts';
import { waitFor } from '../support/wait-for.ts';
import {
  BAKERY,
  CLERK,
  MILL,
  openClearFacts,
  type ClearFactsCaller,
} from '../support/contract/clearfacts-sandbox-caller.ts';

describe('the sandbox of ClearFacts, asked to misbehave', () => {
  let portal: ClearFactsCaller;

  before(async () => {
    portal = await openClearFacts();
  });
  after(() => portal.close());
  beforeEach(() => portal.start());

  const companies = '{ administrations { companyNumber } }';
  const isRefused = async (expected: number) =>
    expect((await portal.send(companies)).status).to.equal(expected);

  describe('access tokens', () => {
    const make = async (owner = {}) =>
      z.object({ token: z.string() }).parse((await portal.door('POST /tokens', owner)).body).token;

    it('are of 80 characters, and others are refused with HTTP 401', async () => {
      expect(SANDBOX_CREDENTIALS.accessToken).to.have.length(80);
      const made = await make();
      expect(made).to.have.length(80);
      portal.useToken(made);
      await isRefused(200);
      portal.useToken('x'.repeat(80));
      await isRefused(401);
    });

    it('[doc] are ten at most with OIDC: the eleventh revokes the least recently used with the same scopes', async () => {
      const oidc = { kind: 'oidc', scopes: ['read_administrations'] };
      const made: string[] = [];
      for (let count = 0; count < 10; count += 1) made.push(await make(oidc));
      portal.useToken(made[0]!);
      await isRefused(200);
      await make(oidc);
      await isRefused(200);
      portal.useToken(made[1]!);
      await isRefused(401);
      // Another application, and other scopes, have their own.
      await make({ ...oidc, application: 'Other' });
      portal.useToken(made[2]!);
      await isRefused(200);
    });

    it('[doc] are never revoked by others where they are personal', async () => {
      for (let count = 0; count < 11; count += 1) await make();
      await isRefused(200);
      expect(await portal.look('/state')).to.include({ tokens: 12 });
      expect(await portal.mails()).to.deep.equal([]);
    });

    it('[doc] allow what their scopes say', async () => {
      portal.useToken(await make({ scopes: ['associate_read'] }));
      expect(await portal.ask(companies)).to.equal('ACCESS_DENIED');
      portal.useToken(await make({ scopes: ['read_administrations'] }));
      await isRefused(200);
    });

    it('can be refused by an error in HTTP 200, and the whole office with 403', async () => {
      await portal.door('POST /seed', { refusesWith: 'graphql' });
      await portal.door('POST /expire-tokens');
      expect(await portal.ask(companies)).to.equal('ACCESS_DENIED');
      await portal.door('POST /reset');
      await portal.door('POST /block', { blocked: true });
      await isRefused(403);
    });
  });

  describe('faults', () => {
    const arm = async (fault: string, more = {}) => {
      expect((await portal.door('POST /faults', { fault, ...more })).status).to.equal(204);
    };
    const writing = { match: { path: 'mutation/' } };
    const userCount = async () =>
      z.object({ users: z.array(z.unknown()) }).parse(await portal.look('/state')).users.length;
    const add = (signal?: AbortSignal) =>
      portal.send(
        'mutation ($numbers: [String!]!) { addClientUser(user: {email: "a@bakker.example.nl", firstName: "A", lastName: "B", companyNumbers: $numbers}) { id email } }',
        { numbers: [BAKERY] },
        signal,
      );

    for (const fault of ['400', '401', '403', '404', '422', '500', '503']) {
      it(`answers ${fault} once, and echoes the request`, async () => {
        await arm(fault, writing);
        expect(await portal.numbers()).to.have.length(2);
        const answer = await add();
        expect(answer.status).to.equal(Number(fault));
        expect(answer.body).to.have.property('message').that.includes('a@bakker.example.nl');
        expect(await userCount()).to.equal(0);
        expect((await add()).status).to.equal(200);
      });
    }

    it('answers an error of GraphQL with HTTP 200, a page, or asks to wait', async () => {
      await arm('graphql-ACCESS_DENIED', writing);
      const denied = await add();
      expect(denied.status).to.equal(200);
      expect(denied.body).to.have.nested.property('errors[0].extensions.code', 'ACCESS_DENIED');
      await arm('html-200');
      expect((await add()).headers.get('content-type')).to.equal('text/html');
      await arm('429', { retryAfter: 17 });
      const wait = await add();
      expect([wait.status, wait.headers.get('retry-after')]).to.deep.equal([429, '17']);
      expect(await userCount()).to.equal(0);
    });

    for (const [when, landed] of [
      ['before', 0],
      ['after', 1],
    ] as const) {
      it(`never answers, ${when} it was done`, async () => {
        await arm(`timeout-${when}-commit`, writing);
        const caller = new AbortController();
        const failure = add(caller.signal).catch((error: unknown) => error);
        const arrived = async () => z.array(z.unknown()).parse(await portal.look('/requests')).length === 1;
        await waitFor(arrived, { what: 'the request to arrive' });
        caller.abort();
        expect(await failure).to.have.property('name', 'AbortError');
        expect([await userCount(), (await portal.mails()).length]).to.deep.equal([landed, landed]);
      });
    }

    it('is slow, says that it did what it did not, and shows late', async () => {
      await arm('slow', { delayMs: 400 });
      const failure = await add(AbortSignal.timeout(100)).catch((error: unknown) => error);
      expect(failure).to.have.property('name', 'TimeoutError');
      await waitFor(async () => (await userCount()) === 1, { what: 'the slow request to land' });
      await portal.start();
      await arm('no-effect', writing);
      const claimed = await add();
      expect(claimed.body).to.have.nested.property('data.addClientUser.email', 'a@bakker.example.nl');
      expect([await userCount(), (await portal.mails()).length]).to.deep.equal([0, 0]);
      await arm('late-visibility', { ...writing, delayMs: 700 });
      await add();
      expect(await portal.users(BAKERY)).to.deep.equal([]);
      await waitFor(async () => (await portal.users(BAKERY)).length === 1, { what: 'the user to show' });
    });

    it('is refused when it is no fault, and gone when cleared', async () => {
      for (const fault of [{ fault: 'soap-X' }, { fault: '500', times: 0 }, { fault: '500', x: 1 }]) {
        expect((await portal.door('POST /faults', fault)).status).to.equal(400);
      }
      await arm('500');
      await portal.door('DELETE /faults');
      await isRefused(200);
    });
  });

  describe('the back door', () => {
    it('counts by what was asked, and shows the last requests', async () => {
      await portal.addUser(CLERK, [BAKERY]);
      await portal.numbers();
      expect(await portal.look('/counts')).to.deep.equal({
        ...{ total: 2, peak: 1, limited: 0, byMethod: { POST: 2 } },
        byPattern: { 'POST /graphql/mutation/addClientUser': 1, 'POST /graphql/query/administrations': 1 },
      });
      const [first] = z.array(z.looseObject({})).parse(await portal.look('/requests'));
      expect(first).to.have.nested.property('body.variables.user.email', CLERK);
      await portal.door('POST /counts/reset');
      expect(await portal.look('/requests')).to.deep.equal([]);
    });

    it('sees two calls at a time', async () => {
      const slow = await openClearFacts({ latencyMs: 300 });
      try {
        await Promise.all([1, 2].map(() => slow.send(companies)));
        expect(await slow.look('/counts')).to.include({ peak: 2 });
      } finally {
        await slow.close();
      }
    });

    it('refuses what nobody does, and seeds that it does not know', async () => {
      expect(await portal.act('office dance', {})).to.equal('INVALID');
      const user = { email: CLERK, firstName: 'C', lastName: 'B', companyNumbers: [BAKERY] };
      for (const seeded of [
        { mails: [] },
        { refusesWith: 'silence' },
        { dossierDelayMs: -1 },
        { dossiers: [{ companyNumber: '12', name: 'X' }] },
        { dossiers: [{ companyNumber: MILL, name: 'X', configuration: 'E' }] },
        { clientUsers: [{ ...user, profile: 'king' }] },
        { clientUsers: [{ ...user, companyNumbers: [MILL] }] },
      ]) {
        expect((await portal.door('POST /seed', seeded)).status, JSON.stringify(seeded)).to.equal(400);
      }
      expect((await portal.door('POST /seed', { clientUsers: [user] })).status).to.equal(204);
      expect(await portal.mails()).to.deep.equal([]);
      expect((await portal.door('GET /nothing')).status).to.equal(404);
      expect((await fetch(`${portal.url}/graphql`)).status).to.equal(405);
      expect((await fetch(`${portal.url}/rest`)).status).to.equal(404);
    });
  });
});
