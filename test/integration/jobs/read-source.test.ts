// Reading a practice's own exports, from a folder, with what rule 20 makes of absence.
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { sql } from 'kysely';
import { createIntake } from '../../../src/database/records/intake.ts';
import { changePractice } from '../../../src/database/records/practices.ts';
import { beginReading, renewReading } from '../../../src/database/records/source-turns.ts';
import { openEngine, type Engine } from '../../support/engine.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { AT, snapshot } from './made-up-export.ts';
import { openJobs, SLOT, type TestJobs } from './job-ports.ts';

describe('reading the source of a practice', () => {
  let engine: Engine;
  let jobs: TestJobs;
  beforeEach(async () => {
    engine = await openEngine();
    jobs = openJobs(engine);
  });
  afterEach(() => engine.close());

  const read = () => jobs.run('read-source', { practiceId: engine.practiceId });
  const setSource = (source: { kind: 'folder'; path: string }) =>
    engine.store.inPractice(engine.practiceId, (tx) => changePractice(tx, { source }));
  const deleted = async () =>
    (
      await engine.rows(
        sql<{ key: string }>`select source_key as key from client where deleted_at is not null
          union select source_key from contact where deleted_at is not null order by 1`,
      )
    ).map(({ key }) => key);
  const actions = async () => (await engine.audit()).map(({ action }) => action);

  describe('from a folder', () => {
    let dir: string;
    let drops = 0;
    beforeEach(async () => {
      dir = await temporaryFolder('source');
      await setSource({ kind: 'folder', path: dir });
    });
    const drop = async (text: string): Promise<void> => {
      const folder = join(dir, `export-${String((drops += 1)).padStart(4, '0')}`);
      await mkdir(folder);
      await writeFile(join(folder, 'records.ndjson'), text);
      await writeFile(join(folder, 'done'), '');
    };

    it('writes what it holds, and meters what no webhook had announced', async () => {
      await drop(snapshot({ minute: 1, clients: ['a', 'b'], contacts: ['k'] }));
      expect(await read()).to.include({ status: 'read', exports: 1, rejected: 0, applied: 3, unchanged: 0 });
      expect(jobs.unannounced).to.deep.equal([3]);
      expect(await actions()).to.include('source.unannounced');
      await drop(snapshot({ minute: 2, clients: ['a', 'b'], contacts: ['k'] }));
      expect(await read()).to.include({ applied: 0, unchanged: 3 });
      expect(jobs.unannounced).to.deep.equal([3, 0]);
      expect(await readdir(join(dir, 'processed'))).to.have.length(2);
    });

    it('rule 20: absence from one complete snapshot changes nothing, from two it deletes', async () => {
      await drop(snapshot({ minute: 1, clients: ['a', 'b'], contacts: ['k'] }));
      await drop(snapshot({ minute: 2, clients: ['a'] }));
      expect(await read()).to.include({ exports: 2, absent: 2, deleted: 0 });
      expect(await deleted()).to.deep.equal([]);
      await drop(snapshot({ minute: 3, clients: ['a'] }));
      expect(await read()).to.include({ absent: 0, deleted: 2 });
      expect(await deleted()).to.deep.equal(['b', 'k']);
    });

    it('rule 20: the same snapshot twice is one snapshot', async () => {
      await drop(snapshot({ minute: 1, clients: ['a', 'b'] }));
      await drop(snapshot({ minute: 2, clients: ['a'] }));
      await drop(snapshot({ minute: 2, clients: ['a'] }));
      expect(await read()).to.include({ deleted: 0 });
      expect(await deleted()).to.deep.equal([]);
    });

    it('rule 20: a record newer than the snapshots stays', async () => {
      await engine.client({ key: 'late', changedAt: new Date(AT(30)) });
      for (const minute of [1, 2, 3]) await drop(snapshot({ minute, clients: ['a'] }));
      expect(await read()).to.include({ absent: 0, deleted: 0 });
      expect(await deleted()).to.deep.equal([]);
    });

    it('rule 20: half a snapshot is rejected, and nothing of it is written', async () => {
      await drop(snapshot({ minute: 1, clients: ['a', 'b'] }));
      const half = snapshot({ minute: 2, clients: ['a', 'c'] })
        .split('\n')
        .slice(0, 2)
        .join('\n');
      await drop(half);
      await drop(half.replace(AT(2), AT(3)));
      expect(await read()).to.include({ exports: 3, rejected: 2, applied: 2, deleted: 0 });
      expect(await deleted()).to.deep.equal([]);
    });

    it('puts what is wrong aside with a list of the problems, and says it in codes only', async () => {
      const half = snapshot({ minute: 1, clients: ['a', 'b'] }).replace('"key":"b"', '"key":Geheim BV"');
      await drop(half.replace('"clients":2', '"clients":9'));
      expect(await read()).to.include({ rejected: 1, applied: 0 });
      const [name = ''] = await readdir(join(dir, 'rejected'));
      const report: unknown = JSON.parse(
        await readFile(join(dir, 'rejected', name, 'problems.json'), 'utf8'),
      );
      expect(report).to.have.property('count').that.is.greaterThan(0);
      const audit = (await engine.audit()).filter(({ action }) => action === 'source.rejected');
      expect(audit[0]?.details['problems']).to.include('BAD_JSON');
      expect(JSON.stringify([audit, jobs.logged])).to.not.include('Geheim');
      expect(JSON.stringify(jobs.logged)).to.include('BAD_JSON');
      const problem = sql`select source_read_at as read, source_problem as problem from practice`;
      expect(await engine.rows(problem)).to.deep.equal([{ read: null, problem: 'EXPORT_REFUSED' }]);
      await drop(snapshot({ minute: 2, clients: ['a'] }));
      await read();
      expect((await engine.rows(problem))[0]).to.include({ problem: null });
    });

    it('rule 22: a wrong row costs itself: the others are a snapshot, and what is wrong is listed', async () => {
      const bad = (minute: number, clients: readonly string[]): string =>
        snapshot({ minute, clients }).replace('"key":"a"', '"key":"a","kvkNumber":"1234567"');
      await drop(snapshot({ minute: 1, clients: ['a', 'b', 'c'] }));
      await drop(bad(2, ['a', 'c']));
      await drop(bad(3, ['a', 'c']));
      expect(await read()).to.include({ exports: 3, rejected: 0, deleted: 1 });
      expect(await deleted()).to.deep.equal(['b']);
      const noted = (await engine.audit()).filter(({ action }) => action === 'source.rows-refused');
      expect(noted.map(({ details }) => details)).to.deep.include({
        ...{ problems: ['BAD_KVK_NUMBER'], count: 1 },
        places: [{ line: 2, field: 'kvkNumber', code: 'BAD_KVK_NUMBER' }],
      });
      const processed = (await readdir(join(dir, 'processed'))).sort();
      const report = await readFile(join(dir, 'processed', processed[1] ?? '', 'problems.json'), 'utf8');
      expect(report).to.include('BAD_KVK_NUMBER').and.to.not.include('1234567');
      const problem = sql<{ since: Date | null }>`
        select source_problem as problem, source_problem_since as since from practice`;
      const [before] = await engine.rows(problem);
      expect(before).to.include({ problem: 'ROWS_REFUSED' });
      await drop(bad(4, ['a', 'c']));
      await read();
      expect(await engine.rows(problem)).to.deep.equal([before]);
      await drop(snapshot({ minute: 5, clients: ['a', 'c'] }));
      await read();
      expect(await engine.rows(problem)).to.deep.equal([{ problem: null, since: null }]);
    });

    it('says that exports lie there of which nobody says that they are whole', async () => {
      await drop(snapshot({ minute: 1, clients: ['a'] }));
      await rename(join(dir, 'export-' + String(drops).padStart(4, '0'), 'done'), join(dir, 'klaar'));
      expect(await read()).to.include({ status: 'unchanged' });
      expect(await actions()).to.not.include('source.unmarked');
      jobs = openJobs(engine, { now: () => new Date(Date.now() + 3_600_000) });
      await read();
      await read();
      expect((await actions()).filter((action) => action === 'source.unmarked')).to.have.length(1);
      const problem = sql`select source_read_at as read, source_problem as problem from practice`;
      expect(await engine.rows(problem)).to.deep.equal([{ read: null, problem: 'EXPORT_UNMARKED' }]);
      await writeFile(join(dir, 'export-' + String(drops).padStart(4, '0'), 'DONE.TXT'), '');
      expect(await read()).to.include({ applied: 1 });
      expect((await engine.rows(problem))[0]).to.include({ problem: null });
    });

    it('says so where what it has read cannot be moved, until it can', async () => {
      await drop(snapshot({ minute: 1, clients: ['a'] }));
      await writeFile(join(dir, 'processed'), '');
      const problem = sql<{ read: Date | null }>`
        select source_read_at as read, source_problem as problem from practice`;
      for (const applied of [1, 0]) {
        expect(await read()).to.include({ status: 'read', applied });
        expect((await engine.rows(problem))[0]).to.include({ problem: 'SOURCE_UNREADABLE' });
      }
      expect((await actions()).filter((action) => action === 'source.failed')).to.have.length(1);
      await rm(join(dir, 'processed'));
      await read();
      const [row] = await engine.rows(problem);
      expect(row).to.include({ problem: null });
      expect(row?.read).to.be.an.instanceOf(Date);
      expect(await readdir(join(dir, 'processed'))).to.have.length(1);
    });

    it('is left to the one who reads it already', async () => {
      await drop(snapshot({ minute: 1, clients: ['a'] }));
      await engine.rows(sql`update practice set source_lease_until = now() + interval '1 minute'`);
      expect(await read()).to.include({ status: 'busy', applied: 0 });
      await engine.rows(sql`update practice set source_lease_until = now() - interval '1 second'`);
      const both = await Promise.all([read(), read()]);
      expect(both.map(({ applied }) => applied).sort()).to.deep.equal([0, 1]);
    });

    it('that lost its turn leaves that of another alone', async () => {
      const { store, practiceId } = engine;
      const begin = () => store.inPractice(practiceId, beginReading);
      const renew = (lease = '') => store.inPractice(practiceId, (tx) => renewReading(tx, lease));
      const turns: Awaited<ReturnType<typeof begin>>[] = [];
      const intake = createIntake(store);
      const upsertClients: typeof intake.upsertClients = async (...given) => {
        for (let turn = 0; turn < 2; turn += 1) {
          await engine.rows(sql`update practice set source_lease_until = now() - interval '1 second'`);
          turns.push(await begin());
        }
        return intake.upsertClients(...given);
      };
      jobs = openJobs(engine, { intake: { ...intake, upsertClients } });
      await drop(snapshot({ minute: 1, clients: ['a'] }));
      await read();
      expect(await begin(), 'the turn of the last').to.equal(null);
      expect(await renew(turns[0]?.lease), 'by one who lost it').to.equal(null);
      expect(await renew(turns[1]?.lease)).to.be.a('string');
    });

    it('fails by code, without the path, when the folder is away', async () => {
      await setSource({ kind: 'folder', path: join(dir, 'away') });
      const error = await read().catch((thrown: unknown) => thrown);
      expect(error).to.include({ code: 'SOURCE_UNREADABLE' });
      expect(String(error)).to.not.include(dir);
      expect(await actions()).to.include('source.failed');
      await setSource({ kind: 'folder', path: dir });
      expect(await read()).to.include({ status: 'unchanged' });
    });

    it('is asked for every practice that has a source', async () => {
      expect(await jobs.run('read-source', { slot: SLOT })).to.deep.equal({ practices: 1 });
      expect(jobs.queued.map(({ job, data }) => [job, data])).to.deep.equal([
        ['read-source', { practiceId: engine.practiceId }],
      ]);
    });
  });
});
