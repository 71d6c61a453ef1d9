// The real process through an outage of the portal: access that was cut meanwhile is proven gone within the minute of the
// portal's return. An outage as long as you like: KOPPEL_OUTAGE_MINUTES=30 npx mocha test/end-to-end/unlink-during-outage.story.ts
import { expect } from 'chai';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { openDoorway, type Doorway } from '../support/doorway.ts';
import { openKoppelBench, PRACTICE, type KoppelBench } from '../support/koppel-bench.ts';
import { startKoppel, type RunningKoppel } from '../support/koppel-process.ts';
import { ready } from '../support/koppel-server.ts';
import { releaseAtEnd } from '../support/released-at-end.ts';
import { waitFor } from '../support/wait-for.ts';

const MINUTES = Number(process.env['KOPPEL_OUTAGE_MINUTES'] ?? 0.05);
const MINUTE_MS = 60_000;

describe(`access that is cut while the portal is away for ${MINUTES} minutes`, function () {
  this.timeout(120_000 + MINUTES * MINUTE_MS);
  let bench: KoppelBench;
  let door: Doorway;
  let worker: RunningKoppel;
  let database: pg.Client;

  before(async () => {
    bench = await openKoppelBench();
    door = await openDoorway(bench.portal.url);
    await bench.addPractice();
    await bench.addConnection('--url', door.url);
    database = new pg.Client({ connectionString: bench.env['DATABASE_URL'] });
    await database.connect();
    releaseAtEnd(() => database.end());
    worker = await startKoppel(['worker'], { env: bench.env });
    await ready(worker);
  });

  const importContact = async (linked: 'yes' | 'no', asOf: string): Promise<void> => {
    const clients = 'key,number,name,kind,status,link:caseware\nc1,1001,Fietsen,company,client,yes\n';
    const contacts = `key,client_key,first_name,last_name,email,link:caseware\np1,c1,Anna,Vries,anna@example.nl,${linked}\n`;
    const files = [
      ...['--clients', await bench.file('clients.csv', clients)],
      ...['--contacts', await bench.file('contacts.csv', contacts)],
    ];
    const { code, stdout } = await bench.koppel('import', ...PRACTICE, ...files, '--as-of', asOf);
    expect(code, stdout).to.equal(0);
  };
  const isProven = async (): Promise<boolean> => {
    const { rows } = await database.query(
      `select from koppel.portal_resource where type = 'entity-role' and revoke_state = 'revoked_verified'`,
    );
    return rows.length > 0;
  };

  it('rule 19: is proven gone within 60 seconds of its return', async function () {
    await importContact('yes', '2026-01-15T09:00:00Z');
    await waitFor(async () => (await bench.portal.peopleWithAccess('1001')).length > 0, {
      what: 'the contact to be let in',
      timeoutMs: 60_000,
    });
    door.shut();
    await importContact('no', '2026-01-15T10:00:00Z');
    await waitFor(() => door.refused() > 0, { what: 'the revoke to be tried', timeoutMs: 30_000 });
    // How long the portal stays away is what is tested: there is nothing else to wait for.
    await delay(MINUTES * MINUTE_MS);
    const knocks = door.refused();
    expect(await isProven()).to.equal(false);

    const returnedAt = performance.now();
    door.open();
    await waitFor(isProven, { what: 'the proof that access is gone', timeoutMs: 2 * MINUTE_MS });
    const seconds = (performance.now() - returnedAt) / 1_000;
    expect(await bench.portal.peopleWithAccess('1001')).to.deep.equal([]);
    expect(seconds).to.be.at.most(60);
    expect(knocks, 'requests while it was away').to.be.at.most(15 + 2.5 * MINUTES);
    this.test!.title += ` (${seconds.toFixed(1)} s; ${knocks} requests while it was away)`;

    worker.child.kill('SIGTERM');
    expect((await worker.ended).code).to.equal(0);
  });
});
