// The token of a connection is signed in for once, however many processes work on it, and stands in the database sealed.
import { expect } from 'chai';
import { sql } from 'kysely';
import { openEngine, type Engine } from '../../support/engine.ts';

describe('the token of a connection', () => {
  let engine: Engine;
  beforeEach(async () => {
    engine = await openEngine();
  });
  afterEach(() => engine.close());

  const signIns = async () => (await engine.portal.counts()).tokens;
  /** One client for each of several processes, all at once. */
  const runInProcesses = async (count: number) => {
    const made = await engine.clients(count, 0);
    const results = await Promise.all(made.map(({ client }) => engine.run(client, engine.openWorker())));
    expect(results.map(({ status }) => status)).to.deep.equal(made.map(() => 'done'));
  };

  it('is brought by one of the processes that need it at once', async () => {
    await runInProcesses(4);
    expect(await signIns()).to.equal(1);
  });

  it('is replaced by one of the processes when the portal ended it early', async () => {
    const workers = [engine.openWorker(), engine.openWorker(), engine.openWorker()];
    const clients = (await engine.clients(3, 0)).map(({ client }) => client);
    const all = () => Promise.all(clients.map((client, index) => engine.run(client, workers[index])));
    await all();
    await engine.portal.expireTokens();
    await engine.portal.resetCounts();
    for (const client of clients) await engine.change(client, { phone: '99' });
    await all();
    expect((await engine.portal.state()).entities.map(({ BusinessPhone }) => BusinessPhone)).to.deep.equal([
      '99',
      '99',
      '99',
    ]);
    expect(await signIns()).to.equal(1);
  });

  it('is brought anew when it ran out, when the credentials changed, and when no key opens it', async () => {
    const moments = [
      sql`update connection_token set expires_at = now()`,
      sql`update connection_token set made = 'other credentials'`,
      sql`update connection_token set sealed = 'v1.00000000.a.b.c'`,
    ];
    await runInProcesses(1);
    for (const [index, moment] of moments.entries()) {
      await engine.rows(moment);
      await runInProcesses(2);
      expect(await signIns()).to.equal(2 + index);
    }
  });

  it('is brought by another process at once when the first could not', async function () {
    // Less than a process that died in it would hold the others up.
    this.timeout(30_000);
    await engine.portal.arm({ match: { path: '^/auth/token$' }, fault: '503' });
    const clients = (await engine.clients(2, 0)).map(({ client }) => client);
    const results = await Promise.all(clients.map((client) => engine.run(client, engine.openWorker())));
    expect(results.map(({ status }) => status).sort()).to.deep.equal(['done', 'retry']);
    expect(await signIns()).to.equal(2);
  });

  it('is not readable where it is kept', async () => {
    await runInProcesses(1);
    const [row] = await engine.rows(sql<{ sealed: string }>`select sealed from connection_token`);
    expect(row?.sealed).to.match(/^v1\./);
    const context = `${engine.practiceId}/${engine.connectionId}/token`;
    const token = engine.sealer.open(row!.sealed, context);
    const [all] = await engine.rows(
      sql<{ text: string }>`select to_jsonb(t)::text as text from connection_token t`,
    );
    expect(token).to.not.equal('');
    expect(all?.text).to.not.include(token);
  });
});
