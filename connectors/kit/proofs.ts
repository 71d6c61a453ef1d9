// Runs the proofs of a portal: each finds its ground, tries one assumption there, and takes away what it made.
import { isText, type Text } from '../../src/domain/text.ts';
import { RejectedError, TransientError } from '../../src/errors.ts';
import type { Proof, Session } from '../connector.ts';

/** What a trial has made: how it is called where it stays behind, and how it is taken away. False: it could not be. */
interface Made {
  readonly what: Text;
  readonly undo: () => Promise<boolean>;
}

/** Is told of what is made, so that it is taken away again whatever happens. */
export type NoteMade = (made: Made) => void;

/** What did not behave as assumed, or null. */
export type Check<Settings, Ground> = (
  session: Session<Settings>,
  ground: Ground,
  made: NoteMade,
) => Promise<Text | null>;

/** Where the proofs are run, by what the operator gave for it; a text says why they cannot be. */
type Locate<Settings, Ground> = (
  session: Session<Settings>,
  testKey: string,
  made: NoteMade,
) => Promise<Ground | Text>;

const FAILED: Text = {
  en: 'The portal failed while it was tried.',
  nl: 'Het portaal liep vast terwijl het werd geprobeerd.',
};
const LEFT: Text = {
  en: 'Not everything could be taken away again.',
  nl: 'Niet alles kon weer worden weggehaald.',
};

/** Makes proofs of what is said to the operator beforehand, and a check. */
export function provingAt<Settings, Ground extends object>(locate: Locate<Settings, Ground>) {
  return (type: string, description: Text, check: Check<Settings, Ground>): Proof<Settings> => ({
    type,
    description,
    async run(session, testKey) {
      const stack: Made[] = [];
      const made: NoteMade = (one) => stack.push(one);
      let failure: unknown = null;
      let problem: Text | null = null;
      try {
        const ground = await locate(session, testKey.trim(), made);
        problem = isText(ground) ? ground : await check(session, ground, made);
      } catch (error) {
        failure = error;
      }
      const left = await takeAway(stack);
      // What stays behind is told, whatever kept it from being taken away.
      if (failure !== null) problem = left.length > 0 ? FAILED : describeRefusal(failure);
      return problem === null && left.length === 0
        ? { ok: true }
        : { ok: false, problem: problem ?? LEFT, left };
    },
  });
}

/** Only what says something about the assumption; anything else is the connection's trouble and is thrown on. */
function describeRefusal(error: unknown): Text {
  const saysSomething =
    error instanceof RejectedError ||
    (error instanceof TransientError && error.code.startsWith('PORTAL_ANSWER_'));
  if (!saysSomething) throw error;
  const { graphql, status, method } = error.details;
  const [said, asked] = [String(graphql ?? status ?? ''), String(method ?? '')];
  return {
    en: `The portal answered ${said} to a ${asked} request where another answer was assumed.`,
    nl: `Het portaal antwoordde ${said} op een ${asked}-verzoek waar een ander antwoord was aangenomen.`,
  };
}

async function takeAway(stack: readonly Made[]): Promise<readonly Text[]> {
  const left: Text[] = [];
  for (const { what, undo } of stack.toReversed()) {
    const isGone = await undo().catch(() => false);
    if (!isGone) left.push(what);
  }
  return left;
}
