// What a person knows of a record finds it.
import { expect } from 'chai';
import { sql } from 'kysely';
import { openEngine, type Engine } from '../../support/engine.ts';
import { findListed } from '../../../src/answers/list-records.ts';

describe('finding a record', () => {
  let engine: Engine;
  before(async () => {
    engine = await openEngine({ listed: true });
    const bakery = await engine.client({
      name: 'Banketbakkerij De Vriès B.V.',
      number: '4711',
      city: 'Hoorn',
    });
    await engine.contact(bakery, {
      firstName: 'Zoë',
      infix: 'van',
      lastName: 'Bosch',
      email: 'zoe@example.nl',
      key: 'p-1',
    });
    await engine.contact(bakery, {
      firstName: 'Anna',
      infix: null,
      lastName: "d'Artagnan",
      email: 'info@example.nl',
      key: 'p-2',
    });
    await engine.client({ name: 'Bakker 100%_echt', number: '12', city: 'Enkhuizen' });
    await engine.rows(sql`insert into practice (id, name) values ('other', 'Other')`).catch(() => undefined);
  });
  after(() => engine.close());

  const find = async (text: string): Promise<readonly (string | null)[]> =>
    (
      await findListed(
        { store: engine.store, connectorOf: engine.ports.connectorOf },
        { practiceId: engine.practiceId, text, limit: 10 },
      )
    ).records.map(({ name }) => name);

  it('by a part of its name, in any order, accents, case and marks aside', async () => {
    for (const text of ['bakkerij vries', 'VRIES de bv', 'Vriès', 'banketbak'])
      expect(await find(text), text).to.deep.equal(['Banketbakkerij De Vriès B.V.']);
    for (const text of ['zoe bosch', 'bosch zoë', 'van bos'])
      expect(await find(text), text).to.deep.equal(['Zoë van Bosch']);
    expect(await find('dartagnan')).to.deep.equal(["Anna d'Artagnan"]);
  });

  it('by its number, key, e-mail address and city, also in part', async () => {
    expect(await find('4711')).to.deep.equal(['Banketbakkerij De Vriès B.V.']);
    expect(await find('p-1')).to.deep.equal(['Zoë van Bosch']);
    expect(await find('zoe@example.nl')).to.deep.equal(['Zoë van Bosch']);
    expect(await find('enkhuizen')).to.deep.equal(['Bakker 100%_echt']);
  });

  it('by its telephone number, however it is written, behind whom the digits find otherwise', async () => {
    const client = await engine.client({ name: 'Loodgieter Lek', number: '6123456', phone: '0229 765 432' });
    await engine.contact(client, {
      firstName: 'Gijs',
      infix: null,
      lastName: 'Lek',
      mobile: '+31 6 1234 5678',
    });
    for (const text of ['0612345678', '06-12345678', '+31612345678', '34567', '06 1234 56'])
      expect((await find(text)).at(-1), text).to.equal('Gijs Lek');
    expect(await find('6123456')).to.deep.equal(['Loodgieter Lek', 'Gijs Lek']);
    expect(await find('0229-765432')).to.deep.equal(['Loodgieter Lek']);
    expect(await find('7654')).to.deep.equal([]);
  });

  it('takes what stands for anything in a pattern for what it is', async () => {
    expect(await find('100%_e')).to.deep.equal(['Bakker 100%_echt']);
    expect(await find('%')).to.deep.equal(['Bakker 100%_echt']);
    expect(await find('b_k')).to.deep.equal([]);
    expect(await find('\\')).to.deep.equal([]);
    expect(await find('   ')).to.deep.equal([]);
  });

  it('lists several, those that were deleted last, and says whether there are more', async () => {
    const ports = { store: engine.store, connectorOf: engine.ports.connectorOf };
    const { records, more } = await findListed(ports, {
      practiceId: engine.practiceId,
      text: 'bak',
      limit: 1,
    });
    expect([records.length, more]).to.deep.equal([1, true]);
    const gone = await engine.client({ name: 'Aannemer Zwart', number: '13' });
    await engine.client({ name: 'Zwart en Zoon', number: '14' });
    await engine.remove(gone);
    expect(await find('zwart')).to.deep.equal(['Zwart en Zoon', 'Aannemer Zwart']);
  });

  it('says with each where it stands on every connection', async () => {
    const ports = { store: engine.store, connectorOf: engine.ports.connectorOf };
    const { records } = await findListed(ports, { practiceId: engine.practiceId, text: '4711', limit: 5 });
    expect(records[0]?.links).to.have.length(1);
    expect(records[0]?.links[0]).to.deep.include({
      connection: 'caseware',
      linked: true,
      reason: 'CHANGE_PENDING',
    });
  });

  it('shows access that is left although the link is off, until it is gone', async () => {
    const contact = await engine.contact(await engine.client({ name: 'Slagerij Vos' }), { key: 'left-1' });
    await engine.settle();
    const links = async () => {
      const ports = { store: engine.store, connectorOf: engine.ports.connectorOf };
      const asked = { practiceId: engine.practiceId, text: 'left-1', limit: 10 };
      return (await findListed(ports, asked)).records.flatMap((record) =>
        record.links.map(({ linked, accessLeft }) => ({ linked, accessLeft })),
      );
    };
    expect(await links()).to.deep.equal([{ linked: true, accessLeft: false }]);
    await engine.unlink(contact);
    expect(await links()).to.deep.equal([{ linked: false, accessLeft: true }]);
    await engine.settle();
    expect(await links()).to.deep.equal([{ linked: false, accessLeft: false }]);
  });
});
