// The version of this program, from its package.json: three folders up from the source, four from what is built of it.
import { readFileSync } from 'node:fs';
import { z } from 'zod';

const packageSchema = z.object({ name: z.literal('koppel'), version: z.string() });

export function readVersion(): string {
  for (const path of ['../../../package.json', '../../../../package.json']) {
    const parsed = packageSchema.safeParse(readPackage(path));
    if (parsed.success) return parsed.data.version;
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
