// What would be, before it is: an import that writes nothing, and settings that are refused instead of passed over.
import { expect } from 'chai';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { z } from 'zod';
import { startServer } from '../integration/http/test-server.ts';
import { openEngine, type Engine } from '../support/engine.ts';
import { koppelCommand } from '../support/koppel-command.ts';
import { runKoppel, type KoppelResult } from '../support/koppel-process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const namesSchema = z.array(z.object({ name: z.string() }));
const answerSchema = z.object({
  created: namesSchema,
  changed: namesSchema,
  missing: namesSchema,
  problemCount: z.number(),
});

describe('koppel import --dry-run', function () {
  this.timeout(120_000);
  let engine: Engine;
  let file: string;
  const tryTimeless = (...args: string[]): Promise<KoppelResult> =>
    koppelCommand(['import', '--dry-run', '--practice', 'jansen', '--clients', file, ...args], {
      env: { DATABASE_URL: engine.databaseUrl, KOPPEL_SECRET_KEY: engine.secretKey },
    });
  const tryOut = (...args: string[]): Promise<KoppelResult> => tryTimeless('--as-of', 'now', ...args);

  before(async () => {
    engine = await openEngine({ listed: true });
    await engine.client({ key: 'k1', name: 'Bakkerij Smit', number: '1' });
    await engine.client({ key: 'k2', name: 'Slagerij Vos', number: '2' });
    await engine.client({ key: 'k3', name: 'Kapper Zwart', number: '3' });
    file = join(await temporaryFolder('dry-run'), 'clients.csv');
    await writeFile(
      file,
      'key,number,name,kind,status\nk1,1,Bakkerij Smit en Zoon,company,client\nk3,3,Kapper Zwart,company,client\nk4,4,Nieuw B.V.,company,client\n',
    );
  });
  after(() => engine.close());

  it('lists what is new, changed, missing and refused, and writes nothing', async () => {
    const before = await engine.rows(sql`select * from client order by id`);
    const contacts = join(await temporaryFolder('dry-run'), 'contacts.csv');
    await writeFile(contacts, 'key,clientKey,firstName,lastName\nc1,k1,Anna,Bos\n');
    const { code, stdout } = await tryOut('--complete', '--contacts', contacts, '--json');
    expect(code, stdout).to.equal(0);
    const { created, changed, missing, problemCount } = answerSchema.parse(JSON.parse(stdout));
    expect(created.map(({ name }) => name)).to.deep.equal(['Nieuw B.V.', 'Anna Bos']);
    expect(changed.map(({ name }) => name)).to.include('Bakkerij Smit en Zoon');
    expect(missing.map(({ name }) => name)).to.deep.equal(['Slagerij Vos']);
    expect(problemCount).to.equal(0);
    expect(await engine.rows(sql`select * from client order by id`)).to.deep.equal(before);
    expect((await tryOut('--lang', 'nl')).stdout)
      .to.include('Nieuw (1)')
      .and.to.include('Er is niets geschreven');
  });

  it('names --as-of where nothing says when the export was made', async () => {
    const { code, stdout } = await tryTimeless();
    expect(code).to.equal(3);
    expect(stdout).to.include('--as-of TIME');
  });

  it('lists what is refused beside what is right, and ends with 3', async () => {
    await writeFile(file, 'key,number,name,kind,status\nk5,5,Goed,company,client\nk6,6,Fout,robot,client\n');
    const { code, stdout } = await tryOut();
    expect(code).to.equal(3);
    expect(stdout)
      .to.include('New (1)')
      .and.to.include('Goed')
      .and.to.match(/Refused \(1\)/);
    expect(await engine.rows(sql`select from client where source_key = 'k5'`)).to.deep.equal([]);
  });
});

describe('a setting that is given wrongly', () => {
  it('is refused with the nearest name', async () => {
    const { code, stderr } = await koppelCommand(['status'], { env: { KOPPEL_PROT: '3001' } });
    expect(code).to.equal(4);
    expect(stderr).to.include('KOPPEL_PROT is no setting; did you mean KOPPEL_PORT?');
  });

  it('names KOPPEL_PORT where the port is in use', async () => {
    const first = await startServer();
    const port = Number(new URL(first.url).port);
    const error = await startServer({}, { port }).catch((caught: unknown) => caught);
    await first.close();
    expect(String(error)).to.include('KOPPEL_PORT');
  });

  it('is read from .env of the folder, where the environment does not say it', async () => {
    const folder = await temporaryFolder('settings');
    await writeFile(join(folder, '.env'), "KOPPEL_LOG_LEVEL=loud\nKOPPEL_PORT=none\nKOPPEL_USERS=''\n");
    const { code, stderr } = await runKoppel(['status'], { cwd: folder, env: { KOPPEL_PORT: '3000' } });
    expect(code).to.equal(4);
    expect(stderr).to.include('KOPPEL_LOG_LEVEL').and.to.not.include('KOPPEL_PORT');
  });
});
