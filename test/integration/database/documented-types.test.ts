// A connection as the version before left it, with what a file documented among what a proof has shown.
import { expect } from 'chai';
import { sql } from 'kysely';
import pg from 'pg';
import { documentedTypes } from '../../../src/database/migrations/0036-documented-types.ts';
import { openEngine, type Engine } from '../../support/engine.ts';

describe('a connection of the version before, of which a file documented some calls', () => {
  let engine: Engine;
  afterEach(() => engine.close());

  it('keeps as documented what the file has shown last, and as proven what a proof has', async () => {
    engine = await openEngine({ provenTypes: ['group', 'group-role', 'access', 'entity-role'] });
    const said = (action: string, details: object) =>
      engine.rows(
        sql`insert into audit (practice_id, actor, action, connection_id, details)
          values (${engine.practiceId}, 'user:an', ${action}, ${engine.connectionId}, ${JSON.stringify(details)}::jsonb)`,
      );
    await said('connection.proven', { proven: ['group-role', 'entity-role'], failed: [] });
    await said('connection.documented', { documented: ['group', 'group-role', 'access'] });
    await said('connection.proven', { proven: ['group'], failed: [] });
    const owner = new pg.Client({ connectionString: engine.databaseUrl });
    await owner.connect();
    await owner.query('alter table koppel.connection drop column documented_types');
    await owner.query(`begin; ${documentedTypes}; commit`);
    await owner.end();
    const connection = await engine.connection();
    expect(connection.provenTypes).to.have.members(['group', 'entity-role']);
    expect(connection.documentedTypes).to.have.members(['group-role', 'access']);
  });
});
