// A grant that was never answered may stand, or land later: whoever asks what stands in a portal counts it (decision 24).
import { expect } from 'chai';
import { sql } from 'kysely';
import { listBrakeRequests } from '../../../src/database/ledger/brake-requests.ts';
import { forgetReleasedClaims } from '../../../src/database/ledger/settlements.ts';
import { readFacts } from '../../../src/database/ledger/standing-facts.ts';
import { lockHolders } from '../../../src/database/portal/portal-records.ts';
import { verifyConnection } from '../../../src/verify/verify-connection.ts';
import type { ContactHandle } from '../../support/engine-records.ts';
import { openPushedClient, type PushedClient } from '../../support/pushed-client.ts';

describe('a grant that was never answered', () => {
  let pushed: PushedClient;
  beforeEach(async () => {
    const policy = { requestTimeoutMs: 200, landingGraceMs: 0, revokeUnknownContacts: true };
    pushed = await openPushedClient({ policy });
  });
  afterEach(() => pushed.engine.close());

  /** Its access lands, and nobody hears of it. */
  async function grantUnheard(give: () => Promise<ContactHandle>): Promise<ContactHandle> {
    const { engine, client, peopleAt } = pushed;
    const match = { method: 'PATCH', path: '/user-assignments' };
    await engine.portal.arm({ match, fault: 'timeout-after-commit' });
    const contact = await give();
    await engine.run(client);
    expect(await peopleAt(client)).to.have.length(2);
    return contact;
  }

  async function givenAgain(): Promise<ContactHandle> {
    const { engine, client } = pushed;
    const contact = await engine.contact(client);
    await engine.settle();
    const unlinked = await engine.unlink(contact);
    await engine.settle();
    return grantUnheard(() => engine.relink(unlinked));
  }

  it('rule 18: is no member that nobody let in, also where an older one was proven gone', async () => {
    const { engine, client, peopleAt } = pushed;
    await givenAgain();
    await engine.passTime();
    const { practiceId, connectionId, ports } = engine;
    const signal = new AbortController().signal;
    expect(await verifyConnection(ports, { practiceId, connectionId }, signal)).to.include({ revoking: 0 });
    expect(await engine.settle()).to.deep.equal([]);
    expect(await peopleAt(client)).to.have.length(2);
  });

  it('rule 5: is an access that somebody has, until nothing of it can land', async () => {
    const { engine, client } = pushed;
    const late = await grantUnheard(() => engine.contact(client));
    const one = { connectionId: engine.connectionId, kind: 'contact', id: late.id } as const;
    const accessOf = async () => {
      const types = [{ portal: 'caseware-cloud', type: 'access' }];
      const facts = await engine.store.inPractice(engine.practiceId, (tx) => readFacts(tx, one, types));
      return facts?.access;
    };
    expect(await accessOf()).to.equal('claimed');
    // A change that was never answered may make it no less than a grant.
    await engine.rows(sql`update operation set action = 'update' where answered_at is null`);
    expect(await accessOf()).to.equal('claimed');
    await engine.rows(
      sql`update operation set answered_at = now(), outcome = 'refused' where answered_at is null`,
    );
    expect(await accessOf()).to.equal('none');
  });

  it('rule 26: of a request is not forgotten with its claim, though it was given up and is not shown', async () => {
    const { engine, client } = pushed;
    await grantUnheard(() => engine.contact(client));
    await engine.rows(sql`update claim set released_at = now()
      where resource_id in (select id from portal_resource where type = 'access' and state = 'reserved')`);
    await engine.rows(sql`update operation set action = 'update' where answered_at is null`);
    const claims = async (): Promise<number> =>
      (await engine.rows(sql`select from claim where released_at is not null`)).length;
    const forget = () => {
      const pair = { practiceId: engine.practiceId, connectionId: engine.connectionId, clientId: client.id };
      return engine.store.inPractice(engine.practiceId, (tx) => forgetReleasedClaims(tx, pair, ['access']));
    };
    await forget();
    expect(await claims()).to.equal(1);
    await engine.rows(
      sql`update operation set answered_at = now(), outcome = 'refused' where answered_at is null`,
    );
    await forget();
    expect(await claims()).to.equal(0);
  });

  it('rule 11: keeps the record that it hangs below from being taken over', async () => {
    const { engine, client } = pushed;
    await grantUnheard(() => engine.contact(client));
    const [person] = await engine.rows(sql<{ id: string; type: string; portalId: string }>`
      select p.id, p.type, p.portal_id as "portalId" from portal_resource r join portal_resource p on p.id = any(r.parents)
      where r.type = 'access' and r.state = 'reserved' and p.type = 'person'`);
    const { practiceId, connectionId } = engine;
    const record = { connectionId, parents: [], type: person!.type, portalId: person!.portalId };
    const holders = await engine.store.inPractice(practiceId, (tx) =>
      lockHolders(tx, { ...record, resourceId: client.id }),
    );
    expect(holders).to.have.length(1);
    expect(holders[0]).to.include({ id: person!.id, hasBelow: true });
  });
});

describe('what the portal was never asked for', () => {
  let pushed: PushedClient;
  afterEach(() => pushed.engine.close());

  it('rule 22: is nothing to take away', async () => {
    pushed = await openPushedClient();
    const { engine, client, contact, peopleAt } = pushed;
    await engine.setPolicy({ brake: { count: 5, share: 1 } });
    await engine.portal.arm({ match: { method: 'POST', path: '^/entities$' }, fault: '422', times: 20 });
    const [refused] = await engine.clients(1, 6);
    await engine.settle();
    for (const one of [...refused!.contacts, contact]) await engine.unlink(one);
    await engine.run(client);
    expect(await peopleAt(client)).to.deep.equal([]);
    expect(await engine.store.inPractice(engine.practiceId, listBrakeRequests)).to.deep.equal([]);
  });
});
