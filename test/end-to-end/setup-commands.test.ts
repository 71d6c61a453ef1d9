import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Webhook } from 'standardwebhooks';
import { z } from 'zod';
import { SANDBOX_CREDENTIALS } from '../../connectors/caseware-cloud/sandbox/caseware-sandbox.ts';
import { openKoppelBench, PRACTICE, type KoppelBench } from '../support/koppel-bench.ts';
import { koppelCommand } from '../support/koppel-command.ts';
import type { KoppelResult } from '../support/koppel-process.ts';

const practiceSchema = z.object({
  added: z.boolean(),
  changed: z.array(z.string()),
  webhook: z.strictObject({ address: z.string(), secret: z.string().nullable() }),
});
const practicesSchema = z.object({ practices: z.array(z.object({ id: z.string(), linksFrom: z.string() })) });
const connectionSchema = z.object({
  connection: z.object({
    state: z.string(),
    requestsPerSecond: z.number(),
    provenTypes: z.array(z.string()),
    policy: z.object({ brake: z.object({ count: z.number() }) }),
  }),
  added: z.boolean(),
  changed: z.array(z.string()),
  unprovenTypes: z.array(z.string()),
  unprovenWrites: z.array(z.string()),
});
const testSchema = z.object({
  ok: z.boolean(),
  error: z.object({ code: z.string() }).nullable(),
  proofs: z.array(z.object({ type: z.string(), ok: z.boolean() })).nullable(),
});

