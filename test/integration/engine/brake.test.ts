// Rule 22, carried out: what would take away too much at once waits for a person; everything else goes on. And rule 20:
// absence alone takes nothing away.
import { expect } from 'chai';
import { sql } from 'kysely';
import { decideBrakeRequest, listBrakeRequests } from '../../../src/database/ledger/brake-requests.ts';
import { createIntake } from '../../../src/database/records/intake.ts';
import { lookAgain } from '../../../src/database/ledger/pairs.ts';
import { askSync } from '../../../src/actions/ask-sync.ts';
import type { ClientHandle, ContactHandle } from '../../support/engine-records.ts';
import { openEngine, type Engine, type EngineOptions } from '../../support/engine.ts';
import { readAttention } from '../../../src/database/people/status.ts';
import { releaseHeld } from '../../../src/engine/release-held.ts';
import { letPass } from '../../support/let-pass.ts';

/** The share of all is tested by itself. */
const COUNT_ALONE: EngineOptions = { policy: { brake: { share: 1 } } };
const HOUR_MS = 3_600_000;
const FIVE: EngineOptions = { policy: { brake: { count: 5, share: 1 } } };

describe('the brake', () => {
  let engine: Engine;
  let contacts: readonly ContactHandle[];
  let clients: readonly ClientHandle[];

  /** `count` contacts with access, five to a client. */
  async function begin(count: number, options: EngineOptions = {}): Promise<void> {
    engine = await openEngine({ listed: true, ...options });
    const made = await engine.clients(Math.ceil(count / 5), 5);
    clients = made.map(({ client }) => client);
    contacts = made.flatMap((one) => one.contacts);
    expect(await engine.settle()).to.deep.equal([]);
    expect(await accesses()).to.equal(count);
    await engine.portal.resetCounts();
  }
  afterEach(() => engine.close());

  const accesses = async () => (await engine.portal.state()).access.flatMap(({ people }) => people).length;
  const revokes = async () =>
    (await engine.portal.counts()).byPattern['PATCH /groups/{id}/user-assignments'] ?? 0;
  const openRequests = () => engine.store.inPractice(engine.practiceId, listBrakeRequests);

  async function unlink(some: readonly ContactHandle[]): Promise<void> {
    for (const contact of some) await engine.unlink(contact);
  }

  /** One after the other. Returns how many accesses were taken away. */
  async function drip(some: readonly ContactHandle[], pauseMs: number): Promise<number> {
    const before = await accesses();
    for (const contact of some) {
      await engine.unlink(contact);
      while ((await engine.tick()) > 0);
      await letPass(engine, pauseMs);
    }
    return before - (await accesses());
  }

  /** What `koppel approve` and `koppel reject` do. */
  async function decide(approve: boolean, hours = 24): Promise<void> {
    const [request] = await openRequests();
    await engine.store.inPractice(engine.practiceId, async (tx) => {
      const clientIds = await decideBrakeRequest(tx, request?.id ?? '', { approve, by: 'user:vera', hours });
      await lookAgain(tx, { connectionId: engine.connectionId, clientIds, lane: 0 });
    });
  }

  it('rule 22: of 26 revokes none runs, everything else goes on, and approval is asked for once', async () => {
    await begin(30, COUNT_ALONE);
    await unlink(contacts.slice(0, 26));
    const other = clients[0]!;
    await engine.change(other, { phone: '99' });
    const fresh = await engine.client();
    await engine.settle();
    expect(await revokes()).to.equal(0);
    expect(await accesses()).to.equal(30);
    expect(await engine.standing(contacts[0]!)).to.include({ state: 'held', reason: 'BRAKE' });
    expect(await engine.standing(fresh)).to.include({ state: 'in-sync' });
    expect(await engine.standing(other)).to.include({ state: 'in-sync' });
    const requests = await openRequests();
    expect(requests).to.have.length(1);
    expect(requests[0]?.resourceIds).to.have.length(26);
    expect((await engine.audit()).filter(({ action }) => action === 'brake.asked')).to.have.length(1);
  });

  it('rule 22: the first client that is looked at waits for what the next will bring', async () => {
    await begin(10, FIVE);
    await unlink([...contacts.slice(0, 3), ...contacts.slice(5, 8)]);
    await engine.run(clients[0]!);
    expect(await revokes()).to.equal(0);
    expect((await openRequests())[0]?.resourceIds).to.have.length(6);
  });

  it('rule 22: a changed policy waits for what it will bring for all', async () => {
    await begin(10, { policy: { ...FIVE.policy, onClientIneligible: 'keep' } });
    for (const client of clients) await engine.change(client, { status: 'suspect' });
    await engine.settle();
    await engine.setPolicy({ ...FIVE.policy, onClientIneligible: 'revoke-contacts' });
    await engine.run(clients[0]!);
    expect(await revokes()).to.equal(0);
    expect((await openRequests())[0]?.resourceIds).to.have.length(10);
  });

  it('rule 22: 25 revokes run', async () => {
    await begin(30, COUNT_ALONE);
    await unlink(contacts.slice(0, 25));
    expect(await engine.settle()).to.deep.equal([]);
    expect(await accesses()).to.equal(5);
    expect(await openRequests()).to.deep.equal([]);
  });

  it('rule 22: approval holds for exactly those that it named', async () => {
    await begin(15, FIVE);
    await unlink(contacts.slice(0, 6));
    await engine.settle();
    await decide(true);
    await unlink(contacts.slice(8, 14));
    await engine.settle();
    expect(await accesses(), 'the approved ones went').to.equal(9);
    expect(await engine.standing(contacts[0]!)).to.include({ state: 'excluded', reason: 'LINK_OFF' });
    expect(await engine.standing(contacts[8]!)).to.include({ state: 'held', reason: 'BRAKE' });
    const [request] = await openRequests();
    expect(request?.resourceIds).to.have.length(6);
  });

  it('rule 22: approved revokes do not count against later ones', async () => {
    await begin(15, FIVE);
    await unlink(contacts.slice(0, 6));
    await engine.settle();
    await decide(true);
    await engine.settle();
    await unlink(contacts.slice(6, 10));
    expect(await engine.settle()).to.deep.equal([]);
    expect(await accesses()).to.equal(5);
  });

  it('rule 22: an approval expires', async () => {
    await begin(30, COUNT_ALONE);
    await unlink(contacts.slice(0, 26));
    await engine.settle();
    await decide(true, 1);
    await engine.rows(
      sql`update portal_resource set revoke_approved_until = now() - interval '1 second' where revoke_approved_until is not null`,
    );
    await engine.settle();
    expect(await revokes()).to.equal(0);
    expect(await openRequests(), 'asked again').to.have.length(1);
  });

  it('rule 22: rejected revokes stay held and are not asked for again', async () => {
    await begin(30, COUNT_ALONE);
    await unlink(contacts.slice(0, 26));
    await engine.settle();
    await decide(false);
    for (const client of clients.slice(0, 6)) await engine.run(client);
    expect(await revokes()).to.equal(0);
    expect(await openRequests()).to.deep.equal([]);
    expect(await engine.standing(contacts[0]!)).to.include({ state: 'held', reason: 'BRAKE' });
    const connection = await engine.connection();
    await askSync(engine.store, { connection, clientId: clients[0]!.id, by: 'user:olga' });
    await engine.settle();
    expect(await openRequests(), 'asked by a person, it is asked anew').to.have.length(1);
    expect(await revokes()).to.equal(0);
  });

  for (const { title, runs } of [
    { title: 'rule 22: a rejection says nothing about later revokes of the same accesses', runs: true },
    {
      title:
        'rule 22: who is linked and unlinked again after a rejection is asked about, though no run came in between',
      runs: false,
    },
  ])
    it(title, async () => {
      await begin(30, COUNT_ALONE);
      await unlink(contacts.slice(0, 26));
      await engine.settle();
      await decide(false);
      for (const contact of contacts.slice(0, 26)) await engine.relink(contact);
      if (runs) await engine.settle();
      await unlink(contacts.slice(0, 26));
      await engine.settle();
      expect(await openRequests()).to.have.length(1);
      expect(await revokes()).to.equal(0);
    });

  it('rule 22: revokes of the last 24 hours count with those that are due', async () => {
    await begin(30, COUNT_ALONE);
    await unlink(contacts.slice(0, 20));
    expect(await engine.settle()).to.deep.equal([]);
    expect(await accesses()).to.equal(10);
    await unlink(contacts.slice(20, 26));
    await engine.settle();
    expect(await accesses(), '20 and 6 are 26').to.equal(10);
    await engine.rows(
      sql`update operation set intended_at = intended_at - interval '25 hours' where counts_for_brake`,
    );
    for (const client of clients.slice(4, 6)) await engine.run(client);
    await engine.settle();
    expect(await accesses(), 'a day later').to.equal(4);
  });

  it('rule 22: a slow drip is caught: of revokes that come one an hour the eleventh waits', async () => {
    await begin(50);
    expect(await drip(contacts.slice(0, 12), HOUR_MS)).to.equal(10);
    expect((await openRequests())[0]?.resourceIds).to.have.length(2);
  });

  it('rule 22: a slow drip is caught by its count where the share allows it', async () => {
    await begin(10, FIVE);
    expect(await drip(contacts.slice(0, 8), 4 * HOUR_MS), 'six in 20 hours are too many').to.equal(5);
  });

  it('rule 22: a drip that stays below both in any 24 hours is everyday work', async () => {
    await begin(10, FIVE);
    expect(await drip(contacts.slice(0, 8), 5 * HOUR_MS)).to.equal(8);
    expect(await openRequests()).to.deep.equal([]);
  });

  it('rule 22: more than a tenth of all is too much, once it is more than ten', async () => {
    await begin(50);
    await unlink(contacts.slice(0, 11));
    await engine.settle();
    expect(await revokes()).to.equal(0);
    expect((await openRequests())[0]?.resourceIds).to.have.length(11);
  });

  it('rule 22: ten revokes run though they are more than a tenth', async () => {
    await begin(50);
    await unlink(contacts.slice(0, 10));
    expect(await engine.settle()).to.deep.equal([]);
    expect(await accesses()).to.equal(40);
  });

  it('rule 22: links switched on again before anybody decided are no revokes any more', async () => {
    await begin(30, COUNT_ALONE);
    await unlink(contacts.slice(0, 26));
    await engine.settle();
    for (const contact of contacts.slice(0, 5)) await engine.relink(contact);
    for (const client of clients.slice(0, 6)) await engine.run(client);
    await engine.settle();
    expect(await accesses(), '21 are not too many').to.equal(9);
  });

  /** What the sweep does. */
  const sweep = async () => {
    const released = await releaseHeld(engine.store, engine.practiceId, engine.ports.connectorOf);
    await engine.settle();
    return released;
  };
  const watched = async () => (await engine.store.inSystem(readAttention)).rejectedRevokes;

  it('rule 22: what is held goes by itself once a day has passed, and no question is left open', async () => {
    await begin(30, COUNT_ALONE);
    await unlink(contacts.slice(0, 20));
    await engine.settle();
    await unlink(contacts.slice(20, 26));
    await engine.settle();
    expect(await accesses()).to.equal(10);
    expect(await sweep(), 'within the day').to.equal(0);
    await engine.rows(
      sql`update operation set intended_at = intended_at - interval '25 hours' where counts_for_brake`,
    );
    expect(await sweep()).to.equal(2);
    expect(await accesses()).to.equal(4);
    expect(await openRequests()).to.deep.equal([]);
  });

  it('rule 22: after links came back the rest goes by itself, without a question left', async () => {
    await begin(30, COUNT_ALONE);
    await unlink(contacts.slice(0, 26));
    await engine.settle();
    for (const contact of contacts.slice(0, 5)) await engine.relink(contact);
    await engine.settle();
    await sweep();
    expect(await accesses()).to.equal(9);
    expect(await openRequests()).to.deep.equal([]);
  });

  it('rule 22: a rejection stands for what it was shown: a later unlink goes, and what was rejected shows in a number to watch', async () => {
    await begin(30, COUNT_ALONE);
    await unlink(contacts.slice(0, 26));
    await engine.settle();
    await decide(false);
    await sweep();
    expect(await watched()).to.equal(26);
    await unlink(contacts.slice(26, 28));
    expect(await engine.settle()).to.deep.equal([]);
    expect(await accesses(), 'the later two went').to.equal(28);
    expect(await openRequests()).to.deep.equal([]);
    for (const contact of contacts.slice(0, 24)) await engine.relink(contact);
    await engine.settle();
    await sweep();
    expect(await accesses(), 'two that stayed unlinked are not too many').to.equal(26);
    expect(await watched()).to.equal(0);
  });

  it('rule 22: a rejection stands only while what is due is still too much', async () => {
    await begin(30, COUNT_ALONE);
    await unlink(contacts.slice(0, 26));
    await engine.settle();
    await decide(false);
    await engine.setPolicy({ brake: { count: 30, share: 1 } });
    await sweep();
    expect(await accesses()).to.equal(4);
    expect(await watched()).to.equal(0);
  });

  it('rule 20: absence from one complete snapshot takes nothing away, from a second it does', async () => {
    await begin(5);
    const intake = createIntake(engine.store);
    const snapshot = (minutes: number) =>
      intake.completeSnapshot(engine.practiceId, {
        asOf: new Date(Date.now() + minutes * 60_000),
        clientKeys: clients.map(({ key }) => key),
        contactKeys: contacts.slice(1).map(({ key }) => key),
      });
    await snapshot(-2);
    await engine.settle();
    expect(await accesses()).to.equal(5);
    await snapshot(-1);
    expect(await engine.settle()).to.deep.equal([]);
    expect(await accesses()).to.equal(4);
    expect(await engine.standing(contacts[0]!)).to.include({ reason: 'CONTACT_DELETED' });
  });

  it('rule 20: a late, older record does not bring a deleted contact back', async () => {
    await begin(5);
    await engine.remove(contacts[0]!);
    await engine.settle();
    const late = { ...contacts[0]!.fields, changedAt: new Date(Date.now() - 3_600_000) };
    await engine.change(contacts[0]!, late).then(
      () => expect.fail('the intake took it'),
      (error: unknown) => expect(String(error)).to.include('stale'),
    );
    await engine.settle();
    expect(await accesses()).to.equal(4);
  });
});
