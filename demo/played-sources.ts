// The practice software that can be played on this machine. One is loaded only when it is played.
import type { PlayedSource } from './story.ts';

const SOURCES = new Map<string, () => Promise<PlayedSource>>([
  ['exact-online', async () => (await import('./exact-online/exact-practice.ts')).exactPractice],
]);

export const PLAYED_SOURCES: readonly string[] = [...SOURCES.keys()];

/** Null when it cannot be played. */
export async function loadPlayedSource(source: string): Promise<PlayedSource | null> {
  return (await SOURCES.get(source)?.()) ?? null;
}
