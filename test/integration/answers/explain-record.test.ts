import { expect } from 'chai';
import { sql } from 'kysely';
import { decideBrakeRequest, listBrakeRequests } from '../../../src/database/ledger/brake-requests.ts';
import { findRecords } from '../../../src/database/people/explain.ts';
import { holderText } from '../../../src/answers/holder-text.ts';
import { reasonText, remedyText } from '../../../src/domain/reason-text.ts';
import { openEngine, type Engine } from '../../support/engine.ts';
import { explain } from '../../support/explain.ts';

describe('koppel explain, read from the database', () => {
  let engine: Engine;
  beforeEach(async () => {
    engine = await openEngine({ listed: true });
  });
  afterEach(() => engine.close());

  it('finds a client by number, key, id and its own e-mail address, and a contact by its e-mail in any case', async () => {
    const client = await engine.client({ number: '4711', email: 'desk@example.nl' });
    const contact = await engine.contact(client, { email: 'Anna@Example.nl' });
    const find = (text: string) => engine.store.inPractice(engine.practiceId, (tx) => findRecords(tx, text));
    for (const text of ['4711', client.key, client.id, 'desk@example.nl'])
      expect((await find(text)).map(({ id }) => id)).to.deep.equal([client.id]);
    for (const text of ['anna@example.nl', contact.key, contact.id.toUpperCase()])
      expect((await find(text)).map(({ id }) => id)).to.deep.equal([contact.id]);
    expect(await find("4711' or true --")).to.deep.equal([]);
  });

  it('lists everybody who shares an address', async () => {
    const client = await engine.client();
    await engine.contact(client, { email: 'info@example.nl' });
    await engine.contact(client, { email: 'info@example.nl' });
    const found = await engine.store.inPractice(engine.practiceId, (tx) =>
      findRecords(tx, 'info@example.nl'),
    );
    expect(found).to.have.length(2);
  });

  it('names the first rule that says no, for records that nobody ever tried', async () => {
    const suspect = await engine.client({ status: 'suspect', linked: false });
    const contact = await engine.contact(suspect, { linked: false });
    const { firstNo, standing, history } = await explain(engine, contact.key);
    expect(firstNo).to.deep.include({ rule: 2, reason: 'CLIENT_IS_SUSPECT', value: 'suspect' });
    expect(standing).to.deep.include({ state: 'excluded', reason: 'CLIENT_IS_SUSPECT', since: null });
    expect(history).to.deep.equal([]);
  });

  it('shows a reason that was stored for a portal that is no longer here as it is', async () => {
    const client = await engine.client();
    await engine.settle();
    await engine.rows(
      sql`update standing set reason = 'TICKET_LOST', state = 'waiting' where subject_id = ${client.id}`,
    );
    const { standing } = await explain(engine, client.key);
    expect(standing).to.include({ state: 'waiting', reason: 'TICKET_LOST' });
    expect([reasonText('TICKET_LOST', 'en'), reasonText('TICKET_LOST', 'nl')]).to.deep.equal([
      ...['TICKET_LOST', 'TICKET_LOST'],
    ]);
    expect(remedyText('TICKET_LOST', 'en')).to.include('Tell operations');
  });

  it('shows every check with the value seen', async () => {
    const client = await engine.client();
    const contact = await engine.contact(client);
    await engine.settle();
    const { trace, firstNo, standing } = await explain(engine, contact.key);
    expect(firstNo).to.equal(null);
    expect(standing.reason).to.equal('IN_SYNC');
    expect(trace.map(({ field, value }) => `${field}: ${value}`).slice(0, 10)).to.deep.equal([
      'deleted: false',
      'client deleted: false',
      'client kind: company',
      'client status: client',
      'client link: on',
      'link: on',
      'data the portal takes: complete',
      'e-mail address is free: yes',
      'the portal takes it: yes',
      'client is in the portal: yes',
    ]);
  });

  it('rule 11: names the holder of an address in use', async () => {
    const client = await engine.client({ name: 'Bakkerij De Vries B.V.', number: '77' });
    await engine.contact(client, {
      email: 'info@example.nl',
      firstName: 'Anna',
      infix: 'de',
      lastName: 'Vries',
    });
    const second = await engine.contact(client, {
      email: 'info@example.nl',
      firstName: 'Bob',
      lastName: 'Bos',
    });
    await engine.settle();
    const { firstNo } = await explain(engine, second.key);
    expect(firstNo).to.deep.include({
      reason: 'EMAIL_IN_USE',
      value: 'used by contact Anna de Vries at client Bakkerij De Vries B.V. (77)',
      valueNl: 'in gebruik bij contactpersoon Anna de Vries van klant Bakkerij De Vries B.V. (77)',
    });
  });

  it('says in one sentence who has the address, by name and key, and not only among the checks', async () => {
    const client = await engine.client({ name: 'Bakkerij De Vries B.V.', number: '77' });
    await engine.contact(client, {
      key: 'p-7',
      email: 'info@example.nl',
      firstName: 'Anna',
      infix: 'de',
      lastName: 'Vries',
    });
    const second = await engine.contact(client, { email: 'info@example.nl' });
    await engine.settle();
    const { holder } = await explain(engine, second.key);
    expect(holder && holderText(holder, 'en')).to.equal(
      'It is contact Anna de Vries (key p-7) of client Bakkerij De Vries B.V. (77).',
    );
    expect(holder && holderText(holder, 'nl')).to.equal(
      'Dat is contactpersoon Anna de Vries (sleutel p-7) van klant Bakkerij De Vries B.V. (77).',
    );
    expect((await explain(engine, 'p-7')).holder).to.equal(null);
  });

  it('says what stands in the way behind the first thing: an address that is missing where the link is off too', async () => {
    const client = await engine.client();
    const contact = await engine.contact(client, { email: null, linked: false });
    await engine.settle();
    const [first, further] = [
      await explain(engine, contact.key),
      async () => (await explain(engine, contact.key)).further,
    ];
    expect(first.standing.reason).to.equal('LINK_OFF');
    expect(first.further).to.deep.equal(['EMAIL_MISSING']);
    await engine.unlink(client);
    await engine.settle();
    // Both links are one reason.
    expect(await further()).to.deep.equal(['EMAIL_MISSING']);
    await engine.rows(sql`update client set kind = 'person' where id = ${client.id}`);
    expect(await further()).to.deep.equal([]);
    const well = await engine.contact(await engine.client(), { linked: false });
    await engine.settle();
    expect((await explain(engine, well.key)).further).to.deep.equal([]);
  });

  it('rule 12: names the field that the portal cannot take', async () => {
    const contact = await engine.contact(await engine.client(), { email: null });
    expect((await explain(engine, contact.key)).firstNo).to.deep.include({
      reason: 'EMAIL_MISSING',
      value: 'e-mail address',
    });
  });

  it('says of an address that there is not neither that it is free nor that the portal takes it', async () => {
    const contact = await engine.contact(await engine.client(), { email: null });
    await engine.settle();
    const fields = (await explain(engine, contact.key)).trace.map(({ field }) => field);
    expect(fields).to.include('data the portal takes');
    expect(fields).not.to.include('e-mail address is free');
    expect(fields).not.to.include('the portal takes it');
  });

  it('rule 3: says which client a contact waits for', async () => {
    const client = await engine.client({ name: 'x'.repeat(300), number: '88' });
    const contact = await engine.contact(client);
    await engine.settle();
    const { firstNo } = await explain(engine, contact.key);
    expect(firstNo?.reason).to.equal('HELD_BY_CLIENT');
    expect(firstNo?.value).to.contain('(88)');
  });

  it('shows how far a revoke is, and what was done, for a contact that was deleted', async () => {
    const contact = await engine.contact(await engine.client());
    await engine.settle();
    await engine.remove(contact);
    const before = await explain(engine, contact.key);
    expect(before.standing.reason).to.equal('REVOKE_PENDING');
    expect(before.firstNo?.reason).to.equal('CONTACT_DELETED');
    expect(before.next).to.deep.equal([
      { action: 'remove', type: 'access', changes: {}, by: 'koppel', heldBy: null, until: null },
    ]);
    await engine.settle();
    const after = await explain(engine, contact.key);
    expect(after.standing.reason).to.equal('CONTACT_DELETED');
    expect(after.resources.find(({ type }) => type === 'access')).to.include({
      ...{ state: 'absent', revokeState: 'revoked_verified', released: true },
    });
    expect(after.trace.find(({ field }) => field === 'access')).to.include({ value: 'revoked_verified' });
    expect(after.history.map(({ action, type, outcome }) => `${action} ${type} ${outcome}`)).to.include(
      'portal.remove access done',
    );
  });

  it('says of who is in the portal as wished that the mail was not used, while that keeps them out', async () => {
    const contact = await engine.contact(await engine.client());
    await engine.settle();
    const { standing, remarks } = await explain(engine, contact.key);
    expect(standing.reason).to.equal('IN_SYNC');
    expect(remarks.map(({ nl }) => nl).join()).to.match(/niet is gebruikt.* niet inloggen/);
    await engine.rows(sql`update portal_resource set sign_in = 'active' where type = 'person'`);
    expect((await explain(engine, contact.key)).remarks).to.deep.equal([]);
    await engine.rows(sql`update portal_resource set sign_in = 'mail-sent' where type = 'person'`);
    await engine.unlink(contact);
    await engine.settle();
    expect((await explain(engine, contact.key)).remarks).to.deep.equal([]);
  });

  it('names in what was done for a client the contact that it was about', async () => {
    const client = await engine.client();
    const contact = await engine.contact(client, { firstName: 'Mia', infix: null, lastName: 'Jansen' });
    await engine.settle();
    const abouts = async (key: string) => (await explain(engine, key)).history.map(({ about }) => about);
    expect(new Set(await abouts(client.key))).to.deep.equal(new Set(['Mia Jansen', null]));
    expect(new Set(await abouts(contact.key))).to.deep.equal(new Set([null]));
  });

  it('rule 22: says that the brake holds a revoke', async () => {
    const careful = await openEngine({ listed: true, policy: { brake: { count: 0 } } });
    const contact = await careful.contact(await careful.client());
    await careful.settle();
    await careful.unlink(contact);
    await careful.settle();
    const { standing, trace, remarks } = await explain(careful, contact.key);
    expect(standing.reason).to.equal('BRAKE');
    expect(trace.find(({ field }) => field === 'brake')).to.deep.include({ value: 'on', passed: false });
    const isLeft = (all: typeof remarks): boolean =>
      all.some(({ en }) => en.includes('to leave this access'));
    expect(isLeft(remarks)).to.equal(false);
    await careful.store.inPractice(careful.practiceId, async (tx) => {
      const [asked] = await listBrakeRequests(tx);
      await decideBrakeRequest(tx, asked?.id ?? '', { approve: false, by: 'user:vera', hours: 24 });
    });
    await careful.settle();
    const decided = await explain(careful, contact.key);
    expect(decided.standing.reason).to.equal('BRAKE');
    expect(isLeft(decided.remarks), 'nobody is asked any more').to.equal(true);
    await careful.close();
  });

  it('says that the connection is stopped', async () => {
    await engine.rows(sql`update connection set state = 'stopped', stop_reason = 'PORTAL_SIGN_IN'`);
    const client = await engine.client();
    const { firstNo, standing } = await explain(engine, client.key);
    expect(standing.reason).to.equal('CONNECTION_STOPPED');
    expect(firstNo).to.deep.include({ field: 'connection', value: 'stopped (PORTAL_SIGN_IN)' });
  });

  it('asks the portal nothing and writes nothing', async () => {
    const client = await engine.client();
    const contact = await engine.contact(client);
    await engine.settle();
    await engine.unlink(contact);
    await engine.portal.resetCounts();
    const look = () =>
      engine.rows(sql`select (select jsonb_agg(to_jsonb(r) order by r.id) from portal_resource r) as resources,
        (select jsonb_agg(to_jsonb(c) order by c.resource_id, c.subject_id) from claim c) as claims,
        (select jsonb_agg(to_jsonb(d)) from due_pair d) as pairs, (select count(*) from audit) as audited`);
    const before = await look();
    await explain(engine, contact.key);
    await explain(engine, client.key);
    expect(await look()).to.deep.equal(before);
    expect((await engine.portal.counts()).total).to.equal(0);
  });
});
