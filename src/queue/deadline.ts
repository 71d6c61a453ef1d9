// Waiting that ends: a queue whose store is away may leave a call unanswered for ever.
import { TransientError } from '../errors.ts';

/** Rejects after `timeoutMs`. The work itself is not called off, so it may still happen afterwards. */
export async function withDeadline<Result>(work: Promise<Result>, timeoutMs: number): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(unavailable(undefined)), timeoutMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

export function unavailable(cause: unknown): TransientError {
  return new TransientError(
    {
      en: 'The queue does not answer; what was to be queued is swept up later.',
      nl: 'De wachtrij antwoordt niet; wat erin moest wordt later opgepakt.',
    },
    {
      code: 'QUEUE_UNAVAILABLE',
      mayHaveLanded: true,
      cause,
    },
  );
}
