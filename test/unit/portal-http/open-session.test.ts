import { expect } from 'chai';
import nock from 'nock';
import { AccessError, RateLimitedError, RejectedError, TransientError } from '../../../src/errors.ts';
import { unlimitedBudget } from '../../../src/portal-http/request-budget.ts';
import { createTokenCache } from '../../../src/portal-http/token-cache.ts';
import type { PortalRequest } from '../../../connectors/connector.ts';
import { catchError } from '../../support/contract/catch-error.ts';
import { useNock } from '../../support/contract/use-nock.ts';
import { NOW, ORIGIN, SECRET, stubSession } from './stub-session.ts';

const READ: PortalRequest = { method: 'GET', path: '/people', query: { search: "Email='anna@example.nl'" } };
const WRITE: PortalRequest = { method: 'POST', path: '/people', body: { Email: 'anna@example.nl' } };
const ECHO = { errors: [{ message: 'anna@example.nl is not welcome' }] };
const SECRETS = [SECRET, 'anna', 'token-1', 'token-2', 'Bearer'];

describe('A request to a portal', () => {
  useNock();
  let signIns = 0;

  beforeEach(() => {
    signIns = 0;
    nock(ORIGIN)
      .persist()
      .post('/api/v2/token')
      .reply(200, () => ({ token: `token-${(signIns += 1)}` }));
  });

  const answers = (status: number, body: nock.Body = ECHO, headers: Record<string, string> = {}) => {
    nock(ORIGIN).persist().get(/.*/).reply(status, body, headers);
    nock(ORIGIN).persist().post('/api/v2/people').reply(status, body, headers);
  };
  const fails = (request: PortalRequest, session = stubSession()) =>
    catchError(() => session.send(request), SECRETS);

  it('carries the token and a fully encoded query', async () => {
    nock(ORIGIN, { reqheaders: { authorization: 'Bearer token-1', accept: 'application/json' } })
      .get('/api/v2/people')
      .query({ search: "Email='o+b@example.nl'", page: '1' })
      .reply(200, [{ CWGuid: 'g' }]);
    const query = { search: "Email='o+b@example.nl'", page: 1 };
    expect(await stubSession().send({ ...READ, query })).to.deep.equal({
      status: 200,
      body: [{ CWGuid: 'g' }],
    });
  });

  it('signs in once for many requests at a time', async () => {
    answers(200, []);
    const session = stubSession();
    await Promise.all([1, 2, 3, 4].map(() => session.send(READ)));
    expect(signIns).to.equal(1);
  });

  it('signs in again when the token has expired', async () => {
    answers(200, []);
    let now = NOW;
    const session = stubSession({ now: () => now });
    await session.send(READ);
    now = new Date(NOW.getTime() + 59_999);
    await session.send(READ);
    expect(signIns).to.equal(1);
    now = new Date(NOW.getTime() + 60_000);
    await session.send(READ);
    expect(signIns).to.equal(2);
  });

  it('shares the token between sessions of one connection', async () => {
    answers(200, []);
    const tokens = createTokenCache();
    await stubSession({ tokens }).send(READ);
    await stubSession({ tokens }).send(READ);
    expect(signIns).to.equal(1);
  });

  it('is sent again once with a fresh token when the portal refuses the token', async () => {
    nock(ORIGIN).post('/api/v2/people').matchHeader('authorization', 'Bearer token-1').reply(401, ECHO);
    nock(ORIGIN).post('/api/v2/people').matchHeader('authorization', 'Bearer token-2').reply(201, { Id: 1 });
    expect((await stubSession().send(WRITE)).body).to.deep.equal({ Id: 1 });
    expect(signIns).to.equal(2);
  });

  it('refreshes one token once for two requests that were refused at a time', async () => {
    nock(ORIGIN).get(/.*/).matchHeader('authorization', 'Bearer token-1').times(2).reply(401, ECHO);
    nock(ORIGIN).get(/.*/).matchHeader('authorization', 'Bearer token-2').times(2).reply(200, []);
    const session = stubSession();
    await Promise.all([session.send(READ), session.send(READ)]);
    expect(signIns).to.equal(2);
  });

  it('stops with an access error after the second refusal', async () => {
    answers(401);
    const error = await fails(READ);
    expect(error).to.be.instanceOf(AccessError).and.to.have.property('code', 'PORTAL_UNAUTHORIZED');
    expect(signIns).to.equal(2);
  });

  it('stops with an access error when the portal refuses the sign-in, whatever status it uses', async () => {
    for (const status of [400, 401, 403]) {
      nock.cleanAll();
      nock(ORIGIN).post('/api/v2/token').reply(status, ECHO);
      expect(await fails(WRITE)).to.be.instanceOf(AccessError);
    }
  });

  it('has not left when the sign-in failed, so that it may be sent again', async () => {
    nock.cleanAll();
    nock(ORIGIN).post('/api/v2/token').reply(503, ECHO);
    expect(await fails(WRITE))
      .to.be.instanceOf(TransientError)
      .and.to.have.property('mayHaveLanded', false);
  });

  it('that is forbidden stops the connection', async () => {
    answers(403);
    expect(await fails(READ))
      .to.be.instanceOf(AccessError)
      .and.to.have.property('code', 'PORTAL_FORBIDDEN');
  });

  it('that is redirected stops the connection and follows nowhere', async () => {
    answers(302, '', { location: 'https://elsewhere.example.nl/' });
    expect(await fails(READ))
      .to.be.instanceOf(AccessError)
      .and.to.have.property('code', 'REDIRECT_REFUSED');
  });

  for (const [header, waitMs] of [
    ['7', 7_000],
    [new Date(NOW.getTime() + 90_000).toUTCString(), 90_000],
    [undefined, 30_000],
    ['soon', 30_000],
    ['0', 1_000],
    ['999999', 3_600_000],
  ] as const) {
    it(`waits ${waitMs / 1000} s when it is told to retry after "${header ?? 'nothing'}"`, async () => {
      const blocked: number[] = [];
      const budget = { ...unlimitedBudget, blockFor: (ms: number) => Promise.resolve(void blocked.push(ms)) };
      answers(429, ECHO, header === undefined ? {} : { 'retry-after': header });
      const error = await fails(WRITE, stubSession({ budget }));
      expect(error).to.be.instanceOf(RateLimitedError).and.to.have.property('retryAfterMs', waitMs);
      expect(blocked).to.deep.equal([waitMs]);
    });
  }

  for (const status of [400, 404, 405, 409, 410, 422]) {
    it(`that is answered ${status} is rejected, or data when the connector asked for it`, async () => {
      answers(status);
      expect(await fails(WRITE)).to.be.instanceOf(RejectedError);
      const accepted = await stubSession().send({ ...WRITE, accept: [status] });
      expect(accepted).to.deep.equal({ status, body: ECHO });
    });
  }

  it('hands an error that the connector asked for over as text when it is no JSON', async () => {
    answers(400, '<p>Duplicate</p>', { 'content-type': 'text/html' });
    expect((await stubSession().send({ ...WRITE, accept: [400] })).body).to.equal('<p>Duplicate</p>');
  });

  for (const [request, mayHaveLanded] of [
    [READ, false],
    [WRITE, true],
  ] as const) {
    it(`believes "not there" of no page that stands before the portal: ${request.method}`, async () => {
      answers(404, '<html>anna</html>', { 'content-type': 'text/html' });
      const error = await fails({ ...request, accept: [404] });
      expect(error).to.be.instanceOf(TransientError);
      expect(error).to.include({ code: 'PORTAL_ANSWER_NOT_JSON', mayHaveLanded });
    });
  }

  it('takes nothing, data and plain words for the portal\'s own "not there"', async () => {
    for (const [body, type] of [
      ['', 'text/html'],
      ['{"code":"NOT_FOUND"}', 'application/json'],
      ['Not found', 'text/plain'],
    ] as const) {
      nock(ORIGIN).delete('/api/v2/people/1').reply(404, body, { 'content-type': type });
      const request: PortalRequest = { method: 'DELETE', path: '/people/1', accept: [404] };
      expect((await stubSession().send(request)).status).to.equal(404);
    }
  });

  for (const [status, body, type] of [
    [500, '{"message":"anna"}', 'application/json'],
    [502, '<html>anna</html>', 'text/html'],
    [408, '<html>anna</html>', 'text/html'],
    [425, '{"message":"anna"}', 'application/json'],
    [200, '<html>anna</html>', 'text/html'],
    [200, '[{"Email":"anna', 'application/json'],
  ] as const) {
    it(`that is answered ${status} with "${body}" may have landed only if it was a write`, async () => {
      answers(status, body, { 'content-type': type });
      expect(await fails(READ))
        .to.be.instanceOf(TransientError)
        .and.to.have.property('mayHaveLanded', false);
      expect(await fails(WRITE))
        .to.be.instanceOf(TransientError)
        .and.to.have.property('mayHaveLanded', true);
    });
  }

  it('takes an empty answer, a number and a plain word for what they are', async () => {
    for (const [text, type, body] of [
      ['', 'application/json', null],
      ['4711', 'application/json', 4711],
      ['OK', 'text/plain', null],
    ] as const) {
      nock(ORIGIN).post('/api/v2/people').reply(200, text, { 'content-type': type });
      expect((await stubSession().send(WRITE)).body).to.equal(body);
    }
  });

  for (const [code, mayHaveLanded] of [
    ['ECONNREFUSED', false],
    ['ENOTFOUND', false],
    ['ECONNRESET', true],
    ['EPIPE', true],
  ] as const) {
    it(`that breaks with ${code} ${mayHaveLanded ? 'may have landed' : 'never arrived'}`, async () => {
      const broken = Object.assign(new Error('anna@example.nl'), { code });
      nock(ORIGIN).post('/api/v2/people').replyWithError(broken);
      const error = await fails(WRITE);
      expect(error).to.be.instanceOf(TransientError).and.to.include({ mayHaveLanded });
      expect(error).to.have.property('cause', undefined);
    });
  }

  it('that is not answered in time may have landed if it was a write', async () => {
    nock(ORIGIN).post('/api/v2/people').delay(5_000).reply(200, {});
    const error = await fails(WRITE, stubSession({ timeoutMs: 500 }));
    expect(error)
      .to.be.instanceOf(TransientError)
      .and.to.include({ code: 'PORTAL_TIMEOUT', mayHaveLanded: true });
  });

  it('stops when its caller stops, and then does not leave at all', async () => {
    const controller = new AbortController();
    nock(ORIGIN).get(/.*/).delay(500).reply(200, []);
    const session = stubSession({ signal: controller.signal, onRequest: () => controller.abort() });
    const underWay = fails(READ, session);
    expect(await underWay).to.have.property('code', 'PORTAL_REQUEST_ABORTED');
    expect(await fails(WRITE, session)).to.include({ code: 'PORTAL_REQUEST_ABORTED', mayHaveLanded: false });
  });

  it('is refused when its path leads outside the address of the connection', async () => {
    for (const path of ['/../../admin', '@elsewhere.example.nl/x', 'people', '/%2e%2e/admin']) {
      expect(await fails({ method: 'GET', path })).to.have.property('code', 'ADDRESS_REFUSED');
    }
  });

  it('waits for the budget, gives it back, and is told about without its path', async () => {
    answers(200, []);
    const told: string[] = [];
    const note = (word: string) => Promise.resolve(void told.push(word));
    const budget = { take: () => note('take'), giveBack: () => note('back'), blockFor: () => note('block') };
    const session = stubSession({
      budget,
      onRequest: ({ method, status }) => told.push(`${method} ${status}`),
    });
    await session.send(READ);
    expect(told).to.deep.equal(['take', 'POST 200', 'back', 'take', 'GET 200', 'back']);
  });

  it('remembers what is the same for the whole connection, but not a failure', async () => {
    const session = stubSession();
    let reads = 0;
    const read = () => Promise.resolve((reads += 1));
    const failing = () => Promise.reject(new Error('not now'));
    await session.remember('role', failing).catch(() => null);
    expect([await session.remember('role', read), await session.remember('role', read)]).to.deep.equal([
      1, 1,
    ]);
  });
});
