// How many finished jobs stay in the memory of Redis: not more than so many, however fresh they are.
import { expect } from 'chai';
import { Redis } from 'ioredis';
import { RejectedError } from '../../../src/errors.ts';
import { openQueues, type Queues } from '../../../src/queue/open-queues.ts';
import { openWorker } from '../../../src/queue/open-worker.ts';
import { orSkip } from '../../support/lacking.ts';
import { startRedis, type TestRedis } from '../../support/redis.ts';
import { releaseAtEnd } from '../../support/released-at-end.ts';
import { waitFor } from '../../support/wait-for.ts';

const onError = (): void => undefined;
const MORE = 20_000;

describe('finished jobs on Redis', () => {
  let server: TestRedis;
  let queues: Queues;
  before('starts Redis', async function () {
    server = await orSkip(this, startRedis());
    releaseAtEnd(() => server.stop());
    await finished(server.url);
    queues = await openQueues({ url: server.url, onError });
    releaseAtEnd(() => queues.close());
    const run = ({ id }: { id: string }) =>
      id === 'good'
        ? Promise.resolve()
        : Promise.reject(new RejectedError({ en: 'No.', nl: 'No.' }, { code: 'NO' }));
    const worker = await openWorker({ url: server.url, queueName: 'upkeep', concurrency: 1, run, onError });
    releaseAtEnd(() => worker.close());
  });

  it('are kept while they are fresh, but not more than 10,000 that were done', () =>
    finishOneMore('good', 'completed', 10_000));

  it('are kept for a week, but not more than 5,000 that failed', () => finishOneMore('bad', 'failed', 5_000));

  async function finishOneMore(jobId: string, state: string, most: number): Promise<void> {
    const count = async () => (await queues.counts()).upkeep[state];
    expect(await count()).to.equal(MORE);
    await queues.add('upkeep', [{ name: 'sweep', data: {}, jobId }]);
    await waitFor(async () => (await count()) !== MORE, { what: `the job to be ${state}` });
    expect(await count()).to.equal(most);
  }
});

/** As if so many had ended a moment ago. */
async function finished(url: string): Promise<void> {
  const redis = new Redis(url);
  const entries = Array.from({ length: MORE }, (_, index) => [String(Date.now()), `old-${index}`]).flat();
  for (const state of ['completed', 'failed']) await redis.zadd(`bull:upkeep:${state}`, ...entries);
  redis.disconnect();
}
