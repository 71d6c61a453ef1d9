// Runs the proofs of a portal: each finds its ground, tries one assumption there, and takes away what it made.
import { RejectedError, TransientError } from '../../src/errors.ts';
import type { Proof, Session } from '../connector.ts';
import { proofOf, tryOut, type Made } from '../proof-trial.ts';

/** Is told of what is made, so that it is taken away again whatever happens. */
export type NoteMade = (made: Made) => void;

/** What did not behave as assumed, or null. */
export type Check<Settings, Ground> = (
  session: Session<Settings>,
  ground: Ground,
  made: NoteMade,
) => Promise<string | null>;

/** Where the proofs are run, by what the operator gave for it; a text says why they cannot be. */
type Locate<Settings, Ground> = (
  session: Session<Settings>,
  testKey: string,
  made: NoteMade,
) => Promise<Ground | string>;

/** Makes proofs of what is said to the operator beforehand, and a check. */
export function provingAt<Settings, Ground extends object>(locate: Locate<Settings, Ground>) {
  return (type: string, description: string, check: Check<Settings, Ground>): Proof<Settings> => ({
    type,
    description,
    async run(session, testKey) {
      const trial = await tryOut(async (made) => {
        const ground = await locate(session, testKey.trim(), made);
        return typeof ground === 'string' ? ground : check(session, ground, made);
      }, describeRefusal);
      return proofOf(trial);
    },
  });
}

/** Only what says something about the assumption; anything else is the connection's trouble and is thrown on. */
function describeRefusal(error: unknown): string {
  const saysSomething =
    error instanceof RejectedError ||
    (error instanceof TransientError && error.code.startsWith('PORTAL_ANSWER_'));
  if (!saysSomething) throw error;
  const { graphql, status, method } = error.details;
  return `The portal answered ${String(graphql ?? status ?? '')} to a ${String(method ?? '')} request where another answer was assumed.`;
}
