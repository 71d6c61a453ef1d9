// Connections to CaseWare Cloud as the version before left them, with groups: they stay as they are, and nobody is given
// anything a second time.
import { expect } from 'chai';
import { sql } from 'kysely';
import pg from 'pg';
import { contactGroups } from '../../../src/database/migrations/0026-contact-groups.ts';
import { openEngine, type Engine } from '../../support/engine.ts';

describe('a connection to CaseWare Cloud of the version before', () => {
  let engine: Engine;
  afterEach(() => engine.close());

  it('goes on with its contact groups, and sends nothing anew', async () => {
    engine = await openEngine({ settings: { accessBy: 'contact-group' } });
    const contact = await engine.contact(await engine.client());
    await engine.settle();
    // What that version had written: the number of the role, its name without what stands before it, no word of groups.
    await engine.rows(
      sql`update portal_resource set portal_id = '12', attributes = '{"Role": "Entity Collaborator"}' where type = 'group-role'`,
    );
    await engine.rows(
      sql`update claim set attributes = '{"Role": "Entity Collaborator"}' where resource_id in (select id from portal_resource where type = 'group-role')`,
    );
    await engine.rows(sql`update connection set settings = '{"organizationType": "Company"}'`);
    const owner = new pg.Client({ connectionString: engine.databaseUrl });
    await owner.connect();
    await owner.query(`begin; ${contactGroups}; commit`);
    await owner.end();
    const { settings, provenTypes } = await engine.connection();
    expect(settings).to.deep.equal({
      ...{ organizationType: 'Company', roleName: 'Entity Collaborator', accessBy: 'contact-group' },
    });
    expect(provenTypes).to.deep.equal(['group', 'access']);

    await engine.portal.resetCounts();
    await engine.rows(sql`update due_pair set pending = true, next_attempt_at = clock_timestamp()`);
    await engine.settle();
    const { byMethod } = await engine.portal.counts();
    expect(byMethod).to.not.have.any.keys('POST', 'PATCH');
    expect(await engine.standing(contact)).to.include({ reason: 'IN_SYNC' });
    expect((await engine.resources()).map(({ type }) => type)).to.not.include('entity-role');
    await engine.unlink(contact);
    await engine.settle();
    expect((await engine.resources('access'))[0]).to.include({ revokeState: 'revoked_verified' });
  });
});
