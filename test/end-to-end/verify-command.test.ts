// `koppel verify` as a person runs it, while a worker does what it asks for.
import { expect } from 'chai';
import { randomBytes } from 'node:crypto';
import { Writable } from 'node:stream';
import { openRun } from '../../src/cli/frame/terminal.ts';
import { runKoppel } from '../../src/cli/run-koppel.ts';
import { verifyConnection } from '../../src/verify/verify-connection.ts';
import { openEngine, type Engine } from '../support/engine.ts';
import { koppelCommand, openTestTerminal } from '../support/koppel-command.ts';
import type { KoppelResult } from '../support/koppel-process.ts';

describe('koppel verify', function () {
  this.timeout(120_000);
  let engine: Engine;
  let env: Readonly<Record<string, string>>;
  const koppel = (...args: string[]): Promise<KoppelResult> => koppelCommand(['verify', ...args], { env });
  const PRACTICE = ['--practice', 'jansen'];

  beforeEach(async () => {
    engine = await openEngine({ listed: true, policy: { landingGraceMs: 0 } });
    env = { DATABASE_URL: engine.databaseUrl, KOPPEL_SECRET_KEY: randomBytes(32).toString('base64') };
    await engine.contact(await engine.client({ number: '700' }));
    await engine.settle();
  });
  afterEach(() => engine.close());

  /** What a worker does meanwhile. */
  async function beside<T>(asking: Promise<T>, work: () => Promise<unknown>): Promise<T> {
    let isOver = false;
    void asking.finally(() => (isOver = true));
    while (!isOver) await work();
    return asking;
  }
  const runClients = (): Promise<unknown> => engine.settle(1);
  const readAll = (): Promise<unknown> => {
    const { practiceId, connectionId } = engine;
    return verifyConnection(engine.ports, { practiceId, connectionId }, new AbortController().signal);
  };
  const takeByHand = async (): Promise<void> => {
    const [group] = (await engine.portal.state()).groups;
    const members = { people: group?.members, isRemove: true };
    await engine.portal.call('PATCH', `/groups/${group?.CWGuid}/user-assignments`, members);
  };

  it('of a client says that the portal is as it was known, and ends with 0', async () => {
    const { code, stdout } = await beside(koppel('700', ...PRACTICE), runClients);
    expect(code).to.equal(0);
    expect(stdout).to.include('The portal is as Koppel knew it.').and.to.include('IN_SYNC');
  });

  it('of a client says what it put back', async () => {
    await takeByHand();
    const result = await beside(koppel('700', ...PRACTICE, '--json'), runClients);
    expect(result.code).to.equal(0);
    expect(result.json()).to.deep.include({ read: true, written: [{ action: 'create', type: 'access' }] });
    expect(await engine.portal.peopleWithAccess('700')).to.have.length(1);
  });

  it('of a connection waits until all of it was read', async () => {
    const result = await beside(koppel(...PRACTICE, '--json'), readAll);
    expect(result.code).to.equal(0);
    expect(result.json()).to.deep.include({ connection: 'caseware', read: true });
  });

  it('ends with 5 where nobody reads it in time, and says so', async () => {
    const all = await koppel(...PRACTICE, '--timeout', '1');
    expect(all.code).to.equal(5);
    expect(all.stdout).to.include('Is a worker running?');
    const one = await koppel('700', ...PRACTICE, '--timeout', '1', '--json');
    expect(one.code).to.equal(5);
    expect(one.json()).to.deep.include({ read: false, written: [] });
  });

  it('ends with 2, and asks for nothing, where the connection is paused or nobody is called that', async () => {
    const nobody = await koppel('nobody', ...PRACTICE, '--json');
    expect(nobody.code).to.equal(2);
    await koppelCommand(['connection', 'pause', 'caseware', ...PRACTICE], { env });
    const { code, stderr } = await koppel('700', ...PRACTICE);
    expect(code).to.equal(2);
    expect(stderr).to.include('koppel connection resume');
    expect((await engine.audit()).map(({ action }) => action)).to.not.include('verify.asked');
  });

  it('shows on a terminal how far it is, and elsewhere only the answer', async () => {
    const { terminal } = openTestTerminal({ env });
    let shown = '';
    const write = (piece: unknown, _encoding: string, done: () => void): void => {
      shown += String(piece);
      done();
    };
    const screen = Object.assign(new Writable({ decodeStrings: false, write }), {
      ...{ isTTY: true, columns: 80 },
      ...{ cursorTo: () => true, clearLine: () => true, moveCursor: () => true },
    });
    const asking = runKoppel(['verify', '700', ...PRACTICE], openRun({ ...terminal, stderr: screen }));
    expect(await beside(asking, runClients)).to.equal(0);
    expect(shown).to.include('1 clients');
    const { stderr } = await beside(koppel('700', ...PRACTICE), runClients);
    expect(stderr).to.equal('');
  });

  it('tells in its help what it does, what sync does not, and how it ends', async () => {
    const { code, stdout } = await koppel('--help');
    expect(code).to.equal(0);
    for (const said of [
      'Reads the portal back now',
      'koppel sync reads nothing',
      '5  something failed',
      '--timeout',
    ])
      expect(stdout).to.include(said);
  });
});
