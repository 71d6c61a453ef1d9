import { expect } from 'chai';
import { mkdir } from 'node:fs/promises';
import pg from 'pg';
import { z } from 'zod';
import {
  completeFile,
  contradictingFile,
  partialFile,
  renameField,
  USER_SCHEMAS,
} from '../support/caseware-openapi.ts';
import { openKoppelBench, PRACTICE, type KoppelBench } from '../support/koppel-bench.ts';
import type { KoppelResult } from '../support/koppel-process.ts';

const answerSchema = z.object({
  ok: z.boolean(),
  fits: z.number(),
  file: z.object({ sha256: z.string().length(64) }),
  differences: z.array(z.object({ call: z.string(), name: z.string(), kind: z.string() })),
  proposals: z.array(z.object({ setting: z.string(), value: z.string() })),
  documented: z.array(z.string()),
  assumed: z.array(z.string()),
  unseen: z.array(z.string()),
  applied: z.boolean(),
});
const shownSchema = z.object({
  name: z.string(),
  provenTypes: z.array(z.string()),
  documentedTypes: z.array(z.string()),
  settings: z.unknown(),
});
const listSchema = z.object({ connections: z.array(shownSchema) });

describe('koppel connection check-api', function () {
  this.timeout(120_000);
  let bench: KoppelBench;
  let files = 0;

  before(async () => {
    bench = await openKoppelBench();
    await bench.addPractice();
    await bench.addConnection('--settings', '{"accessBy":"contact-group"}');
  });

  async function rows(statement: string): Promise<readonly unknown[]> {
    const client = new pg.Client({ connectionString: bench.env.DATABASE_URL });
    await client.connect();
    try {
      await client.query('set search_path to koppel');
      return (await client.query<Record<string, unknown>>(statement)).rows;
    } finally {
      await client.end();
    }
  }

  async function check(content: unknown, ...more: string[]): Promise<KoppelResult> {
    files += 1;
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    const file = await bench.file(`api-${files}.json`, text);
    return bench.koppel('connection', 'check-api', 'caseware', ...PRACTICE, '--openapi', file, ...more);
  }

  it('says in both languages that a complete file has everything', async () => {
    const { code, stdout } = await check(completeFile());
    expect(code).to.equal(0);
    expect(stdout).to.include('CaseWare Cloud API v2, sha256 ');
    expect(stdout).to.match(/POST \/entities +code +\d+ +0 +0/);
    expect(stdout).to.include('Everything that Koppel uses is in the file');
    const dutch = await check(completeFile(), '--lang', 'nl');
    expect(dutch.stdout).to.include('Alles wat Koppel gebruikt staat in het bestand');
  });

  it('ends with 5 and tells scripts what a partial file leaves out', async () => {
    const result = await check(partialFile(), '--json');
    expect(result.code).to.equal(5);
    const answer = answerSchema.parse(result.json());
    expect(answer).to.deep.include({ ok: false, proposals: [] });
    expect(answer.differences).to.deep.include({
      call: 'GET /groups/{cwguid}/users',
      name: '',
      kind: 'absent',
    });
  });

  it('names what a contradicting file has instead', async () => {
    const { code, stdout } = await check(contradictingFile());
    expect(code).to.equal(5);
    expect(stdout).to.include('is named Phone in the file');
    expect(stdout).to.match(/fieldNames\.phone +BusinessPhone +Phone/);
    expect(stdout).to.include('settled by fieldNames.phone');
    expect(stdout).to.match(/\(base address\)/);
  });

  it('refuses what is no file of an API, in one line, with what to do', async () => {
    const refused = async (content: unknown): Promise<string> => {
      const { code, stderr } = await check(content);
      expect(code).to.equal(2);
      return stderr;
    };
    expect(await refused('openapi: 3.0.1')).to.include('not valid JSON');
    expect(await refused('['.repeat(3_000_000))).to.include('not valid JSON');
    expect(await refused('{}')).to.include('no OpenAPI 3 or Swagger 2');
    expect(await refused(' '.repeat(20_000_001))).to.include('larger than 20 MB');
    const away = completeFile();
    away.components.schemas.Entity = { $ref: 'https://files.example.nl/entity.json' };
    expect(await refused(away)).to.include('points at another file or address');
    const folder = `${bench.folder}/folder`;
    await mkdir(folder);
    const none = await bench.koppel('connection', 'check-api', 'caseware', ...PRACTICE, '--openapi', folder);
    expect([none.code, none.stderr]).to.deep.equal([
      2,
      'koppel: --openapi: the file cannot be read; check its path and the rights on it.\n',
    ]);
  });

  describe('--apply', () => {
    const connection = async (name: string): Promise<z.infer<typeof shownSchema>> => {
      const { connections } = listSchema.parse(
        (await bench.koppel('connection', 'list', ...PRACTICE, '--json')).json(),
      );
      const found = connections.find((one) => one.name === name);
      if (found === undefined) throw new Error(`no connection ${name}`);
      return found;
    };
    const apply = (file: unknown): Promise<KoppelResult> => check(file, '--apply', '--by', 'an', '--json');
    const renamed = () => {
      const file = completeFile();
      renameField(file, { from: 'MobilePhone', to: 'Mobile', schemas: USER_SCHEMAS });
      return file;
    };

    before(async () => {
      await rows(`update connection set proven_types = '{}' where name = 'caseware'`);
    });

    it('takes over nothing where it was not given', async () => {
      const { stdout } = await check(renamed());
      expect(stdout).to.include('give the same command with --apply');
      expect(await connection('caseware')).to.deep.include({ provenTypes: [], documentedTypes: [] });
    });

    it('sets what follows from the file, lets Koppel do what it documents, and says who did it by which file', async () => {
      const result = await apply(renamed());
      expect(result.stderr).to.equal('');
      expect(result.code).to.equal(0);
      const answer = answerSchema.parse(result.json());
      expect(answer).to.deep.include({ ok: true, applied: true });
      const { provenTypes, documentedTypes, settings } = await connection('caseware');
      expect(provenTypes, 'a file is no proof').to.deep.equal([]);
      expect(documentedTypes).to.have.members(['group', 'group-role', 'access']);
      expect(settings).to.have.nested.property('fieldNames.personMobile', 'Mobile');
      expect(settings).to.have.nested.property('accessBy', 'contact-group');
      const audit = await rows(`
        select actor, details from audit where action = 'connection.documented'`);
      const details = {
        documented: ['group', 'group-role', 'access'],
        settings: ['fieldNames.personMobile'],
        sha256: answer.file.sha256,
      };
      expect(audit).to.deep.equal([{ actor: 'user:an', details }]);
    });

    it('changes nothing the second time', async () => {
      const again = await apply(renamed());
      expect(again.code).to.equal(0);
      expect(answerSchema.parse(again.json())).to.deep.include({ applied: false, proposals: [] });
    });

    it('is overruled by a proof that finds the portal otherwise', async () => {
      await bench.portal.seed({ entities: [{ EntityNo: '99999', Name: 'Test' }] });
      await bench.portal.switch({ readBack: false });
      const proof = ['--prove', '--test-key', '99999', '--yes'];
      const tested = await bench.koppel('connection', 'test', 'caseware', ...PRACTICE, ...proof);
      expect(tested.code).to.equal(5);
      const { provenTypes, documentedTypes } = await connection('caseware');
      expect([provenTypes, documentedTypes]).to.deep.equal([[], []]);
    });

    it('never takes a described reading for one that shows what was revoked', async () => {
      await rows(
        `update connection set proven_types = '{}', documented_types = '{}', settings = '{}' where name = 'caseware'`,
      );
      const result = await apply(completeFile());
      expect(answerSchema.parse(result.json())).to.deep.include({ unseen: ['entity-role', 'access'] });
      const { provenTypes, documentedTypes } = await connection('caseware');
      expect([...provenTypes, ...documentedTypes]).not.to.include('entity-role');
    });
  });

  it('says that a portal which speaks GraphQL has no such file', async () => {
    const token = await bench.file('token.json', '{"accessToken":"made-up"}');
    const added = await bench.koppel(
      ...['connection', 'add', 'clearfacts', ...PRACTICE, '--portal', 'clearfacts'],
      ...['--url', 'https://portal.example.nl', '--credentials', `@${token}`],
    );
    expect(added.stderr).to.equal('');
    const { code, stderr } = await bench.koppel(
      ...['connection', 'check-api', 'clearfacts', ...PRACTICE, '--openapi', token],
    );
    expect(code).to.equal(2);
    expect(stderr).to.include('speaks GraphQL');
  });
});
