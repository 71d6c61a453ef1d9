// A portal whose records come and go, and that refuses data: each record for itself.
import { expect } from 'chai';
import { sql } from 'kysely';
import { forgetRefusals } from '../../../src/database/ledger/resources.ts';
import { openEngine, type Engine } from '../../support/engine.ts';

describe('a portal with a will of its own', () => {
  let engine: Engine;
  const begin = async () => (engine = await openEngine());
  afterEach(() => engine.close());

  const peopleAt = (client: { fields: { number?: string | null } }) =>
    engine.portal.peopleWithAccess(client.fields.number ?? '');
  describe('records that come and go', () => {
    /** Until it is revealed. */
    const hide = (path: string) =>
      engine.portal.arm({ match: { method: 'POST', path }, fault: 'late-visibility', delayMs: 600_000 });

    it('what shows only later is not made twice', async () => {
      await begin();
      for (const path of ['^/entities$', '^/users$', '^/groups$', '/addresses$']) await hide(path);
      const client = await engine.client();
      const contact = await engine.contact(client);
      for (let round = 0; round < 40 && (await engine.settle(1)).length > 0; round += 1) {
        // Time that is said to pass must show what is hidden: else it would rightly count as gone, and be made again.
        await engine.portal.reveal();
        await engine.passTime();
      }
      const { entities, users, groups, mails } = await engine.portal.state();
      expect([entities.length, users.length, groups.length, mails.length]).to.deep.equal([1, 1, 1, 1]);
      expect(await peopleAt(client)).to.deep.equal([contact.fields.email]);
    });

    it('what was made, but could not be read back, is not made twice', async () => {
      await begin();
      for (const fault of ['403', '422', '429']) {
        await hide('/addresses$');
        await engine.portal.arm({ match: { method: 'GET', path: '/addresses$' }, fault, times: 1 });
        const client = await engine.client();
        await engine.settle(1);
        await engine.change(client, { city: 'Zwolle' });
        await engine.settle(1);
        await engine.portal.reveal();
        await engine.passTime();
        await engine.settle();
        const entity = (await engine.portal.state()).entities.at(-1);
        expect(entity, fault).to.have.nested.property('addresses.length', 1);
        expect(entity, fault).to.have.nested.property('addresses[0].City', 'Zwolle');
      }
    });

    it('what shows only later is not made twice when something is to be made below it', async () => {
      await begin();
      await hide('^/entities$');
      const client = await engine.client();
      await engine.settle(1);
      await engine.change(client, { number: 'R-1' });
      expect(await engine.settle(2)).to.deep.equal(['NOT_VISIBLE_YET']);
      await engine.portal.reveal();
      expect(await engine.settle()).to.deep.equal([]);
      const { entities } = await engine.portal.state();
      expect(entities.map((entity) => entity['EntityNo'])).to.deep.equal(['R-1']);
    });

    it('what shows only later is not made twice when it changes meanwhile', async () => {
      await begin();
      await hide('^/users$');
      const contact = await engine.contact(await engine.client());
      await engine.settle(1);
      await engine.change(contact, { email: 'new@example.nl' });
      expect(await engine.settle(2)).to.deep.equal(['NOT_VISIBLE_YET']);
      await engine.portal.reveal();
      expect(await engine.settle()).to.deep.equal([]);
      const { users } = await engine.portal.state();
      expect(users.map((user) => user['Email'])).to.deep.equal(['new@example.nl']);
    });

    it('an access that shows only later is not proven gone by its absence', async () => {
      await begin();
      const client = await engine.client();
      const contact = await engine.contact(client);
      await engine.settle();
      const { groups, users } = await engine.portal.state();
      const people = users.map((user) => user.CWGuid);
      const path = `/groups/${groups[0]?.CWGuid ?? ''}/user-assignments`;
      // As if the portal did not show the grant yet: neither the removal nor the read-back meets it.
      await engine.portal.call('PATCH', path, { people, isRemove: true });
      await engine.unlink(contact);
      expect(await engine.settle(3)).to.deep.equal(['NOT_VISIBLE_YET']);
      expect((await engine.resources('access'))[0]?.revokeState).to.equal('revoked_sent');
      await engine.portal.call('PATCH', path, { people });
      await engine.passTime();
      expect(await engine.settle()).to.deep.equal([]);
      expect((await engine.resources('access'))[0]?.revokeState).to.equal('revoked_verified');
      expect(await peopleAt(client)).to.deep.equal([]);
    });

    it('a person deleted by hand is made again at the next change, with access', async () => {
      await begin();
      const client = await engine.client();
      const contact = await engine.contact(client);
      await engine.settle();
      await engine.passTime();
      await engine.portal.remove({ email: contact.fields.email ?? '' });
      await engine.change(contact, { phone: '99' });
      expect(await engine.settle()).to.deep.equal([]);
      expect((await engine.portal.state()).users).to.have.length(1);
      expect(await peopleAt(client)).to.deep.equal([contact.fields.email]);
    });

    it('an entity deleted by hand is made again at the next change, with address and access', async () => {
      await begin();
      const client = await engine.client();
      const contact = await engine.contact(client);
      await engine.settle();
      await engine.passTime();
      await engine.portal.remove({ entityNo: client.fields.number ?? '' });
      await engine.change(client, { phone: '99' });
      expect(await engine.settle()).to.deep.equal([]);
      const { entities } = await engine.portal.state();
      expect(entities).to.have.length(1);
      expect(entities[0]).to.include({ BusinessPhone: '99' });
      expect(entities[0]?.addresses).to.have.length(1);
      expect(await peopleAt(client)).to.deep.equal([contact.fields.email]);
    });

    it('what hangs below an entity deleted by hand has it looked for, and made again', async () => {
      await begin();
      const client = await engine.client({ city: null });
      await engine.settle();
      await engine.passTime();
      await engine.portal.remove({ entityNo: client.fields.number ?? '' });
      await engine.change(client, { city: 'Utrecht' });
      await engine.settle();
      await engine.passTime();
      expect(await engine.settle()).to.deep.equal([]);
      const { entities } = await engine.portal.state();
      expect(entities.map(({ addresses }) => addresses.length)).to.deep.equal([1]);
      expect(await engine.standing(client)).to.include({ reason: 'IN_SYNC' });
    });

    it('an unlink after a person was deleted by hand is proven too', async () => {
      await begin();
      const client = await engine.client();
      const contact = await engine.contact(client);
      await engine.settle();
      await engine.passTime();
      await engine.portal.remove({ email: contact.fields.email ?? '' });
      await engine.unlink(contact);
      expect(await engine.settle()).to.deep.equal([]);
      expect((await engine.resources('access'))[0]).to.include({ revokeState: 'revoked_verified' });
    });
  });

  describe('refused data', () => {
    it('one poisoned record does not stop its neighbours', async () => {
      await begin();
      const client = await engine.client();
      await engine.settle();
      const good = [await engine.contact(client), await engine.contact(client)];
      await engine.portal.arm({ match: { method: 'POST', path: '^/users$' }, fault: '400' });
      const bad = await engine.contact(client);
      await engine.settle();
      const standings = [];
      for (const contact of [...good, bad]) standings.push(await engine.reasonOf(contact));
      expect(standings.sort()).to.deep.equal(['IN_SYNC', 'IN_SYNC', 'REJECTED_BY_PORTAL']);
      expect(await engine.standing(client)).to.include({ state: 'in-sync' });
      expect(await peopleAt(client)).to.have.length(2);
    });

    it('a look-up that the portal refuses says so, and is tried again', async () => {
      await begin();
      const client = await engine.client();
      await engine.settle();
      await engine.portal.arm({ match: { method: 'GET', path: '^/users' }, fault: '400' });
      const contact = await engine.contact(client);
      await engine.run(client);
      expect(await engine.standing(contact)).to.include({ state: 'failed', reason: 'REJECTED_BY_PORTAL' });
      expect(await engine.rows(sql`select from due_pair where pending`)).to.have.length(1);
      expect(await engine.settle()).to.deep.equal([]);
      expect(await engine.standing(contact)).to.include({ state: 'in-sync' });
    });

    it('one contact that may not be granted does not keep the others out', async () => {
      await begin();
      const client = await engine.client();
      const contacts = [
        await engine.contact(client),
        await engine.contact(client),
        await engine.contact(client),
      ];
      await engine.portal.arm({
        match: { method: 'PATCH', path: '/user-assignments$' },
        fault: '400',
        times: 2,
      });
      await engine.settle();
      const reasons = [];
      for (const contact of contacts) reasons.push(await engine.reasonOf(contact));
      expect(reasons.sort()).to.deep.equal(['IN_SYNC', 'IN_SYNC', 'REJECTED_BY_PORTAL']);
      expect(await peopleAt(client)).to.have.length(2);
    });

    for (const [fault, error] of [
      ['429', 'PORTAL_RATE_LIMITED'],
      ['403', 'PORTAL_FORBIDDEN'],
      ['404', 'PORTAL_PARENT_MISSING'],
    ] as const) {
      it(`one let in before the portal answered ${fault} for the next is known to be in, and let out again`, async () => {
        await begin();
        const client = await engine.client();
        const contacts = [await engine.contact(client), await engine.contact(client)];
        const grants = { method: 'PATCH', path: '/user-assignments$' };
        await engine.portal.arm({ match: grants, fault: '400' });
        await engine.portal.arm({ match: grants, fault: 'slow', delayMs: 0 });
        await engine.portal.arm({ match: grants, fault });
        await engine.run(client);
        const [email] = await peopleAt(client);
        expect(await engine.rows(sql`select last_error as error from due_pair`)).to.deep.equal([{ error }]);

        const letIn = contacts.find(({ fields }) => fields.email === email);
        if (letIn === undefined) return expect.fail('nobody was let in');
        await engine.unlink(letIn);
        await engine.passTime();
        expect(await engine.settle()).to.deep.equal([]);
        expect(await peopleAt(client)).not.to.include(email);
        expect(await engine.standing(letIn)).to.include({ reason: 'LINK_OFF' });
      });
    }

    it('is not sent again until it changes, and again when a person asks for it', async () => {
      await begin();
      await engine.portal.arm({ match: { method: 'POST', path: '^/entities$' }, fault: '400', times: 2 });
      const client = await engine.client();
      await engine.settle();
      expect(await engine.standing(client)).to.include({ state: 'failed', reason: 'REJECTED_BY_PORTAL' });
      await engine.portal.resetCounts();
      await engine.run(client);
      await engine.run(client);
      expect((await engine.portal.counts()).total).to.equal(0);

      await engine.change(client, { phone: '99' });
      await engine.settle();
      expect((await engine.portal.counts()).byMethod, 'asked again, refused again').to.include({ POST: 1 });

      await engine.store.inPractice(engine.practiceId, (tx) =>
        forgetRefusals(tx, { connectionId: engine.connectionId, clientId: client.id }),
      );
      await engine.run(client);
      await engine.settle();
      expect(await engine.standing(client)).to.include({ state: 'in-sync' });
    });

    it('a refused change of a client leaves what stands in the portal, and its contacts, untouched', async () => {
      await begin();
      const client = await engine.client({ name: 'Good B.V.' });
      const contact = await engine.contact(client);
      await engine.settle();
      await engine.change(client, { name: 'x'.repeat(61) });
      await engine.settle();
      expect(await engine.standing(client)).to.deep.include({
        state: 'failed',
        reason: 'NAME_TOO_LONG',
        detail: { field: 'name' },
      });
      expect((await engine.portal.state()).entities[0]).to.include({ Name: 'Good B.V.' });
      expect(await peopleAt(client)).to.deep.equal([contact.fields.email]);
    });
  });
});
