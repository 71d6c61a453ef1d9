import { expect } from 'chai';
import { appendFile, symlink, utimes } from 'node:fs/promises';
import type { Progress } from '../../../src/intake/files/findings.ts';
import { importFiles, type ImportRequest, type ImportResult } from '../../../src/intake/import-files.ts';
import { memoryIntake } from './memory-intake.ts';
import { openTemporaryFolder, type TemporaryFolder } from './temporary-folder.ts';

const now = new Date('2026-11-22T09:00:00Z');
const asOf = new Date('2026-11-22T06:00:00Z');
const clientsCsv = `key;number;name;kind;status
k1;1001;Bakkerij De Vries;bedrijf;klant
k2;1002;Fietsen BV;company;prospect
`;
const contactsCsv = `key;client_key;last_name;email
p1;k1;De Vries;de.vries@example.nl
p2;k2;Jansen;jansen@example.nl
`;

describe('an import', () => {
  let folder: TemporaryFolder;
  beforeEach(async () => {
    folder = await openTemporaryFolder();
  });
  afterEach(() => folder.remove());

  const run = (files: Record<string, string>, options: Partial<ImportRequest> = {}): Promise<ImportResult> =>
    runWithoutAsOf(files, { asOf, ...options });

  async function runWithoutAsOf(
    files: Record<string, string>,
    options: Partial<ImportRequest> = {},
  ): Promise<ImportResult> {
    const paths: Record<string, string> = {};
    for (const [name, content] of Object.entries(files)) {
      paths[name.split('.')[0] ?? name] = await folder.write(name, content);
    }
    const defaults = { intake: memoryIntake(), practiceId: 'jansen', skipInvalid: false, now };
    return importFiles({ ...defaults, ...paths, ...options });
  }

  const codes = (result: ImportResult): string[] =>
    result.problems.map(({ field, code }) => `${field} ${code}`);

  it('writes clients before contacts', async () => {
    const intake = memoryIntake();
    const result = await run({ 'clients.csv': clientsCsv, 'contacts.csv': contactsCsv }, { intake });
    expect(result).to.deep.include({ written: true, problemCount: 0, skipped: 0, snapshot: null });
    expect(result.clients.applied).to.equal(2);
    expect(result.contacts).to.include({ applied: 2, orphaned: 0 });
    expect(intake.clients.get('k1')?.data).to.include({
      number: '1001',
      kind: 'company',
      status: 'client',
      city: null,
    });
    expect(intake.clients.get('k1')?.changedAt).to.deep.equal(asOf);
  });

  it('changes nothing the second time', async () => {
    const intake = memoryIntake();
    await run({ 'clients.csv': clientsCsv }, { intake });
    expect((await run({ 'clients.csv': clientsCsv }, { intake })).clients).to.include({
      applied: 0,
      unchanged: 2,
    });
  });

  it('writes nothing while one row is wrong, and names file, line, field and remedy', async () => {
    const intake = memoryIntake();
    const csv = `${clientsCsv}k3;1003;Geheim BV;winkel;klant\n`;
    const result = await run({ 'clients.csv': csv, 'contacts.csv': contactsCsv }, { intake });
    expect(result.written).to.equal(false);
    expect(intake.chunks).to.deep.equal([]);
    expect(result.problems).to.deep.equal([
      {
        file: 'clients.csv',
        line: 4,
        field: 'kind',
        code: 'BAD_KIND',
        text: {
          en: 'kind is not a kind of client; use company or person.',
          nl: 'kind is geen soort klant; gebruik company of person.',
        },
      },
    ]);
  });

  it('leaves wrong rows out when asked to', async () => {
    const csv = `${clientsCsv}k3;1003;Geheim BV;winkel;klant\n`;
    const result = await run({ 'clients.csv': csv }, { skipInvalid: true });
    expect(result).to.deep.include({ written: true, problemCount: 1, skipped: 1 });
    expect(result.clients.applied).to.equal(2);
  });

  it('counts every problem and lists the first ones', async () => {
    const rows = Array.from({ length: 50 }, (_, index) => `k${index};x;y;winkel;klant`).join('\n');
    const result = await run({ 'clients.csv': `key;number;name;kind;status\n${rows}` }, { maxProblems: 10 });
    expect(result.problemCount).to.equal(50);
    expect(result.problems).to.have.length(10);
  });

  it('finds a key that stands there twice, and skips both rows: nobody knows which is right', async () => {
    const csv = `${clientsCsv}k1;1009;Bakkerij;company;client\n`;
    const refused = await run({ 'clients.csv': csv });
    expect(codes(refused)).to.deep.equal(['key DUPLICATE_KEY']);
    expect(refused.problems[0]).to.include({ line: 4 });
    expect(refused.problems[0]?.text.en).to.contain('first on line 2');
    const skipped = await run({ 'clients.csv': csv }, { skipInvalid: true });
    expect(skipped).to.include({ written: true, skipped: 2 });
  });

  it('takes over no data beside a link of a connection that the practice does not have', async () => {
    const intake = memoryIntake();
    const csv =
      'key;kind;status;link:scmi\nk1;company;client;yes\nk2;company;client;no\nk3;company;client;\n';
    const result = await run({ 'clients.csv': csv }, { intake, skipInvalid: true });
    expect(codes(result)).to.deep.equal(['link:scmi UNKNOWN_CONNECTION']);
    expect(result).to.include({ written: true, skipped: 2 });
    expect([...intake.clients.keys()]).to.deep.equal(['k3']);
  });

  it('names every row whose client is unknown', async () => {
    const csv = `${contactsCsv}p3;k1;Smit;smit@example.nl\n`;
    const result = await run({ 'contacts.csv': csv });
    expect(result.contacts).to.include({ applied: 0, orphaned: 3 });
    expect(result.problems.map(({ line, field, code }) => `${line} ${field} ${code}`)).to.deep.equal([
      ...['2 client_key UNKNOWN_CLIENT', '3 client_key UNKNOWN_CLIENT', '4 client_key UNKNOWN_CLIENT'],
    ]);
  });

  it('writes in chunks and tells how far it is', async () => {
    const rows = Array.from({ length: 1201 }, (_, index) => `k${index};company;client`).join('\n');
    const intake = memoryIntake();
    const seen: Progress[] = [];
    await run(
      { 'clients.csv': `key;kind;status\n${rows}\n` },
      { intake, onProgress: (progress) => seen.push(progress) },
    );
    expect(intake.chunks.map((chunk) => chunk.rows)).to.deep.equal([500, 500, 201]);
    expect(seen.map(({ phase, rows: count }) => `${phase} ${count}`)).to.deep.equal([
      ...['check 500', 'check 1000', 'check 1201'],
      ...['write 500', 'write 1000', 'write 1201'],
    ]);
    expect(seen.at(-1)?.bytes).to.equal(seen.at(-1)?.totalBytes);
  });

  it('stops when the file changes while it is written', async () => {
    const rows = Array.from({ length: 2000 }, (_, index) => `k${index};company;client`).join('\n');
    const path = await folder.write('clients.csv', `key;kind;status\n${rows}\n`);
    const intake = memoryIntake({ onChunk: () => appendFile(path, 'k9999;company;client\n') });
    const result = await importFiles({
      intake,
      practiceId: 'jansen',
      clients: path,
      asOf,
      skipInvalid: false,
      now,
    });
    expect(result.written).to.equal(false);
    expect(codes(result)).to.deep.equal(['file FILE_CHANGED']);
    expect(result.clients.applied).to.equal(500);
  });

  it('notices another content behind an unchanged time stamp', async () => {
    const csv = 'key;kind;status;link:scim\nk1;company;client;yes\n';
    const path = `${folder.dir}/clients.csv`;
    const put = async (content: string): Promise<void> => {
      await folder.write('clients.csv', content);
      await utimes(path, asOf, asOf);
    };
    await put(csv);
    const intake = memoryIntake();
    const swap = async (): Promise<readonly string[]> => {
      await put(csv.replace('company', 'person '));
      return [];
    };
    const result = await importFiles({
      intake: { ...intake, unknownConnections: swap },
      practiceId: 'jansen',
      clients: path,
      asOf,
      skipInvalid: false,
      now,
    });
    expect(result.written).to.equal(false);
    expect(intake.clients.size).to.equal(0);
  });

  it('refuses a file that is not there, is empty or is a folder', async () => {
    const result = await run({}, { clients: `${folder.dir}/none.csv` });
    expect(codes(result)).to.deep.equal(['file FILE_UNREADABLE']);
    expect(result.problems[0]?.file).to.equal('none.csv');
    expect(codes(await run({ 'clients.csv': '' }))).to.deep.equal(['file EMPTY_FILE']);
    const broken = `${folder.dir}/broken.csv`;
    await symlink('/proc/self/mem', broken);
    expect(codes(await run({}, { clients: broken }))).to.deep.equal(['file FILE_UNREADABLE']);
    await folder.write('sub.csv/file', '');
    expect(codes(await run({}, { clients: `${folder.dir}/sub.csv` }))).to.deep.equal([
      'file FILE_UNREADABLE',
    ]);
  });

  it('explains to the caller which files it can take', async () => {
    for (const options of [
      {},
      { clients: 'a.xlsx' },
      { records: 'a.csv' },
      { records: 'a.ndjson', clients: 'b.csv' },
    ]) {
      const failure = await run({}, options).catch((error: unknown) => error);
      expect(failure).to.have.property('code', 'USAGE');
    }
  });

  describe('of everything a practice has', () => {
    const both = { 'clients.csv': clientsCsv, 'contacts.csv': contactsCsv };

    it('tells the intake every key, so that absence can mean something', async () => {
      const intake = memoryIntake();
      const result = await run(both, { intake, complete: true });
      expect(result.snapshot).to.deep.equal({ absent: 0, deleted: 0, vanished: [] });
      expect(intake.snapshots).to.deep.equal([{ asOf, clientKeys: ['k1', 'k2'], contactKeys: ['p1', 'p2'] }]);
      const records = [...intake.clients.values(), ...intake.contacts.values()];
      expect(new Set(records.map(({ saidAt }) => saidAt.getTime()))).to.deep.equal(new Set([asOf.getTime()]));
    });

    it('needs both files', async () => {
      expect(codes(await run({ 'clients.csv': clientsCsv }, { complete: true }))).to.deep.equal([
        'contacts INCOMPLETE',
      ]);
    });

    it('needs the time of the export, not in the future', async () => {
      const csv = (comment: string) => ({ ...both, 'clients.csv': `${comment}\n${clientsCsv}` });
      const withoutTime = await runWithoutAsOf(csv('# an export'), { complete: true });
      expect(codes(withoutTime)).to.deep.equal(['asOf AS_OF_MISSING']);
      const future = await run(csv('# as-of: 2026-11-23T00:00:00Z'), { complete: true });
      expect(codes(future)).to.deep.equal(['asOf DATE_IN_FUTURE']);
      const given = await run(both, { complete: true, asOf: new Date('2027-01-01T00:00:00Z') });
      expect(codes(given)).to.deep.equal(['asOf DATE_IN_FUTURE']);
    });

    it('is not believed when it holds no clients at all', async () => {
      const empty = { 'clients.csv': 'key;kind;status\n', 'contacts.csv': 'key;client_key\n' };
      const result = await run(empty, { complete: true, skipInvalid: true });
      expect(result.written).to.equal(false);
      expect(codes(result)).to.deep.equal(['file EMPTY_SNAPSHOT']);
    });

    it('holds the client of every contact', async () => {
      const contacts = `${contactsCsv}p3;k9;Smit;smit@example.nl\n`;
      const result = await run({ ...both, 'contacts.csv': contacts }, { complete: true });
      expect(codes(result)).to.deep.equal(['client_key UNKNOWN_CLIENT']);
      const skipped = await run({ ...both, 'contacts.csv': contacts }, { complete: true, skipInvalid: true });
      expect(skipped).to.include({ written: true, skipped: 1 });
    });

    it('counts a record that is wrong in other ways as present', async () => {
      const intake = memoryIntake();
      const clients = `${clientsCsv}k3;1003;Fout BV;winkel;klant\n`;
      await run({ ...both, 'clients.csv': clients }, { intake, complete: true, skipInvalid: true });
      expect(intake.snapshots[0]?.clientKeys).to.deep.equal(['k1', 'k2', 'k3']);
    });

    it('says nothing about absence when a row has no readable key', async () => {
      const intake = memoryIntake();
      const clients = `${clientsCsv};1003;Fout BV;company;klant\n`;
      const result = await run(
        { ...both, 'clients.csv': clients },
        { intake, complete: true, skipInvalid: true },
      );
      expect(result).to.include({ written: true, snapshot: null });
      expect(intake.snapshots).to.deep.equal([]);
    });

    it('may say so itself, in the heading of its files', async () => {
      const heading = '# as-of: 2026-11-22T05:00:00Z\n# complete: true\n';
      const intake = memoryIntake();
      await runWithoutAsOf(
        { 'clients.csv': heading + clientsCsv, 'contacts.csv': heading + contactsCsv },
        { intake },
      );
      expect(intake.snapshots[0]?.asOf.toISOString()).to.equal('2026-11-22T05:00:00.000Z');
    });
  });

  describe('of one NDJSON file with both kinds of records', () => {
    const heading = '{"asOf":"2026-11-22T06:00:00Z","complete":true,"clients":1,"contacts":1}';
    const client = '{"record":"client","key":"k1","kind":"company","status":"client","links":{"scim":true}}';
    const contact = '{"record":"contact","key":"p1","clientKey":"k1","lastName":"Jansen"}';

    it('may have its contacts before their clients', async () => {
      const result = await run({ 'records.ndjson': [heading, contact, client].join('\n') });
      expect(codes(result)).to.deep.equal([]);
      expect(result.contacts).to.include({ applied: 1, orphaned: 0 });
      expect(result.snapshot).not.to.equal(null);
    });

    it('is refused when it was cut off', async () => {
      const result = await run({ 'records.ndjson': [heading, client].join('\n') });
      expect(codes(result)).to.deep.equal(['contacts ROW_COUNT_DIFFERS']);
    });

    it('names which kind each record is', async () => {
      const lines = [heading, client, contact, '{"key":"x"}', '{"record":"employee","key":"y"}'];
      expect(codes(await run({ 'records.ndjson': lines.join('\n') }))).to.deep.equal([
        'record BAD_RECORD_KIND',
        'record BAD_RECORD_KIND',
      ]);
    });
  });
});
