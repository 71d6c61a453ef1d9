// Two transactions that wait for each other. PostgreSQL ends one of them: nothing of it was done, and it is done again.
const MOST_TRIES = 5;

/** `work`: one transaction, from its beginning, which changes nothing beside the database. */
export async function outOfCircles<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!isDeadlock(error) || attempt >= MOST_TRIES) throw error;
    }
  }
}

function isDeadlock(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === '40P01';
}
