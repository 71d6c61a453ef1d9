// The portals that the demo can show: a plain list, the default first. A story is loaded only when it is played, so that
// no other command pays for it.
import type { DemoStory } from './story.ts';

const STORIES = new Map<string, () => Promise<DemoStory>>([
  ['caseware-cloud', async () => (await import('./caseware-story.ts')).caseWareStory],
  ['econnect', async () => (await import('./econnect/econnect-story.ts')).eConnectStory],
  ['clearfacts', async () => (await import('./clearfacts/clearfacts-story.ts')).clearFactsStory],
  [
    'wolters-kluwer',
    async () => (await import('./wolters-kluwer/wolters-kluwer-story.ts')).woltersKluwerStory,
  ],
]);

const SOURCE_STORIES = new Map<string, () => Promise<DemoStory>>([
  ['exact-online', async () => (await import('./exact-online/exact-story.ts')).exactOnlineStory],
]);

export const STORY_SOURCES: readonly string[] = [...SOURCE_STORIES.keys()];

export const STORY_PORTALS: readonly string[] = [...STORIES.keys()];

/** Null when there is no story for this source. */
export async function loadSourceStory(source: string): Promise<DemoStory | null> {
  return (await SOURCE_STORIES.get(source)?.()) ?? null;
}

/** Null when there is no story for this portal. */
export async function loadStory(portal: string): Promise<DemoStory | null> {
  return (await STORIES.get(portal)?.()) ?? null;
}
