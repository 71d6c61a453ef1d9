// What goes wrong between Koppel and practice software that is read: nothing is lost by it, and what a person must do is said.
import { expect } from 'chai';
import { sql } from 'kysely';
import { BAKER, BOSS, BREWER, TWO_CLIENTS } from '../../support/contract/exact-online-caller.ts';
import {
  openExactPractice,
  type ExactPractice,
  type ExactPracticeOptions,
} from '../../support/exact-practice.ts';

describe('practice software that goes wrong', () => {
  let practice: ExactPractice;
  afterEach(() => practice.close());

  async function open(options: ExactPracticeOptions = {}): Promise<void> {
    practice = await openExactPractice(options);
    await practice.exact.tell('POST /seed', TWO_CLIENTS);
    await practice.signIn();
  }
  const failure = () =>
    practice.read().then(
      () => null,
      (error: unknown) => (error instanceof Error && 'code' in error ? error.code : error),
    );
  const cities = async () =>
    (
      await practice.engine.rows(sql<{ city: string | null }>`select city from client order by source_key`)
    ).map(({ city }) => city);
  const fault = (given: { match?: object; fault: string; times?: number }) =>
    practice.exact.tell('POST /faults', given);

  it('a page that fails in the middle: what came before stands, and it is read again from there', async () => {
    await open();
    await practice.exact.act('office put-account', { ID: BREWER, Status: 'C', EndDate: null });
    await fault({ match: { path: '/sync/CRM/Contacts' }, fault: 'html-500', times: 3 });
    expect(await failure()).to.equal('PORTAL_UNAVAILABLE');
    expect(await practice.problem()).to.equal('PORTAL_UNAVAILABLE');
    expect(await practice.present('client')).to.deep.equal([BAKER, BREWER]);
    expect(await practice.present('contact')).to.deep.equal([]);
    expect((await practice.state())['full_at']).to.equal(null);
    await practice.passMinutes(6);
    await practice.read();
    expect(await practice.present('contact')).to.deep.equal([BOSS]);
    expect(await practice.problem()).to.equal(null);
  });

  it('away for an hour: what changed meanwhile is read when it is back', async () => {
    await open();
    await practice.read();
    await fault({ fault: '500', times: 9 });
    await practice.exact.act('office put-account', { ID: BAKER, City: 'Gouda' });
    for (let turn = 0; turn < 3; turn += 1) {
      await practice.passMinutes(60);
      expect(await failure()).to.equal('PORTAL_UNAVAILABLE');
    }
    await practice.passMinutes(6);
    await practice.read();
    expect(await cities()).to.deep.equal(['Gouda']);
  });

  it('a call that never comes is made good by looking, within the hour', async () => {
    await open();
    await practice.read();
    await practice.exact.tell('POST /hook-faults', { fault: 'lost', times: 9 });
    await practice.exact.act('office put-account', { ID: BAKER, Status: 'S' });
    await practice.passMinutes(60);
    await practice.read();
    expect(await practice.engine.rows(sql`select status from client`)).to.deep.equal([{ status: 'suspect' }]);
  });

  it('the new refresh token is written before the new token is used', async () => {
    await open();
    await practice.read();
    await practice.passMinutes(60);
    const before = (await practice.state())['tokens'];
    // What the first request finds in the database while it is under way.
    await fault({ match: { path: '/sync/' }, fault: 'slow', times: 1 });
    const reading = practice.read();
    let during: unknown = before;
    while (during === before) during = (await practice.state())['tokens'];
    const asked = await practice.calls();
    expect(asked.filter((call) => call.includes('/sync/'))).to.have.length.below(2);
    await reading;
    expect((await practice.state())['tokens']).to.equal(during);
    await practice.passMinutes(60);
    expect(await practice.read()).to.include({ status: 'read' });
  });

  it('an answer to the refresh that is lost: it is tried again no sooner than allowed, and then a person is asked', async () => {
    await open({ timeoutMs: 4_000 });
    await practice.read();
    await practice.passMinutes(60);
    await fault({ match: { path: 'oauth2/token' }, fault: 'timeout-after-commit', times: 1 });
    expect(await failure()).to.equal('SOURCE_TOKEN_TOO_YOUNG');
    expect(await failure()).to.equal('SOURCE_TOKEN_TOO_YOUNG');
    await practice.passMinutes(10);
    expect(await failure()).to.equal('RECONNECT_NEEDED');
    expect(await practice.problem()).to.equal('RECONNECT_NEEDED');
    await practice.calls();
    await practice.passMinutes(60);
    expect(await failure()).to.equal('RECONNECT_NEEDED');
    expect(await practice.calls()).to.deep.equal([]);
    await practice.exact.act('office put-account', { ID: BAKER, City: 'Gouda' });
    await practice.signIn();
    await practice.read();
    expect(await cities()).to.deep.equal(['Gouda']);
    expect(await practice.problem()).to.equal(null);
  });

  it('several processes refresh once', async () => {
    await open();
    await practice.read();
    await practice.passMinutes(60);
    await practice.calls();
    const setting = (await practice.engine.rows(sql<{ source: never }>`select source from practice`))[0]!
      .source;
    const others = [practice.sources, practice.openSources(), practice.openSources(), practice.openSources()];
    const sessions = await Promise.all(
      others.map(({ open: openOne }) =>
        openOne(practice.engine.practiceId, setting, new AbortController().signal),
      ),
    );
    await Promise.all(
      sessions.map(({ session }) =>
        session.send({ method: 'GET', path: '/api/v1/current/Me', isPage: true }),
      ),
    );
    const calls = await practice.calls();
    expect(calls.filter((call) => call.includes('oauth2'))).to.have.length(1);
    expect(calls).to.have.length(5);
  });

  it('refused five times in an hour, a place is left alone, and the key is never blocked', async () => {
    await open();
    await practice.read();
    await practice.exact.act('user lose-rights');
    for (let turn = 0; turn < 15; turn += 1) {
      await practice.engine.rows(sql`update source_state set looked_at = looked_at - interval '1 day'`);
      await failure();
    }
    expect(await failure()).to.equal('SOURCE_LEFT_ALONE');
    await practice.exact.act('user regain-rights');
    await practice.engine.rows(
      sql`update source_state set refusals = '{}', looked_at = looked_at - interval '1 day'`,
    );
    await practice.exact.act('office put-account', { ID: BAKER, City: 'Gouda' });
    await practice.read();
    expect(await cities()).to.deep.equal(['Gouda']);
  });

  it('a day that is used up: said, and waited for', async () => {
    await open({ switches: { perDay: 50 } });
    await practice.read();
    await practice.passMinutes(60);
    await practice.exact.act('program spend', { calls: 0, callsOfDay: 100 });
    await practice.exact.act('office put-account', { ID: BAKER, City: 'Gouda' });
    expect(await failure()).to.equal('SOURCE_LIMIT');
    expect(await practice.problem()).to.equal('SOURCE_LIMIT');
    await practice.calls();
    expect(await failure()).to.equal('SOURCE_LIMIT');
    expect(await practice.calls()).to.deep.equal([]);
  });

  it('holds no token, secret or name where somebody else reads', async () => {
    await open();
    await practice.read();
    await practice.exact.act('user lose-rights');
    await practice.engine.rows(sql`update source_state set looked_at = looked_at - interval '1 day'`);
    await failure();
    const kept = JSON.stringify([
      await practice.state(),
      await practice.engine.audit(),
      practice.jobs.logged,
      practice.jobs.queued,
      await practice.engine.rows(sql`select * from source_hint`),
    ]);
    for (const secret of ['sandbox-secret', 'sandbox-webhook-secret', 'Bakkerij', 'Boer', 'example.nl"'])
      expect(kept.replaceAll('koppel.example.nl', '')).to.not.include(secret);
  });
});
