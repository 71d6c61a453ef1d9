// A row of an export that was refused stays in sight at its record (rule 22): in status, at the record, in a number with its
// age, and the record is not called in sync, until something is said later of it.
import { expect } from 'chai';
import { sql } from 'kysely';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createMetrics } from '../../../src/app/metrics.ts';
import { readOpenStatements } from '../../../src/database/people/open-statements.ts';
import { createIntake } from '../../../src/database/records/intake.ts';
import { readFacts } from '../../../src/database/ledger/standing-facts.ts';
import { currentStanding } from '../../../src/domain/standing.ts';
import { importFiles } from '../../../src/intake/import-files.ts';
import type { ClientHandle, ContactHandle } from '../../support/engine-records.ts';
import { openEngine, type Engine } from '../../support/engine.ts';
import { koppelCommand } from '../../support/koppel-command.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { openJobs, SLOT } from '../jobs/job-ports.ts';

const row = (key: string, kvkNumber = ''): string => `${key};77;Bakkerij;company;client;${kvkNumber}`;
const WRONG = row('00101', '1234567');
const RIGHT = row('00101', '12345678');

describe('a row of an export that was refused', () => {
  let engine: Engine;
  let folder: string;
  let client: ClientHandle;
  let contact: ContactHandle;
  beforeEach(async () => {
    engine = await openEngine();
    folder = await temporaryFolder('refused-rows');
    client = await engine.client({ key: '00101' });
    contact = await engine.contact(client, { key: 'p-1' });
    await engine.settle();
  });
  afterEach(() => engine.close());

  const reasons = async (): Promise<readonly (string | null)[]> =>
    Promise.all(
      [client, contact].map(async ({ kind, id }) => {
        const one = { connectionId: engine.connectionId, kind, id };
        const facts = await engine.store.inPractice(engine.practiceId, (tx) => readFacts(tx, one, []));
        return facts === null ? null : currentStanding(facts).reason;
      }),
    );
  const open = async () =>
    (await engine.store.inPractice(engine.practiceId, readOpenStatements)).map(
      ({ kind, count }) => `${kind} ${count}`,
    );
  const number = async () =>
    /koppel_open_events\{what="refused"\} (\d+)/.exec(
      await createMetrics(engine.store).registry.metrics(),
    )?.[1];
  const imports = async (clients: string, { skipInvalid = true, asOf = new Date() } = {}) => {
    const path = join(folder, 'clients.csv');
    await writeFile(path, `key;number;name;kind;status;kvk_number\n${clients}\n`);
    const { store, practiceId } = engine;
    const intake = createIntake(store);
    return importFiles({ intake, practiceId, clients: path, asOf, skipInvalid, now: new Date() });
  };
  const explain = async () => {
    const env = { DATABASE_URL: engine.databaseUrl, KOPPEL_SECRET_KEY: engine.secretKey };
    return (await koppelCommand(['explain', client.id, '--practice', 'jansen', '--lang', 'en'], { env }))
      .stdout;
  };

  for (const [what, rows, field] of [
    ['with a wrong field', WRONG, 'kvk_number BAD_KVK_NUMBER'],
    ['that stands twice', `${RIGHT}\n${RIGHT}`, 'key DUPLICATE_KEY'],
    ['whose key lost its zeros', row('101'), 'key KEY_WITHOUT_ZEROS'],
  ] as const)
    for (const skipInvalid of [true, false])
      it(`rule 22: ${what} keeps its record from being called in sync, ${skipInvalid ? 'left out' : 'or refusing all'}`, async () => {
        expect(await reasons()).to.deep.equal(['IN_SYNC', 'IN_SYNC']);
        await imports(`${rows}\n${row('00102')}`, { skipInvalid });
        expect(await reasons()).to.deep.equal(['LAST_WORD_OPEN', 'IN_SYNC']);
        expect([await open(), await number()]).to.deep.equal([['refused 1'], '1']);
        const text = await explain();
        expect(text).to.include('LAST_WORD_OPEN').and.to.include(field);
        expect(text).to.not.include('1234567');

        await imports(RIGHT);
        await engine.settle();
        expect(await reasons()).to.deep.equal(['IN_SYNC', 'IN_SYNC']);
        expect([await open(), await number()]).to.deep.equal([[], undefined]);
      });

  it('is over once the same export says it rightly, and not by an older one', async () => {
    const [older, asOf] = [new Date(Date.now() - 1_000), new Date()];
    await imports(WRONG, { asOf });
    await imports(RIGHT, { asOf: older });
    await engine.settle();
    expect((await reasons())[0]).to.equal('LAST_WORD_OPEN');
    await imports(RIGHT, { asOf });
    expect(await open()).to.deep.equal([]);
  });

  it('is over once an event says it later, or that the record is gone', async () => {
    for (const says of ['there', 'gone'] as const) {
      await imports(WRONG);
      if (says === 'there') await engine.client({ key: '00101', changedAt: new Date() });
      else {
        const at = new Date();
        const deletion = { sourceKey: '00101', saidAt: at, undated: false, changedAt: at };
        await createIntake(engine.store).deleteClient(engine.practiceId, deletion);
      }
      expect([await open(), await number()], says).to.deep.equal([[], undefined]);
      await openJobs(engine).run('sweep', { slot: SLOT });
      expect(await engine.rows(sql`select key from source_refusal`), says).to.deep.equal([]);
    }
  });

  it('of a record that nobody knows is no word about any', async () => {
    await imports(row('00999', '1234567'));
    expect(await open()).to.deep.equal([]);
  });
});
