// The PostgreSQL of a run: one that the laboratory starts and restarts at one address, or the one that an embedded Koppel
// starts by itself, which is only found and hit.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DATABASE_NAME } from '../../src/embedded/postgres-cluster.ts';
import { isAlive, readPostmaster } from '../../src/embedded/postgres-process.ts';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../src/embedded/postgres.ts';
import { releaseAtEnd } from '../support/released-at-end.ts';
import { waitFor } from '../support/wait-for.ts';

export interface LabPostgres {
  /** Waits until there is a server. */
  url(): Promise<string>;
  /** Ends the server: `SIGQUIT` is `pg_ctl stop -m immediate`. Starts it again where nobody else does. */
  crash(signal: 'SIGQUIT' | 'SIGKILL'): Promise<void>;
  /** The last that the server said of itself. */
  log(): Promise<string>;
}

export async function startLabPostgres(dataDir: string): Promise<LabPostgres> {
  let server = await startEmbeddedPostgres({ dataDir, fast: true });
  const { port, url } = server;
  releaseAtEnd(() => server.stop());
  return {
    url: () => Promise.resolve(url),
    log: () => readLog(dataDir),
    crash: async (signal) => {
      await endServer(server, signal);
      await server.stop();
      server = await startEmbeddedPostgres({ dataDir, fast: true, port });
    },
  };
}

const LOG_TAIL = 3_000;

async function readLog(folder: string): Promise<string> {
  const text = await readFile(join(folder, 'postgres.log'), 'utf8').catch(() => '');
  return text.slice(-LOG_TAIL);
}

async function endServer({ pid }: Pick<EmbeddedPostgres, 'pid'>, signal: NodeJS.Signals): Promise<void> {
  process.kill(pid, signal);
  await waitFor(async () => !(await isAlive(pid)), { what: 'PostgreSQL to end', timeoutMs: 30_000 });
}

/** Koppel started it, and Koppel starts it again. `dataDir`: KOPPEL_DATA_DIR. */
export function findEmbeddedPostgres(dataDir: string): LabPostgres {
  const cluster = join(dataDir, 'postgres', 'cluster');
  const running = async () => {
    const postmaster = await readPostmaster(cluster);
    return postmaster?.ready === true && (await isAlive(postmaster.pid)) ? postmaster : null;
  };
  const find = () => waitFor(running, { what: 'the embedded PostgreSQL', timeoutMs: 120_000 });
  return {
    url: async () => {
      const { port } = await find();
      const password = (await readFile(join(cluster, 'koppel-password'), 'utf8')).trim();
      return `postgres://${DATABASE_NAME}:${encodeURIComponent(password)}@127.0.0.1:${port}/${DATABASE_NAME}`;
    },
    crash: async (signal) => endServer(await find(), signal),
    log: () => readLog(join(dataDir, 'postgres')),
  };
}
