// Answers with which ClearFacts refuses something, as outcomes.
import { TransientError } from '../../src/errors.ts';
import type { Outcome } from '../connector.ts';

export const REFUSED = { status: 'refused', what: 'REJECTED_BY_PORTAL' } as const satisfies Outcome;

/** The dossier or the user of an assignment is not shown: not visible yet, or gone. */
export function parentMissing(): TransientError {
  return new TransientError('The portal does not know the record under which this one belongs.', {
    code: 'PORTAL_PARENT_MISSING',
    mayHaveLanded: false,
  });
}
