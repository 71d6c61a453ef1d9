// A real Redis for the tests: the one of REDIS_URL, else one of our own on a free port, started by the first test that
// asks: the machine's program, else Debian's, fetched once. No other file starts one.
import { once } from 'node:events';
import { execFile, spawn } from 'node:child_process';
import { access, constants, mkdir, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { Redis } from 'ioredis';
import { keptFolder } from './kept-folder.ts';
import { Lacking } from './lacking.ts';
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

let server: Promise<TestRedis> | undefined;

/** The process' Redis. Throws Lacking when this machine can have none, as does `startRedis`. */
export function ownRedis(): Promise<TestRedis> {
  return (server ??= openRedis());
}

/** Another server of the test's own, which it may stop and kill. The same port again is the same server restarted. */
export async function startRedis(options: { port?: number } = {}): Promise<TestRedis> {
  return startServer(await (program ??= findProgram()), options.port ?? (await findFreePort()));
}

async function openRedis(): Promise<TestRedis> {
  const given = process.env['REDIS_URL'];
  if (given !== undefined && given !== '') return { url: given, pid: null, stop: () => Promise.resolve() };
  const own = await startRedis();
  releaseWithProcess(() => own.stop());
  return own;
}

let program: Promise<RedisProgram> | undefined;

async function findProgram(): Promise<RedisProgram> {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const files = ['redis-server', 'valkey-server'].flatMap((name) =>
    folders.map((folder) => join(folder, name)),
  );
  for (const file of files) if (await isExecutable(file)) return { file };
  return fetched();
}

async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}

const PACKAGES = [
  'redis-server',
  'redis-tools',
  'libjemalloc2',
  'liblzf1',
  'liblua5.1-0',
  'lua-bitop',
  'lua-cjson',
];

async function fetched(): Promise<RedisProgram> {
  const folder = await keptFolder('redis', fetchFromDebian).catch((error: unknown) => {
    const why = error instanceof Error ? (error.message.trim().split('\n').at(-1) ?? '') : String(error);
    throw new Lacking(
      `no Redis: install redis-server or set REDIS_URL (Debian's could not be fetched: ${why})`,
    );
  });
  const libraries = await readdir(join(folder, 'usr/lib'));
  const platform = libraries.find((name) => name.endsWith('-linux-gnu')) ?? '';
  return { file: join(folder, 'usr/bin/redis-server'), libraries: join(folder, 'usr/lib', platform) };
}

/** Debian's packages, unpacked, by lists of our own: the machine's may be old, or empty as in a container image. */
async function fetchFromDebian(folder: string): Promise<void> {
  const [state, cache] = [join(folder, 'apt/state'), join(folder, 'apt/cache')];
  for (const path of [join(state, 'lists/partial'), join(cache, 'archives/partial')]) {
    await mkdir(path, { recursive: true });
  }
  const dirs = [`Dir::State=${state}`, `Dir::Cache=${cache}`, 'Dir::State::status=/var/lib/dpkg/status'];
  const options = dirs.flatMap((dir) => ['-o', dir]);
  const within = { cwd: cache, timeout: 120_000 };
  await run('apt-get', [...options, '-qq', 'update'], within);
  await run('apt-get', [...options, '-qq', 'download', ...PACKAGES], within);
  for (const file of (await readdir(cache)).filter((name) => name.endsWith('.deb'))) {
    await run('dpkg-deb', ['-x', file, folder], within);
  }
  await rm(join(folder, 'apt'), { recursive: true });
}

/** Never on the usual port: what listens there is somebody's. */
async function startServer({ file, libraries }: RedisProgram, port: number): Promise<TestRedis> {
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
  const child = spawn(file, [...args, '--databases', '1000'], {
    stdio: 'ignore',
    env: { ...process.env, ...(libraries && { LD_LIBRARY_PATH: libraries }) },
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
