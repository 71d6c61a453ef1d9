import { expect } from 'chai';
import { z } from 'zod';
import {
  SANDBOX_CREDENTIALS,
  startClearFactsSandbox,
} from '../../connectors/clearfacts/sandbox/clearfacts-sandbox.ts';
import { enterpriseNumber } from '../support/clearfacts-engine.ts';
import { openDoor, type SandboxDoor } from '../support/contract/sandbox-door.ts';
import { openKoppelBench, PRACTICE, type KoppelBench } from '../support/koppel-bench.ts';
import { startKoppel, type RunningKoppel } from '../support/koppel-process.ts';
import { ready } from '../support/koppel-server.ts';
import { releaseAtEnd } from '../support/released-at-end.ts';
import { waitFor } from '../support/wait-for.ts';

const [BAKERY, BREWERY, STRANGE] = [
  enterpriseNumber(4_000_001),
  enterpriseNumber(4_000_002),
  enterpriseNumber(4_000_003),
];
const [AN, LOTTE, PIET] = ['an@peeters.example.nl', 'lotte@peeters.example.nl', 'piet@peeters.example.nl'];
const ON_CLEARFACTS = [...PRACTICE, '--connection', 'clearfacts'];

const requestsSchema = z.object({
  requests: z.array(
    z.looseObject({
      id: z.string(),
      email: z.string(),
      status: z.string(),
      responsible: z.object({ kind: z.string(), email: z.string().nullable() }),
      clientNumber: z.string().nullable(),
      contact: z.looseObject({ key: z.string() }).nullable(),
      linked: z.boolean(),
    }),
  ),
});
const changesSchema = z.object({
  changes: z.array(
    z.looseObject({
      id: z.string(),
      before: z.record(z.string(), z.string()),
      changes: z.record(z.string(), z.string()),
      touches: z.array(z.object({ key: z.string(), client: z.string().nullable() })),
    }),
  ),
});
const stateSchema = z.looseObject({
  users: z.array(z.object({ email: z.string(), profile: z.string(), companyNumbers: z.array(z.string()) })),
  requests: z.array(z.object({ email: z.string(), status: z.string() })),
});

