// The version of this program, from its package.json: three folders up from the source, four from what is built of it.
import { readFileSync } from 'node:fs';

export function readVersion(): string {
  for (const path of ['../../../package.json', '../../../../package.json']) {
    const version = versionIn(readPackage(path));
    if (version !== null) return version;
  }
  return 'unknown';
}

function readPackage(path: string): unknown {
  try {
    return JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
  } catch {
    return null;
  }
}

/** By hand: a schema library costs more than everything else that prints a version. */
function versionIn(manifest: unknown): string | null {
  if (typeof manifest !== 'object' || manifest === null) return null;
  if (!('name' in manifest) || manifest.name !== 'koppel' || !('version' in manifest)) return null;
  return typeof manifest.version === 'string' ? manifest.version : null;
}
