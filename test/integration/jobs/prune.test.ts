// Retention: what is forgotten after its time, and what must stay.
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { sql } from 'kysely';
import { changePractice } from '../../../src/database/records/practices.ts';
import { DOWNLOAD_PREFIX } from '../../../src/intake/prune-downloads.ts';
import { openEngine, type Engine } from '../../support/engine.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { openJobs, SLOT, type TestJobs } from './job-ports.ts';

describe('pruning', () => {
  let engine: Engine;
  let jobs: TestJobs;
  beforeEach(async () => {
    engine = await openEngine();
    jobs = openJobs(engine);
  });
  afterEach(() => engine.close());
  const prune = () => jobs.run('prune', { slot: SLOT });
  const count = async (table: string): Promise<number> => {
    const [row] = await engine.rows(sql<{ n: number }>`select count(*)::integer as n from ${sql.raw(table)}`);
    return row?.n ?? 0;
  };

  it('forgets the events that practice software sent long ago, and keeps the younger', async () => {
    await engine.rows(sql`
      insert into received_event (practice_id, webhook_id, type, payload, status, received_at)
      select ${engine.practiceId}, 'e' || n, 'client.upserted', '{}', 'applied', now() - n * interval '10 days'
      from generate_series(1, 20) n`);
    expect(await prune()).to.include({ events: 12 });
    expect(await count('received_event')).to.equal(8);
  });

  it('goes by the clock of the database, whatever that of the machine says', async () => {
    jobs = openJobs(engine, { now: () => new Date(Date.now() + 365 * 86_400_000) });
    await engine.rows(sql`insert into received_event (practice_id, webhook_id, type, payload, status)
      values (${engine.practiceId}, 'young', 'client.upserted', '{}', 'applied')`);
    expect(await prune()).to.include({ events: 0 });
  });

  it('keeps an event for as long as it is open: it waits for its client, or was refused', async () => {
    await engine.rows(sql`
      insert into received_event (practice_id, webhook_id, type, payload, record_key, status, received_at)
      select ${engine.practiceId}, status, 'contact.upserted', '{}', 'p-1', status, now() - interval '900 days'
      from unnest(array['received', 'orphaned', 'failed', 'stale', 'applied']) as of(status)`);
    expect(await prune()).to.include({ events: 2 });
    expect(await count('received_event')).to.equal(3);
  });

  it('keeps what was outdated when it came for as long as nothing was said of its record since', async () => {
    await engine.rows(sql`
      insert into outdated_statement (practice_id, kind, record_key, said_at, received_at, overtaken_by)
      values (${engine.practiceId}, 'client', 'c-1', now() - interval '900 days', now() - interval '900 days', now())`);
    await prune();
    expect(await count('outdated_statement')).to.equal(1);
  });

  it('works through more than one batch', async () => {
    await engine.rows(sql`
      insert into received_event (practice_id, webhook_id, type, payload, status, received_at)
      select ${engine.practiceId}, 'e' || n, 'client.upserted', '{}', 'applied', now() - interval '100 days'
      from generate_series(1, 11000) n`);
    expect(await prune()).to.include({ events: 11_000 });
  });

  it('forgets old operations but the last of each resource, and those that nobody answered', async () => {
    const client = await engine.client();
    await engine.settle();
    await engine.change(client, { name: 'Another name' });
    await engine.settle();
    const before = await count('operation');
    const resources = await count('portal_resource');
    await engine.rows(
      sql`update operation set answered_at = now() - interval '100 days', intended_at = now() - interval '100 days'`,
    );
    await engine.rows(sql`
      insert into operation (practice_id, connection_id, client_id, resource_id, type, action, fence, lands_by, intended_at)
      select practice_id, connection_id, client_id, resource_id, type, action, 0, now() - interval '99 days', now() - interval '100 days'
      from operation order by id limit 1`);
    await prune();
    expect(before).to.be.greaterThan(resources);
    expect(await count('operation where answered_at is not null')).to.be.at.most(resources);
    expect(await count('operation where answered_at is null')).to.equal(1);
    expect(await engine.settle()).to.deep.equal([]);
  });

  it('forgets old changes that nobody answered, which hold names, but not the younger, nor the last that was answered', async () => {
    await engine.client();
    await engine.settle();
    await engine.rows(sql`update operation set answered_at = now() - interval '100 days'`);
    const before = await count('operation');
    for (const days of [89, 91])
      await engine.rows(sql`
        insert into operation (practice_id, connection_id, client_id, resource_id, type, action, changes, fence, lands_by, intended_at)
        select practice_id, connection_id, client_id, resource_id, type, 'update', '{"name": "Geheim BV"}', 0,
          now() - ${days} * interval '1 day', now() - interval '92 days'
        from operation where answered_at is not null`);
    expect(await prune()).to.include({ operations: before });
    expect(
      await count(`operation where answered_at is null and lands_by > now() - interval '90 days'`),
    ).to.equal(before);
    expect(await count('operation where answered_at is not null')).to.equal(before);
    expect(await engine.settle()).to.deep.equal([]);
  });

  it('forgets contacts deleted long ago, but not while their access is not proven gone', async () => {
    const client = await engine.client();
    const [gone, waiting] = [await engine.contact(client), await engine.contact(client)];
    await engine.settle();
    await engine.remove(gone);
    await engine.settle();
    await engine.portal.arm({
      match: { method: 'PATCH', path: 'user-assignments' },
      fault: 'no-effect',
      times: 100,
    });
    await engine.remove(waiting);
    await engine.settle(2);
    await engine.rows(
      sql`update contact set deleted_at = now() - interval '100 days' where deleted_at is not null`,
    );
    expect(await prune()).to.include({ contacts: 1 });
    const left = await engine.rows(sql<{ id: string }>`select id from contact`);
    expect(left.map(({ id }) => id)).to.deep.equal([waiting.id]);
    const standings = await engine.rows(
      sql<{ id: string }>`select subject_id as id from standing where subject_kind = 'contact'`,
    );
    expect(standings.map(({ id }) => id)).to.deep.equal([waiting.id]);
    expect(await count('client')).to.equal(1);
  });

  it('never touches the audit trail', async () => {
    await engine.client();
    await engine.settle();
    const before = await count('audit');
    expect(before).to.be.greaterThan(0);
    await openJobs(engine, { now: () => new Date(Date.now() + 10 * 365 * 86_400_000) }).run('prune', {
      slot: SLOT,
    });
    expect(await count('audit')).to.equal(before);
  });

  it('forgets old runs of jobs', async () => {
    await engine.store.inSystem((tx) =>
      sql`insert into job_run (job, slot) values ('sweep', now() - interval '100 days'), ('sweep', now())`.execute(
        tx,
      ),
    );
    await prune();
    expect(await count('job_run')).to.equal(1);
  });

  it('removes a download that a killed process left behind', async () => {
    const dir = await mkdtemp(join(tmpdir(), DOWNLOAD_PREFIX));
    const old = new Date(Date.now() - 25 * 3_600_000);
    await utimes(dir, old, old);
    await prune();
    expect(existsSync(dir)).to.equal(false);
  });

  describe('a watched folder', () => {
    let dir: string;
    beforeEach(async () => {
      dir = await temporaryFolder('source');
      await setSource(dir);
    });
    const setSource = (path: string) =>
      engine.store.inPractice(engine.practiceId, (tx) =>
        changePractice(tx, { source: { kind: 'folder', path } }),
      );
    const place = async (name: string, text: string): Promise<void> => {
      await mkdir(join(dir, name), { recursive: true });
      await writeFile(join(dir, name, 'clients.ndjson'), text);
      await writeFile(join(dir, name, 'done'), '');
    };
    const GOOD = '{"key":"k1","kind":"company","status":"client","changedAt":"2026-01-15T09:00:00Z"}\n';
    const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);
    /** Two exports in folders of their own and loose files, one of each kind refused, read so many days ago. */
    const readDaysAgo = async (days: number): Promise<void> => {
      for (const text of [GOOD, 'no record\n']) {
        await place('.', text);
        await place('monday', text);
        await openJobs(engine).run('read-source', { practiceId: engine.practiceId });
      }
      await age(days);
    };
    /** Dates back what was read today: its time stands in its name. */
    const age = async (days: number): Promise<void> => {
      const stamp = (time: Date) => time.toISOString().replace(/[-:]/g, '');
      const today = stamp(new Date()).slice(0, 8);
      for (const [place, names] of Object.entries(await left()))
        for (const [index, name] of names.entries()) {
          const old = name.replace(new RegExp(`${today}T[\\d.]+Z(-\\d+)?$`), stamp(daysAgo(days)));
          if (old !== name) await rename(join(dir, place, name), join(dir, place, `${old}-${100 + index}`));
        }
    };
    const left = async () => ({
      processed: await readdir(join(dir, 'processed')),
      rejected: await readdir(join(dir, 'rejected')),
    });

    it('loses the exports that were read long ago, also those refused, and keeps the younger', async () => {
      await readDaysAgo(89);
      const young = await left();
      await readDaysAgo(91);
      expect(await prune()).to.include({ exports: 4 });
      expect(await left()).to.deep.equal(young);
      expect(await prune()).to.include({ exports: 0 });
    });

    it('keeps what is not read yet, and what Koppel has not put where it is', async () => {
      const old = daysAgo(1_000).toISOString().replace(/[-:]/g, '');
      await place(`tuesday-${old}`, GOOD);
      await place('processed/kept by hand', GOOD);
      await place(`elsewhere/processed/monday-${old}`, GOOD);
      await writeFile(join(dir, 'processed', old), '');
      expect(await prune()).to.include({ exports: 0 });
      expect(await readdir(dir)).to.have.members([`tuesday-${old}`, 'processed', 'elsewhere']);
      expect(await readdir(join(dir, 'processed'))).to.have.members(['kept by hand', old]);
      expect(await readdir(join(dir, 'elsewhere', 'processed'))).to.have.length(1);
    });

    it('is left by no link: neither what one points to goes, nor what is in it', async () => {
      const elsewhere = await temporaryFolder('elsewhere');
      await writeFile(join(elsewhere, 'precious.txt'), '');
      await readDaysAgo(100);
      const [name = ''] = (await left()).processed;
      await symlink(elsewhere, join(dir, 'processed', name, 'linked'));
      await symlink(elsewhere, join(dir, 'processed', `linked-${name}`));
      await mkdir(join(elsewhere, name));
      await rm(join(dir, 'rejected'), { recursive: true });
      await symlink(elsewhere, join(dir, 'rejected'));
      expect(await prune()).to.include({ exports: 2 });
      expect(await readdir(elsewhere)).to.have.members(['precious.txt', name]);
      expect((await left()).processed).to.deep.equal([`linked-${name}`]);
    });

    it('that is away is said by code, without its path, and the rest is pruned', async () => {
      await setSource(join(dir, 'Geheim BV'));
      await engine.store.inSystem((tx) =>
        sql`insert into job_run (job, slot) values ('sweep', now() - interval '100 days')`.execute(tx),
      );
      expect(await prune()).to.include({ exports: 0 });
      expect(jobs.logged).to.deep.equal([
        ['warn', 'old exports could not be removed', { practice: engine.practiceId, codes: ['ENOENT'] }],
      ]);
      expect(await count('job_run')).to.equal(0);
    });

    it('in which nothing was read yet is no trouble', async () => {
      expect(await prune()).to.include({ exports: 0 });
      expect(jobs.logged).to.deep.equal([]);
    });
  });
});
