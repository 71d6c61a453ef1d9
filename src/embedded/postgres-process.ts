// What is known of a PostgreSQL server from the outside: its lock file and the system's process list. It starts and
// stops nothing.
import { readdir, readFile, readlink, rm, stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';

export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  readonly ready: boolean;
}

/**
 * Reads `postmaster.pid`, whose lines are: pid, data folder, start time, port, socket folder, listen address, shared
 * memory, status. https://www.postgresql.org/docs/18/storage-file-layout.html
 */
export async function readPostmaster(cluster: string): Promise<Postmaster | null> {
  const text = await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '');
  const lines = text.split('\n');
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 1) return null;
  return { pid, port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' };
}

/** A process that has died but was not yet collected by its parent (usual in containers) counts as dead. */
export async function isAlive(pid: number): Promise<boolean> {
  if (!receivesSignals(pid)) return false;
  if (process.platform !== 'linux') return true;
  return (await processState(pid)) !== 'Z';
}

/**
 * Whether it is alive and may be a server of this cluster: after a crash the id of a server that is gone can be that of
 * anything else. Every process of a PostgreSQL server has the data folder as its working folder.
 */
export async function mayServe(pid: number, cluster: string): Promise<boolean> {
  if (!(await isAlive(pid))) return false;
  return process.platform !== 'linux' || worksIn(pid, cluster);
}

async function worksIn(pid: number, folder: string): Promise<boolean> {
  try {
    return (await readlink(`/proc/${pid}/cwd`)) === folder;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EACCES')) return false;
    // In a container root often may not read it: then whatever runs under the account of the cluster may be its server.
    return (await ownerOf(`/proc/${pid}`)) === (await ownerOf(folder));
  }
}

async function ownerOf(path: string): Promise<number | null> {
  return stat(path).then(
    ({ uid }) => uid,
    () => null,
  );
}

function receivesSignals(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

async function processState(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return stat.slice(stat.lastIndexOf(')') + 2).charAt(0) || 'Z';
}

/** https://www.postgresql.org/docs/18/protocol-message-formats.html#PROTOCOL-MESSAGE-FORMATS-SSLREQUEST */
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]);

/** Asks it something: the system still takes connections for a server that is being killed. */
export async function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: 2_000 });
    const conclude = (hasAnswered: boolean) => {
      socket.destroy();
      resolve(hasAnswered);
    };
    socket.once('connect', () => socket.write(SSL_REQUEST));
    socket.once('data', () => conclude(true));
    for (const end of ['end', 'error', 'timeout'] as const) socket.once(end, () => conclude(false));
  });
}

/**
 * PostgreSQL takes a dead but uncollected server for a living one, and in a container nobody may ever collect it; and it
 * takes anything of its own account that has the id by now for a server. The lock is removed only when that server is
 * certainly dead and none of its children still works in the data folder.
 */
export async function removeLockOfDead(cluster: string): Promise<void> {
  if (process.platform !== 'linux') return;
  const postmaster = await readPostmaster(cluster);
  if (postmaster === null || !receivesSignals(postmaster.pid)) return;
  if (await isWorkedIn(cluster)) return;
  // Looking took a while: another process may have started a server since.
  if ((await readPostmaster(cluster))?.pid !== postmaster.pid) return;
  await rm(join(cluster, 'postmaster.pid'), { force: true });
}

async function isWorkedIn(folder: string): Promise<boolean> {
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name)))
    if (await mayServe(Number(pid), folder)) return true;
  return false;
}
