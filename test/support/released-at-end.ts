// Collects what a test run has opened, so that the root hook can close it, last opened first.

type Release = () => void | Promise<void>;
const releases: Release[] = [];

export function releaseAtEnd(release: Release): void {
  // A run that is called off still comes to its exit listeners, which end the servers it has started.
  if (process.listenerCount('SIGTERM') === 0) process.once('SIGTERM', () => process.exit(143));
  releases.push(release);
}

/** Every release is run, even when one before it fails; the first failure is thrown. */
export async function releaseAll(): Promise<void> {
  const failures: unknown[] = [];
  for (const release of releases.splice(0).reverse()) {
    try {
      await release();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}
