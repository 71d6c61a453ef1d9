// One human at many clients: what changes of the human at one of them costs that client's run, and no other.
import { expect } from 'chai';
import { openEngine, type Engine } from '../../support/engine.ts';
import type { ContactHandle } from '../../support/engine-records.ts';

const CLIENTS = 40;
const HUMAN = { personKey: 'P-1', email: 'anna@example.nl', firstName: 'Anna', lastName: 'Smit' };

describe('one human at many clients', () => {
  let engine: Engine;
  const contacts: ContactHandle[] = [];

  before(async () => {
    engine = await openEngine({ listed: true, policy: { brake: { count: 1_000, share: 1 } } });
    for (const { client } of await engine.clients(CLIENTS, 0))
      contacts.push(await engine.contact(client, { ...HUMAN, phone: '0101', mobile: null }));
    expect(await engine.settle(60)).to.deep.equal([]);
  });
  after(() => engine.close());
  beforeEach(() => engine.portal.resetCounts());

  async function runs(): Promise<number> {
    let total = 0;
    for (let quiet = 0; quiet < 2;) {
      await engine.passTime();
      const ran = await engine.tick();
      total += ran;
      quiet = ran === 0 ? quiet + 1 : 0;
    }
    return total;
  }
  const writes = async () => {
    const { byMethod } = await engine.portal.counts();
    return (byMethod['PATCH'] ?? 0) + (byMethod['POST'] ?? 0) + (byMethod['PUT'] ?? 0);
  };
  const contactAt = (index: number) => contacts[index] ?? expect.fail('no such contact');

  it('a changed telephone costs one request and a handful of runs, and every client is told what differs', async () => {
    const changed = await engine.change(contactAt(3), { phone: '0202' });
    expect(await runs()).to.be.at.most(3);
    expect(await writes()).to.equal(1);
    for (const contact of [changed, contactAt(0), contactAt(CLIENTS - 1)]) {
      const standing = await engine.standing(contact);
      expect(standing).to.include({ state: 'in-sync' });
      expect(standing?.detail['differs']).to.match(/phone/i);
    }
    await engine.change(changed, { phone: '0101' });
    expect(await runs()).to.be.at.most(3);
    expect((await engine.standing(contactAt(0)))?.detail).to.deep.equal({});
  });

  it('an address that changes at all of them renames the one account with one write, and mails nobody', async () => {
    const { mails } = await engine.portal.state();
    for (const contact of contacts) await engine.change(contact, { email: 'anna@new.example.nl' });
    await runs();
    expect(await writes()).to.equal(1);
    const state = await engine.portal.state();
    expect(state.users.map(({ Email }) => Email)).to.deep.equal(['anna@new.example.nl']);
    expect(state.mails).to.have.length(mails.length);
    for (const contact of contacts) expect(await engine.standing(contact)).to.include({ state: 'in-sync' });
  });

  it('a human who cannot be pushed at one client leaves the others as they are', async () => {
    await engine.unlink(contactAt(7));
    await runs();
    expect(await engine.portal.peopleWithAccess(contactAt(7).client.fields.number ?? '')).to.deep.equal([]);
    expect(await engine.portal.peopleWithAccess(contactAt(8).client.fields.number ?? '')).to.have.length(1);
  });
});
