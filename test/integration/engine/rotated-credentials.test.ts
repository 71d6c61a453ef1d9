import { expect } from 'chai';
import { sql } from 'kysely';
import { SANDBOX_CREDENTIALS } from '../../../connectors/caseware-cloud/sandbox/caseware-sandbox.ts';
import { credentialsContext } from '../../../src/app/open-portals.ts';
import { openEngine, type Engine } from '../../support/engine.ts';

describe('the credentials of a portal', () => {
  let engine: Engine;
  beforeEach(async () => (engine = await openEngine()));
  afterEach(() => engine.close());

  async function setCredentials(clientSecret: string): Promise<void> {
    const { practiceId, connectionId: id } = engine;
    const credentials = JSON.stringify({ ...SANDBOX_CREDENTIALS, clientSecret });
    const sealed = engine.sealer.seal(credentials, credentialsContext({ practiceId, id }));
    await engine.rows(
      sql`update connection set credentials = ${sealed}, state = 'active', stop_reason = null`,
    );
  }

  it('are changed under a running worker: the next run signs in with the new ones, not with a token of the old', async () => {
    const client = await engine.client();
    expect(await engine.settle()).to.deep.equal([]);
    await setCredentials('wrong');
    await engine.change(client, { city: 'Zwolle' });
    await engine.settle(2);
    expect((await engine.connection()).state).to.equal('stopped');
    await setCredentials(SANDBOX_CREDENTIALS.clientSecret);
    expect(await engine.settle()).to.deep.equal([]);
    expect((await engine.connection()).state).to.equal('active');
  });
});
