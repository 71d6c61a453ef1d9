import { expect } from 'chai';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { openKoppelBench, PRACTICE, type KoppelBench } from '../support/koppel-bench.ts';
import { runKoppel, startKoppel, type KoppelResult } from '../support/koppel-process.ts';
import { ready, signInSettings } from '../support/koppel-server.ts';
import { waitFor } from '../support/wait-for.ts';

const countsSchema = z.object({
  rows: z.number(),
  applied: z.number(),
  unchanged: z.number(),
  stale: z.number(),
  orphaned: z.number(),
});
const importSchema = z.object({
  written: z.boolean(),
  clients: countsSchema,
  contacts: countsSchema,
  skipped: z.number(),
  snapshot: z.object({ absent: z.number(), deleted: z.number(), vanished: z.array(z.string()) }).nullable(),
  due: z.number(),
  problemCount: z.number(),
  problems: z.array(
    z.object({
      file: z.string().optional(),
      line: z.number().optional(),
      field: z.string(),
      code: z.string(),
    }),
  ),
});
const AS_OF = ['--as-of', '2026-01-15T09:00:00Z'];
const CLIENTS = `key;number;name;kind;status;link:caseware
c1;1001;Bakkerij De Vries;company;client;yes
c2;1002;Fietsen;company;prospect;no
`;
const CONTACTS = `key;client_key;first_name;last_name;email;link:caseware
p1;c1;Anna;Vries;anna@example.nl;yes
`;

