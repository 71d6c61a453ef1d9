// What holds for every source, however it is read: Exact Online, a watched folder, an address.
import { createServer } from 'node:http';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { sql } from 'kysely';
import { changePractice, type SourceSetting } from '../../../src/database/records/practices.ts';
import { openExactPractice, type ExactPractice } from '../../support/exact-practice.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const [A, B] = ['1', '2'].map((digit) => `11111111-0000-4000-8000-00000000000${digit}`) as [string, string];

interface Holds {
  readonly key: string;
  readonly name: string;
  readonly status?: 'client' | 'suspect';
}

interface Harness {
  /** It holds these clients, and nobody else. */
  hold(clients: readonly Holds[]): Promise<void>;
  /** It cannot be read until it is mended. */
  spoil(): Promise<void>;
  mend(): Promise<void>;
  close?(): Promise<unknown>;
}

const SOURCES: Readonly<Record<string, (practice: ExactPractice) => Promise<Harness>>> = {
  'Exact Online': openExact,
  'a folder': openFolder,
  'an address': openAddress,
};

let exports = 0;
function writeExport(clients: readonly Holds[]): string {
  exports += 1;
  const asOf = new Date(Date.now() - 3_600_000 + exports * 1_000).toISOString();
  const rows = clients.map(({ key, name, status = 'client' }) => ({
    ...{ record: 'client', key, name, status, kind: 'company', changedAt: asOf },
  }));
  const heading = { asOf, complete: true, clients: rows.length, contacts: 0 };
  return [heading, ...rows].map((row) => `${JSON.stringify(row)}\n`).join('');
}

async function setSource({ engine }: ExactPractice, source: SourceSetting): Promise<void> {
  await engine.store.inPractice(engine.practiceId, (tx) => changePractice(tx, { source }));
}

async function openExact(practice: ExactPractice): Promise<Harness> {
  const { exact } = practice;
  await practice.signIn();
  const there = new Set<string>();
  return {
    async hold(clients) {
      for (const key of [...there].filter((one) => !clients.some((client) => client.key === one))) {
        await exact.act('office delete', { ID: key });
        there.delete(key);
      }
      for (const { key, name, status } of clients) {
        const fields = {
          Name: name,
          Status: status === 'suspect' ? 'S' : 'C',
          ChamberOfCommerce: '12345678',
        };
        await exact.act('office put-account', { ID: key, ...fields });
        there.add(key);
      }
    },
    spoil: () => exact.tell('POST /faults', { fault: '500', times: 100 }),
    mend: () => exact.tell('DELETE /faults'),
  };
}

async function openFolder(practice: ExactPractice): Promise<Harness> {
  const path = await temporaryFolder('laws');
  await setSource(practice, { kind: 'folder', path });
  return {
    async hold(clients) {
      const dir = join(path, `export-${exports}`);
      await mkdir(dir);
      await writeFile(join(dir, 'records.ndjson'), writeExport(clients));
      await writeFile(join(dir, 'done'), '');
    },
    spoil: () => rename(path, `${path}-away`),
    mend: () => rename(`${path}-away`, path),
  };
}

async function openAddress(practice: ExactPractice): Promise<Harness> {
  let text = '';
  let isSpoilt = false;
  const server = createServer((_request, response) => {
    response.writeHead(isSpoilt ? 500 : 200, { 'content-type': 'application/x-ndjson' }).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  await setSource(practice, { kind: 'address', url: `http://127.0.0.1:${port}/export` });
  const set = (spoilt: boolean) => (): Promise<void> => {
    isSpoilt = spoilt;
    return Promise.resolve();
  };
  return {
    hold: (clients) => {
      text = writeExport(clients);
      return Promise.resolve();
    },
    spoil: set(true),
    mend: set(false),
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

for (const [name, openSource] of Object.entries(SOURCES))
  describe(`every source: ${name}`, () => {
    let practice: ExactPractice;
    let source: Harness;
    beforeEach(async () => {
      practice = await openExactPractice();
      source = await openSource(practice);
    });
    afterEach(async () => {
      await source.close?.();
      await practice.close();
    });

    const readLater = async () => {
      await practice.passMinutes(60);
      return practice.read();
    };
    const clients = () =>
      practice.engine.rows(
        sql`select source_key as key, name, status, deleted_at is not null as gone from client order by source_key`,
      );

    it('what it holds comes in, and twice is once', async () => {
      await source.hold([{ key: A, name: 'Eerste' }]);
      expect(await readLater()).to.include({ applied: 1 });
      await source.hold([{ key: A, name: 'Eerste' }]);
      expect(await readLater()).to.include({ applied: 0, deleted: 0 });
      expect(await clients()).to.deep.equal([{ key: A, name: 'Eerste', status: 'client', gone: false }]);
    });

    it('what changes there changes here, a suspect too', async () => {
      await source.hold([{ key: A, name: 'Eerste' }]);
      await readLater();
      await source.hold([{ key: A, name: 'Anders', status: 'suspect' }]);
      await readLater();
      expect(await clients()).to.deep.equal([{ key: A, name: 'Anders', status: 'suspect', gone: false }]);
    });

    it('who is there no more is gone', async () => {
      await source.hold([
        { key: A, name: 'Eerste' },
        { key: B, name: 'Tweede' },
      ]);
      await readLater();
      for (let turn = 0; turn < 2; turn += 1) {
        await source.hold([{ key: A, name: 'Eerste' }]);
        await readLater();
      }
      expect(await practice.present('client')).to.deep.equal([A]);
    });

    it('where it cannot be read that is said, and nothing is lost by it', async () => {
      await source.hold([{ key: A, name: 'Eerste' }]);
      await readLater();
      await source.hold([{ key: A, name: 'Anders' }]);
      await source.spoil();
      expect(await readLater().catch(() => 'failed')).to.equal('failed');
      expect(await practice.problem()).to.be.a('string');
      expect(await clients()).to.deep.equal([{ key: A, name: 'Eerste', status: 'client', gone: false }]);
      await source.mend();
      await readLater();
      expect(await clients()).to.deep.equal([{ key: A, name: 'Anders', status: 'client', gone: false }]);
      expect(await practice.problem()).to.equal(null);
    });

    it('shows no name where somebody else reads', async () => {
      await source.hold([{ key: A, name: 'Geheim' }]);
      await readLater();
      const { engine, jobs } = practice;
      expect(JSON.stringify([await engine.audit(), jobs.logged, jobs.queued])).to.not.include('Geheim');
    });
  });
