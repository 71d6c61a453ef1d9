// Collects what a test run has opened, so that the root hook can close it, last opened first. In parallel mode that is
// after each file, but for the servers that all files of a process share.

type Release = () => void | Promise<void>;

/** Mocha requires what it can, and imports what awaits something while it is loaded: both find the same lists. */
const { releases, servers } = (globalThis.koppelReleases ??= { releases: [], servers: [] });
declare global {
  var koppelReleases: { readonly releases: Release[]; readonly servers: Release[] } | undefined;
}

/** One of the processes that mocha's parallel mode shares the files out to. */
export const isWorker = process.env['MOCHA_WORKER_ID'] !== undefined;

export function releaseAtEnd(release: Release): void {
  comeToExitListeners();
  releases.push(release);
}

/** For a server that later files use too. Whoever starts it also ends it when the process exits: a worker just exits. */
export function releaseWithProcess(release: Release): void {
  comeToExitListeners();
  servers.push(release);
}

/** A run that is called off still comes to its exit listeners, which end the servers it has started. */
function comeToExitListeners(): void {
  if (process.listenerCount('SIGTERM') === 0) process.once('SIGTERM', () => process.exit(143));
}

export function releaseAll(): Promise<void> {
  return run(releases);
}

export function releaseServers(): Promise<void> {
  return run(servers);
}

/** Every release is run, even when one before it fails; the first failure is thrown. */
async function run(collected: Release[]): Promise<void> {
  const failures: unknown[] = [];
  for (const release of collected.splice(0).reverse()) {
    try {
      await release();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}
