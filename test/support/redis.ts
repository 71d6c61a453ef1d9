// A real Redis for the tests: the one of REDIS_URL, else one of our own on a free port, started by the first test that
// asks. Where there is none it says so and the Redis suites are skipped; in CI that is a failure.
import { once } from 'node:events';
import { execFile, spawn } from 'node:child_process';
import { access, constants, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { delimiter, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { Redis } from 'ioredis';
import { releaseWithProcess } from './released-at-end.ts';
import { temporaryFolderOfProcess } from './temporary-folder.ts';
import { waitFor } from './wait-for.ts';

const run = promisify(execFile);

export interface TestRedis {
  readonly url: string;
  /** Null when the server is not ours, so that a test can tell whether it may kill it. */
  readonly pid: number | null;
  stop(): Promise<void>;
}

interface RedisProgram {
  readonly file: string;
  readonly libraries?: string;
}

let server: Promise<TestRedis | null> | undefined;

/** The process' Redis, or null when this machine has none. */
export function redisUrl(): Promise<TestRedis | null> {
  return (server ??= openRedis());
}

/** Another server of the test's own, which it may stop and kill. The same port again is the same server restarted. */
export async function startRedis(options: { port?: number } = {}): Promise<TestRedis | null> {
  const program = await findProgram();
  return program === null ? null : startServer(program, options.port ?? (await findFreePort()));
}

async function openRedis(): Promise<TestRedis | null> {
  const given = process.env['REDIS_URL'];
  if (given !== undefined && given !== '') return { url: given, pid: null, stop: () => Promise.resolve() };
  const own = await startRedis();
  if (own !== null) {
    releaseWithProcess(() => own.stop());
    return own;
  }
  const message = 'No Redis: set REDIS_URL or install redis-server. Tests on Redis';
  if (process.env['CI'] === 'true') throw new Error(`${message} cannot run, which is a failure in CI.`);
  process.stderr.write(`\n  ${message} are skipped.\n`);
  return null;
}

async function findProgram(): Promise<RedisProgram | null> {
  return (await findOnPath()) ?? (await findUnpacked()) ?? (await download());
}

async function findOnPath(): Promise<RedisProgram | null> {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const files = ['redis-server', 'valkey-server'].flatMap((name) =>
    folders.map((folder) => join(folder, name)),
  );
  for (const file of files) if (await isExecutable(file)) return { file };
  return null;
}

async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}

const CACHE = resolve('node_modules/.cache/koppel');
const UNPACKED = join(CACHE, 'redis');
const PACKAGES = [
  'redis-server',
  'redis-tools',
  'libjemalloc2',
  'liblzf1',
  'liblua5.1-0',
  'lua-bitop',
  'lua-cjson',
];

async function findUnpacked(): Promise<RedisProgram | null> {
  const file = join(UNPACKED, 'usr/bin/redis-server');
  if (!(await isExecutable(file))) return null;
  const [platform = ''] = (await readdir(join(UNPACKED, 'usr/lib'))).filter((name) =>
    name.endsWith('-linux-gnu'),
  );
  return { file, libraries: join(UNPACKED, 'usr/lib', platform) };
}

/** Debian's package, unpacked below node_modules: needs no root and installs nothing. */
async function download(): Promise<RedisProgram | null> {
  await mkdir(CACHE, { recursive: true });
  const folder = await mkdtemp(join(CACHE, 'download-'));
  try {
    await run('apt-get', ['download', ...PACKAGES], { cwd: folder, timeout: 60_000 });
    for (const file of (await readdir(folder)).filter((name) => name.endsWith('.deb'))) {
      await run('dpkg-deb', ['-x', file, 'root'], { cwd: folder, timeout: 60_000 });
    }
    await rename(join(folder, 'root'), UNPACKED);
    return await findUnpacked();
  } catch {
    return null;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Never on the usual port: what listens there is somebody's. */
async function startServer(program: RedisProgram, port: number): Promise<TestRedis> {
  const folder = await temporaryFolderOfProcess('redis');
  const args = [
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--dir',
    folder,
    '--save',
    '',
    '--appendonly',
    'no',
  ];
  const child = spawn(program.file, [...args, '--databases', '1000'], {
    stdio: 'ignore',
    env: { ...process.env, ...(program.libraries && { LD_LIBRARY_PATH: program.libraries }) },
  });
  // Must not keep a finished run from ending, and must not outlive it.
  child.unref();
  const kill = () => void child.kill('SIGKILL');
  process.once('exit', kill);
  const url = `redis://127.0.0.1:${port}`;
  await waitFor(() => answers(url), { what: 'redis-server to start' });
  return {
    url,
    pid: child.pid ?? null,
    stop: async () => {
      process.off('exit', kill);
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}

async function answers(url: string): Promise<boolean> {
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null });
  redis.on('error', () => undefined);
  return redis
    .connect()
    .then(() => true)
    .catch(() => false)
    .finally(() => redis.disconnect());
}

async function findFreePort(): Promise<number> {
  return new Promise((found, failed) => {
    const probe = createServer();
    probe.once('error', failed);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => found(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
