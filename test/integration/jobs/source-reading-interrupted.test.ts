// Reading a source in a process that ends meanwhile: nothing is concluded from a part, and all of it is read again.
import { createServer } from 'node:http';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import { sql } from 'kysely';
import type { JobPorts } from '../../../jobs/job.ts';
import { readSourceJob } from '../../../jobs/read-source.ts';
import { createIntake } from '../../../src/database/records/intake.ts';
import { changePractice, type SourceSetting } from '../../../src/database/records/practices.ts';
import type { Intake } from '../../../src/intake/intake.ts';
import { openEngine, type Engine } from '../../support/engine.ts';
import { later } from '../../support/later.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { openJobs, type TestJobs } from './job-ports.ts';

const AT = (minute: number): string => `2026-11-01T10:0${minute}:00Z`;
const NOTHING_READ = { readAt: null, etag: null, asOf: null };

describe('reading a source while the process ends', () => {
  let engine: Engine;
  let jobs: TestJobs;
  let ending: AbortController;
  beforeEach(async () => {
    engine = await openEngine();
    jobs = openJobs(engine);
    ending = new AbortController();
  });
  afterEach(() => engine.close());

  const setSource = (source: SourceSetting) =>
    engine.store.inPractice(engine.practiceId, (tx) => changePractice(tx, { source }));
  const read = () => jobs.run('read-source', { practiceId: engine.practiceId });
  const readWhileEnding = (overrides: Partial<JobPorts> = {}) =>
    readSourceJob.run(
      { ...jobs.ports, ...overrides },
      { practiceId: engine.practiceId },
      { signal: ending.signal, attempt: 1 },
    );
  const practice = async () =>
    (
      await engine.rows(
        sql`select source_read_at as "readAt", source_etag as etag, snapshot_as_of as "asOf" from practice`,
      )
    )[0];
  const clientKeys = async (state: 'is null' | 'is not null') =>
    (
      await engine.rows(
        sql<{
          key: string;
        }>`select source_key as key from client where deleted_at ${sql.raw(state)} order by 1`,
      )
    ).map(({ key }) => key);
  const expectReadAgain = async () => {
    expect(jobs.queued.map(({ job, data }) => [job, data])).to.deep.equal([
      ['read-source', { practiceId: engine.practiceId }],
    ]);
    expect((await engine.audit()).map(({ action }) => action)).to.not.include('source.failed');
  };

  describe('from a folder', () => {
    let dir: string;
    beforeEach(async () => {
      dir = await temporaryFolder('source');
      await setSource({ kind: 'folder', path: dir });
    });
    /** A complete export of that minute. */
    const drop = async (minute: number, keys: readonly string[]): Promise<void> => {
      const clients = keys.map((key) => ({ record: 'client', key, kind: 'company', status: 'client' }));
      const heading = { asOf: AT(minute), complete: true };
      const folder = join(dir, `export-${minute}`);
      await mkdir(folder);
      const lines = [heading, ...clients].map((line) => `${JSON.stringify(line)}\n`);
      await writeFile(join(folder, 'records.ndjson'), lines.join(''));
      await writeFile(join(folder, 'done'), '');
    };
    /** Told to end when it has written clients for the nth time. */
    const endingAt = (turn: number): Intake => {
      const intake = createIntake(engine.store);
      let turns = 0;
      const upsertClients: Intake['upsertClients'] = async (...given) => {
        const counts = await intake.upsertClients(...given);
        if ((turns += 1) === turn) ending.abort();
        return counts;
      };
      return { ...intake, upsertClients };
    };

    it('rule 20: an export that was broken off is no snapshot, and is read again as a whole', async () => {
      await drop(1, ['a', 'b']);
      await drop(2, ['a']);
      await drop(3, ['a']);
      const first = { status: 'broken-off', exports: 1, rejected: 0, applied: 2, absent: 0 };
      expect(await readWhileEnding({ intake: endingAt(2) })).to.include(first);
      expect(await practice()).to.deep.include({ asOf: new Date(AT(1)) });
      expect(await readdir(dir)).to.have.members(['export-2', 'export-3', 'processed']);
      await expectReadAgain();
      expect(await read()).to.include({ status: 'read', exports: 2, absent: 1, deleted: 1 });
      expect(await clientKeys('is not null')).to.deep.equal(['b']);
    });

    it('stops between two batches of one export', async () => {
      await drop(
        1,
        Array.from({ length: 1_200 }, (_, index) => `c${index}`),
      );
      await readWhileEnding({ intake: endingAt(1) });
      expect(await clientKeys('is null')).to.have.length(500);
      expect(await practice()).to.deep.equal(NOTHING_READ);
      await expectReadAgain();
      expect(await read()).to.include({ applied: 700, unchanged: 500 });
    });
  });

  it('from an address: hangs up', async () => {
    const hungUp = later();
    const server = createServer((_request, response) => {
      response.once('close', () => hungUp.resolve(undefined));
      response.writeHead(200, { etag: '"half"' });
      response.write('{"asOf"');
      ending.abort();
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const { port } = server.address() as AddressInfo;
    await setSource({ kind: 'address', url: `http://127.0.0.1:${port}/export` });
    expect(await readWhileEnding()).to.include({ status: 'broken-off', exports: 0, applied: 0 });
    await hungUp.promise;
    server.close();
    expect(await practice()).to.deep.equal(NOTHING_READ);
    await expectReadAgain();
  });
});
