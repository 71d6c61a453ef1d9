// What a signed-in user sees of the jobs on the Bull dashboard.
import { z } from 'zod';

export interface BoardJob {
  readonly id: string;
  readonly data: Readonly<Record<string, string>>;
  /** All that is shown of it: in the list of its queue, by itself, and its log. */
  readonly text: string;
}

const QUEUES = ['sync-client', 'receive-event', 'read-source', 'upkeep'];
const jobSchema = z.looseObject({ id: z.string(), data: z.record(z.string(), z.string()) });
const boardSchema = z.object({ queues: z.array(z.object({ jobs: z.array(jobSchema) })) });

/** `board`: address of the dashboard, such as http://127.0.0.1:3000/queues. */
export async function readBoardJobs(board: string, cookie: string): Promise<readonly BoardJob[]> {
  const read = async (path: string): Promise<string> => {
    const answer = await fetch(`${board}/api/queues${path}`, { headers: { cookie } });
    if (!answer.ok) throw new Error(`The dashboard answered ${answer.status} to ${path}.`);
    return answer.text();
  };
  const jobs: BoardJob[] = [];
  for (const queue of QUEUES) {
    const list: unknown = JSON.parse(await read(`?activeQueue=${queue}&page=1&jobsPerPage=200`));
    // Only the active queue is listed with its jobs.
    for (const job of boardSchema.parse(list).queues.flatMap((one) => one.jobs)) {
      const path = `/${queue}/${encodeURIComponent(job.id)}`;
      const text = [JSON.stringify(job), await read(path), await read(`${path}/logs`)].join('\n');
      jobs.push({ id: job.id, data: job.data, text });
    }
  }
  return jobs;
}
