// Exports as they come out of a spreadsheet, from the file to the portal.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { sql } from 'kysely';
import { createIntake } from '../../../src/database/records/intake.ts';
import { importFiles, type ImportResult } from '../../../src/intake/import-files.ts';
import { openEngine, type Engine } from '../../support/engine.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const CLIENTS = `key;number;name;kind;status;link:caseware
00123;1001;Bakkerij De Vries;company;client;yes
C-2;1002;Fietsen Jansen;company;client;yes
`;
const HEADER = 'key;client_key;person_key;first_name;infix;last_name;email;phone;link:caseware';
const CONTACTS = `${HEADER}
p1;00123;;Anna;;Vries;anna@example.nl;;yes
p2;C-2;;Bram;;Bos;bram@example.nl;;yes
`;
const LOST_ZEROS = `${HEADER}
p1;123;;Anna;;Vries;anna@example.nl;020-5550199;no
p2;c-2;;Bram;;Bos;bram@example.nl;;yes
p3;123;;Cees;;Prins;cees@example.nl;;yes
`;

describe('an export that went through a spreadsheet', () => {
  let engine: Engine;
  let minutes: number;
  beforeEach(async () => {
    engine = await openEngine();
    minutes = 60;
  });
  afterEach(() => engine.close());

  /** A minute after the one before. */
  async function read(files: Record<string, string>, complete = false): Promise<ImportResult> {
    const dir = await temporaryFolder('export');
    const paths: Record<string, string> = {};
    for (const [kind, text] of Object.entries(files)) {
      paths[kind] = join(dir, `${kind}.csv`);
      await writeFile(paths[kind], text);
    }
    const now = new Date();
    const asOf = new Date(now.getTime() - (minutes -= 1) * 60_000);
    const place = { intake: createIntake(engine.store), practiceId: engine.practiceId };
    const result = await importFiles({ ...place, ...paths, asOf, complete, skipInvalid: false, now });
    await engine.settle();
    await engine.passTime();
    await engine.settle();
    return result;
  }

  /** Contacts of which it was said last that they are at a client nobody knows. */
  const questioned = async () =>
    (
      await engine.rows(sql<{ key: string }>`
        select source_key as key from contact where unplaced_client_key is not null order by 1`)
    ).map(({ key }) => key);
  const people = async (): Promise<readonly string[]> =>
    (await engine.portal.state()).access.flatMap((access) => access.people).sort();
  const places = ({ problems }: ImportResult): string[] =>
    problems.map(({ line, field, code }) => `${line ?? '-'} ${field} ${code}`);

  for (const complete of [false, true]) {
    it(`rule 22: switches off whom it says, though its keys lost their zeros, ${complete ? 'with' : 'without'} its clients`, async () => {
      await read({ clients: CLIENTS, contacts: CONTACTS });
      expect(await people()).to.deep.equal(['anna@example.nl', 'bram@example.nl']);
      const clients = complete ? { clients: CLIENTS } : {};
      const result = await read({ ...clients, contacts: LOST_ZEROS }, complete);
      expect(places(result)).to.deep.equal([2, 3, 4].map((line) => `${line} client_key UNKNOWN_CLIENT`));
      expect(result.problems.every(({ text }) => text.en.includes('lost its leading zeros'))).to.equal(true);
      expect(await people()).to.deep.equal(['bram@example.nl']);
      expect(await questioned()).to.include('p2');
    });
  }

  for (const complete of [false, true]) {
    it(`rule 22: switches off whom it says, though the keys of the records lost their zeros, ${complete ? 'with' : 'without'} all others`, async () => {
      const all = { clients: CLIENTS, contacts: `${CONTACTS}0077;C-2;;Cees;;Prins;cees@example.nl;;yes\n` };
      await read(all);
      expect(await people()).to.have.length(3);
      const contacts = `${CONTACTS}77;C-2;;Cees;;Prins;cees@example.nl;;no\n`;
      const result = await read({ ...(complete ? { clients: CLIENTS } : {}), contacts }, complete);
      expect(places(result)).to.deep.equal(['4 key KEY_WITHOUT_ZEROS']);
      expect(await people()).to.deep.equal(['anna@example.nl', 'bram@example.nl']);
      const keys = await engine.rows(
        sql`select from contact where source_key = '77' or missing_since is not null`,
      );
      expect(keys).to.deep.equal([]);
      expect(places(await read(all))).to.deep.equal([]);
      expect(await people()).to.have.length(3);
      expect(
        places(await read({ ...all, contacts: `${all.contacts}77;C-2;;Dik;;Prins;dik@example.nl;;yes\n` })),
      ).to.deep.equal([]);
      expect(await people()).to.have.length(4);
    });
  }

  it('rule 20: takes nobody away whose key became that of another, and says so of each that it may be', async () => {
    const two = `${CONTACTS}1.001;C-2;;Cees;;Prins;cees@example.nl;;yes\n01001;C-2;;Dik;;Prins;dik@example.nl;;yes\n`;
    await read({ clients: CLIENTS, contacts: two });
    expect(await people()).to.have.length(4);
    const contacts = `${CONTACTS}1001;C-2;;Cees;;Prins;cees@example.nl;;no\n1001;C-2;;Dik;;Prins;dik@example.nl;;yes\n`;
    for (let night = 0; night < 2; night += 1)
      expect(places(await read({ clients: CLIENTS, contacts }, true))).to.have.members([
        ...['4 key KEY_WITHOUT_ZEROS', '5 key DUPLICATE_KEY'],
      ]);
    expect(await people()).to.have.length(4);
    const open = await engine.rows(sql<{ key: string }>`select key from source_refusal order by key`);
    expect(open.map(({ key }) => key)).to.have.members(['1.001', '01001']);
    await read({ clients: CLIENTS, contacts: two }, true);
    expect(await engine.rows(sql`select key from source_refusal`)).to.deep.equal([]);
  });

  it('never pushes the mark of a text, and refuses what was rounded', async () => {
    const marked = `key;number;name;kind;status;link:caseware
c1;="01001";Bakkerij De Vries;company;client;yes
c2;'01002;Fietsen Jansen;company;client;yes
`;
    const contacts = `${HEADER}\np1;c1;;Anna;;Vries;anna@example.nl;'+31 (0)20 555 01 01;yes\n`;
    expect(places(await read({ clients: marked, contacts }))).to.deep.equal([]);
    const numbers = await engine.rows(sql<{ number: string }>`select number from client order by source_key`);
    expect(numbers.map(({ number }) => number)).to.deep.equal(['01001', '01002']);
    expect(await engine.rows(sql`select phone from contact`)).to.deep.equal([
      { phone: '+31 (0)20 555 01 01' },
    ]);
    const refused = await read({ clients: `${marked}c3;1,00E+03;Hotel Zon;company;client;yes\n` });
    expect(places(refused)).to.deep.equal(['4 number SPREADSHEET_NUMBER']);
  });
});
