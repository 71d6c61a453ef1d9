import { expect } from 'chai';
import { chmod, readdir, readFile, rename, stat, symlink, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { countUnmarked, readFolder } from '../../../src/intake/read-folder.ts';
import { memoryIntake } from './memory-intake.ts';
import { openTemporaryFolder, type TemporaryFolder } from './temporary-folder.ts';

const now = new Date('2026-11-22T09:00:00Z');
const heading = '# as-of: 2026-11-22T06:00:00Z\n# complete: true\n';
const clientsCsv = `${heading}key;kind;status\nk1;company;client\n`;
const contactsCsv = `${heading}key;client_key\np1;k1\n`;

describe('a watched folder', () => {
  let folder: TemporaryFolder;
  beforeEach(async () => {
    folder = await openTemporaryFolder();
  });
  afterEach(() => folder.remove());

  const readAll = (intake = memoryIntake()) =>
    readFolder({ dir: folder.dir, intake, practiceId: 'jansen', skipInvalid: false, now });
  const read = async (intake = memoryIntake()) => (await readAll(intake)).exports;

  it('is left alone until the marker says that all is there', async () => {
    await folder.write('clients.csv', clientsCsv);
    await folder.write('monday/clients.csv', clientsCsv);
    expect(await read()).to.deep.equal([]);
    expect(await readdir(folder.dir)).to.have.members(['clients.csv', 'monday']);
  });

  it('has its sub-folders imported in the order of their names and moved', async () => {
    for (const name of ['b', 'a']) {
      await folder.write(`${name}/clients-2026.csv`, clientsCsv);
      await folder.write(`${name}/contacts.csv`, contactsCsv);
      await folder.write(`${name}/done`, '');
    }
    const intake = memoryIntake();
    const exports = await read(intake);
    expect(exports.map(({ name, outcome }) => [name, outcome])).to.deep.equal([
      ['a-20261122T090000.000Z', 'processed'],
      ['b-20261122T090000.000Z', 'processed'],
    ]);
    expect(intake.snapshots).to.have.length(2);
    expect(await readdir(folder.dir)).to.deep.equal(['processed']);
    expect(await read()).to.deep.equal([]);
  });

  it('has loose files imported and moved together', async () => {
    await folder.write('clients.csv', clientsCsv);
    await folder.write('contacts.csv', contactsCsv);
    await folder.write('done', '');
    const [found] = await read();
    expect(found?.outcome).to.equal('processed');
    expect(await readdir(join(folder.dir, 'processed', found?.name ?? ''))).to.have.members([
      ...['clients.csv', 'contacts.csv', 'done'],
    ]);
  });

  it('keeps two exports of the same moment apart', async () => {
    const names = [];
    for (let round = 0; round < 2; round += 1) {
      await folder.write(
        'clients.ndjson',
        '{"key":"k1","kind":"company","status":"client","changedAt":"2026-11-22T06:00:00Z"}',
      );
      await folder.write('done', '');
      names.push((await read())[0]?.name);
    }
    expect(new Set(names).size).to.equal(2);
  });

  for (const marker of ['Done', 'DONE.TXT', 'done.txt', 'done.done', 'done.txt.txt']) {
    it(`may be marked with ${marker}`, async () => {
      await folder.write('monday/clients.csv', clientsCsv);
      await folder.write('monday/contacts.csv', contactsCsv);
      await folder.write(`monday/${marker}`, '');
      await folder.write('contacts.csv', contactsCsv);
      await folder.write('clients.csv', clientsCsv);
      await folder.write(marker, '');
      expect((await read()).map(({ outcome }) => outcome)).to.deep.equal(['processed', 'processed']);
      expect(await readdir(folder.dir)).to.deep.equal(['processed']);
    });
  }

  for (const name of ['done.tmp', 'done.filepart', '.done.Xy12ab', 'undone', 'done2', 'klaar']) {
    it(`is not marked with ${name}, and counts as unmarked after a while`, async () => {
      await folder.write('monday/clients.csv', clientsCsv);
      await folder.write(`monday/${name}`, '');
      expect(await read()).to.deep.equal([]);
      expect(await countUnmarked(folder.dir, new Date(0))).to.equal(0);
      expect(await countUnmarked(folder.dir, new Date(Date.now() + 60_000))).to.equal(1);
    });
  }

  for (const name of ['klanten.csv', 'Contactpersonen.csv', 'contact.jsonl'])
    it(`counts as unmarked although its file would be refused: ${name}`, async () => {
      await folder.write(`monday/${name}`, clientsCsv);
      expect(await countUnmarked(folder.dir, new Date(Date.now() + 60_000))).to.equal(1);
    });

  it('counts as unmarked where its folder lies in another, whether it is marked or not', async () => {
    await folder.write('monday/export/clients.csv', clientsCsv);
    await folder.write('monday/export/contacts.csv', contactsCsv);
    await folder.write('monday/export/done', '');
    expect(await read()).to.deep.equal([]);
    expect(await countUnmarked(folder.dir, new Date(Date.now() + 60_000))).to.equal(1);
  });

  describe('of which something cannot be read', () => {
    /** As somebody who has no right to everything; root has. */
    const asOther = async <Value>(work: () => Promise<Value>): Promise<Value> => {
      const { geteuid, seteuid } = process;
      if (geteuid?.() !== 0) return work();
      seteuid?.(65_534);
      try {
        return await work();
      } finally {
        seteuid?.(0);
      }
    };
    beforeEach(async () => {
      for (const name of ['a', 'b']) {
        await folder.write(`${name}/clients.csv`, clientsCsv.replace('k1', name));
        await folder.write(`${name}/contacts.csv`, contactsCsv.replaceAll(/p1;k1/g, `${name}-1;${name}`));
        await folder.write(`${name}/done`, '');
        await chmod(join(folder.dir, name), 0o777);
      }
      await chmod(folder.dir, 0o777);
    });
    afterEach(() => chmod(join(folder.dir, 'a'), 0o777).catch(() => undefined));

    for (const [what, path, mode] of [
      ['a folder', 'a', 0],
      ['a folder that cannot be moved', 'a', 0o555],
    ] as const)
      it(`reads the others, and says so: ${what}`, async () => {
        await chmod(join(folder.dir, path), mode);
        const intake = memoryIntake();
        const { exports, unreadable } = await asOther(() => readAll(intake));
        expect(unreadable).to.equal(1);
        expect([...intake.clients.keys()]).to.include('b');
        expect(exports.at(-1)).to.include({ outcome: 'processed' });
        expect(await asOther(() => countUnmarked(folder.dir, new Date(Date.now() + 60_000)))).to.equal(0);
      });

    it('refuses the export of a file that cannot be read, and reads the others', async () => {
      await chmod(join(folder.dir, 'a', 'contacts.csv'), 0);
      const intake = memoryIntake();
      const { exports, unreadable } = await asOther(() => readAll(intake));
      expect(unreadable).to.equal(0);
      expect(exports.map(({ outcome }) => outcome)).to.deep.equal(['rejected', 'processed']);
      expect(exports[0]?.problems).to.containSubset([{ file: 'contacts.csv', code: 'FILE_UNREADABLE' }]);
      expect([...intake.contacts.keys()]).to.deep.equal(['b-1']);
    });
  });

  it('has nothing unmarked where there is no export', async () => {
    await folder.write('readme.txt', '');
    await folder.write('processed/monday/clients.csv', clientsCsv);
    expect(await countUnmarked(folder.dir, new Date(Date.now() + 60_000))).to.equal(0);
  });

  it('has an export with problems moved aside, with a list that holds no values', async () => {
    await folder.write('monday/clients.csv', 'key;name;kind;status\nk1;Geheim BV;winkel;client\n');
    await folder.write('monday/done', '');
    const intake = memoryIntake();
    const [found] = await read(intake);
    expect(found).to.include({ outcome: 'rejected' });
    expect(intake.chunks).to.deep.equal([]);
    const report = await readFile(join(folder.dir, 'rejected', found?.name ?? '', 'problems.json'), 'utf8');
    expect(report).to.contain('BAD_KIND').and.not.to.contain('Geheim');
  });

  for (const [what, names] of [
    ['two files of clients', ['clients-1.csv', 'clients-2.csv']],
    ['records of both kinds beside clients', ['records.ndjson', 'clients.csv']],
    ['records of both kinds as CSV', ['records.csv']],
    ['nothing to import', ['readme.txt']],
    ['contacts in a format that is not read', ['clients.csv', 'contacts.xlsx']],
    ['clients that are packed', ['clients.csv.gz', 'contacts.csv']],
  ] as const) {
    it(`has an export with ${what} moved aside`, async () => {
      for (const name of names) await folder.write(`monday/${name}`, clientsCsv);
      await folder.write('monday/done', '');
      const intake = memoryIntake();
      expect((await read(intake))[0]).to.include({ outcome: 'rejected' });
      expect(intake.chunks).to.deep.equal([]);
    });
  }

  it('never follows a link to a file elsewhere', async () => {
    const target = await folder.write('elsewhere/clients.csv', clientsCsv);
    await folder.write('monday/done', '');
    await symlink(target, join(folder.dir, 'monday', 'clients.csv'));
    expect((await read())[0]).to.deep.include({ outcome: 'rejected', result: null });
  });

  describe('while an export is replaced', () => {
    const old = async () => {
      await folder.write('monday/clients.csv', clientsCsv);
      await folder.write('monday/contacts.csv', contactsCsv);
      await folder.write('monday/done', '');
    };
    const replace = async (name: string): Promise<void> => {
      await folder.write('new.csv', clientsCsv.replace('k1', 'k2').replace('06:00', '07:00'));
      await rename(join(folder.dir, 'new.csv'), join(folder.dir, 'monday', name));
    };
    const readWhile = async (change: () => Promise<void>, chunk = 2) => {
      let chunks = 0;
      const onChunk = async (): Promise<void> => {
        if ((chunks += 1) === chunk) await change();
      };
      return (await read(memoryIntake({ onChunk })))[0];
    };

    for (const name of ['clients.csv', 'clients-2.csv', 'done']) {
      it(`leaves what is new in place, to be read: ${name}`, async () => {
        await old();
        expect(await readWhile(() => replace(name))).to.include({ outcome: 'left', name: null });
        expect(await readdir(folder.dir)).to.deep.equal(['monday']);
      });
    }

    it('leaves in place what changed before all of it was written', async () => {
      await old();
      const { mtime, atime } = await stat(join(folder.dir, 'monday/contacts.csv'));
      const found = await readWhile(async () => {
        const path = await folder.write('monday/contacts.csv', contactsCsv.replace('p1', 'p2'));
        await utimes(path, atime, mtime);
      }, 1);
      expect(found).to.include({ outcome: 'left' });
      expect((await read())[0]).to.include({ outcome: 'processed' });
    });

    it('leaves in place what was wrong in the old one only', async () => {
      await old();
      await folder.write('monday/clients.csv', clientsCsv.replace('company', 'winkel'));
      const intake = memoryIntake();
      const unknownConnections = intake.unknownConnections.bind(intake);
      await folder.write(
        'monday/contacts.csv',
        contactsCsv.replace('client_key', 'client_key;link:scim').replace('k1', 'k1;yes'),
      );
      const changing = {
        ...intake,
        unknownConnections: async (...given: Parameters<typeof unknownConnections>) => {
          await replace('clients.csv');
          return unknownConnections(...given);
        },
      };
      expect((await read(changing))[0]).to.include({ outcome: 'left' });
      expect(await readdir(folder.dir)).to.deep.equal(['monday']);
    });
  });

  it('keeps its export when the database fails, to be read again', async () => {
    await folder.write('monday/clients.csv', clientsCsv);
    await folder.write('monday/contacts.csv', contactsCsv);
    await folder.write('monday/done', '');
    const failing = memoryIntake({ onChunk: () => Promise.reject(new Error('no database')) });
    expect(await read(failing).catch(String)).to.contain('no database');
    expect(await readdir(folder.dir)).to.deep.equal(['monday']);
    expect((await read())[0]?.outcome).to.equal('processed');
  });
});
