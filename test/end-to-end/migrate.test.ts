import { expect } from 'chai';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { z } from 'zod';
import { openKoppelBench, PRACTICE } from '../support/koppel-bench.ts';
import { koppelCommand } from '../support/koppel-command.ts';
import { emptyDatabase, freshDatabase } from '../support/postgres.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const newKey = (): string => randomBytes(32).toString('base64');
const appliedSchema = z.object({ applied: z.array(z.string()), sealedAgain: z.null() });

describe('koppel migrate', function () {
  this.timeout(120_000);

  it('makes the tables in an empty database, which other commands ask for', async () => {
    const env = { DATABASE_URL: (await emptyDatabase()).url, KOPPEL_SECRET_KEY: newKey() };
    const early = await koppelCommand(['practice', 'list'], { env });
    expect(early.code).to.equal(4);
    expect(early.stderr).to.include('koppel migrate');

    const migrated = await koppelCommand(['migrate', '--json'], { env });
    expect(appliedSchema.parse(migrated.json()).applied).to.include('0001-records');
    expect((await koppelCommand(['practice', 'list', '--json'], { env })).json()).to.deep.equal({
      practices: [],
    });

    const again = await koppelCommand(['migrate', '--json'], { env });
    expect(again.json()).to.deep.equal({ applied: [], sealedAgain: null });
  });

  it('lets a login that owns nothing run Koppel', async () => {
    const owner = (await emptyDatabase()).url;
    const login = `run_${randomBytes(4).toString('hex')}`;
    await query(owner, `create role ${login} login password 'secret'`);
    const runtime = Object.assign(new URL(owner), { username: login, password: 'secret' }).href;
    const env = { DATABASE_URL: runtime, KOPPEL_MIGRATE_DATABASE_URL: owner, KOPPEL_SECRET_KEY: newKey() };

    const early = await koppelCommand(['practice', 'list'], { env });
    expect(early.code).to.equal(4);
    expect((await koppelCommand(['migrate'], { env })).code).to.equal(0);
    const added = await koppelCommand(['practice', 'add', 'jansen', '--name', 'Jansen'], { env });
    expect(added.stderr).to.equal('');
    expect(added.code).to.equal(0);
  });

  it('makes that login where it is missing, and bound by the walls', async () => {
    const owner = (await emptyDatabase()).url;
    const login = `run_${randomBytes(4).toString('hex')}`;
    const runtime = Object.assign(new URL(owner), { username: login, password: 'of its own' }).href;
    const env = { DATABASE_URL: runtime, KOPPEL_MIGRATE_DATABASE_URL: owner, KOPPEL_SECRET_KEY: newKey() };
    expect((await koppelCommand(['migrate'], { env })).code).to.equal(0);
    const added = await koppelCommand(['practice', 'add', 'jansen', '--name', 'Jansen'], { env });
    expect(added.code, added.stderr).to.equal(0);
    const refused = await query(runtime, 'select from koppel.client').catch((error: unknown) => error);
    expect(refused).to.have.property('code', '42501');
  });

  it('leaves the embedded database alone where only the owner of another is given', async () => {
    const dataDir = join(await temporaryFolder('migrate'), 'data');
    const env = { KOPPEL_MIGRATE_DATABASE_URL: (await emptyDatabase()).url, KOPPEL_DATA_DIR: dataDir };
    const sealing = await koppelCommand(['migrate', '--seal-again'], { env });
    expect(sealing.code).to.equal(2);
    expect(sealing.stderr).to.include(' DATABASE_URL');
    const migrated = await koppelCommand(['migrate', '--json'], { env });
    expect(appliedSchema.parse(migrated.json()).applied).to.include('0001-records');
    expect(existsSync(dataDir), 'an embedded database was made').to.equal(false);
  });

  it('names a runtime login that does not exist', async () => {
    const env = { DATABASE_URL: (await freshDatabase()).url };
    const { code, stderr } = await koppelCommand(['migrate', '--runtime-role', 'nobody'], { env });
    expect(code).to.equal(2);
    expect(stderr).to.include('runtime role');
  });

  it('seals every secret under a new key, after which the old one is not needed', async () => {
    const bench = await openKoppelBench();
    await bench.addPractice();
    await bench.addConnection();
    const key = newKey();
    const both = { ...bench.env, KOPPEL_SECRET_KEY: `${key},${bench.env['KOPPEL_SECRET_KEY'] ?? ''}` };
    const sealed = await koppelCommand(['migrate', '--seal-again', '--json'], { env: both });
    expect(sealed.json()).to.deep.equal({ applied: [], sealedAgain: { credentials: 1, webhookSecrets: 1 } });
    const again = await koppelCommand(['migrate', '--seal-again', '--json'], { env: both });
    expect(again.json()).to.deep.equal({ applied: [], sealedAgain: { credentials: 0, webhookSecrets: 0 } });

    const test = ['connection', 'test', 'caseware', ...PRACTICE];
    expect((await koppelCommand(test, { env: { ...bench.env, KOPPEL_SECRET_KEY: key } })).code).to.equal(0);
    expect((await koppelCommand(test, { env: bench.env })).code).to.equal(4);
  });

  it('is told of a restore, asks before it holds everything, and says what goes on how', async () => {
    const bench = await openKoppelBench();
    await bench.addPractice();
    await bench.addConnection();
    expect((await bench.koppel('restored')).code, 'it must be confirmed').to.equal(2);
    const told = await bench.koppel('restored', '--yes', '--json');
    expect(told.code, told.stderr).to.equal(0);
    expect(told.json()).to.deep.equal({
      practices: [{ practice: 'jansen', held: ['caseware'], resources: 0, clients: 0, released: 'snapshot' }],
    });
    const status = await bench.koppel('status');
    expect(status.code).to.equal(5);
    expect(status.stdout).to.include('stopped (RESTORED)');
  });

  it('says so when the database does not answer', async () => {
    const env = { DATABASE_URL: 'postgres://koppel@127.0.0.1:1/koppel', KOPPEL_SECRET_KEY: newKey() };
    const { code, stderr } = await koppelCommand(['practice', 'list'], { env });
    expect(code).to.equal(1);
    expect(stderr).to.include('DATABASE_URL');
  });
});

async function query(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
