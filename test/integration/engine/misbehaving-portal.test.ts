// A portal that misbehaves: what is tried again, what waits, what stops, and that nothing is made twice.
import { expect } from 'chai';
import { sql } from 'kysely';
import { openEngine, type Engine, type EngineOptions } from '../../support/engine.ts';
import { waitFor } from '../../support/wait-for.ts';

describe('a portal that misbehaves', () => {
  let engine: Engine;
  const begin = async (options: EngineOptions = {}) => (engine = await openEngine(options));
  afterEach(() => engine.close());

  const peopleAt = (client: { fields: { number?: string | null } }) =>
    engine.portal.peopleWithAccess(client.fields.number ?? '');
  const pair = async () =>
    (
      await engine.rows(sql<{ attempts: number; error: string | null; waitMs: number; pending: boolean }>`
        select attempts, last_error as error, pending,
          (extract(epoch from next_attempt_at - clock_timestamp()) * 1000)::double precision as "waitMs" from due_pair`)
    )[0];
  const connectionState = async () => (await engine.connection()).state;

  describe('credentials', () => {
    it('a token that the portal ended early is replaced once, and nobody notices', async () => {
      await begin();
      const client = await engine.client();
      await engine.settle();
      await engine.portal.expireTokens();
      await engine.change(client, { phone: '99' });
      expect(await engine.settle()).to.deep.equal([]);
      expect((await engine.portal.state()).entities[0]).to.include({ BusinessPhone: '99' });
      expect((await engine.portal.counts()).tokens).to.equal(2);
      expect(await connectionState()).to.equal('active');
    });

    it('wrong credentials stop the connection, with one alert and one line in the audit trail', async () => {
      await begin({ credentials: { clientId: 'koppel-sandbox', clientSecret: 'wrong' } });
      const clients = [await engine.client(), await engine.client(), await engine.client()];
      await engine.settle();
      expect(await connectionState()).to.equal('stopped');
      expect(engine.alerts).to.deep.equal([{ state: 'stopped', reason: 'PORTAL_UNAUTHORIZED' }]);
      expect((await engine.audit()).filter(({ action }) => action === 'connection.stopped')).to.have.length(
        1,
      );
      expect(await engine.standing(clients[0]!)).to.include({ state: 'held', reason: 'CONNECTION_STOPPED' });
      await engine.portal.resetCounts();
      await engine.change(clients[0]!, { phone: '99' });
      await engine.settle();
      const { total, tokens } = await engine.portal.counts();
      expect(total + tokens, 'nothing is sent any more').to.equal(0);
    });

    it('403 for everything stops the connection; resumed, everything that waited is done', async () => {
      await begin();
      await engine.portal.arm({ fault: '403', times: 1_000 });
      const client = await engine.client();
      await engine.contact(client);
      await engine.settle();
      expect(await connectionState()).to.equal('stopped');
      expect(engine.alerts).to.deep.equal([{ state: 'stopped', reason: 'PORTAL_FORBIDDEN' }]);
      await engine.portal.disarm();
      await engine.rows(sql`update connection set state = 'active', stop_reason = null`);
      expect(await engine.settle()).to.deep.equal([]);
      expect(await engine.standing(client)).to.include({ state: 'in-sync' });
    });
  });

  describe('limits and outages', () => {
    it('429 costs no attempt, and the whole connection waits as long as told', async () => {
      await begin();
      await engine.portal.arm({
        match: { method: 'POST', path: '^/entities$' },
        fault: '429',
        retryAfter: 20,
      });
      const client = await engine.client();
      await engine.run(client);
      expect(await pair()).to.include({ attempts: 0, error: 'PORTAL_RATE_LIMITED', pending: true });
      expect((await pair())?.waitMs).to.be.within(15_000, 20_000);
      expect(await engine.standing(client)).to.include({ state: 'due', reason: 'RETRYING' });
      await engine.portal.resetCounts();
      const other = await engine.client();
      await engine.run(other);
      expect((await engine.portal.counts()).total, 'silence').to.equal(0);
      await engine.passTime();
      // Another process: this one has already taken turns for later.
      const worker = engine.openWorker();
      for (const one of [client, other]) await engine.run(one, worker);
      expect(await engine.settle()).to.deep.equal([]);
      expect((await engine.portal.state()).entities).to.have.length(2);
      expect(await connectionState()).to.equal('active');
    });

    it('a portal that limits requests gets everything in the end, each once', async () => {
      await begin({ switches: { bucket: { capacity: 5, perSecond: 20 } }, concurrency: 6, listed: true });
      await engine.clients(8, 1);
      for (let round = 0; round < 30 && (await engine.settle(1)).length > 0; round += 1)
        await engine.passTime();
      const { entities, users, mails } = await engine.portal.state();
      expect([entities.length, users.length, mails.length]).to.deep.equal([8, 8, 8]);
    });

    it('503 is tried again with growing pauses, and costs an attempt each', async () => {
      await begin();
      await engine.portal.arm({ match: { path: '^/entities' }, fault: '503', times: 3 });
      const client = await engine.client();
      const pauses = [];
      for (let attempt = 1; attempt <= 3; attempt += 1) {
        await engine.run(client);
        const { attempts, waitMs = 0 } = (await pair()) ?? {};
        expect(attempts).to.equal(attempt);
        pauses.push(waitMs);
      }
      expect(pauses[0]).to.be.within(300, 1_300);
      expect(pauses[1]).to.be.within(3_000, 6_100);
      expect(pauses[2]).to.be.within(20_000, 36_100);
      expect(await engine.settle()).to.deep.equal([]);
      expect(await engine.standing(client)).to.include({ state: 'in-sync' });
    });

    it('a page of HTML instead of data is tried again', async () => {
      await begin();
      await engine.portal.arm({ match: { path: '^/entities' }, fault: 'html-200' });
      const client = await engine.client();
      expect(await engine.settle()).to.deep.equal([]);
      expect(await engine.standing(client)).to.include({ state: 'in-sync' });
      expect((await engine.portal.state()).entities).to.have.length(1);
    });

    it('a portal that is down is quarantined after five failures, probed by one, and its first success frees all', async () => {
      await begin();
      const clients = (await engine.clients(7, 0)).map(({ client }) => client);
      await engine.portal.arm({ fault: '503', times: 1_000 });
      for (const client of clients.slice(0, 5)) await engine.run(client);
      expect(await connectionState()).to.equal('quarantined');
      expect(engine.alerts).to.deep.equal([{ state: 'quarantined', reason: 'PORTAL_UNAVAILABLE' }]);

      await engine.portal.resetCounts();
      expect(await engine.tick(), 'not before its time').to.equal(0);
      await engine.passTime();
      expect(await engine.tick(), 'one probe').to.equal(1);
      expect(await engine.tick()).to.equal(0);
      expect((await engine.portal.counts()).total).to.equal(1);
      expect(engine.alerts, 'one alert per change of state').to.have.length(1);

      await engine.portal.disarm();
      await engine.passTime();
      expect(await engine.tick()).to.equal(1);
      expect(await connectionState()).to.equal('active');
      expect(engine.alerts.at(-1)).to.deep.equal({ state: 'active', reason: null });
      let ran = 0;
      for (let now = await engine.tick(); now > 0; now = await engine.tick()) ran += now;
      expect(ran, 'all at once, without waiting').to.be.at.least(4);
      expect(await engine.settle()).to.deep.equal([]);
      expect((await engine.portal.state()).entities).to.have.length(7);
    });
  });

  describe('answers that never come', () => {
    const impatient: EngineOptions = { policy: { requestTimeoutMs: 300, landingGraceMs: 0 } };
    const requests = {
      'an entity': { method: 'POST', path: '^/entities$' },
      'an address': { method: 'POST', path: '/addresses$' },
      'a person': { method: 'POST', path: '^/users$' },
      'a group': { method: 'POST', path: '^/groups$' },
      'the role of a group': { method: 'PATCH', path: '/role-assignments$' },
      'an access': { method: 'PATCH', path: '/user-assignments$' },
    };
    for (const [thing, match] of Object.entries(requests)) {
      it(`${thing} made without an answer is not made twice, and nobody is mailed twice`, async () => {
        await begin(impatient);
        await engine.portal.arm({ match, fault: 'timeout-after-commit' });
        const client = await engine.client();
        const contact = await engine.contact(client);
        await engine.settle(3);
        await engine.passTime();
        expect(await engine.settle()).to.deep.equal([]);
        const { entities, users, groups, mails } = await engine.portal.state();
        expect([entities.length, users.length, groups.length, mails.length]).to.deep.equal([1, 1, 1, 1]);
        expect(entities[0]?.addresses).to.have.length(1);
        expect(await peopleAt(client)).to.deep.equal([contact.fields.email]);
        expect(await engine.standing(contact)).to.include({ state: 'in-sync' });
      });
    }

    it('what may still land is not made again before it can land no more', async () => {
      await begin({ policy: { requestTimeoutMs: 300, landingGraceMs: 60_000 } });
      await engine.portal.arm({ match: requests['an address'], fault: 'slow', delayMs: 2_000 });
      await engine.client();
      expect(await engine.settle(2)).to.deep.equal(['UNANSWERED']);
      const addresses = async () => (await engine.portal.state()).entities[0]?.addresses ?? [];
      await waitFor(async () => (await addresses()).length > 0, { what: 'the late address' });
      await engine.passTime();
      expect(await engine.settle()).to.deep.equal([]);
      expect(await addresses()).to.have.length(1);
    });

    it('an update without an answer is looked at, and in sync when it is there', async () => {
      await begin(impatient);
      const client = await engine.client();
      await engine.settle();
      await engine.portal.arm({ match: { method: 'PATCH' }, fault: 'timeout-after-commit' });
      await engine.change(client, { phone: '99' });
      expect(await engine.settle()).to.deep.equal([]);
      expect(await engine.standing(client)).to.include({ state: 'in-sync' });
    });

    it('a revoke without an answer is sent again and proven', async () => {
      await begin(impatient);
      const client = await engine.client();
      const contact = await engine.contact(client);
      await engine.settle();
      await engine.portal.arm({
        match: { method: 'PATCH', path: '/user-assignments$' },
        fault: 'timeout-after-commit',
      });
      await engine.unlink(contact);
      await engine.settle(3);
      await engine.passTime();
      expect(await engine.settle()).to.deep.equal([]);
      expect(await peopleAt(client)).to.deep.equal([]);
      expect((await engine.resources('access'))[0]).to.include({ revokeState: 'revoked_verified' });
    });
  });
});
