import { expect } from 'chai';
import { join } from 'node:path';
import pg from 'pg';
import { isAlive, readPostmaster } from '../../../src/embedded/postgres-process.ts';
import { startEmbeddedPostgres } from '../../../src/embedded/postgres.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { waitFor } from '../../support/wait-for.ts';

describe('an embedded database that is to be kept running', () => {
  it('answers again at the same address after it was killed, and stops for good when it is stopped', async () => {
    const dataDir = join(await temporaryFolder('kept'), 'data');
    const told: string[] = [];
    const log = (message: string) => told.push(message);
    const server = await startEmbeddedPostgres({ dataDir, fast: true, keep: true, log });
    process.kill(server.pid, 'SIGKILL');
    await waitFor(async () => !(await isAlive(server.pid)), { what: 'the server to end' });
    await waitFor(() => answers(server.url), { what: 'the server to answer again', timeoutMs: 30_000 });
    expect(told[0]).to.include('has ended');
    const restarted = await readPostmaster(join(dataDir, 'cluster'));
    expect(restarted?.pid).not.to.equal(server.pid);
    await server.stop();
    expect(await answers(server.url)).to.equal(false);
    expect(await isAlive(restarted?.pid ?? 0)).to.equal(false);
  });
});

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}
