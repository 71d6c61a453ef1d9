// What the place answers that gives tokens: only a refusal in its own words means that a person must sign in again.
import { expect } from 'chai';
import { SANDBOX_CREDENTIALS } from '../../../sources/exact-online/sandbox/exact-online-sandbox.ts';
import { BAKER, TWO_CLIENTS } from '../../support/contract/exact-online-caller.ts';
import { openExactPractice, type ExactPractice } from '../../support/exact-practice.ts';

describe('a refresh of the tokens of practice software', () => {
  let practice: ExactPractice;
  beforeEach(async () => {
    practice = await openExactPractice();
    await practice.exact.tell('POST /seed', TWO_CLIENTS);
    await practice.signIn();
    await practice.read();
    await practice.passMinutes(60);
  });
  afterEach(() => practice.close());

  const failure = () =>
    practice.read().then(
      () => null,
      (error: unknown) => (error instanceof Error && 'code' in error ? error.code : error),
    );

  for (const fault of ['429', '500', 'html-503', '403', 'html-404', '400'])
    it(`that is answered ${fault} in other words than of OAuth keeps what it has, and goes on by itself`, async () => {
      const before = await practice.state();
      await practice.exact.tell('POST /faults', { match: { path: 'oauth2/token' }, fault, retryAfter: '' });
      expect(await failure()).to.be.oneOf([
        ...['SOURCE_TOKEN_TOO_YOUNG', 'SOURCE_ANSWER_UNKNOWN', 'PORTAL_REJECTED', 'PORTAL_RATE_LIMITED'],
        'PORTAL_UNAVAILABLE',
      ]);
      const after = await practice.state();
      expect(after['tokens']).to.equal(before['tokens']);
      expect(after['reconnect_needed']).to.equal(false);
      await practice.exact.act('office put-account', { ID: BAKER, Status: 'S' });
      await practice.passMinutes(10);
      expect(await practice.read()).to.include({ status: 'read', applied: 1 });
      expect(await practice.problem()).to.equal(null);
    });

  const keepsTokens = async (code: string): Promise<void> => {
    const before = await practice.state();
    expect(await failure()).to.equal(code);
    expect(await practice.problem()).to.equal(code);
    expect(await practice.state()).to.include({ tokens: before['tokens'], reconnect_needed: false });
  };
  const goesOn = async (): Promise<void> => {
    await practice.exact.act('office put-account', { ID: BAKER, Status: 'S' });
    expect(await practice.read()).to.include({ status: 'read', applied: 1 });
    expect(await practice.problem()).to.equal(null);
  };

  it('that is refused because the tokens of the day are used up is asked for again the next day', async () => {
    for (let calls = 200; calls > 0; calls -= 1) await practice.exact.refresh('x');
    await keepsTokens('SOURCE_TOKEN_TOO_YOUNG');
    await practice.nextDay();
    await goesOn();
  });

  it('that is refused for the credentials of the app goes on with what it has once they are right', async () => {
    const { clientId, clientSecret } = SANDBOX_CREDENTIALS;
    await practice.setCredentials({ clientId, clientSecret: 'of before' });
    await keepsTokens('SOURCE_APP_REFUSED');
    await practice.setCredentials({ clientId, clientSecret });
    await practice.passMinutes(10);
    await goesOn();
  });

  it('that lay unused for more than thirty days asks for a person', async () => {
    await practice.passMinutes(31 * 24 * 60);
    expect(await failure()).to.equal('RECONNECT_NEEDED');
  });

  it('that is refused asks for a person, once, and asks the software no more', async () => {
    await practice.exact.act('user change-password');
    expect(await failure()).to.equal('RECONNECT_NEEDED');
    await practice.calls();
    await practice.passMinutes(60);
    expect(await failure()).to.equal('RECONNECT_NEEDED');
    expect(await practice.calls()).to.deep.equal([]);
  });
});

describe('a sign-in to practice software', () => {
  it('that was broken off before the software named the administration is made whole by the next reading', async () => {
    const practice = await openExactPractice();
    try {
      await practice.exact.tell('POST /seed', TWO_CLIENTS);
      await practice.exact.tell('POST /faults', { match: { path: 'Divisions' }, fault: '403' });
      expect(await practice.signIn().catch((error: unknown) => error)).to.have.property('code');
      await practice.exact.tell('DELETE /faults');
      expect(await practice.read()).to.include({ status: 'unchanged' });
      expect(await practice.read()).to.include({ status: 'read' });
      expect(await practice.problem()).to.equal(null);
      expect(await practice.present('client')).to.include(BAKER);
      expect((await practice.engine.audit()).map(({ action }) => action)).to.include('source.connected');
    } finally {
      await practice.close();
    }
  });
});
