// The error of a call that must fail, proven to tell nothing that it must not.
import { inspect } from 'node:util';
import { expect } from 'chai';

/** Checks that no name, address or secret stands anywhere in the error: message, stack, causes, hidden members. */
export async function catchError(run: () => Promise<unknown>, secrets: readonly string[]): Promise<Error> {
  const error = await run().then(
    () => new Error('Expected an error, got none.'),
    (thrown: unknown) =>
      thrown instanceof Error ? thrown : new Error('Something else than an error was thrown.'),
  );
  const shown = `${inspect(error, { depth: 20, showHidden: true })} ${JSON.stringify(error)} ${error.stack ?? ''}`;
  for (const secret of secrets) expect(shown).to.not.include(secret);
  return error;
}
