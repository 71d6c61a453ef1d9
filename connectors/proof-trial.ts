// Tries an assumed call with something made for it, and takes that away again whatever happens: what cannot be taken away is
// named, with its id, so that a person can.

/** What a trial has made: how it is called where it stays behind, and how it is taken away. False: it could not be. */
export interface Made {
  readonly what: string;
  readonly undo: () => Promise<boolean>;
}

export interface Trial {
  /** What did not behave as assumed, or null. */
  readonly problem: string | null;
  readonly left: readonly string[];
}

/** `describe`: what an error says about the assumption; it throws on what says nothing. */
export async function tryOut(
  check: (made: (made: Made) => void) => Promise<string | null>,
  describe: (error: unknown) => string,
): Promise<Trial> {
  const stack: Made[] = [];
  const outcome = await settle(() => check((made) => stack.push(made)));
  const left = await takeAway(stack);
  if (!('error' in outcome)) return { problem: outcome.problem, left };
  // What stays behind is told, whatever kept it from being taken away.
  const problem = left.length > 0 ? 'The portal failed while it was tried.' : describe(outcome.error);
  return { problem, left };
}

async function settle(
  check: () => Promise<string | null>,
): Promise<{ readonly problem: string | null } | { readonly error: unknown }> {
  try {
    return { problem: await check() };
  } catch (error) {
    return { error };
  }
}

async function takeAway(stack: readonly Made[]): Promise<readonly string[]> {
  const left: string[] = [];
  for (const { what, undo } of stack.toReversed()) {
    const isGone = await undo().catch(() => false);
    if (!isGone) left.push(what);
  }
  return left;
}

/** As a proof tells it. */
export function proofOf({ problem, left }: Trial) {
  if (problem === null && left.length === 0) return { ok: true } as const;
  return { ok: false, problem: problem ?? 'Not everything could be taken away again.', left } as const;
}