describe('setting up from the command line', function () {
  this.timeout(120_000);
  let bench: KoppelBench;
  const koppel = (...args: string[]): Promise<KoppelResult> => bench.koppel(...args);

  before(async () => {
    bench = await openKoppelBench();
  });

  describe('koppel practice', () => {
    let webhookSecret: string;

    it('needs a name for a new practice', async () => {
      const { code, stderr } = await koppel('practice', 'add', 'jansen');
      expect(code).to.equal(2);
      expect(stderr).to.include('--name');
    });

    it('adds a practice and shows its webhook secret once', async () => {
      const added = await koppel('practice', 'add', 'jansen', '--name', 'Jansen Accountants', '--json');
      const { webhook, ...rest } = practiceSchema.parse(added.json());
      expect(rest).to.deep.equal({ added: true, changed: [] });
      expect(webhook.address).to.match(/\/webhooks\/practice\/jansen$/);
      webhookSecret = z.string().parse(webhook.secret);
      expect(() => new Webhook(webhookSecret)).not.to.throw();

      const again = await koppel('practice', 'add', 'jansen', '--name', 'Jansen', '--json');
      expect(practiceSchema.parse(again.json())).to.deep.include({ added: false, changed: ['name'] });
      expect(again.stdout).not.to.include('whsec_');
    });

    it('lists practices without their secrets', async () => {
      const listed = await koppel('practice', 'list', '--json');
      expect(practicesSchema.parse(listed.json()).practices).to.deep.equal([
        { id: 'jansen', linksFrom: 'practice-software' },
      ]);
      expect(listed.stdout).not.to.include('whsec_');
    });

    it('replaces a webhook secret in two steps', async () => {
      const rotated = await koppel('practice', 'rotate-secret', 'jansen', '--json');
      const answer = z.object({ acceptedSecrets: z.number(), webhook: z.object({ secret: z.string() }) });
      const { acceptedSecrets, webhook } = answer.parse(rotated.json());
      expect(acceptedSecrets).to.equal(2);
      expect(webhook.secret).not.to.equal(webhookSecret);
      expect((await koppel('practice', 'rotate-secret', 'jansen')).code).to.equal(2);
      const dropped = await koppel('practice', 'rotate-secret', 'jansen', '--drop-old', '--json');
      expect(dropped.json()).to.deep.include({ acceptedSecrets: 1, dropped: 1 });
    });

    it('keeps how often exports come, and alarms until one was accepted', async () => {
      const add = (...args: string[]) => koppel('practice', 'add', 'nightly', ...args, '--json');
      expect((await add('--name', 'Nightly', '--source-every', '1440')).code).to.equal(2);
      const address = ['--source-url', 'https://files.example.nl/export'];
      expect((await add('--name', 'Nightly', ...address, '--source-every', '1440')).code).to.equal(0);
      const same = await add(...address);
      expect(same.json()).to.deep.include({ changed: [] });
      expect((await add('--source-every', '60')).json()).to.have.nested.property(
        'practice.source.everyMinutes',
        60,
      );
      const status = await koppel('status', '--practice', 'nightly');
      expect(status.code).to.equal(5);
      expect(status.stdout).to.include('No export of the source was accepted');
    });

    it('refuses a source that is not there or not safe', async () => {
      const missing = await koppel(
        'practice',
        'add',
        'jansen',
        '--source-folder',
        join(bench.folder, 'nowhere'),
      );
      const plain = await koppel('practice', 'add', 'jansen', '--source-url', 'http://example.nl/export');
      expect([missing.code, plain.code]).to.deep.equal([2, 2]);
      expect(plain.stderr).to.include('https://');
    });
  });

  describe('koppel connection', () => {
    const add = (...args: string[]): Promise<KoppelResult> =>
      koppel('connection', 'add', 'caseware', ...PRACTICE, ...args);

    it('takes no credentials in the command itself', async () => {
      const { code, stdout, stderr } = await add(
        ...[
          '--portal',
          'caseware-cloud',
          '--url',
          bench.portal.url,
          '--credentials',
          '{"clientId":"hunter2"}',
        ],
      );
      expect(code).to.equal(2);
      expect(stderr).to.include('env:NAME');
      expect(stdout + stderr).not.to.include('hunter2');
    });

    it('adds a connection, and takes a sandbox on this machine for proven', async () => {
      const added = await add(
        ...['--portal', 'caseware-cloud', '--url', bench.portal.url, '--rate', '500', '--json'],
        ...['--credentials', `@${join(bench.folder, 'credentials.json')}`],
      );
      expect(added.code).to.equal(0);
      const { connection, ...rest } = connectionSchema.parse(added.json());
      expect(rest).to.deep.equal({ added: true, changed: [], unprovenTypes: [], unprovenWrites: [] });
      expect(connection.provenTypes).to.have.members(['entity-role', 'group', 'group-role', 'access']);
      expect(added.stdout + added.stderr).not.to.include(SANDBOX_CREDENTIALS.clientSecret);
    });

    it('changes what is given and keeps the rest', async () => {
      const changed = connectionSchema.parse((await add('--brake-count', '40', '--json')).json());
      expect(changed.changed).to.deep.equal(['policy']);
      expect(changed.connection.policy.brake.count).to.equal(40);
      expect(changed.connection.requestsPerSecond).to.equal(500);
      const same = connectionSchema.parse((await add('--brake-count', '40', '--json')).json());
      expect(same).to.deep.include({ added: false, changed: [] });
    });

    it('writes nothing over what was changed while it read its input', async () => {
      const pipe = join(bench.folder, 'policy');
      await promisify(execFile)('mkfifo', [pipe]);
      const late = koppelCommand(
        ['connection', 'add', 'caseware', ...PRACTICE, '--policy', `@${pipe}`, '--json'],
        { env: bench.env },
      );
      // Opened from both ends: it has looked at the connection, and reads.
      const input = await open(pipe, 'w');
      expect((await add('--brake-count', '41')).code).to.equal(0);
      await input.writeFile('{"brake":{"count":42}}');
      await input.close();
      const { code, stderr } = await late;
      expect(code).to.equal(2);
      expect(stderr).to.include('changed meanwhile');
      const same = connectionSchema.parse((await add('--brake-count', '41', '--json')).json());
      expect(same.changed).to.deep.equal([]);
    });

    it('names each setting that is wrong, and changes nothing', async () => {
      const { code, stderr } = await add('--settings', '{"roleNam":"x","organizationType":5}');
      expect(code).to.equal(2);
      expect(stderr).to.include('roleNam').and.to.include('organizationType');
    });

    it('reads credentials from a variable or standard input, and never repeats them', async () => {
      const wrong = { ...SANDBOX_CREDENTIALS, clientSecret: 12345678 };
      const result = await koppelCommand(
        ['connection', 'add', 'caseware', ...PRACTICE, '--credentials', 'env:CASEWARE'],
        { env: { ...bench.env, CASEWARE: JSON.stringify(wrong) } },
      );
      expect(result.code).to.equal(2);
      expect(result.stderr).to.include('clientSecret').and.not.to.include('12345678');
      const piped = await koppelCommand(
        ['connection', 'add', 'caseware', ...PRACTICE, '--credentials', '-', '--json'],
        { env: bench.env, input: JSON.stringify(SANDBOX_CREDENTIALS) },
      );
      expect(connectionSchema.parse(piped.json()).changed).to.deep.equal([]);
    });

    it('sends nothing over plain http but to this machine', async () => {
      const { code, stderr } = await koppel(
        ...[
          'connection',
          'add',
          'other',
          ...PRACTICE,
          '--portal',
          'caseware-cloud',
          '--url',
          'http://example.nl',
        ],
        ...['--credentials', `@${join(bench.folder, 'credentials.json')}`],
      );
      expect(code).to.equal(2);
      expect(stderr).to.include('https://');
    });

    it('leaves to people what is not proven at a real address', async () => {
      const added = await koppel(
        ...['connection', 'add', 'real', ...PRACTICE, '--portal', 'caseware-cloud', '--json'],
        ...[
          '--url',
          'https://caseware.example.nl/api',
          '--credentials',
          `@${join(bench.folder, 'credentials.json')}`,
        ],
      );
      const { unprovenTypes, connection } = connectionSchema.parse(added.json());
      expect(unprovenTypes).to.deep.equal(['group', 'group-role', 'access']);
      expect(connection.provenTypes).to.deep.equal([]);
    });

    it('lists connections without credentials', async () => {
      const listed = await koppel('connection', 'list', '--json');
      expect(listed.json()).to.have.property('connections').with.lengthOf(2);
      expect(listed.stdout)
        .not.to.include(SANDBOX_CREDENTIALS.clientSecret)
        .and.not.to.include('credentials');
    });

    it('tests a connection by signing in and reading', async () => {
      const tested = await koppel('connection', 'test', 'caseware', ...PRACTICE, '--json');
      expect(tested.code).to.equal(0);
      expect(testSchema.parse(tested.json())).to.deep.equal({ ok: true, error: null, proofs: null });
    });

    it('proves the assumed calls on a record that is there for testing', async () => {
      await bench.portal.seed({ entities: [{ EntityNo: '99999', Name: 'Test' }] });
      const prove = (key: string): Promise<KoppelResult> =>
        koppel(
          'connection',
          'test',
          'caseware',
          ...PRACTICE,
          '--prove',
          '--test-key',
          key,
          '--yes',
          '--json',
        );
      const proven = await prove('99999');
      expect(proven.code).to.equal(0);
      expect(testSchema.parse(proven.json()).proofs?.every(({ ok }) => ok)).to.equal(true);
      expect(proven.stderr).to.include('role of the group at the client');
      expect((await prove('1')).code).to.equal(2);
    });

    it('asks before it proves, and needs --yes where nobody can answer', async () => {
      const { code, stderr } = await koppel(
        ...['connection', 'test', 'caseware', ...PRACTICE, '--prove', '--test-key', '99999'],
      );
      expect(code).to.equal(2);
      expect(stderr).to.include('--yes');
    });

    it('ends with 5 when the portal refuses the sign-in', async () => {
      await koppelCommand(
        [
          ...[
            'connection',
            'add',
            'refused',
            ...PRACTICE,
            '--portal',
            'caseware-cloud',
            '--url',
            bench.portal.url,
          ],
          ...['--credentials', '-'],
        ],
        { env: bench.env, input: JSON.stringify({ clientId: 'nobody', clientSecret: 'wrong' }) },
      );
      const tested = await koppel('connection', 'test', 'refused', ...PRACTICE, '--json');
      expect(tested.code).to.equal(5);
      expect(testSchema.parse(tested.json()).ok).to.equal(false);
    });

    it('pauses and resumes, and says when nothing changed', async () => {
      const switched = async (verb: string): Promise<unknown> =>
        (await koppel('connection', verb, 'caseware', ...PRACTICE, '--json')).json();
      const answer = { practice: 'jansen', connection: 'caseware' };
      expect(await switched('pause')).to.deep.equal({ ...answer, state: 'paused', changed: true });
      expect(await switched('pause')).to.deep.equal({ ...answer, state: 'paused', changed: false });
      expect(await switched('resume')).to.deep.equal({ ...answer, state: 'active', changed: true });
    });
  });
});
