// ClearFacts through the engine, one wish at a time: a dossier, a user, an assignment, and what is taken away again.
import { expect } from 'chai';
import { verifyConnection } from '../../../src/verify/verify-connection.ts';
import {
  enterpriseNumber,
  openClearFactsEngine,
  type ClearFactsEngine,
} from '../../support/clearfacts-engine.ts';

describe('ClearFacts, step by step', () => {
  let engine: ClearFactsEngine;
  const user = () => engine.clearfacts.user(ANNA);
  const assignmentOf = async (email: string) =>
    (await engine.resources('assignment')).find(
      ({ key, revokeState, state }) => key === email && (state === 'absent' || revokeState !== null),
    );

  /** One portal for all: every test has its own dossiers and its own human. */
  let [ANNA, BAKERY, BREWERY] = ['', '', ''];
  let tests = 0;
  const mailsToAnna = async () => (await engine.clearfacts.mails()).filter((mail) => mail.includes(ANNA));

  before(async () => {
    engine = await openClearFactsEngine();
  });
  beforeEach(async () => {
    tests += 1;
    ANNA = `anna@bakker${tests}.example.nl`;
    [BAKERY, BREWERY] = [enterpriseNumber(1_000_000 + tests), enterpriseNumber(2_000_000 + tests)];
    await engine.clearfacts.resetCounts();
  });
  after(() => engine.close());

  it('finds the dossier, makes the user, and lets the user in: two writes, and one mail', async () => {
    const client = await engine.clientWith(BAKERY);
    const anna = await engine.contact(client, { email: ANNA });
    await engine.settle();
    expect([await engine.reasonOf(client), await engine.reasonOf(anna)]).to.deep.equal([
      'IN_SYNC',
      'IN_SYNC',
    ]);
    expect(await user()).to.deep.include({ profile: 'administrator', companyNumbers: [BAKERY] });
    expect(await mailsToAnna()).to.deep.equal([`temporary-password ${ANNA}`]);
    const counts = await engine.clearfacts.counts();
    expect(Object.entries(counts).filter(([name]) => name.startsWith('mutation/'))).to.deep.equal([
      ['mutation/addClientUser', 1],
      ['mutation/editClientUser', 1],
    ]);
    await engine.clearfacts.resetCounts();
    await engine.change(anna, {});
    await engine.settle();
    expect(await engine.clearfacts.counts(), 'nothing changed, nothing sent').to.deep.equal({});
    await engine.change(anna, { lastName: 'Smit' });
    await engine.settle();
    expect(await engine.clearfacts.counts(), 'one changed record, one write').to.deep.equal({
      'mutation/editClientUser': 1,
    });
    expect((await user())?.lastName).to.equal('de Smit');
  });

  it('waits for a late dossier, mails nobody before it is there, and goes on by itself', async () => {
    const client = await engine.client({ country: 'BE', enterpriseNumber: BAKERY });
    const anna = await engine.contact(client, { email: ANNA });
    await engine.settle();
    expect(await engine.standing(client)).to.include({ state: 'waiting', reason: 'DOSSIER_NOT_VISIBLE' });
    expect(await engine.reasonOf(anna)).to.equal('HELD_BY_CLIENT');
    expect(await mailsToAnna()).to.deep.equal([]);
    const rest = { companyNumber: BAKERY, name: 'Bakkerij', afterMs: 0 };
    await engine.clearfacts.does('accounting-package', 'send-dossier', rest);
    await engine.goOn();
    expect([await engine.reasonOf(client), await engine.reasonOf(anna)]).to.deep.equal([
      'IN_SYNC',
      'IN_SYNC',
    ]);
  });

  it('[doc] links a known address to the further dossier: not made again, not mailed, names and profile kept apart', async () => {
    await engine.clearfacts.seed({
      dossiers: [{ companyNumber: BREWERY, name: 'Brouwerij' }],
      clientUsers: [
        {
          email: ANNA,
          firstName: 'Anna',
          lastName: 'de Vries',
          profile: 'administrator',
          companyNumbers: [BREWERY],
        },
      ],
    });
    const client = await engine.clientWith(BAKERY);
    const anna = await engine.contact(client, { email: ANNA.toUpperCase(), lastName: 'Vries' });
    await engine.settle();
    expect(await engine.reasonOf(anna)).to.equal('IN_SYNC');
    expect(await user()).to.deep.include({ companyNumbers: [BAKERY, BREWERY].sort() });
    expect(await mailsToAnna()).to.deep.equal([]);
  });

  it('[seed] a contact without rights under the configuration is not made, until another configuration gives them', async () => {
    const client = await engine.clientWith(BAKERY);
    await engine.clearfacts.does('office', 'set-configuration', {
      companyNumber: BAKERY,
      configuration: 'D',
    });
    const anna = await engine.contact(client, {
      email: ANNA,
      linkSettings: { profile: 'document-processing' },
    });
    await engine.settle();
    expect(await engine.standing(anna)).to.include({ state: 'waiting', reason: 'PROFILE_EMPTY' });
    expect([await user(), await mailsToAnna()]).to.deep.equal([null, []]);
    await engine.clearfacts.seed({ configurationDelayMs: 0 });
    await engine.clearfacts.does('office', 'set-configuration', {
      companyNumber: BAKERY,
      configuration: 'C',
    });
    await engine.goOn();
    expect(await engine.reasonOf(anna)).to.equal('IN_SYNC');
    expect((await engine.clearfacts.access(BAKERY))[ANNA]).to.include('process-documents');
  });

  it('[seed] an unlink takes the assignment to that dossier away; the user and the other dossiers stay', async () => {
    const [bakery, brewery] = [await engine.clientWith(BAKERY), await engine.clientWith(BREWERY)];
    const fields = { email: ANNA, personKey: `h-${ANNA}` };
    const anna = await engine.contact(bakery, fields);
    await engine.contact(brewery, fields);
    await engine.settle();
    expect((await user())?.companyNumbers).to.deep.equal([BAKERY, BREWERY].sort());
    const unlinked = await engine.unlink(anna);
    await engine.settle();
    expect((await user())?.companyNumbers).to.deep.equal([BREWERY]);
    expect((await assignmentOf(ANNA))?.revokeState).to.equal('revoked_verified');
    await engine.relink(unlinked);
    await engine.settle();
    expect((await user())?.companyNumbers, 'granted again').to.deep.equal([BAKERY, BREWERY].sort());
    expect(await mailsToAnna()).to.deep.equal([`temporary-password ${ANNA}`]);
  });

  it('takes a revoke for done only when the portal does not show the user in the dossier any more', async () => {
    const client = await engine.clientWith(BAKERY);
    const anna = await engine.contact(client, { email: ANNA });
    await engine.settle();
    await engine.clearfacts.arm({ match: { path: 'editClientUser' }, fault: 'no-effect' });
    await engine.unlink(anna);
    await engine.tick();
    expect((await assignmentOf(ANNA))?.revokeState).not.to.equal('revoked_verified');
    await engine.settle();
    expect((await user())?.companyNumbers).to.deep.equal([]);
    expect((await assignmentOf(ANNA))?.revokeState).to.equal('revoked_verified');
  });

  it('rule 19: an assignment that does not show yet is not proven gone by its absence', async () => {
    const client = await engine.clientWith(BAKERY);
    const anna = await engine.contact(client, { email: ANNA });
    await engine.settle();
    // As if the portal did not show it yet: neither the removal nor the read-back meets it.
    const place = { companyNumber: BAKERY, email: ANNA };
    await engine.clearfacts.does('office', 'unassign-user', place);
    await engine.unlink(anna);
    expect(await engine.settle(3)).to.deep.equal(['NOT_VISIBLE_YET']);
    expect((await assignmentOf(ANNA))?.revokeState).to.equal('revoked_sent');
    await engine.clearfacts.does('office', 'add-user', place);
    expect((await user())?.companyNumbers).to.deep.equal([BAKERY]);
    await engine.goOn();
    expect((await user())?.companyNumbers).to.deep.equal([]);
    expect((await assignmentOf(ANNA))?.revokeState).to.equal('revoked_verified');
  });

  it('gives another dossier for another number, and takes the old one away', async () => {
    const client = await engine.clientWith(BAKERY);
    await engine.contact(client, { email: ANNA });
    await engine.settle();
    await engine.clearfacts.seed({ dossiers: [{ companyNumber: BREWERY, name: 'Brouwerij' }] });
    await engine.change(client, { enterpriseNumber: BREWERY });
    await engine.settle();
    expect((await user())?.companyNumbers).to.deep.equal([BREWERY]);
    const without = await engine.change(client, { enterpriseNumber: null });
    await engine.settle();
    expect(await engine.reasonOf(without)).to.equal('ENTERPRISE_NUMBER_MISSING');
    expect((await user())?.companyNumbers, 'what stands stays').to.deep.equal([BREWERY]);
  });

  it('[seed] a request for an account is answered by giving the access', async () => {
    const client = await engine.clientWith(BAKERY);
    await engine.contact(client, { email: `baas.${ANNA}` });
    await engine.settle();
    const rest = {
      companyNumber: BAKERY,
      by: `baas.${ANNA}`,
      email: ANNA,
      firstName: 'Anna',
      lastName: 'Vos',
    };
    await engine.clearfacts.does('client-user', 'request-account', rest);
    expect((await engine.clearfacts.state()).requests[0]?.status).to.equal('open');
    await engine.contact(client, { email: ANNA, firstName: 'Anna', infix: null, lastName: 'Vos' });
    await engine.settle();
    expect((await engine.clearfacts.state()).requests[0]?.status).to.equal('approved');
  });
});

