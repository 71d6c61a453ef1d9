// Rules 1 to 8 as the engine carries them out: who is pushed, when a contact waits for its client, and that the records
// decide at the last moment.
import { expect } from 'chai';
import { sql } from 'kysely';
import { verifyConnection } from '../../../src/verify/verify-connection.ts';
import { openEngine, type Engine } from '../../support/engine.ts';

describe('what is pushed', () => {
  let engine: Engine;
  before(async () => {
    // The portal's own form has no field for initials: only a connection that names one sends them.
    const settings = { fieldNames: { personInitials: 'Initials' } };
    engine = await openEngine({ settings });
  });
  after(() => engine.close());
  afterEach(() => engine.portal.disarm());

  const entityOf = async (number: string | null | undefined) =>
    (await engine.portal.state()).entities.find(({ EntityNo }) => EntityNo === number);

  it('rule 1: a client whose link is off is not pushed, nor are its contacts', async () => {
    const client = await engine.client({ linked: false });
    const contact = await engine.contact(client);
    await engine.run(client);
    await engine.settle();
    expect(await entityOf(client.fields.number)).to.equal(undefined);
    expect(await engine.portal.peopleWithAccess(client.fields.number ?? '')).to.deep.equal([]);
    expect(await engine.standing(contact)).to.equal(null);
  });

  it('rule 1: a contact whose own link is off is not pushed with its client', async () => {
    const client = await engine.client();
    const contact = await engine.contact(client, { linked: false });
    await engine.settle();
    expect(await entityOf(client.fields.number)).to.include({ Name: client.fields.name });
    expect(await engine.standing(contact)).to.include({ state: 'excluded', reason: 'LINK_OFF' });
    expect((await engine.portal.state()).users.map(({ Email }) => Email)).not.to.include(
      contact.fields.email,
    );
  });

  it('rule 2: private clients and suspects are never pushed; prospects and former clients are', async () => {
    const person = await engine.client({ kind: 'person' });
    const suspect = await engine.client({ status: 'suspect' });
    const prospect = await engine.client({ status: 'prospect' });
    const former = await engine.client({ status: 'former' });
    await engine.settle();
    expect(await engine.standing(person)).to.include({ state: 'excluded', reason: 'CLIENT_IS_PRIVATE' });
    expect(await engine.standing(suspect)).to.include({ state: 'excluded', reason: 'CLIENT_IS_SUSPECT' });
    expect(await entityOf(person.fields.number)).to.equal(undefined);
    expect(await entityOf(suspect.fields.number)).to.equal(undefined);
    expect(await entityOf(prospect.fields.number)).not.to.equal(undefined);
    expect(await entityOf(former.fields.number)).not.to.equal(undefined);
  });

  it('rule 3: a contact waits until its client has arrived, visibly, and is released by its success', async () => {
    const client = await engine.client({ name: 'x'.repeat(61) });
    const contact = await engine.contact(client);
    await engine.settle();
    expect(await engine.standing(client)).to.include({ reason: 'NAME_TOO_LONG' });
    expect(await engine.standing(contact)).to.deep.include({
      state: 'held',
      reason: 'HELD_BY_CLIENT',
      detail: { holderClient: client.id },
    });
    expect((await engine.portal.state()).users.map(({ Email }) => Email)).not.to.include(
      contact.fields.email,
    );

    await engine.change(client, { name: 'Short B.V.' });
    await engine.settle();
    expect(await engine.standing(contact)).to.include({ state: 'in-sync' });
    expect(await engine.portal.peopleWithAccess(client.fields.number ?? '')).to.deep.equal([
      contact.fields.email,
    ]);
  });

  it('rule 3: while the portal refuses its client, a contact is not made', async () => {
    await engine.portal.arm({ match: { method: 'POST', path: '^/entities$' }, fault: '400', times: 1 });
    const client = await engine.client();
    const contact = await engine.contact(client);
    await engine.settle();
    expect(await engine.standing(client)).to.include({ state: 'failed', reason: 'REJECTED_BY_PORTAL' });
    expect(await engine.standing(contact)).to.include({ reason: 'HELD_BY_CLIENT' });
    expect((await engine.portal.state()).users.map(({ Email }) => Email)).not.to.include(
      contact.fields.email,
    );
  });

  it('rule 4: what changed after the plan was made does not leave any more', async () => {
    const client = await engine.client();
    const other = await engine.client();
    await engine.portal.resetCounts();
    // The client turns suspect while the run looks for an entity made by hand.
    await engine.portal.arm({ match: { method: 'GET', path: '^/entities' }, fault: 'slow', delayMs: 300 });
    const underWay = engine.run(client);
    while ((await engine.portal.counts()).total === 0) await engine.portal.counts();
    await engine.change(client, { status: 'suspect' });
    await underWay;
    await engine.settle();
    expect(await entityOf(client.fields.number)).to.equal(undefined);
    expect(await engine.standing(client)).to.include({ state: 'excluded', reason: 'CLIENT_IS_SUSPECT' });
    expect(await entityOf(other.fields.number)).not.to.equal(undefined);
  });

  it('rule 4: a job that was queued long ago pushes what the records say now', async () => {
    const client = await engine.client({ name: 'Before B.V.' });
    await engine.rows(sql`update client set name = 'After B.V.' where id = ${client.id}`);
    await engine.run(client);
    expect(await entityOf(client.fields.number)).to.include({ Name: 'After B.V.' });
  });

  it('rule 5: every client and contact has exactly one standing, and the counts add up', async () => {
    const counted = await engine.rows(sql<{ kind: string; records: number; standings: number }>`
      select 'contact' as kind, (select count(*)::integer from contact k join client_link l on l.client_id = k.client_id and l.enabled) as records,
        (select count(*)::integer from standing where subject_kind = 'contact') as standings
      union all select 'client', (select count(*)::integer from client_link where enabled),
        (select count(*)::integer from standing where subject_kind = 'client')`);
    for (const { kind, records, standings } of counted) expect(standings, kind).to.equal(records);
  });

  it('rules 6 and 7: all fields of a client and a contact arrive', async () => {
    const client = await engine.client({
      houseNumberAddition: 'bis',
      building: 'Toren',
      website: 'https://example.nl',
      facebook: 'fb',
      twitter: 'tw',
      linkedin: 'li',
    });
    const contact = await engine.contact(client, { mobile: '06 1', infix: 'van der', initials: 'A.B.' });
    await engine.settle();
    const entity = await entityOf(client.fields.number);
    expect(entity).to.include({
      BusinessPhone: '030 1234567',
      Email: 'office@example.nl',
      Website: 'https://example.nl',
      Facebook: 'fb',
      Twitter: 'tw',
      LinkedIn: 'li',
    });
    expect(entity?.addresses[0]).to.include({
      Address1: 'Dorpsstraat 12 bis',
      Address2: 'Toren',
      PostalCode: '1234 AB',
      City: 'Utrecht',
      Country: 'NL',
    });
    const user = (await engine.portal.state()).users.find(({ Email }) => Email === contact.fields.email);
    expect(user).to.include({
      FirstName: 'Anna',
      MiddleName: 'van der',
      LastName: contact.fields.lastName,
      Initials: 'A.B.',
      BusinessPhone: '030 7654321',
      MobilePhone: '06 1',
    });
  });

  it('rule 8: what somebody changed in the portal is put back with one write, and reported', async () => {
    const client = await engine.client();
    await engine.settle();
    const entity = await entityOf(client.fields.number);
    const byHand = { Name: 'By hand', OwnerType: 'Client', Type: 'A' };
    await engine.portal.call('PATCH', `/entities/${entity?.CWGuid ?? ''}`, byHand);
    await verifyConnection(
      engine.ports,
      { practiceId: engine.practiceId, connectionId: engine.connectionId },
      new AbortController().signal,
    );
    await engine.portal.resetCounts();
    expect(await engine.settle()).to.deep.equal([]);
    expect(await entityOf(client.fields.number)).to.include({ Name: client.fields.name });
    expect((await engine.portal.counts()).byMethod).to.deep.equal({ PATCH: 1 });
    expect((await engine.audit()).map(({ action }) => action)).to.include('drift.found');
  });
});
