import { expect } from 'chai';
import { z } from 'zod';
import {
  SANDBOX_CREDENTIALS,
  startEConnectSandbox,
} from '../../connectors/econnect/sandbox/econnect-sandbox.ts';
import { openKoppelBench, PRACTICE, type KoppelBench } from '../support/koppel-bench.ts';
import { startKoppel, type RunningKoppel } from '../support/koppel-process.ts';
import { ready } from '../support/koppel-server.ts';
import { releaseAtEnd } from '../support/released-at-end.ts';
import { waitFor } from '../support/wait-for.ts';

const SETTINGS = JSON.stringify({
  authorisationRequests: 'soap',
  relationshipManagers: [{ email: 'rianne@kantoor.example.nl' }],
  delegatePurchaseInvoices: true,
});
const POLICY = JSON.stringify({ lookAgainMs: 300, lookAgainSoonMs: 200 });
const ANNA = 'anna@bakker.example.nl';
const requestsSchema = z.object({
  requests: z.array(
    z.object({
      id: z.string(),
      type: z.string(),
      state: z.string(),
      waitingFor: z.string().nullable(),
      text: z.string(),
    }),
  ),
});
const logSchema = z.object({
  tasks: z.array(z.object({ document: z.string(), steps: z.array(z.object({ action: z.string() })) })),
});

