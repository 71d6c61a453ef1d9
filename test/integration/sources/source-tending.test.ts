// What is seen to once a day where practice software is read keeps nobody from reading: whatever comes of it, what changed there is
// read, every half an hour where nobody calls.
import { expect } from 'chai';
import { sql } from 'kysely';
import type { SwitchesGiven } from '../../../sources/exact-online/sandbox/switches.ts';
import { BAKER, TWO_CLIENTS } from '../../support/contract/exact-online-caller.ts';
import { koppelCommand } from '../../support/koppel-command.ts';
import { openExactPractice, type ExactPractice } from '../../support/exact-practice.ts';

const SUBSCRIPTIONS = { path: 'WebhookSubscriptions' };
const OTHERS = 'https://elders.example.nl/hooks';

interface Hooks {
  readonly subscriptions: readonly { readonly CallbackURL: string }[];
}

describe('what is seen to once a day at practice software', () => {
  let practice: ExactPractice;
  afterEach(() => practice.close());

  async function open(switches: SwitchesGiven = {}): Promise<void> {
    practice = await openExactPractice({ switches });
    await practice.exact.tell('POST /seed', TWO_CLIENTS);
    await practice.signIn();
  }
  const fault = (match: object, name: string, times = 1) =>
    practice.exact.tell('POST /faults', { match, fault: name, times });
  const failure = () =>
    practice.read().then(
      () => null,
      (error: unknown) => (error instanceof Error && 'code' in error ? error.code : error),
    );
  const troubles = async () =>
    (await practice.engine.audit())
      .filter(({ action }) => action === 'source.calls-refused' || action === 'source.move-unknown')
      .map(({ action, details }) => [action, details]);
  const hookCalls = async () => (await practice.calls()).filter((call) => call.includes('webhooks/'));
  /** A suspect there loses its access here. */
  const isRead = async (): Promise<void> => {
    await practice.exact.act('office put-account', { ID: BAKER, Status: 'S' });
    await practice.passMinutes(30);
    expect(await practice.read()).to.include({ status: 'read', applied: 1 });
    expect(await practice.engine.rows(sql`select status from client`)).to.deep.equal([{ status: 'suspect' }]);
    expect(await practice.problem()).to.equal(null);
  };
  const isTriedTomorrow = async (): Promise<void> => {
    expect(await practice.state()).to.include({ listening: false });
    await practice.calls();
    await isRead();
    expect(await hookCalls()).to.deep.equal([]);
    await practice.passMinutes(24 * 60);
    await practice.read();
    expect(await hookCalls()).to.not.deep.equal([]);
  };

  for (const secondHookStatus of [400, 409, 500] as const)
    it(`a subscription that somebody else has, refused with ${secondHookStatus}: it is said, read on, and tried again the next day`, async () => {
      await open({ secondHookStatus });
      const subscriptions = ['Accounts', 'Contacts'].map((Topic) => ({ Topic, CallbackURL: OTHERS }));
      await practice.exact.tell('POST /seed', { subscriptions });
      expect(await practice.read()).to.include({ status: 'read' });
      expect(await practice.present('client')).to.deep.equal([BAKER]);
      expect(await troubles()).to.deep.equal([['source.calls-refused', { code: 'SOURCE_CALLS_REFUSED' }]]);
      await isTriedTomorrow();
    });

  it('a subscription that is refused because Koppel does not answer at its address', async () => {
    await open({ hookOrigin: 'http://127.0.0.1:1' });
    expect(await practice.read()).to.include({ status: 'read' });
    expect(await troubles()).to.deep.equal([['source.calls-refused', { code: 'SOURCE_CALLS_REFUSED' }]]);
    await isTriedTomorrow();
  });

  it('of two subscriptions the one that was taken is ended when the software is disconnected', async () => {
    await open();
    const own = `https://koppel.example.nl/webhooks/source/${practice.engine.practiceId}`;
    const subscriptions = [{ Topic: 'Contacts', CallbackURL: OTHERS }];
    await practice.exact.tell('POST /seed', { subscriptions });
    await practice.read();
    expect(await practice.state()).to.include({ listening: false });
    const called = async () =>
      (JSON.parse((await practice.exact.door('GET /hooks')).text) as Hooks).subscriptions.map(
        ({ CallbackURL }) => CallbackURL,
      );
    expect(await called()).to.have.members([OTHERS, own]);
    const { databaseUrl, secretKey, practiceId } = practice.engine;
    const env = {
      ...{ DATABASE_URL: databaseUrl, KOPPEL_SECRET_KEY: secretKey },
      KOPPEL_PUBLIC_URL: 'https://koppel.example.nl',
    };
    const done = await koppelCommand(['source', 'disconnect', practiceId, '--yes', '--json'], { env });
    expect(done.json(), done.stderr).to.include({ disconnected: true, callsEnded: true });
    expect(await called()).to.deep.equal([OTHERS]);
  });

  it('a user without the right to webhooks', async () => {
    await open();
    await fault(SUBSCRIPTIONS, '403');
    expect(await practice.read()).to.include({ status: 'read' });
    expect(await troubles()).to.deep.equal([['source.calls-refused', { code: 'PORTAL_FORBIDDEN' }]]);
    await isTriedTomorrow();
  });

  it('whether the administration was moved, which is not told', async () => {
    await open();
    await practice.read();
    await fault({ path: 'system/Divisions' }, '403');
    await practice.passMinutes(24 * 60);
    await isRead();
    expect(await troubles()).to.deep.equal([['source.move-unknown', { code: 'PORTAL_FORBIDDEN' }]]);
    expect(await practice.state()).to.include({ listening: true });
  });

  it('is seen to when the software is back, where nothing could be asked at all', async () => {
    await open();
    await practice.read();
    await practice.exact.act('exact move-division');
    await practice.exact.act('office put-account', { ID: BAKER, Status: 'S' });
    await practice.passMinutes(24 * 60);
    await fault({}, '500', 9);
    expect(await failure()).to.equal('PORTAL_UNAVAILABLE');
    expect(await troubles()).to.deep.equal([]);
    await practice.passMinutes(6);
    expect(await practice.read()).to.include({ status: 'read', applied: 1 });
  });

  it('is not read on past the limits of the software', async () => {
    await open();
    await fault(SUBSCRIPTIONS, '429', 9);
    expect(await failure()).to.be.oneOf(['PORTAL_RATE_LIMITED', 'SOURCE_LIMIT']);
    expect((await practice.state())['tended_at']).to.equal(null);
  });
});
