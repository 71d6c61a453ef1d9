// Rule 11 at a portal that answers 200 and changes nothing: it still shows an address that Koppel takes to be free.
import { expect } from 'chai';
import { openEngine, type Engine } from '../../support/engine.ts';

describe('an address that the portal kept although it said otherwise', () => {
  let engine: Engine;
  beforeEach(async () => {
    engine = await openEngine();
  });
  afterEach(() => engine.close());

  const users = async () => (await engine.portal.state()).users;
  const peopleAt = (client: { fields: { number?: string | null } }) =>
    engine.portal.peopleWithAccess(client.fields.number ?? '');
  const keepAddress = async () => {
    const [one, two] = [await engine.client(), await engine.client()];
    const holder = await engine.contact(one, { email: 'info@example.nl' });
    await engine.settle();
    await engine.portal.arm({ match: { method: 'PATCH', path: '^/users/' }, fault: 'no-effect' });
    await engine.change(holder, { email: 'own@example.nl' });
    await engine.settle();
    expect((await users()).map((user) => user['Email'])).to.deep.equal(['info@example.nl']);
    return { one, two, holder };
  };

  it('rule 11: is given up by its holder when the next one asks for it', async () => {
    const { one, two } = await keepAddress();
    await engine.contact(two, { email: 'info@example.nl' });
    expect(await engine.settle()).to.deep.equal([]);
    expect(await peopleAt(one)).to.deep.equal(['own@example.nl']);
    expect(await peopleAt(two)).to.deep.equal(['info@example.nl']);
  });

  it('rule 11: goes to the next one when its holder was deleted', async () => {
    const { one, two, holder } = await keepAddress();
    await engine.remove(holder);
    await engine.settle();
    await engine.contact(two, { email: 'info@example.nl' });
    expect(await engine.settle()).to.deep.equal([]);
    expect(await peopleAt(one)).to.deep.equal([]);
    expect(await peopleAt(two)).to.deep.equal(['info@example.nl']);
    expect(await users()).to.have.length(1);
  });
});