describe('koppel account-request and koppel profile-change, against ClearFacts', function () {
  this.timeout(120_000);
  let bench: KoppelBench;
  let worker: RunningKoppel;
  let door: SandboxDoor;

  const state = async () => stateSchema.parse(await door.read('/state'));
  const userOf = async (address: string) => (await state()).users.find(({ email }) => email === address);
  const ask = async (...args: string[]): Promise<unknown> => {
    const { stdout, stderr, code } = await bench.koppel(...args, ...ON_CLEARFACTS, '--json');
    expect(code, stderr).to.equal(0);
    return JSON.parse(stdout);
  };
  const requests = async () => requestsSchema.parse(await ask('account-request', 'list')).requests;
  const requestOf = async (address: string) => {
    const found = (await requests()).find(({ email }) => email === address);
    if (found === undefined) throw new Error('no such request');
    return found;
  };
  const changes = async () => changesSchema.parse(await ask('profile-change', 'list')).changes;
  const until = (what: string, holds: () => Promise<boolean>) => waitFor(holds, { what, timeoutMs: 60_000 });
  const setProfile = (contact: string, profile: string) =>
    ask('link', 'on', contact, '--settings', JSON.stringify({ profile }));

  before(async () => {
    bench = await openKoppelBench();
    await bench.koppel(...['practice', 'add', 'jansen', '--name', 'Jansen', '--links-from', 'koppel']);
    const sandbox = await startClearFactsSandbox();
    releaseAtEnd(() => sandbox.close());
    door = openDoor(sandbox.adminUrl);
    const dossiers = [BAKERY, BREWERY, STRANGE].map((companyNumber) => ({
      companyNumber,
      name: 'Peeters',
      responsible: 'client-group',
      clientGroupEmail: 'groep@kantoor.example.nl',
    }));
    await door.must('/seed', { dossiers });
    const credentials = await bench.file('clearfacts.json', JSON.stringify(SANDBOX_CREDENTIALS));
    const added = await bench.koppel(
      ...['connection', 'add', 'clearfacts', ...PRACTICE, '--portal', 'clearfacts', '--url', sandbox.url],
      ...['--credentials', `@${credentials}`, '--rate', '100', '--policy', '{"lookAgainMs":500}'],
    );
    expect(added.code, added.stderr).to.equal(0);
    const clients = [`c1,1001,Bakkerij Peeters,${BAKERY}`, `c2,1002,Brouwerij Peeters,${BREWERY}`];
    const contacts = [
      `an1,c1,p1,An,Peeters,${AN}`,
      `an2,c2,p1,An,Peeters,${AN}`,
      `lotte,c1,p2,Lotte,Peeters,${LOTTE}`,
    ];
    const head = {
      clients: 'key,number,name,enterprise_number,kind,status,country',
      contacts: 'key,client_key,person_key,first_name,last_name,email',
    };
    const clientRows = [head.clients, ...clients.map((row) => `${row},company,client,BE`)].join('\n');
    const imported = await bench.koppel(
      ...['import', ...PRACTICE, '--as-of', '2026-01-15T09:00:00Z'],
      ...['--clients', await bench.file('clients.csv', clientRows)],
      ...['--contacts', await bench.file('contacts.csv', [head.contacts, ...contacts].join('\n'))],
    );
    expect(imported.code, imported.stderr).to.equal(0);
    for (const key of ['c1', 'c2', 'an1', 'an2']) await ask('link', 'on', key);
    worker = await startKoppel(['worker'], { env: bench.env });
    await ready(worker);
    await until('both dossiers', async () => (await userOf(AN))?.companyNumbers.length === 2);
  });
  after(async () => {
    worker.child.kill('SIGTERM');
    await worker.ended;
  });

  it('[seed] shows a request that was made in the portal, and to whom the portal mailed it', async () => {
    const by = { companyNumber: BAKERY, by: AN };
    for (const email of [LOTTE, PIET])
      await door.must('/act', { human: 'client-user', does: 'request-account', email, ...by });
    expect(await requestOf(LOTTE)).to.deep.include({
      status: 'open',
      clientNumber: '1001',
      linked: false,
      responsible: { kind: 'client-group', email: 'groep@kantoor.example.nl' },
    });
    expect((await requestOf(LOTTE)).contact?.key).to.equal('lotte');
    expect((await requestOf(PIET)).contact).to.equal(null);
  });

  it('approves by switching the link of the contact on; the access that follows answers the request', async () => {
    const { id } = await requestOf(LOTTE);
    expect(await ask('account-request', 'approve', id, '--yes')).to.deep.include({ answer: 'approved' });
    await until(
      'Lotte to get in',
      async () => (await userOf(LOTTE))?.companyNumbers.includes(BAKERY) === true,
    );
    expect(await requestOf(LOTTE)).to.deep.include({ status: 'approved', linked: true });
    const again = await bench.koppel('account-request', 'approve', id, ...ON_CLEARFACTS, '--yes');
    expect(again.code).to.equal(2);
  });

  it('gives nobody access whom the practice software does not know, and refuses only after asking', async () => {
    const { id } = await requestOf(PIET);
    const approved = await bench.koppel('account-request', 'approve', id, ...ON_CLEARFACTS, '--yes');
    expect(approved.code).to.equal(2);
    expect(approved.stderr).to.contain('practice software');
    expect((await bench.koppel('account-request', 'refuse', id, ...ON_CLEARFACTS)).code).to.equal(2);
    expect((await requestOf(PIET)).status).to.equal('open');
    await ask('account-request', 'refuse', id, '--yes');
    expect((await requestOf(PIET)).status).to.equal('refused');
    expect(await userOf(PIET)).to.equal(undefined);
  });

  it('[seed] a profile that is wished for one dossier only is a conflict that names the other', async () => {
    await setProfile('an1', 'full-feedback');
    const explained = async () =>
      (await bench.koppel('explain', 'an1', ...ON_CLEARFACTS, '--lang', 'nl')).stdout;
    await until('the conflict', async () => (await explained()).includes('PROFILE_CONFLICT'));
    expect(await explained()).to.contain('Brouwerij Peeters (1002)');
    expect((await userOf(AN))?.profile).to.equal('administrator');
  });

  it('[seed] a profile that all links wish is changed once somebody agreed to every dossier it touches', async () => {
    await door.must('/act', { human: 'office', does: 'add-user', companyNumber: STRANGE, email: AN });
    await setProfile('an2', 'full-feedback');
    await until('the change to wait', async () => (await changes()).length === 1);
    const [change] = await changes();
    expect(change).to.deep.include({
      before: { profile: 'administrator' },
      changes: { profile: 'full-feedback' },
    });
    expect(change?.touches.map(({ key, client }) => [key, client])).to.deep.equal([
      [BAKERY, 'Bakkerij Peeters'],
      [BREWERY, 'Brouwerij Peeters'],
      [STRANGE, null],
    ]);
    expect((await userOf(AN))?.profile).to.equal('administrator');
    const id = change?.id ?? '';
    expect((await bench.koppel('profile-change', 'confirm', id, ...ON_CLEARFACTS)).code).to.equal(2);
    await ask('profile-change', 'confirm', id, '--yes');
    await until('the profile', async () => (await userOf(AN))?.profile === 'full-feedback');
    await until('nothing to be open', async () => (await changes()).length === 0);
    await until('both to be in sync', async () => {
      const shown = await Promise.all(
        ['an1', 'an2'].map((key) => bench.koppel('explain', key, ...ON_CLEARFACTS)),
      );
      return shown.every(({ stdout }) => stdout.includes('IN_SYNC'));
    });
  });

  it('says what somebody can really do in a dossier', async () => {
    const { stdout } = await bench.koppel('explain', 'an1', ...ON_CLEARFACTS);
    expect(stdout).to.match(
      /Profile Full Feedback, in all dossiers; here \(configuration C\) it gives: figures/,
    );
    const client = await bench.koppel('explain', 'c1', ...ON_CLEARFACTS);
    expect(client.stdout).to.contain('Requests for accounts go to: the client group');
  });

  it('says so where a portal has no such lists', async () => {
    const { code, stderr } = await bench.koppel('memberships', ...ON_CLEARFACTS);
    expect(code).to.equal(2);
    expect(stderr).to.contain('ClearFacts has no lists of memberships');
  });
});
