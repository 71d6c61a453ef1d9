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

/** Makes proofs of what is said to the operator beforehand, and a check. */
export function provingAt<Settings, Ground extends object>(locate: Locate<Settings, Ground>) {
  return (type: string, description: Text, check: Check<Settings, Ground>): Proof<Settings> => ({
    type,
    description,
    async run(session, testKey) {
      const trial = await tryOut(async (made) => {
        const ground = await locate(session, testKey.trim(), made);
        return isText(ground) ? ground : check(session, ground, made);
      }, describeRefusal);
      return proofOf(trial);
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

interface Trial {
  /** What did not behave as assumed, or null. */
  readonly problem: Text | null;
  readonly left: readonly Text[];
}

/** `describe`: what an error says about the assumption; it throws on what says nothing. */
async function tryOut(
  check: (made: (made: Made) => void) => Promise<Text | null>,
  describe: (error: unknown) => Text,
): Promise<Trial> {
  const stack: Made[] = [];
  const outcome = await settle(() => check((made) => stack.push(made)));
  const left = await takeAway(stack);
  if (!('error' in outcome)) return { problem: outcome.problem, left };
  // What stays behind is told, whatever kept it from being taken away.
  const problem =
    left.length > 0
      ? {
          en: 'The portal failed while it was tried.',
          nl: 'Het portaal liep vast terwijl het werd geprobeerd.',
        }
      : describe(outcome.error);
  return { problem, left };
}

async function settle(
  check: () => Promise<Text | null>,
): Promise<{ readonly problem: Text | null } | { readonly error: unknown }> {
  try {
    return { problem: await check() };
  } catch (error) {
    return { error };
  }
}

async function takeAway(stack: readonly Made[]): Promise<readonly Text[]> {
  const left: Text[] = [];
  for (const { what, undo } of stack.toReversed()) {
    const isGone = await undo().catch(() => false);
    if (!isGone) left.push(what);
  }
  return left;
}

/** As a proof tells it. */
function proofOf({ problem, left }: Trial) {
  if (problem === null && left.length === 0) return { ok: true } as const;
  return {
    ok: false,
    problem: problem ?? {
      en: 'Not everything could be taken away again.',
      nl: 'Niet alles kon weer worden weggehaald.',
    },
    left,
  } as const;
}
