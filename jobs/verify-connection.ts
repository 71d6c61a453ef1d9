// verify-connection: reads a portal back, reports what somebody changed there and has it put back; the first time it
// takes the list that a first load goes by. Trigger: every night for all connections; dispatch, which hands out one at a
// time what is asked for, also for a first load that waits. A run that was killed is handed out again. Fails, with the
// reason code, when it was broken off; the ledger retries a first list, and the next night any other.
import { z } from 'zod';
import {
  askVerifications,
  isVerificationWanted,
  type VerificationTurn,
} from '../src/database/portal/verify-turns.ts';
import { verifyConnection } from '../src/verify/verify-connection.ts';
import { JobFailedError, type Job, type QueuedJob } from './job.ts';

const connection = z.strictObject({ practiceId: z.string().max(40), connectionId: z.uuid() });
const payload = z.union([z.strictObject({ slot: z.iso.datetime() }), connection]);

export const verifyConnectionJob: Job<z.infer<typeof payload>> = {
  name: 'verify-connection',
  queue: 'upkeep',
  payload,
  async run(ports, wish, { signal, attempt }) {
    if ('slot' in wish) {
      const connections = await ports.store.inSystem(askVerifications);
      ports.nudge();
      return { connections };
    }
    const isWanted = await ports.store.inPractice(wish.practiceId, (tx) =>
      isVerificationWanted(tx, wish.connectionId),
    );
    // A person who retries it on the dashboard wants it whether or not it is due.
    if (!isWanted && attempt === 1) return { status: 'done-already' };
    const result = await verifyConnection(ports.sync, wish, signal);
    ports.nudge();
    // Ended because the process ends, it goes on elsewhere. Anything else must not pass for done: a first load may wait for it.
    if (result.status === 'broken-off' && !signal.aborted)
      throw new JobFailedError(result.reason, 'The portal could not be read to the end.');
    return { ...result };
  },
};

export function toVerifyJob({ practiceId, connectionId, askedAt }: VerificationTurn): QueuedJob {
  return {
    job: 'verify-connection',
    data: { practiceId, connectionId },
    jobId: `${connectionId}.${askedAt}`,
  };
}
