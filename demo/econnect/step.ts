// The steps of this story: those of any story, with the sandbox of eConnect in view.
import type * as steps from '../steps.ts';
import type { PortalEyes } from './portal-eyes.ts';

export type Stage = steps.Stage<PortalEyes>;
export type View = steps.View<PortalEyes>;
export type Step = steps.Step<PortalEyes>;

/** Only says of which facts a view is. */
export function view<Read extends steps.Facts>(made: steps.View<PortalEyes, Read>): View {
  return made;
}
