// Rules 11 to 14: e-mail addresses, humans and client numbers.
import { expect } from 'chai';
import { sql } from 'kysely';
import { openEngine, type Engine } from '../../support/engine.ts';

describe('who is who', () => {
  let engine: Engine;
  beforeEach(async () => {
    engine = await openEngine();
  });
  afterEach(() => engine.close());

  const number = (client: { fields: { number?: string | null } }) => client.fields.number ?? '';
  const users = async () => (await engine.portal.state()).users;
  const peopleAt = (client: { fields: { number?: string | null } }) =>
    engine.portal.peopleWithAccess(number(client));

  it('rule 11: one human at two clients is one portal person with two accesses and one mail per access', async () => {
    const [one, two] = [await engine.client(), await engine.client()];
    const human = { personKey: 'h-1', email: 'anna@example.nl', lastName: 'Vries' };
    const first = await engine.contact(one, human);
    const second = await engine.contact(two, human);
    expect(await engine.settle()).to.deep.equal([]);
    expect(await users()).to.have.length(1);
    expect(await peopleAt(one)).to.deep.equal(['anna@example.nl']);
    expect(await peopleAt(two)).to.deep.equal(['anna@example.nl']);
    expect(await engine.standing(first)).to.include({ state: 'in-sync' });
    expect(await engine.standing(second)).to.include({ state: 'in-sync' });
    const mails = (await engine.portal.state()).mails.map(({ entityCWGuid }) => entityCWGuid);
    expect(new Set(mails).size, 'never two mails about one access').to.equal(mails.length);
  });

  it('rule 11: a human whose account is active is not mailed when a second client follows', async () => {
    const [one, two] = [await engine.client(), await engine.client()];
    const human = { personKey: 'h-1', email: 'anna@example.nl', lastName: 'Vries' };
    await engine.contact(one, human);
    await engine.settle();
    await engine.portal.activate('anna@example.nl');
    await engine.contact(two, human);
    await engine.settle();
    expect(await peopleAt(two)).to.deep.equal(['anna@example.nl']);
    expect((await engine.portal.state()).mails).to.have.length(1);
  });

  it('rule 11: the latest change of one human leads, and the difference is reported', async () => {
    const [one, two] = [await engine.client(), await engine.client()];
    const human = { personKey: 'h-1', email: 'anna@example.nl', lastName: 'Vries' };
    const first = await engine.contact(one, { ...human, phone: '1' });
    const second = await engine.contact(two, { ...human, phone: '1' });
    await engine.settle();
    await engine.change(first, { phone: '2' });
    await engine.settle();
    expect((await users())[0]).to.include({ BusinessPhone: '2' });
    expect((await engine.standing(first))?.detail).to.deep.equal({ differs: 'BusinessPhone' });
    expect((await engine.standing(second))?.detail).to.deep.equal({ differs: 'BusinessPhone' });
    await engine.change(second, { phone: '3' });
    await engine.settle();
    expect((await users())[0]).to.include({ BusinessPhone: '3' });
  });

  it('rule 11: an address held by another human is EMAIL_IN_USE, naming the holder, until it is free', async () => {
    const [one, two] = [await engine.client(), await engine.client()];
    const holder = await engine.contact(one, { email: 'info@example.nl' });
    await engine.settle();
    const other = await engine.contact(two, { email: ' INFO@example.nl ' });
    await engine.settle();
    expect(await engine.standing(other)).to.deep.equal({
      state: 'held',
      reason: 'EMAIL_IN_USE',
      detail: { holderClient: one.id, holder: holder.id },
    });
    expect(await peopleAt(two)).to.deep.equal([]);

    await engine.change(holder, { email: 'own@example.nl' });
    expect(await engine.settle()).to.deep.equal([]);
    expect(await engine.standing(other)).to.include({ state: 'in-sync' });
    expect(await peopleAt(one)).to.deep.equal(['own@example.nl']);
    expect(await peopleAt(two)).to.deep.equal(['info@example.nl']);
    expect(await users()).to.have.length(2);
  });

  it('rule 11: an address is free when its holder is unlinked; its access is gone before the next has it', async () => {
    const [one, two] = [await engine.client(), await engine.client()];
    const holder = await engine.contact(one, { email: 'info@example.nl' });
    await engine.settle();
    const other = await engine.contact(two, { email: 'info@example.nl' });
    await engine.settle();
    await engine.unlink(holder);
    expect(await engine.settle()).to.deep.equal([]);
    expect(await engine.standing(other)).to.include({ state: 'in-sync' });
    expect(await peopleAt(one)).to.deep.equal([]);
    expect(await peopleAt(two)).to.deep.equal(['info@example.nl']);
  });

  it('rule 11: an address is free when its holder is deleted', async () => {
    const [one, two] = [await engine.client(), await engine.client()];
    const holder = await engine.contact(one, { email: 'info@example.nl' });
    await engine.settle();
    const other = await engine.contact(two, { email: 'info@example.nl' });
    await engine.settle();
    await engine.remove(holder);
    expect(await engine.settle()).to.deep.equal([]);
    expect(await engine.standing(other)).to.include({ state: 'in-sync' });
  });

  it('rule 11: two contacts of one client that share info@ are two humans: the first keeps it', async () => {
    const client = await engine.client();
    const holder = await engine.contact(client, { email: 'info@example.nl' });
    const other = await engine.contact(client, { email: 'info@example.nl' });
    await engine.settle();
    expect(await engine.standing(holder)).to.include({ state: 'in-sync' });
    expect(await engine.standing(other)).to.deep.equal({
      state: 'held',
      reason: 'EMAIL_IN_USE',
      detail: { holderClient: client.id, holder: holder.id },
    });
    await engine.unlink(holder);
    await engine.settle();
    expect(await engine.standing(other)).to.include({ state: 'in-sync' });
    expect(await peopleAt(client)).to.deep.equal(['info@example.nl']);
  });

  it('rule 11: one human whose address changes at one client only is two people from then on', async () => {
    const [one, two] = [await engine.client(), await engine.client()];
    const human = { personKey: 'h-1', email: 'anna@example.nl', lastName: 'Vries' };
    const first = await engine.contact(one, human);
    await engine.contact(two, human);
    await engine.settle();
    await engine.change(first, { email: 'anna@new.example.nl' });
    expect(await engine.settle()).to.deep.equal([]);
    expect(await peopleAt(one)).to.deep.equal(['anna@new.example.nl']);
    expect(await peopleAt(two)).to.deep.equal(['anna@example.nl']);
    expect(await engine.standing(first)).to.include({ state: 'in-sync' });
  });

  it('rule 11: one human whose address changes at both clients stays one person, renamed', async () => {
    const [one, two] = [await engine.client(), await engine.client()];
    const human = { personKey: 'h-1', email: 'anna@example.nl', lastName: 'Vries' };
    const contacts = [await engine.contact(one, human), await engine.contact(two, human)];
    await engine.settle();
    await engine.portal.resetCounts();
    for (const contact of contacts) await engine.change(contact, { email: 'anna@new.example.nl' });
    expect(await engine.settle()).to.deep.equal([]);
    expect((await engine.portal.counts()).byMethod).to.deep.equal({ PATCH: 1 });
    expect((await engine.portal.state()).users).to.have.length(1);
    expect(await peopleAt(one)).to.deep.equal(['anna@new.example.nl']);
    expect(await peopleAt(two)).to.deep.equal(['anna@new.example.nl']);
  });

  it('rule 11: the only record of a human renames the portal person with one write', async () => {
    const client = await engine.client();
    const contact = await engine.contact(client, { email: 'anna@example.nl' });
    await engine.settle();
    await engine.portal.resetCounts();
    await engine.change(contact, { email: 'anna@new.example.nl' });
    await engine.settle();
    expect((await engine.portal.counts()).byMethod).to.deep.equal({ PATCH: 1 });
    expect(await peopleAt(client)).to.deep.equal(['anna@new.example.nl']);
  });

  it('rule 11: an address of the firm’s own staff is left alone', async () => {
    await engine.portal.seed({
      users: [{ Email: 'staff@example.nl', LastName: 'Staff', OwnerType: 'Staff' }],
    });
    const client = await engine.client();
    const contact = await engine.contact(client, { email: 'staff@example.nl' });
    await engine.settle();
    expect(await engine.standing(contact)).to.include({ state: 'held', reason: 'EMAIL_IN_USE' });
    expect((await users())[0]).to.include({ OwnerType: 'Staff', LastName: 'Staff' });
    expect(await peopleAt(client)).to.deep.equal([]);
  });

  it('rule 12: an e-mail that disappears stops data, never a revoke', async () => {
    const client = await engine.client();
    const contact = await engine.contact(client);
    await engine.settle();
    await engine.portal.resetCounts();
    const without = await engine.change(contact, { email: null, phone: '99' });
    await engine.settle();
    expect(await engine.standing(contact)).to.include({ reason: 'EMAIL_MISSING' });
    expect((await engine.portal.counts()).total).to.equal(0);
    expect(await peopleAt(client), 'a lost address is no unlink').to.deep.equal([contact.fields.email]);

    await engine.unlink(without);
    expect(await engine.settle()).to.deep.equal([]);
    expect(await peopleAt(client)).to.deep.equal([]);
    expect((await engine.resources('access'))[0]).to.include({ revokeState: 'revoked_verified' });
  });

  it('rule 13: an entity and a person made by hand are adopted by number and e-mail, never by name', async () => {
    await engine.portal.seed({
      entities: [
        { EntityNo: '      4711', Name: 'By hand' },
        { EntityNo: '9999', Name: 'Bakkerij B.V.' },
      ],
      users: [{ Email: 'Anna@Example.nl', LastName: 'By hand', activated: true }],
    });
    const client = await engine.client({ number: '4711', name: 'Bakkerij B.V.' });
    await engine.contact(client, { email: 'anna@example.nl', lastName: 'Vries' });
    expect(await engine.settle()).to.deep.equal([]);
    const state = await engine.portal.state();
    expect(state.entities.map(({ Name }) => Name)).to.deep.equal(['Bakkerij B.V.', 'Bakkerij B.V.']);
    expect(state.users.map(({ LastName }) => LastName)).to.deep.equal(['Vries']);
    const origins = await engine.rows(
      sql<{ origin: string }>`select origin from portal_resource where type in ('entity', 'person')`,
    );
    expect(origins.map(({ origin }) => origin)).to.deep.equal(['adopted', 'adopted']);
  });

  it('rule 13: an address made by hand below an entity made by hand is adopted, not doubled', async () => {
    await engine.portal.seed({
      entities: [{ EntityNo: '4711', Name: 'By hand', addresses: [{ City: 'Delft' }] }],
    });
    await engine.client({ number: '4711', city: 'Utrecht' });
    expect(await engine.settle()).to.deep.equal([]);
    const [entity] = (await engine.portal.state()).entities;
    expect(entity?.addresses.map(({ City }) => City)).to.deep.equal(['Utrecht']);
  });

  it('rule 13: more than one match stops, and says so', async () => {
    await engine.portal.seed({
      entities: [
        { EntityNo: '4711', Name: 'One' },
        { EntityNo: '4711', Name: 'Two' },
      ],
    });
    const client = await engine.client({ number: '4711' });
    await engine.settle();
    expect(await engine.standing(client)).to.include({ state: 'failed', reason: 'AMBIGUOUS_MATCH' });
    expect((await engine.portal.state()).entities.map(({ Name }) => Name)).to.deep.equal(['One', 'Two']);
  });

  it('rule 13: a person by hand under two accounts stops, and says so', async () => {
    await engine.portal.seed({
      users: [
        { Email: 'anna@example.nl', LastName: 'One' },
        { Email: 'Anna@example.nl', LastName: 'Two' },
      ],
    });
    const client = await engine.client();
    const contact = await engine.contact(client, { email: 'anna@example.nl' });
    await engine.settle();
    expect(await engine.standing(contact)).to.include({ state: 'failed', reason: 'AMBIGUOUS_MATCH' });
    expect(await peopleAt(client)).to.deep.equal([]);
  });

  it('rule 14: a client that is renumbered is renamed in the portal with one write, not doubled', async () => {
    const client = await engine.client({ number: '100' });
    const contact = await engine.contact(client);
    await engine.settle();
    await engine.portal.resetCounts();
    const renumbered = await engine.change(client, { number: '200' });
    expect(await engine.settle()).to.deep.equal([]);
    expect((await engine.portal.counts()).byMethod).to.deep.equal({ PATCH: 1 });
    expect((await engine.portal.state()).entities.map(({ EntityNo }) => EntityNo)).to.deep.equal(['200']);
    expect(await peopleAt(renumbered)).to.deep.equal([contact.fields.email]);
  });

  it('rule 14: the old number of a client given to a new one: renamed first, then made', async () => {
    const old = await engine.client({ number: '100', name: 'Old B.V.' });
    const person = await engine.contact(old);
    await engine.settle();
    const fresh = await engine.client({ number: '100', name: 'New B.V.' });
    const newPerson = await engine.contact(fresh);
    await engine.settle();
    expect(await engine.standing(fresh)).to.deep.include({
      state: 'held',
      reason: 'NUMBER_IN_USE',
      detail: { holderClient: old.id, holder: old.id },
    });
    const renumbered = await engine.change(old, { number: '200' });
    expect(await engine.settle()).to.deep.equal([]);
    const entities = (await engine.portal.state()).entities.map(({ EntityNo, Name }) => ({ EntityNo, Name }));
    expect(entities).to.deep.equal([
      { EntityNo: '200', Name: 'Old B.V.' },
      { EntityNo: '100', Name: 'New B.V.' },
    ]);
    expect(await peopleAt(renumbered)).to.deep.equal([person.fields.email]);
    expect(await peopleAt(fresh)).to.deep.equal([newPerson.fields.email]);
  });

  it('rule 14: both at once, whichever is looked at first', async () => {
    const old = await engine.client({ number: '100', name: 'Old B.V.' });
    await engine.contact(old);
    await engine.settle();
    await engine.change(old, { number: '200' });
    const fresh = await engine.client({ number: '100', name: 'New B.V.' });
    await engine.run(fresh);
    expect(await engine.settle()).to.deep.equal([]);
    const entities = (await engine.portal.state()).entities.map(({ EntityNo, Name }) => ({ EntityNo, Name }));
    expect(entities).to.deep.equal([
      { EntityNo: '200', Name: 'Old B.V.' },
      { EntityNo: '100', Name: 'New B.V.' },
    ]);
  });

  it('rule 14: two clients that swap numbers block each other visibly; neither gets the files of the other', async () => {
    const a = await engine.client({ number: '100', name: 'A B.V.' });
    const b = await engine.client({ number: '200', name: 'B B.V.' });
    const personOfA = await engine.contact(a);
    const personOfB = await engine.contact(b);
    await engine.settle();
    const before = await engine.portal.state();
    await engine.change(a, { number: '200' });
    await engine.change(b, { number: '100' });
    await engine.settle();
    const after = await engine.portal.state();
    for (const [client, contact, name] of [
      [a, personOfA, 'A B.V.'],
      [b, personOfB, 'B B.V.'],
    ] as const) {
      const guid = before.entities.find(({ Name }) => Name === name)?.CWGuid;
      const entity = after.entities.find(({ CWGuid }) => CWGuid === guid);
      expect(entity?.['Name'], 'an entity stays the same client').to.equal(name);
      expect(await engine.portal.peopleWithAccess(String(entity?.['EntityNo']))).to.deep.equal([
        contact.fields.email,
      ]);
      expect(await engine.reasonOf(client)).to.be.oneOf(['IN_SYNC', 'NUMBER_IN_USE']);
    }
    expect(after.entities).to.have.length(2);
  });
});
