// Rule 22: absence must be plausible. What vanishes whole, or for a large part, from complete exports is asked about, however
// small the practice; what somebody said waits for no such question.
import { expect } from 'chai';
import { sql } from 'kysely';
import { decideBrakeRequest, listBrakeRequests } from '../../../src/database/ledger/brake-requests.ts';
import { createIntake } from '../../../src/database/records/intake.ts';
import { releaseHeld } from '../../../src/engine/release-held.ts';
import type { ClientHandle, ContactHandle } from '../../support/engine-records.ts';
import { openEngine, type Engine } from '../../support/engine.ts';

describe('records that vanish from complete exports', () => {
  let engine: Engine;
  let clients: readonly ClientHandle[];
  let contacts: readonly ContactHandle[];

  async function begin(clientCount: number, contactsEach: number): Promise<void> {
    engine = await openEngine({ listed: true });
    const made = await engine.clients(clientCount, contactsEach);
    clients = made.map(({ client }) => client);
    contacts = made.flatMap((one) => one.contacts);
    expect(await engine.settle()).to.deep.equal([]);
  }
  afterEach(() => engine.close());

  const emailOf = async ({ id }: ContactHandle): Promise<string> => {
    const [row] = await engine.rows(sql<{ email: string }>`select email from contact where id = ${id}`);
    return row?.email ?? '';
  };
  const accesses = async () => (await engine.portal.state()).access.flatMap(({ people }) => people).length;
  const asked = async () =>
    (await engine.store.inPractice(engine.practiceId, listBrakeRequests)).flatMap(
      ({ resourceIds }) => resourceIds,
    );

  const deleteNow = ({ key: sourceKey }: ContactHandle) =>
    createIntake(engine.store).deleteContact(engine.practiceId, {
      ...{ sourceKey, saidAt: new Date(), undated: false, changedAt: new Date() },
    });

  /** As the sweep does. */
  const release = async () => {
    await releaseHeld(engine.store, engine.practiceId, engine.ports.connectorOf);
    await engine.settle();
  };

  const sayNo = () =>
    engine.store.inPractice(engine.practiceId, async (tx) => {
      for (const { id } of await listBrakeRequests(tx))
        await decideBrakeRequest(tx, id, { approve: false, by: 'tester', hours: 1 });
    });

  interface Shown {
    readonly clients?: readonly ClientHandle[];
    readonly contacts?: readonly ContactHandle[];
  }

  /** A complete export with these only, `minutes` from now. */
  const snapshot = (minutes: number, shown: Shown) =>
    readSnapshot(new Date(Date.now() + minutes * 60_000), shown);

  const takeSnapshot = (asOf: Date, shown: Shown) =>
    createIntake(engine.store).completeSnapshot(engine.practiceId, {
      asOf,
      clientKeys: (shown.clients ?? clients).map(({ key }) => key),
      contactKeys: (shown.contacts ?? contacts).map(({ key }) => key),
    });

  async function readSnapshot(asOf: Date, shown: Shown) {
    const outcome = await takeSnapshot(asOf, shown);
    await engine.settle();
    return outcome;
  }

  it('rule 22: eight contacts that vanish whole, twice, keep their access until a person agrees', async () => {
    await begin(4, 2);
    expect((await snapshot(-3, { contacts: [] })).contact).to.deep.equal({ known: 8, absent: 8, deleted: 0 });
    expect((await snapshot(-2, { contacts: [] })).contact).to.deep.equal({ known: 8, absent: 0, deleted: 8 });
    expect(await accesses()).to.equal(8);
    expect(await asked()).to.have.length(8);
    expect(await engine.standing(contacts[0]!)).to.include({ state: 'held', reason: 'BRAKE' });
  });

  it('rule 22: the only contact of an office is asked about too', async () => {
    await begin(1, 1);
    await snapshot(-3, { contacts: [] });
    await snapshot(-2, { contacts: [] });
    expect(await accesses()).to.equal(1);
    expect(await asked()).to.have.length(1);
  });

  it('rule 22: who came since makes it no more plausible that all others vanished', async () => {
    await begin(3, 1);
    await snapshot(-4, { contacts: [] });
    const fresh = await engine.contact(clients[0]!, { email: 'fresh@example.nl' });
    for (const minutes of [-3, -2]) {
      await snapshot(minutes, { contacts: [fresh] });
      expect(await accesses(), `${minutes}`).to.equal(4);
      expect(await asked(), `${minutes}`).to.have.length(3);
    }
    await snapshot(-1, { contacts: [...contacts.slice(1), fresh] });
    await release();
    expect(await accesses(), 'the others are back').to.equal(3);
  });

  it('rule 22: half of the clients that vanish hold the access of their contacts', async () => {
    await begin(8, 1);
    const left = { clients: clients.slice(4), contacts: contacts.slice(4) };
    await snapshot(-3, left);
    await snapshot(-2, left);
    expect(await accesses()).to.equal(8);
    expect(await asked()).to.have.length(4);
  });

  it('rule 20: a few that vanish are believed', async () => {
    await begin(4, 2);
    await snapshot(-3, { contacts: contacts.slice(2) });
    await snapshot(-2, { contacts: contacts.slice(2) });
    expect(await accesses()).to.equal(6);
    expect(await asked()).to.deep.equal([]);
  });

  it('rule 22: of an export that lacks everything counts what the next one, which lacks a few, says too', async () => {
    await begin(4, 2);
    await snapshot(-3, { contacts: [] });
    const { contact } = await snapshot(-2, { contacts: contacts.slice(2) });
    expect(contact).to.deep.equal({ known: 8, absent: 0, deleted: 2 });
    expect(await accesses()).to.equal(6);
    expect(await asked()).to.deep.equal([]);
  });

  for (const [read, first, second] of [
    ['', -3, -2],
    [', in whatever order they are read', -2, -3],
  ] as const)
    it(`rule 22: two that were missing before are asked about with all that the next export lacks${read}`, async () => {
      await begin(4, 2);
      const shown = (minutes: number) => ({ contacts: minutes === -3 ? contacts.slice(2) : [] });
      await snapshot(first, shown(first));
      expect((await snapshot(second, shown(second))).contact).to.include({ known: 8, deleted: 2 });
      expect(await accesses()).to.equal(8);
      expect(await asked()).to.have.length(2);
    });

  it('rule 22: who was said to be there since counts with those who vanished', async () => {
    await begin(4, 2);
    const second = new Date();
    const first = new Date(second.getTime() - 1);
    for (const contact of contacts.slice(0, 2))
      await engine.change(contact, { changedAt: new Date(Date.now() + 60_000) });
    const left = contacts.slice(4);
    await readSnapshot(first, { contacts: left });
    const { contact } = await readSnapshot(second, { contacts: left });
    expect(contact).to.deep.equal({ known: 8, absent: 0, deleted: 2 });
    expect(await accesses()).to.equal(8);
    expect(await asked()).to.have.length(2);
  });

  it('rule 22: who is asked about keeps the address from whoever waits for it', async () => {
    await begin(4, 2);
    const [holder] = contacts;
    const rival = await engine.contact(clients[3]!, { email: await emailOf(holder!) });
    await engine.settle();
    expect(await engine.standing(rival)).to.include({ reason: 'EMAIL_IN_USE' });
    await snapshot(-3, { contacts: [rival] });
    await snapshot(-2, { contacts: [rival] });
    await engine.change(rival, { lastName: 'Other' });
    await engine.settle();
    expect(await accesses()).to.equal(8);
    expect(await asked()).to.have.length(8);
    expect(await engine.standing(rival)).to.include({ reason: 'EMAIL_IN_USE' });
    await deleteNow(holder!);
    await engine.run(clients[0]!);
    await engine.settle();
    expect(await engine.standing(rival)).to.include({ state: 'in-sync' });
    expect(await accesses()).to.equal(8);
  });

  it('rule 22: an unlink does not wait for the question', async () => {
    await begin(4, 2);
    await snapshot(-3, { contacts: contacts.slice(0, 1) });
    await snapshot(-2, { contacts: contacts.slice(0, 1) });
    await engine.unlink(contacts[0]!);
    await engine.settle();
    expect(await engine.standing(contacts[0]!)).to.include({ state: 'excluded', reason: 'LINK_OFF' });
    expect(await accesses()).to.equal(7);
    expect(await asked()).to.have.length(7);
  });

  it('rule 22: who is deleted by name as well is asked about no more', async () => {
    await begin(4, 2);
    await snapshot(-3, { contacts: [] });
    await snapshot(-2, { contacts: [] });
    await deleteNow(contacts[0]!);
    await engine.run(clients[0]!);
    await engine.settle();
    expect(await accesses()).to.equal(7);
    expect(await asked()).to.have.length(7);
  });

  it('rule 22: what was said before they vanished, and comes late, takes nothing from the question', async () => {
    await begin(4, 2);
    await snapshot(-3, { contacts: [] });
    await snapshot(-2, { contacts: [] });
    const before = { changedAt: new Date(Date.now() - 4 * 60_000) };
    for (const contact of contacts)
      expect(await engine.change(contact, before).catch(String)).to.match(/ignores .* stale/);
    await release();
    expect(await accesses()).to.equal(8);
    expect(await asked()).to.have.length(8);
  });

  it('rule 20: those who are shown again keep their access, and the question goes', async () => {
    await begin(2, 2);
    await snapshot(-3, { contacts: [] });
    await snapshot(-2, { contacts: [] });
    for (const contact of contacts) await engine.change(contact, { changedAt: new Date() });
    expect(await engine.settle()).to.deep.equal([]);
    await releaseHeld(engine.store, engine.practiceId, engine.ports.connectorOf);
    expect(await accesses()).to.equal(4);
    expect(await asked()).to.deep.equal([]);
    expect(await engine.standing(contacts[0]!)).to.include({ state: 'in-sync' });
  });

  it('rule 22: whom an export lacks alone, since the others are back, is asked about no more, though a person said no', async () => {
    await begin(4, 2);
    const [gone, ...back] = contacts;
    for (const minutes of [-3, -2]) await snapshot(minutes, { contacts: [] });
    await sayNo();
    await snapshot(-1, { contacts: [] });
    await release();
    expect(await accesses(), 'still all of them').to.equal(8);
    for (const contact of back) await engine.change(contact, { changedAt: new Date() });
    await snapshot(0, { contacts: back });
    await release();
    expect(await accesses()).to.equal(7);
    expect(await asked()).to.deep.equal([]);
    expect(await engine.standing(gone!)).to.include({ state: 'excluded', reason: 'CONTACT_DELETED' });
  });

  it('rule 22: who is shown after a person said no, and vanishes again, is asked about again, though no run came in between', async () => {
    await begin(4, 2);
    for (const minutes of [-3, -2]) await snapshot(minutes, { contacts: [] });
    await sayNo();
    for (const contact of contacts) await engine.change(contact, { changedAt: new Date() });
    await takeSnapshot(new Date(), { contacts: [] });
    await readSnapshot(new Date(), { contacts: [] });
    expect(await accesses()).to.equal(8);
    expect(await asked()).to.have.length(8);
  });

  it('rule 12: who has no address any more, vanished and is shown again keeps the access as it is', async () => {
    await begin(4, 2);
    const [without] = contacts;
    await engine.change(without!, { email: null });
    await snapshot(-3, { contacts: [] });
    await snapshot(-2, { contacts: [] });
    expect(await asked()).to.have.length(8);
    for (const contact of contacts)
      await engine.change(contact, { changedAt: new Date(), ...(contact === without && { email: null }) });
    await release();
    expect(await accesses()).to.equal(8);
    expect(await asked()).to.deep.equal([]);
    expect(await engine.standing(without!)).to.include({ state: 'failed', reason: 'EMAIL_MISSING' });
    await engine.change(without!, { email: null, linked: false, changedAt: new Date() });
    await engine.settle();
    expect(await accesses()).to.equal(7);
  });
});