describe('ClearFacts, when its token was revoked', () => {
  for (const refusesWith of ['status', 'graphql', 'words']) {
    it(`the connection stops with one alert (refused by ${refusesWith})`, async () => {
      const engine = await openClearFactsEngine();
      await engine.clearfacts.seed({ refusesWith });
      for (const number of [enterpriseNumber(1), enterpriseNumber(2)]) {
        const client = await engine.clientWith(number);
        await engine.contact(client, { email: `iemand@${number}.example.nl` });
      }
      await engine.clearfacts.expireTokens();
      await engine.settle();
      expect((await engine.connection()).state).to.equal('stopped');
      expect(engine.alerts.map(({ state }) => state)).to.deep.equal(['stopped']);
      expect((await engine.clearfacts.state()).users).to.deep.equal([]);
      await engine.close();
    });
  }
});

describe('ClearFacts, where clients have an Administrator of their own', () => {
  it('[seed] whom an Administrator of the client let in is left alone, and so is their profile', async () => {
    const engine = await openClearFactsEngine();
    const [number, piet] = [enterpriseNumber(4), 'piet@eigen.example.nl'];
    const client = await engine.clientWith(number);
    const anna = await engine.contact(client, { email: 'anna@eigen.example.nl' });
    await engine.settle();
    const person = { email: piet, firstName: 'Piet', lastName: 'Smit', profile: 'administrator' };
    await engine.clearfacts.does('office', 'add-user', { ...person, companyNumber: number });
    const made = await engine.clearfacts.user(piet);
    await engine.clearfacts.resetCounts();
    const { practiceId, connectionId, ports } = engine;
    const verify = async () => {
      await engine.passTime();
      await verifyConnection(ports, { practiceId, connectionId }, new AbortController().signal);
      await engine.goOn();
    };
    await verify();
    await engine.unlink(anna);
    await verify();
    expect((await engine.clearfacts.user('anna@eigen.example.nl'))?.companyNumbers).to.deep.equal([]);
    expect(await engine.clearfacts.user(piet)).to.deep.equal(made);
    expect(made).to.deep.include({ profile: 'administrator', companyNumbers: [number] });
    const writes = Object.entries(await engine.clearfacts.counts()).filter(([name]) =>
      name.startsWith('mutation/'),
    );
    expect(writes, 'Anna alone').to.deep.equal([['mutation/editClientUser', 1]]);
    await engine.close();
  });
});

describe('ClearFacts where nobody has proven the assumed calls', () => {
  it('finds the dossier by the documented call, and leaves each further step to a person', async () => {
    const engine = await openClearFactsEngine({ provenTypes: [] });
    const client = await engine.clientWith(enterpriseNumber(3));
    await engine.contact(client, { email: 'anna@hand.example.nl' });
    const done: string[] = [];
    for (let round = 0; round < 4; round += 1) {
      await engine.goOn();
      for (const task of await engine.tasks()) {
        done.push(`${task.action} ${task.type}`);
        await engine.confirm(task);
      }
    }
    expect(done).to.deep.equal(['create user', 'create assignment']);
    expect(await engine.reasonOf(client)).to.equal('IN_SYNC');
    expect(Object.keys(await engine.clearfacts.counts())).to.deep.equal(['query/administration']);
    await engine.close();
  });
});
