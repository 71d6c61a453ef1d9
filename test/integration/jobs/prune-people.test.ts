// What prune leaves of people whom the practice software deleted long ago: nothing, once no access of theirs may be left.
import { expect } from 'chai';
import { sql } from 'kysely';
import pg from 'pg';
import type { ClientHandle, ContactHandle } from '../../support/engine-records.ts';
import { openEngine, type Engine } from '../../support/engine.ts';
import { tracesOf } from '../../support/erasing.ts';
import { openJobs, SLOT } from './job-ports.ts';

const PERSON = {
  personKey: 'human:zebra',
  firstName: 'Quirijn',
  lastName: 'Wolkenkrabber',
  email: 'quirijn.wolken@example.nl',
};
const WORDS = ['quirijn', 'wolken', 'zebra'];

describe('people deleted long ago', () => {
  let engine: Engine;
  let client: ClientHandle;
  let contact: ContactHandle;

  beforeEach(async () => {
    engine = await openEngine({ policy: { landingGraceMs: 0 } });
    client = await engine.client();
    contact = await engine.contact(client, PERSON);
    await engine.contact(client, { email: 'stays@example.nl' });
    await engine.settle();
  });
  afterEach(() => engine.close());

  const prune = () => openJobs(engine).run('prune', { slot: SLOT });
  const left = () => tracesOf(engine.databaseUrl, WORDS);
  /** So that all that was done until now was done 100 days ago. */
  async function passDays(): Promise<void> {
    const ago = sql`now() - interval '100 days'`;
    await engine.rows(sql`update contact set deleted_at = ${ago} where deleted_at is not null`);
    await engine.rows(sql`update operation set intended_at = ${ago}, lands_by = ${ago}`);
    await engine.rows(sql`update operation set answered_at = ${ago} where answered_at is not null`);
    await engine.rows(sql`update portal_resource set created_at = ${ago}`);
  }
  async function leave(gone: ContactHandle): Promise<void> {
    await engine.remove(gone);
    await engine.settle();
    await passDays();
  }
  /** As at night: so that a create goes by the list. */
  async function listPortal(): Promise<void> {
    const { practiceId, connectionId } = engine;
    await openJobs(engine).run('verify-connection', { practiceId, connectionId }, 2);
  }

  it('are forgotten in every table, what was known of them in the portals and sent there too', async () => {
    await leave(contact);
    expect((await left()).join())
      .to.include('koppel.portal_resource: ')
      .and.include('koppel.operation: ');
    expect(await prune()).to.include({ contacts: 1 });
    expect(await left()).to.deep.equal([]);
    expect(await engine.rows(sql`select from erased_record`)).to.deep.equal([]);
    expect((await engine.resources('person')).map(({ key }) => key)).to.deep.equal(['stays@example.nl']);
    expect(await engine.portal.peopleWithAccess(client.fields.number ?? '')).to.deep.equal([
      'stays@example.nl',
    ]);
    expect(await engine.settle()).to.deep.equal([]);
  });

  it('are forgotten as well where they were deleted before this was done', async () => {
    await leave(contact);
    const owner = new pg.Client({ connectionString: engine.databaseUrl });
    await owner.connect();
    await owner.query(`set search_path = koppel; set koppel.pruning = 'on';
      delete from contact_link l using contact c where c.id = l.contact_id and c.deleted_at is not null;
      delete from contact where deleted_at is not null`);
    await owner.end();
    expect((await left()).join()).to.include('koppel.portal_resource: ');
    await prune();
    expect(await left()).to.deep.equal([]);
  });

  it('are the same in the portal when they come back', async () => {
    await leave(contact);
    await listPortal();
    await prune();
    await engine.contact(client, PERSON);
    expect(await engine.settle()).to.deep.equal([]);
    const { users } = await engine.portal.state();
    expect(users.filter((user) => JSON.stringify(user).includes('Wolkenkrabber'))).to.have.length(1);
    expect(await engine.portal.peopleWithAccess(client.fields.number ?? '')).to.include(PERSON.email);
  });

  it('are remembered while the list that a create goes by is older than what was done', async () => {
    await leave(contact);
    await engine.rows(sql`update connection set listed_at = now() - interval '200 days'`);
    await prune();
    expect((await left()).join()).to.include('koppel.portal_resource: ');
  });

  it('are remembered for as long as the same human is a contact elsewhere', async () => {
    const other = await engine.contact(await engine.client(), PERSON);
    await engine.settle();
    await leave(contact);
    expect(await prune()).to.include({ contacts: 1 });
    expect((await engine.resources('person')).map(({ key }) => key)).to.include(PERSON.email);
    expect(await engine.standing(other)).to.include({ state: 'in-sync' });
    await leave(other);
    await prune();
    expect(await left()).to.deep.equal([]);
  });

  it('are remembered while something may still give them access', async () => {
    await leave(contact);
    const [access] = await engine.rows(sql<{ id: string }>`
      update portal_resource set state = 'present', revoke_state = null where type = 'access' and state = 'absent' returning id`);
    await prune();
    expect((await engine.resources('access')).map(({ id }) => id)).to.include(access?.id);
    expect((await left()).join()).to.include('koppel.portal_resource: ');
    await engine.rows(sql`update portal_resource set state = 'absent' where id = ${access?.id}`);
    await engine.rows(sql`
      insert into operation (practice_id, connection_id, client_id, resource_id, type, action, fence, lands_by, intended_at)
      select practice_id, connection_id, ${client.id}::uuid, id, type, 'create', 0, now() - interval '99 days', now() - interval '99 days'
      from portal_resource where id = ${access?.id}`);
    await prune();
    expect(
      (await engine.resources('access')).map(({ id }) => id),
      'nobody answered',
    ).to.include(access?.id);
  });
});
