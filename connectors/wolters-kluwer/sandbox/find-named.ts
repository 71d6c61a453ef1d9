// An organisation as people name it.
import { textOf, type Fields } from '../../sandbox-kit/answer.ts';
import type { Organisation, SandboxState } from './sandbox-state.ts';

/** By its id or its customer number. */
export function findNamed({ organisations }: SandboxState, fields: Fields): Organisation | null {
  const name = textOf(fields.organisation);
  return organisations.find(({ id, customerNumber }) => id === name || customerNumber === name) ?? null;
}