describe('importing and running from the command line', function () {
  this.timeout(120_000);
  let bench: KoppelBench;
  const koppel = (...args: string[]): Promise<KoppelResult> => bench.koppel(...args);

  before(async () => {
    bench = await openKoppelBench();
    await bench.addPractice();
    await bench.addConnection();
  });

  describe('koppel import', () => {
    let clients: string;
    let contacts: string;
    const importFiles = (...args: string[]): Promise<KoppelResult> => koppel('import', ...PRACTICE, ...args);

    before(async () => {
      clients = await bench.file('clients.csv', CLIENTS);
      contacts = await bench.file('contacts.csv', CONTACTS);
    });

    it('wants to know when the export was made', async () => {
      const { code, stdout } = await importFiles('--clients', clients);
      expect(code).to.equal(3);
      expect(stdout).to.include('clients.csv:2: changed_at').and.to.include('--as-of');
    });

    it('imports an export and says how much is due', async () => {
      const imported = await importFiles('--clients', clients, '--contacts', contacts, ...AS_OF, '--json');
      expect(imported.code).to.equal(0);
      const result = importSchema.parse(imported.json());
      expect(result).to.deep.include({ written: true, problemCount: 0, due: 1, snapshot: null });
      expect([result.clients.applied, result.contacts.applied]).to.deep.equal([2, 1]);
    });

    it('changes nothing when it is given again', async () => {
      const again = await importFiles('--clients', clients, '--contacts', contacts, ...AS_OF, '--json');
      const result = importSchema.parse(again.json());
      expect([result.clients.unchanged, result.contacts.unchanged]).to.deep.equal([2, 1]);
    });

    it('says that links were left aside where they are switched in Koppel', async () => {
      const there = ['--practice', 'vera'];
      await koppel('practice', 'add', 'vera', '--name', 'Vera', '--links-from', 'koppel');
      const portal = ['--portal', 'caseware-cloud', '--url', bench.portal.url];
      const credentials = `@${join(bench.folder, 'credentials.json')}`;
      await koppel('connection', 'add', 'caseware', ...there, ...portal, '--credentials', credentials);
      const imported = await koppel('import', ...there, '--clients', clients, ...AS_OF);
      expect(imported.code, imported.stdout).to.equal(0);
      expect(imported.stdout).to.include('left aside');
      const bare = await bench.file('bare.csv', CLIENTS.replaceAll(/;[^;\n]*\n/g, '\n'));
      expect((await koppel('import', ...there, '--clients', bare, ...AS_OF)).stdout).not.to.include('aside');
    });

    it('names every wrong row by file, line and field, and writes nothing', async () => {
      const bad = await bench.file(
        'bad.csv',
        `${CLIENTS}c3;1003;Hotel;hotel;client;yes\nc4;1004;Bar;company;gone;maybe\n`,
      );
      const refused = await importFiles('--clients', bad, ...AS_OF, '--json');
      expect(refused.code).to.equal(3);
      const { written, problems, clients: counts } = importSchema.parse(refused.json());
      expect([written, counts.applied]).to.deep.equal([false, 0]);
      expect(problems.map(({ file: name, line, field }) => `${name}:${line} ${field}`)).to.have.members([
        'bad.csv:4 kind',
        'bad.csv:5 status',
        'bad.csv:5 link:caseware',
      ]);
      const few = await importFiles('--clients', bad, ...AS_OF, '--max-problems', '1');
      expect(few.stdout)
        .to.include('2 more')
        .and.to.include('--skip-invalid')
        .and.to.not.include('need nothing');
      const empty = await importFiles(
        '--clients',
        await bench.file('empty.csv', ''),
        ...AS_OF,
        '--lang',
        'nl',
      );
      expect([empty.code, empty.stdout]).to.deep.include(3);
      expect(empty.stdout).to.include('empty.csv: bestand ').and.to.not.include('niets te doen');
    });

    it('imports the rest when wrong rows are to be left out', async () => {
      const bad = await bench.file(
        'some.csv',
        `${CLIENTS}c3;1003;Hotel;hotel;client;yes\nc4;1004;Bar;company;client;no\n`,
      );
      const imported = await importFiles('--clients', bad, ...AS_OF, '--skip-invalid', '--json');
      expect(imported.code).to.equal(0);
      const result = importSchema.parse(imported.json());
      expect(result).to.deep.include({ written: true, skipped: 1, problemCount: 1 });
      expect(result.clients.applied).to.equal(1);
    });

    it('notes what a complete export lacks', async () => {
      const alone = await importFiles('--clients', clients, '--complete', ...AS_OF);
      expect(alone.code).to.equal(3);
      expect(alone.stdout, 'what would not help').not.to.include('--skip-invalid');
      const files = ['--clients', clients, '--contacts', contacts];
      const complete = await importFiles(...files, '--complete', '--as-of', '2026-01-16T09:00:00Z', '--json');
      expect(importSchema.parse(complete.json()).snapshot).to.deep.equal({
        absent: 1,
        deleted: 0,
        vanished: [],
      });
    });
  });

  describe('koppel start', () => {
    it('lists everything that is missing, and does not start', async () => {
      const { code, stderr } = await runKoppel(['start'], {
        env: { DATABASE_URL: bench.env['DATABASE_URL'] ?? '' },
      });
      expect(code).to.equal(4);
      for (const name of ['KOPPEL_SECRET_KEY', 'KOPPEL_USERS', 'KOPPEL_SESSION_KEY', 'koppel password'])
        expect(stderr).to.include(name);
    });

    it('pushes what was imported, answers at its address, and ends in order', async () => {
      const running = await startKoppel(['start'], {
        env: { ...bench.env, ...(await signInSettings()), KOPPEL_PORT: '0' },
      });
      const address = await ready(running);
      expect((await fetch(`${address}/health`)).status).to.equal(200);
      await waitFor(
        async () =>
          (await bench.portal.state()).access.some(({ people }) => people.includes('anna@example.nl')),
        {
          what: 'the contact to have access',
          timeoutMs: 30_000,
        },
      );
      running.child.kill('SIGTERM');
      expect((await running.ended).code).to.equal(0);
      expect(running.log()).not.to.include('anna@example.nl');
    });

    it('ends at once at the second signal', async () => {
      const running = await startKoppel(['worker'], { env: bench.env });
      await ready(running);
      running.child.kill('SIGINT');
      running.child.kill('SIGTERM');
      expect((await running.ended).code).to.be.oneOf([130, 143]);
    });

    it('needs nothing but users on the embedded database', async () => {
      const dataDir = join(bench.folder, 'data');
      await mkdir(dataDir);
      const embedded = {
        ...(await signInSettings()),
        KOPPEL_SESSION_KEY: '',
        KOPPEL_DATA_DIR: dataDir,
        KOPPEL_PORT: '0',
      };
      const running = await startKoppel(['start'], { env: embedded });
      await ready(running);
      const listed = await runKoppel(['practice', 'list', '--json'], { env: embedded });
      expect(listed.json()).to.deep.equal({ practices: [] });
      running.child.kill('SIGINT');
      expect((await running.ended).code).to.equal(0);
      expect(await readFile(join(dataDir, 'session.key'), 'utf8')).to.have.lengthOf(45);
    });
  });
});
