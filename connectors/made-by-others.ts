// For resource types that are only observed: the engine never asks to make one.
import type { Outcome } from './connector.ts';

export function madeByOthers(): Promise<Outcome> {
  return Promise.reject(new Error('This resource is made by others in the portal, never by Koppel.'));
}
