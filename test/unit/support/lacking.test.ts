import { expect } from 'chai';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Lacking, lacked, LACKED_FILE, orSkip } from '../../support/lacking.ts';

const NO_REDIS = 'no Redis: install redis-server';

describe('A suite that needs what the machine does not have', () => {
  let folder: string;
  let env: Record<string, string>;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'koppel-lacking-'));
    env = { [LACKED_FILE]: join(folder, 'lacked') };
    await writeFile(join(folder, 'lacked'), '');
  });
  afterEach(() => rm(folder, { recursive: true }));

  /** Mocha's own `skip` throws. */
  const skip = (): never => {
    throw new Error('skipped');
  };
  const outcome = (error: Error) =>
    orSkip({ skip }, Promise.reject(error), env).catch((thrown: unknown) => thrown);

  it('is skipped, and the run knows the reason once', async () => {
    for (const time of [1, 2]) {
      expect(await outcome(new Lacking(NO_REDIS)), `${time}`).to.have.property('message', 'skipped');
    }
    expect(lacked(env)).to.deep.equal([NO_REDIS]);
  });

  it('fails in CI', async () => {
    env['CI'] = 'true';
    expect(await outcome(new Lacking(NO_REDIS))).to.have.property('message', NO_REDIS);
    expect(lacked(env)).to.deep.equal([]);
  });

  it('fails where it went wrong for another reason', async () => {
    expect(await outcome(new Error('port taken'))).to.have.property('message', 'port taken');
    expect(lacked(env)).to.deep.equal([]);
  });

  it('gets what there is', async () => {
    expect(await orSkip({ skip }, Promise.resolve('redis'), env)).to.equal('redis');
  });
});
