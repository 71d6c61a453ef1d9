// The portals that the demo can show: a plain list, the default first.
import { caseWareStory } from './caseware-story.ts';
import type { DemoStory } from './story.ts';

export const STORIES: readonly DemoStory[] = [caseWareStory];
