// The PostgreSQL that comes from npm: used when no DATABASE_URL is given, and by the tests. Starts it, or takes over the
// server that a killed Koppel left behind, and stops it. Installs no signal handlers: when to stop is the caller's call.
import type { ChildProcess } from 'node:child_process';
import { createHash, createHmac, randomUUID } from 'node:crypto';
import { closeSync, constants, openSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { basename, join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { findPostgresBinaries, type PostgresBinaries } from './postgres-binaries.ts';
import { keepRunning } from './keep-running.ts';
import { DATABASE_NAME, openCluster, type Cluster } from './postgres-cluster.ts';
import { answers, isAlive, mayServe, readPostmaster, removeLockOfDead } from './postgres-process.ts';
import { ConfigError } from '../errors.ts';
import { isTemporary, openOwnFolders, openPrivateFolder, temporaryPlace } from './private-folder.ts';
import { canReach, chooseAccount, spawnAs, type Account } from './unprivileged-account.ts';

export interface EmbeddedPostgresOptions {
  readonly dataDir: string;
  /** For tests: a crash of the machine may lose data. */
  readonly fast?: boolean;
  /** Default: a free one. */
  readonly port?: number;
  /** Start it again when it ends by itself. */
  readonly keep?: boolean;
  /** Whether data may lie where machines clean: default anywhere; only in `dataDir` itself; or nowhere. */
  readonly temporary?: 'anywhere' | 'where-asked' | 'nowhere';
  /** Where data is kept that cannot lie in a closed folder. */
  readonly otherwise?: string;
  /** Told what an operator should know: that the data lies elsewhere than asked for, that the server ended. */
  readonly log?: (message: string, fields: { folder: string }) => void;
  readonly timeoutMs?: number;
}

export interface EmbeddedPostgres {
  /** As the superuser, who owns everything. */
  readonly url: string;
  /** The login to run under, which whoever migrates makes, and the address as that login. */
  readonly runtime: { readonly name: string; readonly password: string };
  readonly runtimeUrl: string;
  readonly port: number;
  readonly pid: number;
  /** False when a server that was already running is used. */
  readonly started: boolean;
  /** Stops the server unless another process still uses it. Safe to repeat; returns within 15 seconds. */
  stop(): Promise<void>;
}

export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const account = await chooseAccount();
  const binaries = await findPostgresBinaries(account);
  const folder = await chooseFolder(options, account);
  const fast = options.fast ?? false;
  const cluster = await openCluster({ folder, account, binaries, fast });
  const launch = { account, binaries, cluster, fast, port: options.port ?? null };
  const userFile = await register(cluster);
  const server = await startOrAttach(launch, Date.now() + (options.timeoutMs ?? 60_000));
  const runtime = runtimeLogin(cluster);
  return {
    ...server,
    url: addressOf(server, { name: DATABASE_NAME, password: cluster.password }),
    runtime,
    runtimeUrl: addressOf(server, runtime),
    stop: keep({ ...launch, port: server.port }, { ...options, pid: server.pid, userFile }),
  };
}

function addressOf({ port }: RunningServer, { name, password }: { name: string; password: string }): string {
  return `postgres://${name}:${encodeURIComponent(password)}@127.0.0.1:${port}/${DATABASE_NAME}`;
}

/** Its password follows from that of the superuser, which does not follow from it. */
function runtimeLogin({ password }: Cluster): { name: string; password: string } {
  const name = 'koppel_runtime';
  return { name, password: createHmac('sha256', password).update(name).digest('base64url') };
}

/** Returns how to leave it. */
function keep(
  launch: Launch,
  { keep: isKept, log, pid, userFile }: EmbeddedPostgresOptions & { pid: number; userFile: string },
): () => Promise<void> {
  const { cluster } = launch;
  if (isKept !== true) return () => leave(cluster, { pid, userFile });
  const kept = keepRunning({
    pid,
    // At its old port: whoever uses it knows that one.
    start: () => startOrAttach(launch, Date.now() + RESTART_WITHIN_MS),
    onTrouble: (message) => log?.(message, { folder: cluster.folder }),
  });
  return async () => {
    await kept.stop();
    await leave(cluster, { pid: kept.pid(), userFile });
  };
}

const RESTART_WITHIN_MS = 10_000;

/** Where system software keeps its state. https://refspecs.linuxfoundation.org/FHS_3.0/fhs/ch05s08.html */
const STATE_OF_SYSTEM = '/var/lib';

/** PostgreSQL's account must be able to get into the folder; a home folder closed to others rules that out. */
async function chooseFolder(options: EmbeddedPostgresOptions, account: Account): Promise<string> {
  const asked = resolve(options.dataDir);
  await mkdir(asked, { recursive: true, mode: 0o755 });
  const { temporary = 'anywhere' } = options;
  if (await canReach(account, asked)) {
    if (temporary === 'nowhere') await refuseTemporary(asked);
    return asked;
  }
  const name = nameFor(asked);
  const folder = await openElsewhere(name, options.otherwise ?? STATE_OF_SYSTEM);
  if (!(await canReach(account, folder))) {
    throw new ConfigError([
      {
        en: `Neither ${asked} nor ${folder} can be reached by the account that runs PostgreSQL: set KOPPEL_DATA_DIR or DATABASE_URL.`,
        nl: `Het account dat PostgreSQL draait kan niet bij ${asked} en niet bij ${folder}: zet KOPPEL_DATA_DIR of DATABASE_URL.`,
      },
    ]);
  }
  if (temporary !== 'anywhere') await refuseTemporary(folder);
  options.log?.('The data folder is closed to the account that runs PostgreSQL; using another', { folder });
  return folder;
}

function nameFor(asked: string): string {
  const name = `${basename(asked)}-${createHash('sha256').update(asked).digest('hex').slice(0, 12)}`;
  return name.replace(/^\.+/, '');
}

/** Where it lay before, if it does; else below `base`, or where that cannot be written to, below the temporary folder. */
async function openElsewhere(name: string, base: string): Promise<string> {
  const before = await stat(join(temporaryPlace(name), 'cluster')).catch(() => null);
  if (before !== null) return openPrivateFolder(name);
  return openOwnFolders([base, 'koppel', name]).catch(() => openPrivateFolder(name));
}

/** Throws ConfigError for a folder below one that machines clean. */
async function refuseTemporary(folder: string): Promise<void> {
  if (!(await isTemporary(folder))) return;
  throw new ConfigError([
    {
      en: `The embedded database would be kept in ${folder}, and machines clean temporary folders. Set KOPPEL_DATA_DIR to a folder that stays and that the account which runs PostgreSQL may enter (as root: /var/lib/koppel), or to one below a temporary folder if it may be lost. What lies there already is kept by moving it to KOPPEL_DATA_DIR/postgres while Koppel is stopped.`,
      nl: `De ingebouwde database zou in ${folder} worden bewaard, en machines ruimen tijdelijke mappen op. Zet KOPPEL_DATA_DIR op een map die blijft en waar het account dat PostgreSQL draait in mag (als root: /var/lib/koppel), of op een map onder een tijdelijke als zij verloren mag gaan. Wat er al staat blijft behouden door het naar KOPPEL_DATA_DIR/postgres te verplaatsen terwijl Koppel stilstaat.`,
    },
  ]);
}

interface Launch {
  readonly account: Account;
  readonly binaries: PostgresBinaries;
  readonly cluster: Cluster;
  readonly fast: boolean;
  readonly port: number | null;
}
interface RunningServer {
  readonly pid: number;
  readonly port: number;
  readonly started: boolean;
}

async function startOrAttach(launch: Launch, deadline: number): Promise<RunningServer> {
  for (;;) {
    const running = await findRunning(launch.cluster.folder);
    if (running === 'none') {
      const server = await tryToStart(launch, deadline);
      if (server !== 'again') return server;
      await removeLockOfDead(launch.cluster.folder);
    } else if (running !== 'busy') return running;
    if (Date.now() > deadline) {
      throw new Error(`The embedded PostgreSQL is held up by another server, see ${launch.cluster.logFile}`);
    }
    await delay(50);
  }
}

/** busy: a server that is starting up or shutting down. */
async function findRunning(folder: string): Promise<RunningServer | 'none' | 'busy'> {
  const postmaster = await readPostmaster(folder);
  if (postmaster === null || !(await mayServe(postmaster.pid, folder))) return 'none';
  if (!postmaster.ready || !(await answers(postmaster.port))) return 'busy';
  return { pid: postmaster.pid, port: postmaster.port, started: false };
}

/** Somebody else has the lock, dying children of a killed server still hold its memory, or the port was just taken. */
const WORTH_ANOTHER_TRY =
  /lock file "postmaster.pid"|pre-existing shared memory|could not create any TCP\/IP sockets/;

async function tryToStart(launch: Launch, deadline: number): Promise<RunningServer | 'again'> {
  const port = launch.port ?? (await findFreePort());
  const child = spawnServer(launch, port);
  const failure = new Promise<'exited'>((done) => {
    child.once('exit', () => done('exited'));
    child.once('error', () => done('exited'));
  });
  const outcome = await Promise.race([failure, waitUntilReady(launch.cluster.folder, child, deadline)]);
  if (outcome === 'ready' && child.pid !== undefined) return { pid: child.pid, port, started: true };
  if (outcome === 'late') child.kill('SIGKILL');
  const log = await readFile(launch.cluster.logFile, 'utf8').catch(() => '');
  if (WORTH_ANOTHER_TRY.test(log)) return 'again';
  throw new Error(`The embedded PostgreSQL did not start: ${log.slice(-2_000)}`);
}

function spawnServer(launch: Launch, port: number): ChildProcess {
  // A file, not a pipe: the server outlives us if we are killed, and must not block or die on a broken pipe.
  const { O_WRONLY, O_CREAT, O_APPEND, O_TRUNC } = constants;
  const log = openSync(launch.cluster.logFile, O_WRONLY | O_CREAT | O_APPEND | O_TRUNC, 0o600);
  const args = ['-D', launch.cluster.folder, '-p', String(port), ...serverSettings(launch.fast)];
  const command = { account: launch.account, file: launch.binaries.postgres, args };
  try {
    // Detached: Ctrl-C in a terminal goes to the whole process group, and Koppel stops the database last.
    const child = spawnAs(command, ['ignore', log, log], true);
    child.unref();
    return child;
  } finally {
    closeSync(log);
  }
}

function serverSettings(fast: boolean): string[] {
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '200',
    // Details and failing statements would put personal data into the log.
    log_error_verbosity: 'terse',
    log_min_error_statement: 'panic',
    log_checkpoints: 'off',
    // What was committed must outlive the end of the server, though not that of the machine.
    ...(fast ? { fsync: 'off', full_page_writes: 'off' } : { max_wal_size: '4GB' }),
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

async function waitUntilReady(
  folder: string,
  child: ChildProcess,
  deadline: number,
): Promise<'ready' | 'late' | 'exited'> {
  while (Date.now() < deadline) {
    if (child.exitCode !== null || child.signalCode !== null) return 'exited';
    const postmaster = await readPostmaster(folder);
    if (postmaster?.pid === child.pid && postmaster?.ready === true) return 'ready';
    await delay(10);
  }
  return 'late';
}

async function findFreePort(): Promise<number> {
  return new Promise((found, failed) => {
    const server = createServer();
    server.once('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => found(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

/** Before the server is started or joined, so that whoever stops it later sees that it is still needed. */
async function register(cluster: Cluster): Promise<string> {
  await mkdir(cluster.usersFolder, { recursive: true });
  const file = join(cluster.usersFolder, `${process.pid}-${randomUUID()}`);
  await writeFile(file, '');
  return file;
}

/** The last one out stops the server: a short command must not stop it underneath a running Koppel, nor leave it behind. */
async function leave(cluster: Cluster, { pid, userFile }: { pid: number; userFile: string }): Promise<void> {
  await rm(userFile, { force: true });
  for (const name of await readdir(cluster.usersFolder).catch(() => [])) {
    if (await isAlive(Number.parseInt(name, 10))) return;
    await rm(join(cluster.usersFolder, name), { force: true });
  }
  await stopServer(cluster, pid);
}

async function stopServer(cluster: Cluster, pid: number): Promise<void> {
  // SIGINT disconnects clients and shuts down cleanly; SIGQUIT leaves recovery to the next start.
  for (const [signal, patienceMs] of [
    ['SIGINT', 10_000],
    ['SIGQUIT', 3_000],
    ['SIGKILL', 1_000],
  ] as const) {
    if ((await readPostmaster(cluster.folder))?.pid !== pid || !(await isAlive(pid))) break;
    process.kill(pid, signal);
    const end = Date.now() + patienceMs;
    while (Date.now() < end && (await isAlive(pid))) await delay(10);
  }
}
