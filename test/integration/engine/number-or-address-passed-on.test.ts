// Rules 11 and 14: a number or an address that passes from one record to another, both of them in the portal already.
import { expect } from 'chai';
import { sql } from 'kysely';
import { openEngine, type Engine } from '../../support/engine.ts';

describe('a number or an address that is handed on', () => {
  let engine: Engine;
  beforeEach(async () => {
    engine = await openEngine();
  });
  afterEach(() => engine.close());

  const numbers = async () =>
    Object.fromEntries(
      (await engine.portal.state()).entities.map(({ Name, EntityNo }) => [String(Name), EntityNo]),
    );
  const armRenaming = (fault: string, times = 1) =>
    engine.portal.arm({ match: { method: 'PATCH', path: '^/entities/[^/]+$' }, fault, times });

  /** Two clients in the portal; in one export the second is given the number that the first gives up. */
  async function handOn(fault: string, times?: number) {
    const old = await engine.client({ number: '100', name: 'Old B.V.' });
    const heir = await engine.client({ number: '50', name: 'Heir B.V.' });
    await engine.settle();
    await engine.change(old, { number: '200' });
    await armRenaming(fault, times);
    await engine.run(old);
    await engine.change(heir, { number: '100' });
    await engine.run(heir);
    return { old, heir };
  }

  it('rule 14: a number that its holder has not given up in the portal yet is waited for', async () => {
    const { old, heir } = await handOn('503');
    expect(await engine.standing(heir)).to.include({ state: 'held', reason: 'NUMBER_IN_USE' });
    expect(await engine.settle()).to.deep.equal([]);
    expect(await numbers()).to.deep.equal({ 'Old B.V.': '200', 'Heir B.V.': '100' });
    for (const client of [old, heir]) expect(await engine.standing(client)).to.include({ state: 'in-sync' });
  });

  it('rule 14: a number that stays with its holder is asked for less and less often', async () => {
    // The portal refuses the new number of its holder, so that nothing gives the old one free.
    const { heir } = await handOn('422');
    const pause = async () => {
      const [row] = await engine.rows(sql<{ seconds: number }>`
        select extract(epoch from next_attempt_at - clock_timestamp())::float as seconds from due_pair
        where pending and client_id = ${heir.id} and last_error = 'KEY_HELD'`);
      return row?.seconds ?? 0;
    };
    expect(await pause()).to.be.within(3, 6);
    expect(await engine.settle(4)).to.deep.equal(['KEY_HELD']);
    expect(await pause()).to.be.above(60);
    expect(await engine.standing(heir)).to.include({ state: 'held', reason: 'NUMBER_IN_USE' });
  });

  it('rule 14: a number of a record made by hand is in use, and not asked for again', async () => {
    await engine.portal.seed({ entities: [{ EntityNo: '100', Name: 'By hand' }] });
    const client = await engine.client({ number: '50', name: 'Heir B.V.' });
    await engine.settle();
    await engine.change(client, { number: '100' });
    expect(await engine.settle()).to.deep.equal([]);
    expect(await engine.standing(client)).to.include({ state: 'held', reason: 'NUMBER_IN_USE' });
    await engine.portal.resetCounts();
    await engine.run(client);
    expect((await engine.portal.counts()).total).to.equal(0);
    expect(await numbers()).to.deep.equal({ 'By hand': '100', 'Heir B.V.': '50' });
  });

  it('rule 11: an address goes from one contact to another of the same client, whichever is changed first', async () => {
    const client = await engine.client();
    const giver = await engine.contact(client, { email: 'two@example.nl', lastName: 'Giver', linked: false });
    const heir = await engine.contact(client, { email: 'one@example.nl', lastName: 'Heir' });
    await engine.settle();
    // Pushed last, so that it is changed last.
    const linked = await engine.relink(giver);
    await engine.settle();
    await engine.change(linked, { email: 'three@example.nl' });
    await engine.change(heir, { email: 'two@example.nl' });
    expect(await engine.settle()).to.deep.equal([]);
    const users = (await engine.portal.state()).users.map(({ Email, LastName }) => [LastName, Email]);
    expect(Object.fromEntries(users)).to.deep.equal({ Giver: 'three@example.nl', Heir: 'two@example.nl' });
    for (const contact of [giver, heir])
      expect(await engine.standing(contact)).to.include({ state: 'in-sync' });
  });

  it('rule 11: an address that passes to staff stays theirs, and is not asked for again', async () => {
    await engine.portal.seed({
      users: [{ Email: 'staff@example.nl', LastName: 'Staff', OwnerType: 'Staff' }],
    });
    const contact = await engine.contact(await engine.client(), { email: 'one@example.nl' });
    await engine.settle();
    await engine.change(contact, { email: 'staff@example.nl' });
    expect(await engine.settle()).to.deep.equal([]);
    expect(await engine.standing(contact)).to.deep.include({
      state: 'held',
      reason: 'EMAIL_IN_USE',
      detail: { field: 'email' },
    });
  });
});
