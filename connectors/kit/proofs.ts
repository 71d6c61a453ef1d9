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

/** What is tried with something that is made for it. */
interface Trial {
  /** What it is called, with its id. */
  readonly what: Text;
  /** Left out: it was made just before. */
  readonly make?: () => Promise<unknown>;
  readonly isThere: () => Promise<boolean>;
  /** What else is tried while it is there. */
  readonly meanwhile?: () => Promise<Text | null>;
  readonly takeAway: () => Promise<unknown>;
}

/** By what its kind is called, and an id. */
export function named({ en, nl }: Text, id: string): Text {
  return { en: `${en} ${id}`, nl: `${nl} ${id}` };
}

/** It is there once it was made, and not any more once it was taken away. */
export async function comesAndGoes(
  { what, make, isThere, meanwhile, takeAway }: Trial,
  made: NoteMade,
): Promise<Text | null> {
  let isAway = false;
  const undo = async (): Promise<boolean> => {
    if (!isAway) await takeAway();
    return (isAway = true);
  };
  made({ what, undo });
  await make?.();
  const problem = (await isThere()) ? ((await meanwhile?.()) ?? null) : notShown(what);
  await undo();
  if (problem !== null || !(await isThere())) return problem;
  return {
    en: `It still shows after it was taken away: ${what.en}.`,
    nl: `Het is nog te zien nadat het is weggehaald: ${what.nl}.`,
  };
}

/** The same, for what may be there already: it then stays, and is only made once more. */
export async function comesAndStays(trial: Trial & Required<Pick<Trial, 'make'>>, made: NoteMade) {
  if (!(await trial.isThere())) return comesAndGoes(trial, made);
  await trial.make();
  return (await trial.isThere()) ? null : notShown(trial.what);
}

function notShown(what: Text): Text {
  return {
    en: `It does not show after it was made: ${what.en}.`,
    nl: `Het is niet te zien nadat het is gemaakt: ${what.nl}.`,
  };
}

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
