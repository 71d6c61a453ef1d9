import { PassThrough, Readable } from 'node:stream';
import { expect } from 'chai';
import { setState } from '../../../src/cli/connection/connection-state.ts';
import { createOutput } from '../../../src/cli/frame/output.ts';
import type { CommandContext } from '../../../src/cli/frame/run-command.ts';
import { createIntake } from '../../../src/database/records/intake.ts';
import { UsageError } from '../../../src/errors.ts';
import { noteRestore } from '../../../src/actions/note-restore.ts';
import { openEngine, type Engine } from '../../support/engine.ts';

describe('koppel connection resume after a restore', () => {
  let engine: Engine;
  beforeEach(async () => void (engine = await openEngine({ listed: true })));
  afterEach(() => engine.close());

  const state = async () => {
    const { state: name, stopReason } = await engine.connection();
    return stopReason === null ? name : `${name} ${stopReason}`;
  };
  const give = (verb: 'pause' | 'resume', yes = false): Promise<number> => {
    const terminal = { stdin: Readable.from([]), stdout: new PassThrough(), stderr: new PassThrough() };
    const out = createOutput({ json: true }, terminal);
    const context = { foundation: { store: engine.store }, out, terminal };
    const options = { practice: engine.practiceId, verb, yes, by: 'olga' };
    return setState(context as unknown as CommandContext, engine.connectionName, options);
  };
  const refused = () =>
    give('resume').then(
      () => 'resumed',
      (error: unknown) => (error instanceof UsageError ? 'asked first' : String(error)),
    );
  const readSource = () =>
    createIntake(engine.store).completeSnapshot(engine.practiceId, {
      ...{ asOf: new Date(), clientKeys: [], contactKeys: [] },
    });

  it('asks first while no complete snapshot was read since, and then does it', async () => {
    await noteRestore(engine.store, 'user:olga');
    expect(await state()).to.equal('stopped RESTORED');
    expect(await refused()).to.equal('asked first');
    expect(await state()).to.equal('stopped RESTORED');
    expect(await give('resume', true)).to.equal(0);
    expect(await state()).to.equal('active');
  });

  it('asks also where a person had paused it before, or pauses it afterwards', async () => {
    await give('pause');
    await noteRestore(engine.store, 'user:olga');
    expect(await state()).to.equal('paused');
    expect(await refused()).to.equal('asked first');
    expect(await state()).to.equal('paused');
  });

  it('asks no more once a complete snapshot was read, nor at a later pause', async () => {
    await give('pause');
    await noteRestore(engine.store, 'user:olga');
    await readSource();
    expect(await give('resume')).to.equal(0);
    expect(await state()).to.equal('active');
    await give('pause');
    expect(await give('resume')).to.equal(0);
  });
});
