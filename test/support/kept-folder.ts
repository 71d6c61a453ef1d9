// What tests fetch or unpack once and keep for later runs, below node_modules: nothing is installed, no root is needed.
import { access, chmod, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';

const KEPT = resolve('node_modules/.cache/koppel');

/** The folder of that name, filled by `fill` when it is not there yet. Of two processes that fill it, one is first. */
export async function keptFolder(name: string, fill: (folder: string) => Promise<void>): Promise<string> {
  const kept = join(KEPT, name);
  if (await exists(kept)) return kept;
  await mkdir(KEPT, { recursive: true });
  const draft = await mkdtemp(join(KEPT, `${name}-`));
  try {
    await fill(draft);
    await chmod(draft, 0o755);
    await rename(draft, kept);
  } catch (error) {
    if (!(await exists(kept))) throw error;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return kept;
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
