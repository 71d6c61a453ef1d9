// Whether the portal shows a thing as it was wished for.
import type { Attributes, ResourceType } from '../../../connectors/connector.ts';
import { diffAttributes } from '../../../src/plan/attributes.ts';

/** What differs. What is told only when a thing is made need not be shown; where it is, it has to be as wished. */
export function differences<S>(
  { onlyAtCreation = [] }: Pick<ResourceType<S>, 'onlyAtCreation'>,
  wanted: Attributes,
  shown: Attributes = {},
): Attributes {
  const isShown = (name: string) => name in shown || !onlyAtCreation.includes(name);
  const expected = Object.entries(wanted).filter(([name]) => isShown(name));
  return diffAttributes(Object.fromEntries(expected), shown);
}
