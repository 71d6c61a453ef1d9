// Rules 11 and 14: records that exchange their addresses or their numbers. Each holder wants the key of the next, so that
// nobody can go first.
import { expect } from 'chai';
import fc from 'fast-check';
import { sql } from 'kysely';
import type { ClientHandle, ContactHandle } from '../../support/engine-records.ts';
import { openEngine, type Engine } from '../../support/engine.ts';
import { openJobs, SLOT } from '../jobs/job-ports.ts';

describe('keys that go round', () => {
  let engine: Engine;
  beforeEach(async () => {
    engine = await openEngine();
  });
  afterEach(() => engine.close());

  const peopleAt = ({ fields }: ClientHandle) => engine.portal.peopleWithAccess(fields.number ?? '');
  const byKey = (rows: readonly Readonly<Record<string, unknown>>[], key: string, value: string) =>
    Object.fromEntries(rows.map((row): [string, unknown] => [String(row[key]), row[value]]));
  const lastNames = async () => byKey((await engine.portal.state()).users, 'Email', 'LastName');
  const names = async () => byKey((await engine.portal.state()).entities, 'EntityNo', 'Name');
  const expectInSync = async (records: readonly (ClientHandle | ContactHandle)[]) => {
    for (const record of records)
      expect(await engine.standing(record), record.key).to.include({ state: 'in-sync' });
  };

  /** As many clients with one contact each; `round` is what each contact's key becomes of its own position. */
  async function people(count: number) {
    const clients = [];
    const contacts = [];
    for (let at = 0; at < count; at += 1) {
      const client = await engine.client();
      clients.push(client);
      contacts.push(
        await engine.contact(client, { email: `mail${at}@example.nl`, lastName: `Person ${at}` }),
      );
    }
    await engine.settle();
    return { clients, contacts };
  }

  for (const count of [2, 3]) {
    it(`rule 11: ${count} contacts of different clients exchange their addresses in one export`, async () => {
      const { clients, contacts } = await people(count);
      const mails = (await engine.portal.state()).mails.length;
      const turned = (at: number) => (at + 1) % count;
      for (const [at, contact] of contacts.entries())
        await engine.change(contact, { email: `mail${turned(at)}@example.nl` });
      expect(await engine.settle()).to.deep.equal([]);
      for (const [at, client] of clients.entries()) {
        expect(await peopleAt(client)).to.deep.equal([`mail${turned(at)}@example.nl`]);
        expect((await lastNames())[`mail${turned(at)}@example.nl`]).to.equal(`Person ${at}`);
      }
      expect((await engine.portal.state()).users).to.have.length(count);
      expect((await engine.portal.state()).mails.length - mails).to.be.at.most(count);
      await expectInSync(contacts);
    });
  }

  it('rule 11: at no moment is somebody in a dossier whose contact never had that address', async () => {
    const { clients, contacts } = await people(2);
    const [one, two] = [contacts[0]!, contacts[1]!];
    await engine.change(one, { email: 'mail1@example.nl' });
    await engine.settle(2);
    // Told so far by one event only: the other client's contact is who it was.
    expect(await peopleAt(clients[1]!)).to.deep.equal(['mail1@example.nl']);
    expect(await engine.standing(one)).to.include({ state: 'held', reason: 'EMAIL_IN_USE' });
    await engine.change(two, { email: 'mail0@example.nl' });
    expect(await engine.settle()).to.deep.equal([]);
    expect(await peopleAt(clients[0]!)).to.deep.equal(['mail1@example.nl']);
    expect(await peopleAt(clients[1]!)).to.deep.equal(['mail0@example.nl']);
    await expectInSync(contacts);
  });

  it('rule 11: two contacts of one client exchange their addresses', async () => {
    const client = await engine.client();
    const one = await engine.contact(client, { email: 'one@example.nl', lastName: 'One' });
    const two = await engine.contact(client, { email: 'two@example.nl', lastName: 'Two' });
    await engine.settle();
    await engine.change(one, { email: 'two@example.nl' });
    await engine.change(two, { email: 'one@example.nl' });
    expect(await engine.settle()).to.deep.equal([]);
    expect(await lastNames()).to.deep.equal({ 'one@example.nl': 'Two', 'two@example.nl': 'One' });
    await expectInSync([one, two]);
  });

  it('rule 11: two contacts of one client and one of another exchange their addresses, whichever way round', async () => {
    const [client, other] = [await engine.client(), await engine.client()];
    const contacts: readonly ContactHandle[] = [
      await engine.contact(client, { email: 'mail0@example.nl' }),
      await engine.contact(client, { email: 'mail1@example.nl' }),
      await engine.contact(other, { email: 'mail2@example.nl' }),
    ];
    await engine.settle();
    for (const turn of [1, 0, 2]) {
      const mails = contacts.map((_, at) => `mail${(at + turn) % 3}@example.nl`);
      for (const [at, contact] of contacts.entries())
        await engine.change(contact, { email: mails[at] ?? null });
      expect(await engine.settle()).to.deep.equal([]);
      expect(await peopleAt(client)).to.deep.equal(mails.slice(0, 2).sort());
      expect(await peopleAt(other)).to.deep.equal(mails.slice(2));
      await expectInSync(contacts);
    }
  });

  it('rule 11: two humans are exchanged, their keys together with their addresses', async () => {
    const [first, second] = [await engine.client(), await engine.client()];
    const one = await engine.contact(first, { email: 'one@example.nl', personKey: 'h1', lastName: 'One' });
    const two = await engine.contact(second, { email: 'two@example.nl', personKey: 'h2', lastName: 'Two' });
    await engine.settle();
    await engine.change(one, { email: 'two@example.nl', personKey: 'h2' });
    await engine.change(two, { email: 'one@example.nl', personKey: 'h1' });
    expect(await engine.settle()).to.deep.equal([]);
    expect(await peopleAt(first)).to.deep.equal(['two@example.nl']);
    expect(await peopleAt(second)).to.deep.equal(['one@example.nl']);
    await expectInSync([one, two]);
  });

  for (const count of [2, 3, 5]) {
    it(`rule 14: ${count} clients exchange their numbers, and each keeps its own entity`, async () => {
      const { clients } = await people(count);
      const before = (await engine.portal.state()).entities.map(({ CWGuid, Name }) => [CWGuid, Name]);
      const numberAt = (at: number) => clients[(at + 1) % count]?.fields.number ?? '';
      const changed = [];
      for (const [at, client] of clients.entries())
        changed.push(await engine.change(client, { number: numberAt(at) }));
      expect(await engine.settle(20)).to.deep.equal([]);
      const after = (await engine.portal.state()).entities.map(({ CWGuid, Name }) => [CWGuid, Name]);
      expect(after).to.deep.equal(before);
      for (const [at, client] of changed.entries()) {
        expect((await names())[numberAt(at)]).to.equal(client.fields.name);
        expect(await peopleAt(client)).to.deep.equal([`mail${at}@example.nl`]);
      }
      await expectInSync(changed);
    });
  }

  for (const [count, off] of [
    [2, 1],
    [3, 2],
    [3, 3],
  ] as const)
    it(`rule 14: ${count} clients exchange their numbers while ${off} of them may not be pushed, and each has its own once all may`, async () => {
      const { clients } = await people(count);
      const before = (await engine.portal.state()).entities.map(({ CWGuid, Name }) => [CWGuid, Name]);
      const numberAt = (at: number) => clients[(at + 1) % count]?.fields.number ?? '';
      const changed = [];
      for (const [at, client] of clients.entries())
        changed.push(await engine.change(client, { number: numberAt(at), linked: at >= off }));
      await engine.settle();
      for (const [at, client] of changed.entries())
        if (at < off) expect(await engine.standing(client)).to.include({ reason: 'LINK_OFF' });
      for (const [at, client] of changed.entries()) changed[at] = await engine.relink(client);
      await engine.settle();
      // Whom a number of somebody held that could not be pushed is looked at by the sweep.
      await openJobs(engine).run('sweep', { slot: SLOT });
      expect(await engine.settle(20)).to.deep.equal([]);
      const after = (await engine.portal.state()).entities.map(({ CWGuid, Name }) => [CWGuid, Name]);
      expect(after).to.deep.equal(before);
      for (const [at, client] of changed.entries()) {
        expect((await names())[numberAt(at)]).to.equal(client.fields.name);
        expect(await peopleAt(client)).to.deep.equal([`mail${at}@example.nl`]);
      }
      await expectInSync(changed);
    });

  it('rule 14: a number that somebody keeps is no exchange', async () => {
    const [one, two] = [await engine.client({ number: '100' }), await engine.client({ number: '200' })];
    await engine.settle();
    await engine.change(one, { number: '200' });
    await engine.settle(2);
    expect(await engine.standing(one)).to.include({ state: 'held', reason: 'NUMBER_IN_USE' });
    expect((await names())['200']).to.equal(two.fields.name);
  });

  it('law: however addresses and numbers are dealt anew, each ends where the records say', async () => {
    // So many changes of access in a day are asked about otherwise.
    await engine.setPolicy({ brake: { count: 1_000, shareFloor: 1_000 } });
    const { clients, contacts } = await people(4);
    const deal = fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4, maxLength: 4 });
    const numbers = clients.map(({ fields }) => fields.number ?? '');
    await fc.assert(
      fc.asyncProperty(deal, deal, fc.boolean(), async (mails, places, between) => {
        for (const [at, contact] of contacts.entries()) {
          contacts[at] = await engine.change(contact, { email: `mail${mails[at]}@example.nl` });
          if (between) await engine.tick();
          clients[at] = await engine.change(clients[at]!, { number: numbers[places[at] ?? 0] ?? null });
        }
        await engine.rows(sql`update due_pair set next_attempt_at = clock_timestamp() where pending`);
        expect(await engine.settle(30)).to.deep.equal([]);
        for (const [at, client] of clients.entries())
          expect(await peopleAt(client)).to.deep.equal([`mail${mails[at]}@example.nl`]);
        await expectInSync([...clients, ...contacts]);
      }),
      { numRuns: 12 },
    );
  });
});