describe('koppel request and koppel task-log, against eConnect', function () {
  this.timeout(120_000);
  let bench: KoppelBench;
  let worker: RunningKoppel;
  let door: (path: string, body?: unknown) => Promise<Response>;

  before(async () => {
    bench = await openKoppelBench();
    await bench.addPractice();
    const sandbox = await startEConnectSandbox({ rateLimit: false });
    releaseAtEnd(() => sandbox.close());
    door = (path, body) =>
      fetch(
        `${sandbox.adminUrl}${path}`,
        body === undefined
          ? {}
          : { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } },
      );
    await door('/seed', {
      colleagues: [
        { email: 'rianne@kantoor.example.nl', platformRole: 'Administrator', relationshipManager: true },
      ],
    });
    const credentials = await bench.file('econnect.json', JSON.stringify(SANDBOX_CREDENTIALS));
    const added = await bench.koppel(
      ...['connection', 'add', 'econnect', ...PRACTICE, '--portal', 'econnect', '--url', sandbox.url],
      ...['--credentials', `@${credentials}`, '--settings', SETTINGS, '--policy', POLICY],
    );
    expect(added.stderr + added.stdout).to.contain('econnect');
    expect(added.code).to.equal(0);
    const clients = await bench.file(
      'clients.csv',
      'key,number,name,kind,status,kvk_number,email,link:econnect\nc1,1001,Bakkerij Bakker,company,client,12345678,' +
        `${ANNA},yes\n`,
    );
    const contacts = await bench.file(
      'contacts.csv',
      `key,client_key,first_name,last_name,email,link:econnect\nk1,c1,Anna,Bakker,${ANNA},yes\n`,
    );
    const imported = await bench.koppel(
      'import',
      ...PRACTICE,
      '--clients',
      clients,
      '--contacts',
      contacts,
      '--as-of',
      '2026-01-15T09:00:00Z',
    );
    expect(imported.code, imported.stderr).to.equal(0);
    worker = await startKoppel(['worker'], { env: bench.env });
    await ready(worker);
  });
  after(async () => {
    worker.child.kill('SIGTERM');
    await worker.ended;
  });

  const list = async (...options: string[]) => {
    const { stdout } = await bench.koppel('request', 'list', ...PRACTICE, '--json', ...options);
    return requestsSchema.parse(JSON.parse(stdout)).requests;
  };
  const until = (type: string, waitingFor: string) =>
    waitFor(
      async () =>
        (await list()).some((request) => request.type === type && request.waitingFor === waitingFor),
      {
        what: `${type} to wait for ${waitingFor}`,
        timeoutMs: 30_000,
      },
    );

  it('new settings that do not name the way of sending requests leave it as it is', async () => {
    const settings = JSON.stringify({ relationshipManagers: [{ email: 'rianne@kantoor.example.nl' }] });
    const changed = await bench.koppel(
      ...['connection', 'add', 'econnect', ...PRACTICE, '--settings', settings, '--json'],
    );
    expect(changed.code, changed.stderr).to.equal(0);
    const shown = await bench.koppel('connection', 'list', ...PRACTICE, '--json');
    expect(shown.stdout).to.contain('"authorisationRequests":"soap"');
    const before = ['connection', 'add', 'econnect', ...PRACTICE, '--settings', SETTINGS];
    expect((await bench.koppel(...before)).code).to.equal(0);
  });

  it('shows who must act, in the language asked for', async () => {
    await until('authorisation-request', 'REQUEST_NOT_ACCEPTED');
    const { stdout } = await bench.koppel('request', 'list', ...PRACTICE, '--lang', 'nl');
    expect(stdout).to.match(/econnect: machtigingsverzoek anna@bakker.example.nl, Bakkerij Bakker \(1001\)/);
    expect(stdout)
      .to.match(/klant is aan zet/)
      .and.to.match(/sinds \d+ \w+ 20/)
      .and.to.match(/Koppel kijkt opnieuw \d+ \w+ 20/);
  });

  it('asks before it mails anybody, and changes nothing without an answer', async () => {
    const [request] = await list();
    const refused = await bench.koppel('request', 'resend', request!.id, ...PRACTICE);
    expect(refused.code).to.equal(2);
    expect(await mails()).to.deep.equal(['request']);
  });

  it('resends once when told so', async () => {
    const [request] = await list();
    expect((await bench.koppel('request', 'resend', request!.id, ...PRACTICE, '--yes')).code).to.equal(0);
    await waitFor(async () => (await mails()).length === 2, { what: 'the second mail', timeoutMs: 20_000 });
    expect(await mails()).to.deep.equal(['request', 'request-resent']);
  });

  it('ends with 2 for a request that is not there, and for one that Koppel sent nobody', async () => {
    const unknown = await bench.koppel(
      'request',
      'withdraw',
      '3d0b0a4e-0a55-4b61-9a57-5ad2d8a5f0c1',
      ...PRACTICE,
      '--yes',
    );
    expect(unknown.code).to.equal(2);
    await door('/act', { human: 'client', does: 'accept', email: ANNA });
    await until('organisation-member', 'MEMBER_NOT_ADDED');
    const member = (await list()).find(({ type }) => type === 'organisation-member');
    const nobody = await bench.koppel('request', 'resend', member!.id, ...PRACTICE, '--yes');
    expect(nobody.code).to.equal(2);
    expect(nobody.stderr).to.contain('sent nobody');
  });

  it('reads the log of the tasks that were delegated to a client', async () => {
    await waitFor(
      async () => (await (await door('/state')).text()).includes('"documents":"purchase-invoices"'),
      {
        what: 'the delegation rule',
        timeoutMs: 20_000,
      },
    );
    await door('/act', {
      human: 'supplier',
      does: 'send-invoice',
      organisation: 'NL:KVK:12345678',
      document: 'Factuur 7',
    });
    const { stdout, code } = await bench.koppel(
      'task-log',
      '1001',
      ...PRACTICE,
      '--connection',
      'econnect',
      '--json',
    );
    expect(code).to.equal(0);
    const { tasks } = logSchema.parse(JSON.parse(stdout));
    expect(tasks.map(({ document }) => document)).to.deep.equal(['Factuur 7']);
    expect(tasks[0]?.steps.map(({ action }) => action)).to.include('delegated');
  });

  it('says that a portal without delegated tasks has no log', async () => {
    await bench.addConnection();
    const { code, stderr } = await bench.koppel('task-log', '1001', ...PRACTICE, '--connection', 'caseware');
    expect(code).to.equal(2);
    expect(stderr).to.contain('CaseWare Cloud has no tasks');
  });

  const mails = async (): Promise<string[]> => {
    const state = z.array(z.looseObject({ occasion: z.string() })).parse(await (await door('/mails')).json());
    return state.map(({ occasion }) => occasion);
  };
});
