// The practice software that can be read, each loaded only where it is used.
import type { Source } from './source.ts';

const SOURCES = {
  'exact-online': async () => (await import('./exact-online/exact-online.ts')).exactOnline,
} satisfies Record<string, () => Promise<Source>>;

export const SOURCE_IDS: readonly string[] = Object.keys(SOURCES);

export function loadSources(): Promise<readonly Source[]> {
  return Promise.all(Object.values<() => Promise<Source>>(SOURCES).map((load) => load()));
}
