// What a machine cannot give the tests at all. The suites that need it are skipped and the last lines of the run say why;
// in CI it is a failure, so that nothing is thought tested that was not.
import { appendFileSync, readFileSync } from 'node:fs';

/** The message names what is missing, why, and the remedy, in one line. */
export class Lacking extends Error {}

/** Of this run, in all its processes: what was missing, a line each time. Set by the hooks around the run. */
export const LACKED_FILE = 'KOPPEL_TEST_LACKED';

interface Skippable {
  skip(): never;
}

/** What was asked for, or the suite is skipped because this machine does not have it. */
export async function orSkip<Value>(
  suite: Skippable,
  wanted: Promise<Value>,
  env = process.env,
): Promise<Value> {
  try {
    return await wanted;
  } catch (error) {
    if (!(error instanceof Lacking) || env['CI'] === 'true') throw error;
    const file = env[LACKED_FILE];
    if (file !== undefined) appendFileSync(file, `${error.message}\n`);
    return suite.skip();
  }
}

/** What suites were skipped for in this run, each reason once. */
export function lacked(env = process.env): readonly string[] {
  const file = env[LACKED_FILE];
  if (file === undefined) return [];
  return [...new Set(readFileSync(file, 'utf8').split('\n').filter(Boolean))];
}
