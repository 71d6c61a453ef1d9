// What Koppel stands on when nothing is configured.
import { join } from 'node:path';
import { expect } from 'chai';
import pg from 'pg';
import { readConfig } from '../../../src/app/config.ts';
import { openFoundation } from '../../../src/app/foundation.ts';
import { createLogger } from '../../../src/app/logger.ts';
import { mayLeaveWalls } from '../../../src/database/runtime-login.ts';
import { ConfigError } from '../../../src/errors.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

describe('the embedded database under Koppel', () => {
  it('is refused below a temporary folder for a process that stays, unless it was asked for there', async () => {
    const config = readConfig({ KOPPEL_DATA_DIR: join(await temporaryFolder('foundation'), 'data') });
    const open = (isDataDirGiven: boolean) =>
      openFoundation({ ...config, isDataDirGiven }, createLogger('silent'), { mustStay: true });
    const refused = await open(false).catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(ConfigError);
    expect(String(refused)).to.include('Set KOPPEL_DATA_DIR to a folder that stays');
    await (await open(true)).close();
  });

  it('is used by a login that owns nothing, also when processes open it at the same time', async () => {
    const config = readConfig({ KOPPEL_DATA_DIR: join(await temporaryFolder('foundation'), 'data') });
    const open = () => openFoundation(config, createLogger('silent'));
    const [foundation, second] = await Promise.all([open(), open()]);
    const client = new pg.Client({ connectionString: foundation.databaseUrl });
    await client.connect();
    try {
      expect(await mayLeaveWalls(foundation.store.db)).to.equal(false);
      const refused = await client.query('select from koppel.client').catch((error: unknown) => error);
      expect(refused).to.have.property('code', '42501');
      const { rows } = await client.query(
        'select rolsuper, rolcreatedb, rolcreaterole from pg_roles where rolname = current_user',
      );
      expect(rows).to.deep.equal([{ rolsuper: false, rolcreatedb: false, rolcreaterole: false }]);
    } finally {
      await client.end();
      await second.close();
      await foundation.close();
    }
  });
});
